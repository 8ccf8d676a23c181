"""Charges: one attempt to take money, paid or declined."""

from typing import TYPE_CHECKING, Any

from stripe.params._charge_list_params import ChargeListParams
from stripe.params._charge_retrieve_params import ChargeRetrieveParams

from tests.stripe_twin import events, identifiers, money
from tests.stripe_twin.cards import Card, message
from tests.stripe_twin.resources import balance_transactions, disputes
from tests.stripe_twin.routes import LIST_PARAMETERS, Route, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "charge"
SETTLE = "charge.settle"


def succeed(twin: "Twin", *, intent: Object, card: Card, email: str | None) -> Object:
    """Take the money of an intent and book it, at once or when the switch says."""
    charge = shape(
        intent=intent,
        card=card,
        email=email,
        identifier=identifiers.new("ch"),
        created=twin.clock.now(),
    )
    later = twin.switches["balance_transaction_after"]
    if later is None:
        charge["balance_transaction"] = book(twin, charge, created=twin.clock.now())["id"]
    else:
        twin.agenda.plan(SETTLE, charge, due=twin.clock.now() + later)
    twin.store.save(charge)
    events.record(twin, "charge.succeeded", charge)
    if card.dispute:
        twin.agenda.plan(disputes.RAISE, charge, due=twin.clock.now())
    return charge


def decline(twin: "Twin", *, intent: Object, card: Card, email: str | None) -> Object:
    """Keep a refused attempt; it moves no money."""
    code, decline_code = card.decline or ("card_declined", None)
    charge = shape(
        intent=intent,
        card=card,
        email=email,
        identifier=identifiers.new("ch"),
        created=twin.clock.now(),
    )
    charge |= {
        "amount_captured": 0,
        "captured": False,
        "failure_code": code,
        "failure_message": message(code, decline_code),
        "outcome": {
            "network_status": "declined_by_network",
            "reason": decline_code or code,
            "risk_level": "normal",
            "seller_message": "The bank did not return any further details with this decline.",
            "type": "issuer_declined",
        },
        "paid": False,
        "status": "failed",
    }
    twin.store.save(charge)
    events.record(twin, "charge.failed", charge)
    return charge


def settle(twin: "Twin", charge: Object) -> None:
    """Book a charge that was taken before, and say so by ``charge.updated``."""
    if charge["balance_transaction"]:
        return
    charge["balance_transaction"] = book(twin, charge, created=twin.clock.now())["id"]
    twin.store.save(charge)
    events.record(twin, "charge.updated", charge, previous={"balance_transaction": None})


def set_refunded(twin: "Twin", charge: Object, *, refunded: int) -> None:
    """Write how much of a charge was given back, in minor units."""
    charge["amount_refunded"] = refunded
    charge["refunded"] = refunded == charge["amount"]
    twin.store.save(charge)


def shape(
    *, intent: Object, card: Card, email: str | None, identifier: str, created: int
) -> Object:
    """A successful charge of an intent, without its balance transaction."""
    paid = {
        "id": identifier,
        "amount": intent["amount"],
        "billing_details": {
            "address": None,
            "email": email,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "calculated_statement_descriptor": "STRIPE TWIN",
        "created": created,
        "currency": intent["currency"],
        "customer": intent.get("customer"),
        "description": intent.get("description"),
        "metadata": dict(intent["metadata"]),
        "outcome": {
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": _card_details(card),
        "receipt_email": intent.get("receipt_email"),
        "shipping": intent.get("shipping"),
        "transfer_group": intent.get("transfer_group"),
        "_at_once": card.at_once,
        "_disputes": card.dispute,
        "_refunds": card.refund,
    }
    return _settled(paid)


def payment(transfer: Object) -> Object:
    """What a connected account sees of a transfer to it: a payment of its own."""
    seen = {
        "id": identifiers.new("py"),
        "billing_details": dict.fromkeys(("address", "email", "name", "phone", "tax_id")),
        "metadata": {},
        "outcome": None,
        "payment_intent": None,
        "payment_method": None,
        "payment_method_details": {"stripe_account": {}, "type": "stripe_account"},
        "receipt_email": None,
        "shipping": None,
        "source_transfer": transfer["id"],
        "transfer_group": None,
        "_account": transfer["destination"],
    }
    same = ("amount", "created", "currency", "description")
    return _settled(seen | {name: transfer[name] for name in same})


def _settled(of: dict[str, Any]) -> Object:
    """The fields that every charge that succeeded has."""
    return {
        "object": KIND,
        "amount_captured": of["amount"],
        "amount_refunded": 0,
        "balance_transaction": None,
        "captured": True,
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "paid": True,
        "refunded": False,
        "status": "succeeded",
    } | of


def _card_details(card: Card) -> dict[str, Any]:
    challenge = (
        {"authentication_flow": "challenge", "result": "authenticated", "version": "2.2.0"}
        if card.challenge
        else None
    )
    return {
        "card": {
            "brand": card.brand,
            "country": "FR",
            "exp_month": 12,
            "exp_year": 2034,
            "funding": "credit",
            "last4": card.last4,
            "network": card.brand,
            "three_d_secure": challenge,
        },
        "type": "card",
    }


def book(twin: "Twin", charge: Object, *, created: int) -> Object:
    """The money of a charge comes into the balance, less Stripe's fee; spendable days later."""
    wait = 0 if charge.get("_at_once") else balance_transactions.AVAILABLE_AFTER
    return balance_transactions.book(
        twin,
        kind="charge",
        source=charge,
        amount=charge["amount"],
        fee=money.fee(charge["amount"]),
        created=created,
        available_on=created + wait,
    )


TASKS = {SETTLE: settle}
EXPANDABLE = {KIND: {"balance_transaction", "customer", "payment_intent", "source_transfer"}}

ROUTES = [
    Route(
        method="GET",
        path="/v1/charges",
        params=ChargeListParams,
        handler=listing(KIND, by=("customer", "payment_intent", "transfer_group")),
        acts_on=(*LIST_PARAMETERS, "customer", "payment_intent", "transfer_group"),
    ),
    Route(
        method="GET",
        path="/v1/charges/{charge}",
        params=ChargeRetrieveParams,
        handler=retrieving(KIND, named="charge"),
        connected=True,
    ),
]
