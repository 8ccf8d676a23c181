"""``Idempotency-Key``: one key, one answer, for a day of the twin's clock."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.wire import Answer, as_json

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KEPT_FOR = 24 * 3600
LONGEST_KEY = 255


class Keys:
    """The keys in use at this moment; a restart ends every request."""

    def __init__(self) -> None:
        self._in_flight: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def claim(self, key: str | None) -> Iterator[None]:
        """Hold a key while its request runs.

        :raises ApiError: 409 while another request holds it.
        """
        if key is None:
            yield
            return
        with self._lock:
            if key in self._in_flight:
                raise ApiError(
                    "There is currently another in-progress request using this Idempotent Key "
                    "(that probably means you submitted twice, and the other request is still "
                    f"going through): {key}. Please try again later.",
                    status=409,
                    code="idempotency_key_in_use",
                )
            self._in_flight.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._in_flight.discard(key)


def checked(key: str | None) -> str | None:
    """The key of a request.

    :raises ApiError: it is too long.
    """
    if key and len(key) > LONGEST_KEY:
        raise ApiError(f"Idempotency keys have up to {LONGEST_KEY} characters.")
    return key or None


def replay(twin: "Twin", *, key: str | None, path: str, params: dict[str, Any]) -> Answer | None:
    """The saved answer of a key, or None.

    :raises ApiError: ``idempotency_error`` when the key was used for another request.
    """
    oldest = twin.clock.now() - KEPT_FOR
    rows = twin.store.execute("SELECT * FROM answers WHERE key = ? AND created > ?", key, oldest)
    if not rows:
        return None
    saved = rows[0]
    hint = f"Try using a key other than '{key}' if you meant to execute a different request."
    if saved["path"] != path:
        raise ApiError(
            "Keys for idempotent requests can only be used for the same endpoint they were first "
            f"used for ('{saved['path']}' vs '{path}'). {hint}",
            kind="idempotency_error",
        )
    if saved["params"] != _fingerprint(params):
        raise ApiError(
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. {hint}",
            kind="idempotency_error",
        )
    return as_json(
        json.loads(saved["body"]),
        status=saved["status"],
        Idempotent_Replayed="true",
        Original_Request=saved["request_id"],
    )


def save(
    twin: "Twin",
    *,
    key: str | None,
    path: str,
    params: dict[str, Any],
    answer: Answer,
    request_id: str,
) -> None:
    """Keep the answer of a key, refusals and server errors included."""
    if key is None:
        return
    twin.store.execute(
        "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
        key,
        path,
        _fingerprint(params),
        answer.status,
        answer.body.decode(),
        request_id,
        twin.clock.now(),
    )


def _fingerprint(params: dict[str, Any]) -> str:
    return json.dumps(params, sort_keys=True)
