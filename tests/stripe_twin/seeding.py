"""Ready-made sessions, so that a demo world can make its orders known. No event is sent."""

from typing import TYPE_CHECKING, Any

from tests.stripe_twin import cards, identifiers, money
from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.resources import (
    accounts,
    balance_transactions,
    charges,
    line_items,
    payment_intents,
    refunds,
    sessions,
)
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

REQUIRED = {"session_id", "amount", "currency", "client_reference_id", "created", "status"}
OPTIONAL = {
    "intent_id",
    "charge_id",
    "refunds",
    "metadata",
    "transfer_group",
    "customer_email",
    "success_url",
    "cancel_url",
    "expires_at",
    "description",
}
STATUSES = ("paid", "open", "expired")


def sow(twin: "Twin", rows: list[dict[str, Any]]) -> dict[str, int]:
    """Make rows known, all or none; what is known already stays, refunds made since included.

    A row is ``{session_id, amount, currency, client_reference_id, created, status}`` (minor
    units; seconds since the epoch; paid, open or expired), ``intent_id`` and ``charge_id`` when
    it is paid, and perhaps ``refunds`` (``[{id, amount, metadata}]``) and the fields of
    ``OPTIONAL``. A row that was open and now is paid or expired moves on.

    :raises ApiError: 400 for a row that says too little, too much, or another amount.
    """
    counts = {"created": 0, "changed": 0, "known": 0, "refunds": 0}
    for place, row in enumerate(rows):
        _check(row, place)
        counts[_session(twin, row)] += 1
        counts["refunds"] += _refunds(twin, row)
    return counts


def _check(row: dict[str, Any], place: int) -> None:
    if missing := sorted(REQUIRED - row.keys()):
        raise ApiError(f"Row {place} lacks {', '.join(missing)}.", param=missing[0])
    if unknown := sorted(row.keys() - REQUIRED - OPTIONAL):
        raise ApiError(f"Row {place} has unknown {', '.join(unknown)}.", param=unknown[0])
    if row["status"] not in STATUSES or row["currency"] not in money.CURRENCIES:
        raise ApiError(f"Row {place} has a wrong status or currency.", param="status")
    if row["status"] == "paid" and not (row.get("intent_id") and row.get("charge_id")):
        raise ApiError(f"Row {place} is paid: it needs intent_id and charge_id.")


def _session(twin: "Twin", row: dict[str, Any]) -> str:
    known = twin.store.get(row["session_id"], kind=sessions.KIND)
    if known and known["amount_total"] != row["amount"]:
        raise ApiError(f"{row['session_id']} is known with another amount.", param="amount")
    if known and (known["status"] != "open" or row["status"] == "open"):
        return "known"
    session = known or _shape(row)
    if row["status"] == "open":
        twin.agenda.plan(sessions.EXPIRE, session, due=session["expires_at"])
    else:
        twin.agenda.drop(sessions.EXPIRE, session)
    if row["status"] == "expired":
        session["status"] = "expired"
    if row["status"] == "paid":
        session["payment_intent"] = row["intent_id"]
        sessions.mark_paid(session)
        _paid(twin, row, session)
    twin.store.save(session)
    return "changed" if known else "created"


def _shape(row: dict[str, Any]) -> Object:
    created = int(row["created"])
    line = {
        "price_data": {
            "currency": row["currency"],
            "unit_amount": row["amount"],
            "product_data": {
                "name": row.get("description") or f"Commande {row['client_reference_id']}"
            },
        },
        "quantity": 1,
    }
    return sessions.shape(
        identifier=row["session_id"],
        lines=line_items.build([line], created=created),
        created=created,
        expires_at=int(row.get("expires_at", created + sessions.LONGEST_LIFE)),
        data=row | {"payment_intent_data": _intent_data(row)},
    )


def _intent_data(row: dict[str, Any]) -> dict[str, Any]:
    names = ("metadata", "transfer_group", "description")
    return {name: row[name] for name in names if name in row}


def _paid(twin: "Twin", row: dict[str, Any], session: Object) -> None:
    created = int(row["created"])
    intent = payment_intents.shape(
        identifier=row["intent_id"],
        amount=row["amount"],
        currency=row["currency"],
        created=created,
        data=session["_payment_intent_data"],
    )
    intent["payment_method"] = identifiers.new("pm")
    charge = charges.shape(
        intent=intent,
        card=cards.look_up(cards.SUCCEEDS),
        email=session["customer_email"],
        identifier=row["charge_id"],
        created=created,
    )
    charge["balance_transaction"] = charges.book(twin, charge, created=created)["id"]
    payment_intents.mark_paid(intent, charge=charge)
    twin.store.save(intent)
    twin.store.save(charge)


def _refunds(twin: "Twin", row: dict[str, Any]) -> int:
    """Add the refunds not known yet; returns how many."""
    new = [wanted for wanted in row.get("refunds") or () if not twin.store.get(wanted["id"])]
    if not new:
        return 0
    charge = twin.store.get(row.get("charge_id"), kind=charges.KIND)
    if charge is None:
        raise ApiError(f"{row['session_id']} is not paid, so it has no refunds.", param="refunds")
    for wanted in new:
        _refund(twin, charge, wanted, created=int(wanted.get("created", row["created"])))
    return len(new)


def _refund(twin: "Twin", charge: Object, wanted: dict[str, Any], *, created: int) -> None:
    refunded = charge["amount_refunded"] + wanted["amount"]
    if refunded > charge["amount"]:
        raise ApiError(f"{wanted['id']} refunds more than {charge['id']} took.", param="refunds")
    refund = refunds.shape(
        charge=charge,
        amount=wanted["amount"],
        identifier=wanted["id"],
        created=created,
        data=wanted,
    )
    refund["balance_transaction"] = balance_transactions.book(
        twin, kind="refund", source=refund, amount=-refund["amount"], created=created
    )["id"]
    twin.store.save(refund)
    charges.set_refunded(twin, charge, refunded=refunded)


# --- connected accounts --------------------------------------------------------------------------
ACCOUNT_FIELDS = {"account_id", "created", "email", "name", "onboarded", "metadata"}


def sow_accounts(twin: "Twin", rows: list[dict[str, Any]]) -> dict[str, int]:
    """Make connected accounts known; those known already stay as they are.

    A row is ``{account_id, created, email, name, onboarded, metadata}``, the id alone needed;
    ``onboarded`` (true unless said) means that nothing is asked of it any more.

    :raises ApiError: 400 for a row that says too little or too much.
    """
    counts = {"created": 0, "known": 0}
    for place, row in enumerate(rows):
        if unknown := sorted(row.keys() - ACCOUNT_FIELDS):
            raise ApiError(f"Row {place} has unknown {', '.join(unknown)}.", param=unknown[0])
        if not str(row.get("account_id", "")).startswith("acct_"):
            raise ApiError(f"Row {place} lacks account_id, acct_….", param="account_id")
        known = twin.store.get(row["account_id"])
        counts["known" if known else "created"] += 1
        if not known:
            _account(twin, row)
    return counts


def _account(twin: "Twin", row: dict[str, Any]) -> None:
    account = accounts.shape(
        identifier=row["account_id"],
        created=int(row.get("created", twin.clock.now())),
        data={
            "business_profile": {"name": row.get("name")},
            "email": row.get("email"),
            "metadata": row.get("metadata") or {},
        },
    )
    if row.get("onboarded", True):
        accounts.settle(account)
    twin.store.save(account)
