"""A request read and an answer to write, whatever part of the twin serves it."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, kw_only=True)
class Request:
    """What came in; header names are lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> list[tuple[str, str]]:
        """The parameters of a form or of the query, in their order."""
        sent = self.query if self.method == "GET" else self.body.decode(errors="replace")
        return parse_qsl(sent, keep_blank_values=True)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes out; ``drop`` cuts the connection instead."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


def as_json(body: Any, *, status: int = 200, **headers: str) -> Answer:
    """A JSON answer; header names are written with underscores."""
    return Answer(
        status=status,
        body=json.dumps(body, indent=2).encode(),
        headers={"Content-Type": "application/json"}
        | {name.replace("_", "-"): value for name, value in headers.items()},
    )


def redirect(url: str) -> Answer:
    """Go on elsewhere with a GET."""
    return Answer(status=303, headers={"Location": url})
