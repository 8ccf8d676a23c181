"""The books: what came in by cards equals what is held and what went out, to the cent.

What moved is counted from the objects themselves (charges, refunds, payouts, disputes, fees),
what is held from the balance transactions of all accounts: the two meet only if every movement
was booked, once, with its amount.
"""

from typing import TYPE_CHECKING, Any

from tests.stripe_twin import money
from tests.stripe_twin.resources import disputes

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

FLOWS = {
    "charged": (
        "SELECT json_extract(body, '$.currency'), sum(json_extract(body, '$.amount')) FROM objects"
        " WHERE kind = 'charge' AND json_extract(body, '$._account') IS NULL"
        " AND json_extract(body, '$.balance_transaction') IS NOT NULL GROUP BY 1"
    ),
    "refunded": (
        "SELECT json_extract(body, '$.currency'), -sum(json_extract(body, '$.amount')) FROM objects"
        " WHERE kind = 'refund' AND json_extract(body, '$._account') IS NULL"
        " AND json_extract(body, '$.status') NOT IN ('failed', 'canceled') GROUP BY 1"
    ),
    "paid_out": (
        "SELECT json_extract(body, '$.currency'), -sum(json_extract(body, '$.amount')) FROM objects"
        " WHERE kind = 'payout' AND json_extract(body, '$.status') != 'failed' GROUP BY 1"
    ),
    "disputed": (
        "SELECT json_extract(body, '$.currency'), -sum(json_extract(body, '$.amount')) FROM objects"
        " WHERE kind = 'dispute' AND json_extract(body, '$.status') != 'won' GROUP BY 1"
    ),
    "topped_up": (
        "SELECT json_extract(body, '$.currency'), sum(json_extract(body, '$.amount')) FROM objects"
        " WHERE kind = 'balance_transaction' AND json_extract(body, '$.type') = 'topup' GROUP BY 1"
    ),
    "fees": (
        "SELECT currency, sum(fee) FROM ("
        " SELECT json_extract(body, '$.currency') AS currency,"
        f" -((json_extract(body, '$.amount') * {money.FEE_PER_THOUSAND} + 500) / 1000"
        f" + {money.FIXED_FEE}) AS fee FROM objects"
        " WHERE kind = 'charge' AND json_extract(body, '$._account') IS NULL"
        " AND json_extract(body, '$.balance_transaction') IS NOT NULL"
        f" UNION ALL SELECT json_extract(body, '$.currency'), -{disputes.FEE} FROM objects"
        " WHERE kind = 'dispute'"
        " UNION ALL SELECT json_extract(body, '$.currency'), json_extract(body, '$.amount')"
        " FROM objects WHERE kind = 'balance_transaction'"
        " AND json_extract(body, '$.type') = 'stripe_fee') GROUP BY 1"
    ),
}
"""By name, what moved between the world and all accounts together: in positive, out negative."""

HELD = (
    "SELECT json_extract(body, '$.currency'), sum(json_extract(body, '$.net')) FROM objects"
    " WHERE kind = 'balance_transaction' GROUP BY 1"
)


def read(twin: "Twin") -> dict[str, dict[str, int]]:
    """By currency: each flow, what all accounts hold, and the difference, which is zero."""
    flows = {name: _sums(twin, sql) for name, sql in FLOWS.items()}
    held = _sums(twin, HELD)
    currencies = held.keys() | {currency for sums in flows.values() for currency in sums}
    books: dict[str, dict[str, int]] = {}
    for currency in sorted(currencies):
        moved = {name: sums.get(currency, 0) for name, sums in flows.items()}
        holds = held.get(currency, 0)
        books[currency] = moved | {"held": holds, "difference": sum(moved.values()) - holds}
    return books


def by_account(twin: "Twin") -> dict[str, dict[str, int]]:
    """What each connected account holds, pending included."""
    rows = twin.store.execute(
        "SELECT json_extract(body, '$._account') AS account,"
        " json_extract(body, '$.currency') AS currency,"
        " sum(json_extract(body, '$.net')) AS net FROM objects"
        " WHERE kind = 'balance_transaction' AND json_extract(body, '$._account') IS NOT NULL"
        " GROUP BY 1, 2"
    )
    balances: dict[str, dict[str, int]] = {}
    for row in rows:
        balances.setdefault(row["account"], {})[row["currency"]] = row["net"]
    return balances


def _sums(twin: "Twin", sql: str) -> dict[str, Any]:
    return {row[0]: row[1] for row in twin.store.execute(sql)}
