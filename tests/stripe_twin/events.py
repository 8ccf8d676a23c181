"""Events: written with the change they tell of, in the same transaction."""

import copy
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from tests.stripe_twin import API_VERSION, deliveries, identifiers
from tests.stripe_twin.rendering import render
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

REQUEST: ContextVar[dict[str, str | None] | None] = ContextVar("REQUEST", default=None)
"""The API request that causes events: ``{"id", "idempotency_key"}``; None on the hosted page."""


def record(
    twin: "Twin", kind: str, obj: Object, *, previous: dict[str, Any] | None = None
) -> Object:
    """Keep an event with a snapshot of its object and plan its delivery.

    ``previous`` holds the old values of what changed, for the ``*.updated`` types. What happens
    in a connected account names it, and goes to the endpoint for connected accounts.
    """
    data: dict[str, Any] = {"object": copy.deepcopy(render(twin, obj))}
    if previous:
        data["previous_attributes"] = previous
    event: Object = {
        "id": identifiers.new("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": twin.clock.now(),
        "data": data,
        "livemode": False,
        "request": REQUEST.get() or {"id": None, "idempotency_key": None},
        "type": kind,
    }
    if account := account_of(obj):
        event |= {"account": account, "_account": account}
    event["pending_webhooks"] = deliveries.plan(twin, event)
    return twin.store.save(event)


def account_of(obj: Object) -> str | None:
    """The connected account in which something is; None is the platform."""
    account: str | None = obj["id"] if obj["object"] == "account" else obj.get("_account")
    return account
