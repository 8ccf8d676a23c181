"""Short ways to say what is posted, and to fire SQL at the journal as somebody with a console."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from marketplace.core.money import Money
from marketplace.ledger import operations as ledger
from marketplace.ledger.legs import AccountName, Leg
from marketplace.ledger.models import Entry, Kind

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def leg(
    kind: Kind, minor: int, trader: Any = None, currency: str = "EUR", **about: int | None
) -> Leg:
    return Leg(AccountName(kind, trader.pk if trader else None), Money(minor, currency), **about)


def pair(minor: int = 1000, currency: str = "EUR") -> list[Leg]:
    """A charge: Stripe holds what a shopper has paid."""
    return [
        leg(Kind.STRIPE_CLEARING, minor, currency=currency),
        leg(Kind.SHOPPER_LIABILITY, -minor, currency=currency),
    ]


def post(source: str = "charge:1", legs: Sequence[Leg] | None = None, **told: Any) -> Entry:
    return ledger.post(
        **{"source": source, "kind": "charge", "at": AT, "legs": legs or pair(), **told}
    )


def run(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def add_line(
    entry_id: int, minor: int, *, position: int, kind: Kind, currency: str = "EUR"
) -> None:
    """A line as somebody with a console would write it, on an account that is open."""
    run(
        "INSERT INTO ledger_entryline (entry_id, position, account_id, minor, currency) "
        "SELECT %s, %s, id, %s, %s FROM ledger_account WHERE kind = %s AND currency = 'EUR'",
        entry_id, position, minor, currency, kind.value,
    )  # fmt: skip


def add_entry(entry_id: int, *, line_count: int, source: str = "forged:1") -> None:
    run(
        "INSERT INTO ledger_entry (id, source, kind, at, line_count, fingerprint) "
        "VALUES (%s, %s, 'forged', %s, %s, '')",
        entry_id, source, AT, line_count,
    )  # fmt: skip
