"""The switches that make the twin misbehave, kept in the state file."""

import re
from dataclasses import dataclass
from typing import Any

from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.store import Store

DELIVERED_TYPES = [
    "checkout.session.completed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "charge.succeeded",
    "charge.updated",
    "charge.refunded",
    "charge.refund.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "transfer.created",
    "transfer.reversed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
]

CONNECT_DELIVERED_TYPES = [
    "account.updated",
    "payout.created",
    "payout.updated",
    "payout.paid",
    "payout.failed",
]

DEFAULTS: dict[str, Any] = {
    "webhooks": "on",  # on | never (lost for good) | hold (until deliver or take)
    "delay": 0.0,  # real seconds before the first attempt
    "duplicate": 1,  # how many times each event is sent; true means 2
    "shuffle": 0,  # hold n deliveries, then send them last first
    "retry_seconds": 1.0,  # first pause after a refused delivery; doubles up to a minute
    "signature_skew": 0,  # seconds added to the timestamp of the signature
    "webhook_url": None,
    "webhook_secret": None,
    "enabled_events": DELIVERED_TYPES,  # what the endpoint subscribed to; all are in /v1/events
    "connect_webhook_url": None,  # the same three for what happens in connected accounts
    "connect_webhook_secret": None,
    "connect_enabled_events": CONNECT_DELIVERED_TYPES,
    "balance_transaction_after": None,  # seconds of the twin's clock; null: at once
    "refund_fails_after": None,  # seconds of the twin's clock; null: never
    "refund_pending_for": None,  # seconds of the twin's clock; null: succeeds at once
    "payout_fails_after": None,  # seconds of the twin's clock after "paid"; null: never
    "faults": [],
}

URL = re.compile(r"https?://[^/]")

FAULTS = ("commit_then_drop", "500_after_commit", "500_before", "500_saved", "429", "slow")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens to the next matching API calls.

    ``match`` is the beginning of ``"METHOD /path"``; empty matches all.
    """

    kind: str
    count: int = 1
    seconds: float = 1.0
    match: str = ""


class Switches:
    """The current switches; unknown names and wrong values are refused."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._values: dict[str, Any] = {}
        self.reload()

    def reload(self) -> None:
        self._values = DEFAULTS | self._store.recall("switches", {})

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def as_dict(self) -> dict[str, Any]:
        return dict(self._values)

    def change(self, **wanted: Any) -> None:
        """Set switches; ``fault`` adds one to the queue, ``fault=None`` empties it.

        :raises ApiError: 400 for an unknown switch or a value of the wrong type.
        """
        values = dict(self._values)
        for name, value in wanted.items():
            if name == "fault":
                values["faults"] = [] if value is None else [*values["faults"], _fault(value)]
            else:
                values[name] = _checked(name, value)
        for endpoint in ("", "connect_"):
            if values[f"{endpoint}webhook_url"] and not values[f"{endpoint}webhook_secret"]:
                needed = f"{endpoint}webhook_secret"
                raise ApiError(f"A {endpoint}webhook_url needs a {needed}.", param=needed)
        self._keep(values)

    def take_fault(self, call: str) -> Fault | None:
        """The first fault that matches ``"METHOD /path"``, counted down."""
        with self._store.lock:
            for place, waiting in enumerate(self._values["faults"]):
                if call.startswith(waiting["match"]):
                    self._count_down(place)
                    return Fault(**waiting)
        return None

    def _count_down(self, place: int) -> None:
        faults = [dict(fault) for fault in self._values["faults"]]
        faults[place]["count"] -= 1
        self._keep(self._values | {"faults": [fault for fault in faults if fault["count"]]})

    def _keep(self, values: dict[str, Any]) -> None:
        with self._store.transaction():
            changed = {name: value for name, value in values.items() if value != DEFAULTS[name]}
            self._store.remember("switches", changed)
        self._values = values


def _fault(value: Any) -> dict[str, Any]:
    wanted = {"kind": value} if isinstance(value, str) else value
    if not isinstance(wanted, dict) or wanted.get("kind") not in FAULTS:
        raise ApiError(f"A fault is one of {', '.join(FAULTS)}.", param="fault")
    if unknown := wanted.keys() - Fault.__dataclass_fields__.keys():
        raise ApiError(f"A fault has no {', '.join(sorted(unknown))}.", param="fault")
    return vars(Fault(**wanted))


def _checked(name: str, value: Any) -> Any:
    if name not in DEFAULTS or name == "faults":
        raise ApiError(f"There is no switch {name}.", param=name)
    if name == "duplicate" and isinstance(value, bool):
        return 2 if value else 1
    if not CHECKS[name](value):
        raise ApiError(f"{value!r} does not fit the switch {name}.", param=name)
    return value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _count(value: Any) -> bool:
    return _number(value) and isinstance(value, int)


def _optional_number(value: Any) -> bool:
    return value is None or _number(value)


def _optional_text(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip() != "")


def _optional_url(value: Any) -> bool:
    return value is None or (isinstance(value, str) and bool(URL.match(value)))


CHECKS: dict[str, Any] = {
    "webhooks": lambda value: value in ("on", "never", "hold"),
    "delay": _number,
    "duplicate": lambda value: _count(value) and value >= 1,
    "shuffle": _count,
    "retry_seconds": _number,
    "signature_skew": lambda value: isinstance(value, int),
    "webhook_url": _optional_url,
    "webhook_secret": _optional_text,
    "enabled_events": lambda value: isinstance(value, list),
    "connect_webhook_url": _optional_url,
    "connect_webhook_secret": _optional_text,
    "connect_enabled_events": lambda value: isinstance(value, list),
    "balance_transaction_after": _optional_number,
    "refund_fails_after": _optional_number,
    "refund_pending_for": _optional_number,
    "payout_fails_after": _optional_number,
}
