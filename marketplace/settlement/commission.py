"""What the house takes of a sale, line by line, and what of it goes back with a refund.

``commission`` and ``given_back`` are pure. Amounts are cents of the order's currency; the base is
the price tax included, before a voucher that the house bears; delivery is the seller's whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from marketplace.core.money import Money
from marketplace.ledger import vat
from marketplace.settlement.models.contracts import Contract

Back = Contract.Back
BASIS_POINTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What is taken of a line: a rate (basis points) and a fixed fee, at least a minimum."""

    since: date
    rate_bp: int
    fixed_minor: int = 0
    minimum_minor: int = 0
    back_on_refund: str = Back.WHOLE


# The house's general terms, for whoever has no contract: the latest that has begun holds.
GENERAL: Final = (Terms(since=date(2025, 1, 1), rate_bp=1200),)


@dataclass(frozen=True, slots=True)
class Commission:
    """``net`` is billed, with ``vat`` at ``vat_bp`` on top; ``by_rate`` is the part of the rate."""

    net: Money
    vat: Money
    vat_bp: int
    by_rate: Money


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What of a line's commission, and of the VAT on it, goes back to the seller."""

    net: Money
    vat: Money


def commission(*, gross: Money, terms: Terms, vat_bp: int) -> Commission:
    """The commission on one line that is sold for ``gross``; half a cent rounds up, once for the
    rate and once for the VAT. Nothing of what is sold for nothing."""
    nothing = Money(0, gross.currency)
    if not gross:
        return Commission(nothing, nothing, vat_bp, nothing)
    by_rate = gross.fraction(terms.rate_bp, BASIS_POINTS)
    net = by_rate + Money(terms.fixed_minor, gross.currency)
    net = max(net, Money(terms.minimum_minor, gross.currency), key=lambda each: each.minor)
    return Commission(net, vat.upon(net, vat_bp), vat_bp, by_rate)


def given_back(taken: Commission, terms: Terms) -> GivenBack:
    """What goes back once all of the line is refunded."""
    nothing = Money(0, taken.net.currency)
    if terms.back_on_refund == Back.NONE:
        return GivenBack(nothing, nothing)
    if terms.back_on_refund == Back.RATE:
        return GivenBack(taken.by_rate, vat.upon(taken.by_rate, taken.vat_bp))
    return GivenBack(taken.net, taken.vat)


def of_units(whole: Money, *, units: int, before: int, of: int) -> Money:
    """The share of ``units`` of a line's ``of`` units, ``before`` of which were counted already.

    Every unit has its share by largest remainder, so that shares that follow each other sum to the
    whole however they are cut.

    :raises ValueError: the line has not so many units.
    """
    if min(before, units) < 0 or before + units > of:
        raise ValueError(f"{units} units after {before} of {of}")
    shares = whole.share([1] * of)[before : before + units]
    return sum(shares, start=Money(0, whole.currency))


def of_value(whole: Money, *, value: Money, before: Money, of: Money) -> Money:
    """The share of ``value`` of a line's price ``of``, ``before`` of which was counted already.

    For refunds that are no units; these, too, sum to the whole once all of the price is counted.
    """
    up_to = whole.fraction((before + value).minor, of.minor)
    return up_to - whole.fraction(before.minor, of.minor)


# --- which terms -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sold:
    """Whose line, of which family (None: it is no longer known), ordered on which day."""

    trader_id: int
    family_id: int | None
    day: date


def terms_of(*, lines: Iterable[Sold]) -> Mapping[Sold, Terms]:
    """The terms that hold for each; one query for any number of lines.

    A trader's contract for the family goes before its contract for all, whichever began later.

    :raises LookupError: no general terms are as old as the order.
    """
    wanted = set(lines)
    rows = Contract.objects.filter(trader__in={line.trader_id for line in wanted})
    contracts: dict[tuple[int, int | None], list[Terms]] = {}
    for row in rows.order_by("since"):
        contracts.setdefault((row.trader_id, row.family_id), []).append(_terms(row))
    return {line: _chosen(line, contracts) for line in wanted}


def _terms(row: Contract) -> Terms:
    return Terms(
        row.since, row.rate_bp, row.fixed_minor, row.minimum_minor, Back(row.back_on_refund)
    )


def _chosen(line: Sold, contracts: Mapping[tuple[int, int | None], Sequence[Terms]]) -> Terms:
    for_family = contracts.get((line.trader_id, line.family_id), ())
    for_all = contracts.get((line.trader_id, None), ())
    for known in (for_family, for_all, GENERAL):
        if begun := [terms for terms in known if terms.since <= line.day]:
            return begun[-1]
    raise LookupError(f"no general terms hold on {line.day}")
