"""What an address of the API is: a method, a path, a parameter class and a function."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests.stripe_twin.errors import ApiError, missing_object, unsupported
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.store import Filter, Object, Page

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

BOUNDS = ("gt", "gte", "lt", "lte")
LIST_PARAMETERS = ("limit", "starting_after", "ending_before", "created")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request: its typed parameters, what its path named, and on whose behalf it is.

    ``account`` is the connected account of ``Stripe-Account``; None is the platform itself.
    """

    params: dict[str, Any]
    path: dict[str, str] = field(default_factory=dict)
    url: str = ""
    account: str | None = None

    @property
    def expand(self) -> list[str]:
        return list(self.params.get("expand", ()))


Handler = Callable[["Twin", Call], Object]


@dataclass(frozen=True, kw_only=True)
class Route:
    """An address that is served.

    ``acts_on`` names the parameters of ``params`` that have an effect here (``expand`` always
    has); another one Stripe knows is refused rather than ignored. ``connected`` addresses may be
    called on behalf of a connected account, by ``Stripe-Account``.
    """

    method: str
    path: str
    params: type
    handler: Handler
    acts_on: Iterable[str] = ()
    connected: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))

    def refuse_unsupported(self, params: dict[str, Any], *, account: str | None) -> None:
        """Refuse what the twin would have to ignore."""
        if account and not self.connected:
            raise unsupported(param="Stripe-Account")
        for name in params:
            if name != "expand" and name not in self.acts_on:
                raise unsupported(param=name)


def fetch(
    twin: "Twin",
    identifier: str,
    *,
    kind: str,
    param: str,
    status: int = 404,
    account: str | None = None,
) -> Object:
    """An object of an account (None: the platform) by its id.

    :raises ApiError: ``resource_missing``.
    """
    found = twin.store.get(identifier, kind=kind)
    if found is None or found.get("_account") != account:
        noun = kind.split(".")[-1]
        raise missing_object(noun=noun, identifier=identifier, param=param, status=status)
    return found


def retrieving(kind: str, *, named: str) -> Handler:
    """A handler that shows the object its path names."""

    def retrieve(twin: "Twin", call: Call) -> Object:
        obj = fetch(twin, call.path[named], kind=kind, param=named, account=call.account)
        return expanded(twin, obj, paths=call.expand)

    return retrieve


def listing(kind: str, *, by: Iterable[str] = ()) -> Handler:
    """A handler that shows a page of objects, newest first, narrowed by equal fields."""

    def show(twin: "Twin", call: Call) -> Object:
        where = Filter(
            equal={name: call.params[name] for name in by if name in call.params}
            | {"_account": call.account},
            created=_bounds(call.params.get("created")),
        )
        found, has_more = twin.store.find(kind, where=where, page=_page(twin, call, kind=kind))
        return {
            "object": "list",
            "data": [expanded(twin, obj, paths=_of_items(call.expand)) for obj in found],
            "has_more": has_more,
            "url": call.url,
        }

    return show


def _page(twin: "Twin", call: Call, *, kind: str) -> Page:
    limit = call.params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise ApiError(
            f"Invalid integer: {limit}; the limit is between 1 and 100.",
            code="parameter_invalid_integer",
            param="limit",
        )
    cursors = {
        name: fetch(
            twin, call.params[name], kind=kind, param=name, status=400, account=call.account
        )
        for name in ("starting_after", "ending_before")
        if name in call.params
    }
    if len(cursors) > 1:
        raise ApiError("You cannot parameterize both starting_after and ending_before.")
    return Page(limit=limit, **cursors)


def _bounds(created: Any) -> dict[str, int]:
    if created is None:
        return {}
    return {"eq": created} if isinstance(created, int) else created


def _of_items(paths: list[str]) -> list[str]:
    for path in paths:
        if not path.startswith("data."):
            raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    return [path.removeprefix("data.") for path in paths]
