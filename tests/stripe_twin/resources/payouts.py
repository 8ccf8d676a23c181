"""Payouts: from an account's balance to its bank, on demand; some come back days later."""

from typing import TYPE_CHECKING, Any

from stripe.params._payout_create_params import PayoutCreateParams
from stripe.params._payout_list_params import PayoutListParams
from stripe.params._payout_retrieve_params import PayoutRetrieveParams

from tests.stripe_twin import banks, events, forms, identifiers, metadata
from tests.stripe_twin.errors import ApiError, unsupported
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.resources import accounts, balance_transactions, transfers
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "payout"
SEND = "payout.send"
ARRIVE = "payout.arrive"
FAIL = "payout.fail"

DAY = 24 * 3600
SENT_AFTER = 3600
"""Seconds until the bank has it: until then it is pending."""
ARRIVES_AFTER = 2 * DAY
TEST_BANK_DELAY = DAY
"""Seconds after "paid" until the test bank accounts that refuse send the money back."""
LONGEST_DESCRIPTOR = 22


def create(twin: "Twin", call: Call) -> Object:
    """Pay out of the available balance of an account (without ``Stripe-Account``: our own).

    :raises ApiError: payouts are stopped, or there is not so much to pay out.
    """
    params = call.params
    if params.get("method", "standard") != "standard":
        raise unsupported(param=f"method={params['method']}")
    amount = forms.positive_amount(params)
    currency = forms.known_currency(params["currency"])
    bank = _bank(twin, call.account)
    transfers.refuse_excess(twin, account=call.account, amount=amount, currency=currency)
    now = twin.clock.now()
    payout = {
        "id": identifiers.new("po"),
        "object": KIND,
        "amount": amount,
        "arrival_date": _midnight(now + ARRIVES_AFTER),
        "automatic": False,
        "created": now,
        "currency": currency,
        "description": params.get("description", "STRIPE PAYOUT"),
        "destination": bank["id"],
        "livemode": False,
        "metadata": metadata.checked(params.get("metadata"), param="metadata"),
        "method": "standard",
        "reconciliation_status": "not_applicable",
        "source_type": "card",
        "statement_descriptor": _descriptor(params),
        "status": "pending",
        "type": "bank_account",
        "_fails": bank.get("_fails"),
    } | ({"_account": call.account} if call.account else {})
    booked = balance_transactions.book(twin, kind="payout", source=payout, amount=-amount)
    payout["balance_transaction"] = booked["id"]
    twin.store.save(payout)
    twin.agenda.plan(SEND, payout, due=now + SENT_AFTER)
    events.record(twin, "payout.created", payout)
    return expanded(twin, payout, paths=call.expand)


def _bank(twin: "Twin", account_id: str | None) -> Object:
    """The bank account that is paid; our own needs no onboarding."""
    if account_id is None:
        return {"id": "ba_platform"}
    account = twin.store.get(account_id, kind=accounts.KIND) or {}
    if not account["payouts_enabled"]:
        raise ApiError(
            "Payouts have been disabled on the connected account. Check its requirements.",
            code="payouts_not_allowed",
        )
    bank: Object = account["external_accounts"]["data"][0]
    return bank


def _descriptor(params: dict[str, Any]) -> str | None:
    text: str | None = params.get("statement_descriptor")
    if text and len(text) > LONGEST_DESCRIPTOR:
        raise ApiError(
            f"The statement descriptor must be at most {LONGEST_DESCRIPTOR} characters.",
            param="statement_descriptor",
        )
    return text


def _midnight(at: int) -> int:
    return at - at % DAY


def send(twin: "Twin", payout: Object) -> None:
    """The bank has it."""
    if payout["status"] != "pending":
        return
    payout["status"] = "in_transit"
    twin.store.save(payout)
    twin.agenda.plan(ARRIVE, payout, due=payout["arrival_date"])
    events.record(twin, "payout.updated", payout, previous={"status": "pending"})


def arrive(twin: "Twin", payout: Object) -> None:
    """Stripe expects it to be there; the bank may still send it back."""
    if payout["status"] != "in_transit":
        return
    payout["status"] = "paid"
    twin.store.save(payout)
    events.record(twin, "payout.paid", payout, previous={"status": "in_transit"})
    fails = twin.switches["payout_fails_after"]
    if fails is None and payout["_fails"]:
        fails = TEST_BANK_DELAY
    if fails is not None:
        twin.agenda.plan(FAIL, payout, due=payout["arrival_date"] + fails)


def come_back(twin: "Twin", payout: Object) -> None:
    fail(twin, payout, reason=payout["_fails"] or "could_not_process")


def fail(twin: "Twin", payout: Object, *, reason: str) -> None:
    """The bank sends the money back, even after "paid": it returns to the account's balance.

    A bank account that cannot be used has to be replaced before the next payout.

    :raises ApiError: a reason the twin does not know.
    """
    if reason not in banks.MESSAGES:
        raise ApiError(f"A payout fails for {', '.join(banks.MESSAGES)}.", param="reason")
    if payout["status"] == "failed":
        return
    for task in (SEND, ARRIVE, FAIL):
        twin.agenda.drop(task, payout)
    before = payout["status"]
    booked = balance_transactions.book(
        twin, kind="payout_failure", source=payout, amount=payout["amount"]
    )
    payout |= {
        "failure_balance_transaction": booked["id"],
        "failure_code": reason,
        "failure_message": banks.MESSAGES[reason],
        "status": "failed",
    }
    twin.store.save(payout)
    events.record(twin, "payout.failed", payout, previous={"status": before})
    account = twin.store.get(payout.get("_account"), kind=accounts.KIND)
    if account and reason in banks.UNUSABLE:
        accounts.ask_for_bank(twin, account)


TASKS = {SEND: send, ARRIVE: arrive, FAIL: come_back}
EXPANDABLE = {KIND: {"balance_transaction", "failure_balance_transaction"}}

ROUTES = [
    Route(
        method="POST",
        path="/v1/payouts",
        params=PayoutCreateParams,
        handler=create,
        acts_on=(
            "amount",
            "currency",
            "description",
            "metadata",
            "method",
            "statement_descriptor",
        ),
        connected=True,
    ),
    Route(
        method="GET",
        path="/v1/payouts",
        params=PayoutListParams,
        handler=listing(KIND, by=("status",)),
        acts_on=(*LIST_PARAMETERS, "status"),
        connected=True,
    ),
    Route(
        method="GET",
        path="/v1/payouts/{payout}",
        params=PayoutRetrieveParams,
        handler=retrieving(KIND, named="payout"),
        connected=True,
    ),
]
