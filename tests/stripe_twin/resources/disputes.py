"""Disputes: a card's holder goes to the bank, which takes the money back until it has decided."""

from typing import TYPE_CHECKING, Any

from stripe.params._dispute_close_params import DisputeCloseParams
from stripe.params._dispute_list_params import DisputeListParams
from stripe.params._dispute_retrieve_params import DisputeRetrieveParams
from stripe.params._dispute_update_params import DisputeUpdateParams, DisputeUpdateParamsEvidence

from tests.stripe_twin import contract, events, identifiers, metadata
from tests.stripe_twin.errors import ApiError, unsupported
from tests.stripe_twin.rendering import expanded, render
from tests.stripe_twin.resources import balance_transactions
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, fetch, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "dispute"
LAPSE = "dispute.lapse"
DECIDE = "dispute.decide"
RAISE = "dispute.raise"

DAY = 24 * 3600
DAYS_TO_ANSWER = 18
RAISED_AFTER = 60
"""Seconds until a test card looks again whether there is something to dispute."""
FEE = 2000
"""Minor units that Stripe keeps for a dispute, won or lost."""
LONGEST_EVIDENCE = 150_000

REASONS = {
    "credit_not_processed",
    "duplicate",
    "fraudulent",
    "general",
    "product_not_received",
    "product_unacceptable",
    "subscription_canceled",
    "unrecognized",
}
OPEN = ("needs_response", "under_review")
DECIDED = ("won", "lost")
MAGIC = {"winning_evidence": "won", "losing_evidence": "lost"}
"""What ``uncategorized_text`` decides in Stripe's test mode."""

FILES = {
    "cancellation_policy",
    "customer_communication",
    "customer_signature",
    "duplicate_charge_documentation",
    "receipt",
    "refund_policy",
    "service_documentation",
    "shipping_documentation",
    "uncategorized_file",
}
"""Evidence that names uploaded files, which the twin has none of."""

EVIDENCE = contract.fields(DisputeUpdateParamsEvidence).keys()
TEXTS = EVIDENCE - FILES - {"appeal", "enhanced_evidence"}


def open_one(
    twin: "Twin", charge: Object, *, reason: str = "fraudulent", amount: int | None = None
) -> Object:
    """The bank takes an amount (all that was not refunded unless said) of a charge back.

    :raises ApiError: an unpaid or disputed charge, an unknown reason, more than is left.
    """
    left = charge["amount"] - charge["amount_refunded"]
    wanted = left if amount is None else amount
    _refuse_dispute(charge, reason=reason, amount=wanted, left=left)
    now = twin.clock.now()
    dispute = _shape(charge, amount=wanted, reason=reason, created=now)
    taken = balance_transactions.book(
        twin,
        kind="adjustment",
        source=dispute | {"description": f"Chargeback withdrawal for {charge['id']}"},
        amount=-wanted,
        fee=FEE,
        fee_label="Dispute fee",
    )
    dispute["_balance_transactions"] = [taken["id"]]
    charge["disputed"] = True
    twin.store.save(charge)
    twin.store.save(dispute)
    twin.agenda.plan(LAPSE, dispute, due=dispute["evidence_details"]["due_by"])
    events.record(twin, "charge.dispute.created", dispute)
    events.record(twin, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def _refuse_dispute(charge: Object, *, reason: str, amount: int, left: int) -> None:
    if reason not in REASONS:
        raise ApiError(f"A dispute's reason is one of {', '.join(sorted(REASONS))}.")
    if charge["disputed"] or not charge["paid"] or not charge["balance_transaction"]:
        raise ApiError(f"Charge {charge['id']} is disputed already, or was not paid.")
    if not 1 <= amount <= left:
        raise ApiError(f"Between 1 and {left} can be disputed of {charge['id']}.", param="amount")


def _shape(charge: Object, *, amount: int, reason: str, created: int) -> Object:
    brand = charge["payment_method_details"]["card"]["brand"]
    answer_by = created - created % DAY + (DAYS_TO_ANSWER + 1) * DAY - 1
    return {
        "id": identifiers.new("du"),
        "object": KIND,
        "amount": amount,
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": answer_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": brand,
                "case_type": "chargeback",
                "network": brand,
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": reason,
        "status": "needs_response",
        "_balance_transactions": [],
    }


def raise_one(twin: "Twin", charge: Object) -> None:
    """What the test cards for disputes do by themselves, once the money has come in."""
    if not charge["balance_transaction"]:
        twin.agenda.plan(RAISE, charge, due=twin.clock.now() + RAISED_AFTER)
        return
    open_one(twin, charge, reason=charge["_disputes"])


def of_charge(twin: "Twin", charge: Object) -> Object | None:
    """The dispute of a charge; there is one at most."""
    found = twin.store.all(KIND, charge=charge["id"])
    return found[0] if found else None


def refuse_refund(twin: "Twin", charge: Object) -> None:
    """What the bank has taken back, or may, is not refunded as well.

    :raises ApiError: ``charge_disputed``.
    """
    dispute = of_charge(twin, charge) if charge["disputed"] else None
    if dispute and dispute["status"] != "won":
        raise ApiError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )


# --- the answer, and the decision --------------------------------------------------------------
def update(twin: "Twin", call: Call) -> Object:
    """Lay evidence down and, unless ``submit`` is false, send it to the bank, once.

    :raises ApiError: it is too late, or was sent before.
    """
    params = call.params
    dispute = fetch(twin, call.path["dispute"], kind=KIND, param="dispute")
    _refuse_evidence(dispute, params)
    given = params.get("evidence", {})
    before = {name: dispute[name] for name in ("evidence", "evidence_details", "status")}
    dispute["evidence"] = dispute["evidence"] | given
    if "metadata" in params:
        wanted = params["metadata"] or {}
        dispute["metadata"] = metadata.checked(
            (dispute["metadata"] | wanted) if wanted else {}, param="metadata"
        )
    details = dispute["evidence_details"]
    dispute["evidence_details"] = details | {"has_evidence": details["has_evidence"] or bool(given)}
    if params.get("submit", "evidence" in params):
        _submit(twin, dispute)
    twin.store.save(dispute)
    changed = {name: value for name, value in before.items() if value != dispute[name]}
    if changed:
        events.record(twin, "charge.dispute.updated", dispute, previous=changed)
    return expanded(twin, dispute, paths=call.expand)


def _refuse_evidence(dispute: Object, params: dict[str, Any]) -> None:
    given = params.get("evidence", {})
    if other := sorted(given.keys() - TEXTS):
        raise unsupported(param=f"evidence[{other[0]}]")
    if sum(len(text) for text in given.values()) > LONGEST_EVIDENCE:
        raise ApiError(
            f"Evidence may have up to {LONGEST_EVIDENCE:,} characters together.", param="evidence"
        )
    if dispute["status"] != "needs_response" and ("evidence" in params or "submit" in params):
        raise ApiError(
            f"The evidence of a dispute with a status of {dispute['status']} cannot be changed."
        )


def _submit(twin: "Twin", dispute: Object) -> None:
    twin.agenda.drop(LAPSE, dispute)
    dispute["status"] = "under_review"
    dispute["evidence_details"] |= {
        "submission_count": dispute["evidence_details"]["submission_count"] + 1,
        "submission_method": "manual",
    }
    if (dispute["evidence"]["uncategorized_text"] or "").strip() in MAGIC:
        twin.agenda.plan(DECIDE, dispute, due=twin.clock.now())


def close(twin: "Twin", call: Call) -> Object:
    """Give in: the dispute is lost.

    :raises ApiError: it is decided already.
    """
    dispute = fetch(twin, call.path["dispute"], kind=KIND, param="dispute")
    if dispute["status"] in DECIDED:
        raise ApiError(f"This dispute is already closed: it was {dispute['status']}.")
    decide(twin, dispute, outcome="lost")
    return expanded(twin, dispute, paths=call.expand)


def lapse(twin: "Twin", dispute: Object) -> None:
    """Nobody answered in time."""
    if dispute["status"] == "needs_response":
        dispute["evidence_details"] |= {"past_due": True}
        decide(twin, dispute, outcome="lost")


def decide_by_magic(twin: "Twin", dispute: Object) -> None:
    decide(twin, dispute, outcome=MAGIC[dispute["evidence"]["uncategorized_text"].strip()])


def decide(twin: "Twin", dispute: Object, *, outcome: str) -> None:
    """The bank decides, ``won`` or ``lost``; what is won comes back, the fee does not.

    :raises ApiError: another word.
    """
    if outcome not in DECIDED:
        raise ApiError("A dispute ends won or lost.", param="outcome")
    if dispute["status"] in DECIDED:
        return
    for task in (LAPSE, DECIDE):
        twin.agenda.drop(task, dispute)
    before = dispute["status"]
    dispute["status"] = outcome
    if outcome == "won":
        back = balance_transactions.book(
            twin,
            kind="adjustment",
            source=dispute | {"description": f"Chargeback reversal for {dispute['charge']}"},
            amount=dispute["amount"],
            category="dispute_reversal",
        )
        dispute["_balance_transactions"] = [*dispute["_balance_transactions"], back["id"]]
    twin.store.save(dispute)
    events.record(twin, "charge.dispute.closed", dispute, previous={"status": before})
    if outcome == "won":
        events.record(twin, "charge.dispute.funds_reinstated", dispute)


def movements(twin: "Twin", dispute: Object) -> Object:
    """What it moved: taken, and perhaps given back."""
    found = (twin.store.get(one) for one in dispute["_balance_transactions"])
    return {"balance_transactions": [render(twin, one) for one in found if one]}


TASKS = {LAPSE: lapse, DECIDE: decide_by_magic, RAISE: raise_one}
LIVE = {KIND: movements}
EXPANDABLE = {KIND: {"charge", "payment_intent"}}

ROUTES = [
    Route(
        method="GET",
        path="/v1/disputes",
        params=DisputeListParams,
        handler=listing(KIND, by=("charge", "payment_intent")),
        acts_on=(*LIST_PARAMETERS, "charge", "payment_intent"),
    ),
    Route(
        method="GET",
        path="/v1/disputes/{dispute}",
        params=DisputeRetrieveParams,
        handler=retrieving(KIND, named="dispute"),
    ),
    Route(
        method="POST",
        path="/v1/disputes/{dispute}",
        params=DisputeUpdateParams,
        handler=update,
        acts_on=("evidence", "metadata", "submit"),
    ),
    Route(
        method="POST",
        path="/v1/disputes/{dispute}/close",
        params=DisputeCloseParams,
        handler=close,
    ),
]
