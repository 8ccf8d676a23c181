"""Objects as the API shows them: every field of the SDK's class, expanded where asked."""

import functools
import typing
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import stripe
from stripe.checkout import Session

from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

CLASSES: dict[str, Any] = {
    "checkout.session": Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "balance_transaction": stripe.BalanceTransaction,
    "event": stripe.Event,
    "account": stripe.Account,
    "balance": stripe.Balance,
    "customer": stripe.Customer,
    "payment_method": stripe.PaymentMethod,
    "transfer": stripe.Transfer,
    "transfer_reversal": stripe.TransferReversal,
    "payout": stripe.Payout,
    "dispute": stripe.Dispute,
}

OTHER_METHODS = {
    name
    for name, hint in stripe.PaymentMethod.__annotations__.items()
    if type(None) in typing.get_args(hint)
} - {"allow_redisplay", "card", "customer", "customer_account", "metadata", "radar_options"}

LEFT_OUT = {
    "checkout.session": {"line_items"},
    "charge": {"refunds"},
    "event": {"account", "context", "reason"},
    "balance": {
        "connect_reserved",
        "instant_available",
        "issuing",
        "refund_and_dispute_prefunding",
    },
    "customer": {
        "cash_balance",
        "customer_account",
        "deleted",
        "invoice_credit_balance",
        "sources",
        "subscriptions",
        "tax",
        "tax_ids",
    },
    "payment_method": OTHER_METHODS,
    "account": {"company", "deleted", "groups", "individual"},
}
"""Fields that Stripe shows only when asked, or only to connected accounts."""

MOST_LEVELS = 4


def render(twin: "Twin", obj: Object) -> Object:
    """An object without the twin's own notes (``_…``), absent fields null."""
    kind = obj["object"]
    shown = {name: value for name, value in obj.items() if not name.startswith("_")}
    if live := twin.resources.live.get(kind):
        shown |= live(twin, obj)
    return shown | {name: None for name in _nullable(kind) if name not in shown}


def expanded(twin: "Twin", obj: Object, *, paths: Iterable[str]) -> Object:
    """A rendered object with the named references replaced by their objects.

    :raises ApiError: 400 for a property that cannot be expanded.
    """
    shown = render(twin, obj)
    for path in paths:
        if path.count(".") >= MOST_LEVELS:
            raise ApiError(f"You cannot expand more than {MOST_LEVELS} levels ({path}).")
        _expand(twin, shown, obj, names=path.split("."))
    return shown


def _expand(twin: "Twin", shown: Object, obj: Object, *, names: list[str]) -> None:
    name, *rest = names
    kind = obj["object"]
    if include := twin.resources.includable.get(kind, {}).get(name):
        shown.setdefault(name, include(twin, obj))
        return
    if name not in twin.resources.expandable.get(kind, ()):
        raise ApiError(f"This property cannot be expanded ({name}).", param="expand")
    identifier = shown[name]["id"] if isinstance(shown[name], dict) else shown[name]
    found = twin.store.get(identifier)
    if found is None:
        return
    if not isinstance(shown[name], dict):
        shown[name] = render(twin, found)
    if rest:
        _expand(twin, shown[name], found, names=rest)


@functools.cache
def _nullable(kind: str) -> tuple[str, ...]:
    annotations = CLASSES[kind].__annotations__ if kind in CLASSES else {}
    return tuple(
        name
        for name, hint in annotations.items()
        if type(None) in typing.get_args(hint) and name not in LEFT_OUT.get(kind, ())
    )
