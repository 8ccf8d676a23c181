"""Reading the journal. Balances are sums of lines: none is kept anywhere.

Signed as lines are: what is owed to somebody is below zero.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet, Sum

from marketplace.core.money import Money
from marketplace.ledger.legs import AccountName
from marketplace.ledger.models import Entry, EntryLine, Kind


def balance(
    kind: Kind | str,
    trader_id: int | None = None,
    *,
    currency: str = "EUR",
    until: datetime | None = None,
) -> Money:
    """What stands on an account, of entries before ``until`` if given; one query.

    Of a kind that each trader has, without ``trader_id``: the sum of all of them.
    """
    rows = EntryLine.objects.filter(account__kind=kind, account__currency=currency)
    if trader_id is not None:
        rows = rows.filter(account__trader_id=trader_id)
    if until is not None:
        rows = rows.filter(entry__at__lt=until)
    return Money(rows.aggregate(sum=Sum("minor"))["sum"] or 0, currency)


def balances(
    *,
    kinds: Collection[Kind] | None = None,
    trader_id: int | None = None,
    until: datetime | None = None,
) -> list[tuple[AccountName, Money]]:
    """Every account that anything was written on, of one trader or of all, with what stands on it.

    Of some ``kinds`` only, if given. Zero included; by kind, trader and currency; one query.
    """
    rows = EntryLine.objects.order_by()
    if kinds is not None:
        rows = rows.filter(account__kind__in=kinds)
    if trader_id is not None:
        rows = rows.filter(account__trader_id=trader_id)
    if until is not None:
        rows = rows.filter(entry__at__lt=until)
    sums = rows.values_list("account__kind", "account__trader_id", "currency").annotate(
        sum=Sum("minor")
    )
    return [
        (AccountName(Kind(kind), trader), Money(minor, currency))
        for kind, trader, currency, minor in sums.order_by(
            "account__kind", "account__trader_id", "currency"
        )
    ]


def entry(source: str) -> Entry | None:
    """What was written for ``source``, if anything."""
    return Entry.objects.filter(source=source).first()


def written(sources: Iterable[str]) -> set[str]:
    """Those of ``sources`` that the journal has; one query."""
    rows = Entry.objects.filter(source__in=list(sources))
    return set(rows.values_list("source", flat=True))


def entries_of_order(order_id: int) -> QuerySet[Entry]:
    """What was written about an order, the earliest first, with lines and accounts; two queries.

    Of what is about several orders, a payout for one, only ``lines_of_consignments`` tells.
    """
    return with_lines(Entry.objects.filter(order_id=order_id))


def with_lines(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries as a page reads them, the earliest first."""
    lines = EntryLine.objects.select_related("account").order_by("position")
    return rows.order_by("at", "pk").prefetch_related(Prefetch("lines", queryset=lines))


def lines_of_consignments(consignment_ids: Iterable[int]) -> QuerySet[EntryLine]:
    """Every line that names one of these, with entry and account, the earliest first."""
    rows = EntryLine.objects.filter(consignment_id__in=list(consignment_ids))
    return rows.select_related("entry", "account").order_by("entry__at", "entry_id", "position")
