"""Refunds: capped by what is left of the charge; some fail days later."""

from typing import TYPE_CHECKING, Any

from stripe.params._refund_create_params import RefundCreateParams
from stripe.params._refund_list_params import RefundListParams
from stripe.params._refund_retrieve_params import RefundRetrieveParams

from tests.stripe_twin import events, identifiers, metadata, money
from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.resources import balance_transactions, charges, disputes
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, fetch, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "refund"
FAIL = "refund.fail"
SUCCEED = "refund.succeed"
UNWOUND = ("failed", "canceled")
TEST_CARD_DELAY = 60
"""Seconds until the test cards for late failure and late success take effect."""


def create(twin: "Twin", call: Call) -> Object:
    """Give money back: the named amount, or all that is left.

    :raises ApiError: more than is left, nothing left, or no paid charge.
    """
    charge = _charge(twin, call.params)
    amount = call.params.get("amount", charge["amount"] - charge["amount_refunded"])
    disputes.refuse_refund(twin, charge)
    _refuse_excess(charge, amount)
    refund = shape(
        charge=charge,
        amount=amount,
        identifier=identifiers.new("re"),
        created=twin.clock.now(),
        data={
            "metadata": metadata.checked(call.params.get("metadata"), param="metadata"),
            "reason": call.params.get("reason"),
        },
    )
    _plan_what_follows(twin, refund, charge)
    _take_from(twin, refund, charge)
    return expanded(twin, refund, paths=call.expand)


def shape(
    *, charge: Object, amount: int, identifier: str, created: int, data: dict[str, Any]
) -> Object:
    """A refund that succeeded; ``data`` holds metadata, reason and perhaps a status."""
    return {
        "id": identifier,
        "object": KIND,
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "destination_details": {
            "card": {
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        "metadata": data.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "reason": data.get("reason"),
        "status": data.get("status") or "succeeded",
    }


def _charge(twin: "Twin", params: dict[str, Any]) -> Object:
    if "charge" not in params and "payment_intent" not in params:
        raise ApiError(
            "One of the following params should be provided for this request: "
            "payment_intent or charge.",
            code="parameter_missing",
        )
    identifier = params.get("charge") or _charge_of_intent(twin, params["payment_intent"])
    charge = fetch(twin, identifier, kind="charge", param="charge", status=400)
    if params.get("payment_intent", charge["payment_intent"]) != charge["payment_intent"]:
        raise ApiError("The charge does not belong to the payment_intent.", param="charge")
    if not charge["paid"]:
        raise ApiError(f"Charge {charge['id']} was not paid, so it cannot be refunded.")
    return charge


def _charge_of_intent(twin: "Twin", identifier: str) -> str:
    intent = fetch(twin, identifier, kind="payment_intent", param="payment_intent", status=400)
    if intent["status"] != "succeeded":
        raise ApiError(
            f"This PaymentIntent ({identifier}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return str(intent["latest_charge"])


def _refuse_excess(charge: Object, amount: int) -> None:
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise ApiError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount < 1:
        raise ApiError("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        wanted = money.english(amount, charge["currency"])
        rest = money.english(left, charge["currency"])
        what = "unrefunded amount on charge" if charge["amount_refunded"] else "charge amount"
        raise ApiError(f"Refund amount ({wanted}) is greater than {what} ({rest})", param="amount")


def _plan_what_follows(twin: "Twin", refund: Object, charge: Object) -> None:
    """Late success and late failure, by a switch or by the card that paid."""
    now = twin.clock.now()
    pending = twin.switches["refund_pending_for"]
    fails = twin.switches["refund_fails_after"]
    if charge["_refunds"] == "pending" and pending is None:
        pending = TEST_CARD_DELAY
    if charge["_refunds"] == "fails" and fails is None:
        fails = TEST_CARD_DELAY
    if pending is not None:
        refund |= {"status": "pending", "pending_reason": "processing"}
        twin.agenda.plan(SUCCEED, refund, due=now + pending)
    if fails is not None:
        twin.agenda.plan(FAIL, refund, due=now + fails)


def _take_from(twin: "Twin", refund: Object, charge: Object) -> None:
    booked = balance_transactions.book(twin, kind="refund", source=refund, amount=-refund["amount"])
    refund["balance_transaction"] = booked["id"]
    twin.store.save(refund)
    events.record(twin, "refund.created", refund)
    before = {name: charge[name] for name in ("amount_refunded", "refunded")}
    charges.set_refunded(twin, charge, refunded=charge["amount_refunded"] + refund["amount"])
    events.record(twin, "charge.refunded", charge, previous=before)


def succeed(twin: "Twin", refund: Object) -> None:
    """A pending refund reaches the shopper."""
    if refund["status"] != "pending":
        return
    refund |= {"status": "succeeded", "pending_reason": None}
    twin.store.save(refund)
    _tell(twin, refund, previous={"status": "pending", "pending_reason": "processing"})


def fail(twin: "Twin", refund: Object, *, reason: str = "expired_or_canceled_card") -> None:
    """The shopper's bank sends the money back: it returns to the platform's balance."""
    if refund["status"] in UNWOUND:
        return
    twin.agenda.drop(SUCCEED, refund)
    before = {"status": refund["status"]}
    booked = balance_transactions.book(
        twin, kind="refund_failure", source=refund, amount=refund["amount"]
    )
    refund |= {
        "failure_balance_transaction": booked["id"],
        "failure_reason": reason,
        "pending_reason": None,
        "status": "failed",
    }
    twin.store.save(refund)
    charge = twin.store.get(refund["charge"], kind="charge")
    if charge:
        left = charge["amount_refunded"] - refund["amount"]
        charges.set_refunded(twin, charge, refunded=left)
    events.record(twin, "refund.failed", refund)
    _tell(twin, refund, previous=before)


def _tell(twin: "Twin", refund: Object, *, previous: dict[str, Any]) -> None:
    for kind in ("refund.updated", "charge.refund.updated"):
        events.record(twin, kind, refund, previous=previous)


def of_charge(twin: "Twin", charge: Object) -> Object:
    """The refunds of a charge, newest first, as ``expand=["refunds"]`` shows them."""
    show = listing(KIND, by=("charge",))
    return show(
        twin, Call(params={"charge": charge["id"]}, url=f"/v1/charges/{charge['id']}/refunds")
    )


TASKS = {FAIL: fail, SUCCEED: succeed}
INCLUDABLE = {"charge": {"refunds": of_charge}}
EXPANDABLE = {
    KIND: {"charge", "payment_intent", "balance_transaction", "failure_balance_transaction"}
}

ROUTES = [
    Route(
        method="GET",
        path="/v1/refunds",
        params=RefundListParams,
        handler=listing(KIND, by=("payment_intent", "charge")),
        acts_on=(*LIST_PARAMETERS, "payment_intent", "charge"),
    ),
    Route(
        method="POST",
        path="/v1/refunds",
        params=RefundCreateParams,
        handler=create,
        acts_on=("payment_intent", "charge", "amount", "metadata", "reason"),
    ),
    Route(
        method="GET",
        path="/v1/refunds/{refund}",
        params=RefundRetrieveParams,
        handler=retrieving(KIND, named="refund"),
    ),
]
