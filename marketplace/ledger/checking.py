"""Reading the whole journal again, and saying what is not as it was sealed.

The database refuses all of this; whoever owns it can make it do anything. So nothing here believes
the triggers: every entry is added up and its fingerprint taken anew from its lines, every balance
is recomputed from the entries, and the guards themselves are looked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef

from marketplace.core.money import Money
from marketplace.ledger import guards
from marketplace.ledger.legs import AccountName, fingerprint
from marketplace.ledger.models import Entry, EntryLine, Kind

STEP = 5000  # entries read at a time
COLUMNS = (
    "pk",
    "source",
    "kind",
    "order_id",
    "line_count",
    "fingerprint",
    "lines__account__currency",
    # As ``legs.Written``.
    "lines__account__kind",
    "lines__account__trader_id",
    "lines__minor",
    "lines__currency",
    "lines__order_line_id",
    "lines__consignment_id",
    "lines__vat_rate_bp",
    "lines__vat_minor",
)
OF_ENTRY = 6
OF_LINE = 7
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """``code`` is one of unbalanced, changed, missing, currency, unsealed, guard."""

    code: str
    about: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code} {self.about}: {self.detail}"


@dataclass(slots=True)
class Report:
    """How many entries were read, what stands on each account, what is not as it should be."""

    entries: int = 0
    balances: dict[AccountName, dict[str, int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def add(self, name: AccountName, amount: Money) -> None:
        of_account = self.balances.setdefault(name, {})
        of_account[amount.currency] = of_account.get(amount.currency, 0) + amount.minor


def check() -> Report:
    """Read everything; a query for each ``STEP`` entries. What is posted meanwhile may be left out.

    An entry is read with its lines in one statement, so that one being written is never half seen.
    """
    report = Report()
    for rows in _entries():
        report.entries += 1
        report.differences += _faults(rows)
        for row in _lines(rows):
            kind, trader_id, minor, currency = row[OF_LINE : OF_LINE + 4]
            report.add(AccountName(Kind(kind), trader_id), Money(minor, currency))
    report.differences += _unsealed()
    report.differences += [
        Difference("guard", name, "is not there, or is switched off") for name in guards.missing()
    ]
    return report


def _entries() -> Iterator[list[Row]]:
    """Each entry's rows: itself beside every line that it has."""
    ends = Entry.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    for start in range(ends["first"], ends["last"] + 1, STEP):
        part = Entry.objects.filter(pk__gte=start, pk__lt=start + STEP, pk__lte=ends["last"])
        rows = part.order_by("pk", "lines__position").values_list(*COLUMNS)
        for _pk, of_entry in groupby(rows, key=lambda row: row[0]):
            yield list(of_entry)


def _lines(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row[OF_LINE] is not None]


def _faults(rows: Sequence[Row]) -> Iterator[Difference]:
    _pk, source, kind, order_id, line_count, sealed = rows[0][:OF_ENTRY]
    lines = _lines(rows)
    if len(lines) != line_count:
        yield Difference("missing", source, f"{len(lines)} lines, {line_count} were sealed")
    yield from _unbalanced(source, lines)
    for row in lines:
        account, line = row[OF_ENTRY], row[OF_LINE + 3]
        if account != line:
            yield Difference("currency", source, f"{line} on an account in {account}")
    if fingerprint(kind, order_id, (tuple(row[OF_LINE:]) for row in lines)) != sealed:
        yield Difference("changed", source, "its lines are not those that were sealed")


def _unbalanced(source: str, lines: Iterable[Row]) -> Iterator[Difference]:
    sums: dict[str, int] = defaultdict(int)
    for row in lines:
        sums[row[OF_LINE + 3]] += row[OF_LINE + 2]
    for currency, left in sums.items():
        if left:
            yield Difference("unbalanced", source, f"{left:+d} {currency} (minor units)")


def _unsealed() -> Iterator[Difference]:
    """Lines whose entry is not there, however they came."""
    its_entry = Entry.objects.filter(pk=OuterRef("entry_id"))
    rows = EntryLine.objects.filter(~Exists(its_entry)).order_by()
    counted = rows.values_list("entry_id").annotate(count=Count("pk")).order_by("entry_id")
    for entry_id, count in counted:
        yield Difference("unsealed", f"entry {entry_id}", f"{count} lines without their entry")
