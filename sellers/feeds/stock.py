"""Stock and prices alone: by file, any table with a key and one or both of them, or by a few rows.

Nothing is matched and nothing published: a row is about an offer that the trader's point has under
this SKU, or it is refused.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.utils.translation import gettext_noop

from marketplace.core.given import batches, given
from marketplace.core.sentences import Sentence as _
from marketplace.offers import operations as offers
from marketplace.offers import queries
from sellers.feeds import values
from sellers.feeds.comparing import READING, Table, expected, in_batches, unknown_key
from sellers.feeds.dialects.base import Dialect, Reading
from sellers.feeds.faults import Fault, RowError, Rule
from sellers.feeds.quick.base import OFFER, Block, Lean, Record, Remembered, prices
from sellers.feeds.reading import Header, Line
from sellers.feeds.rows import MAX_KEY, Cells, Parsed, key_of
from sellers.feeds.runs import Watch
from sellers.feeds.staging import Staging

COLUMNS: Final = {
    "sku": (
        "sku", "variant sku", "shop sku", "shop_sku", "shop-sku", "offer sku", "offer_sku",
        "offer-sku", "référence", "reference", "réf", "ref", "key", "clé", "code article",
    ),
    "stock": (
        "stock", "quantity", "quantité", "quantite", "qty", "qté", "qte", "inventory",
        "inventory quantity", "variant inventory qty", "available", "disponible",
    ),
    "price": ("price", "prix", "prix ttc", "variant price", "price_ttc", "prix de vente"),
}  # fmt: skip
KEPT: Final = -1  # a blank cell leaves what the offer says
MOST: Final = 1_000  # rows that are written together


@dataclass(frozen=True, slots=True)
class StockRow:
    """What is said of one offer; None leaves what is there. ``minor``: cents, tax included."""

    sku: str
    stock: int | None = None
    minor: int | None = None


@dataclass(frozen=True)
class Updated:
    """How many offers were changed, how many said so already, which SKUs nobody knows."""

    updated: int
    unchanged: int
    unknown: Sequence[str]


# --- a few rows ------------------------------------------------------------------------------
def update(
    rows: Sequence[StockRow], *, partner_id: int, at: datetime, counted_at: datetime
) -> Updated:
    """See ``operations.update_stock``."""
    if len({row.sku for row in rows}) != len(rows):
        raise ValueError("two rows share a SKU")
    updated, unknown = 0, []
    for some in batches(rows, MOST):
        told = given(
            [(number, row.sku, row.minor, row.stock) for number, row in enumerate(some)],
            line="integer", key="text", minor="integer", stock="integer",
        )  # fmt: skip
        said = queries.by_sku(told, partner_id=partner_id)
        differing, strange = queries.differing(said=said, counted_at=counted_at)
        unknown += [some[number].sku for number in strange]
        if differing:
            changes = [
                (record, some[number].minor, some[number].stock)
                for number, record, *_figures in differing
            ]
            updated += offers.rewrite(rows=changes, at=at, counted_at=counted_at)
    return Updated(updated, len(rows) - updated - len(unknown), unknown)


# --- a file ----------------------------------------------------------------------------------
def recognised(header: Header) -> bool:
    """Whether the columns are a key with a stock, a price or both, and nothing else."""
    known = {name: ours for ours, names in COLUMNS.items() for name in names}
    found = [known.get(name) for name in header.columns]
    return "sku" in found and len(found) > 1 and None not in found


def stage(
    table: Table, staging: Staging, *, partner_id: int, counted_at: datetime, watch: Watch
) -> None:
    """Take all lines, those of known offers with what they would change.

    :raises FeedError: the file cannot be read to its end.
    """
    quick, done = _Quick(table.reading), 0
    for records in in_batches(table.feed.records()):
        lines = quick(records)
        plain = [line for line in lines if line is not None]
        staging.take(plain)
        strange = (record for record, line in zip(records, lines, strict=True) if line is None)
        staging.read_again(read(_lines(strange, table), table.reading))
        _compare(plain, table, staging, partner_id=partner_id, counted_at=counted_at)
        done += len(records)
        watch.step(READING, done, expected(table.feed, done))
    staging.judge(table.reading.mapped.shown)


def _lines(records: Iterable[Record], table: Table) -> Iterator[Line]:
    return (Line(number, cells, table.feed.header.columns) for number, cells in records)


def _compare(
    lines: Sequence[Lean], table: Table, staging: Staging, *, partner_id: int, counted_at: datetime
) -> None:
    """Note what differs from its offer; refuse what has none."""
    rows = [(line[0], line[2], line[6], line[7]) for line in lines]
    told = given(rows, line="integer", key="text", minor="integer", stock="integer")
    differing, unknown = queries.differing(
        said=queries.by_sku(told, partner_id=partner_id), counted_at=counted_at
    )
    staging.compared(differing, ())
    keys = {line[0]: line[2] for line in lines} if unknown else {}
    column = table.reading.mapped.shown["sku"]
    staging.refuse(RowError.of(line, column, keys[line], unknown_key()) for line in unknown)


class _Quick:
    """Lines column by column; None for what is out of the ordinary, be it a fault or a blank."""

    def __init__(self, reading: Reading) -> None:
        header, columns = reading.mapped.header, reading.mapped.columns
        self._places = {ours: header.columns[name] for ours, name in columns.items()}
        self._width = len(header.columns)
        self._cents, self._units = prices(reading.currency), Remembered(values.units)
        self._cents.blank = self._units.blank = KEPT

    def __call__(self, records: Sequence[Record]) -> list[Lean | None]:
        block = Block(records, self._places, width=self._width)
        return list(
            map(
                _lean, block.numbers, block.sound, map(str.strip, block["sku"]),
                map(self._cents.__getitem__, block["price"]),
                map(self._units.__getitem__, block["stock"]),
            )
        )  # fmt: skip


def _lean(number: int, sound: bool, sku: str, minor: int | None, stock: int | None) -> Lean | None:
    told = minor is not None and stock is not None and not minor == stock == KEPT
    if not (sound and told and 0 < len(sku) <= MAX_KEY):
        return None
    kept = (None if minor == KEPT else minor, None if stock == KEPT else stock)
    return (number, OFFER, sku, "sku", "", "", *kept)


def read(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every line, in order, with all its faults."""
    for line in lines:
        yield Parsed(line.number) if line.is_blank else row(reading.cells(line), reading)


def row(cells: Cells, reading: Reading) -> Parsed:
    """One line: the key of an offer, or all its faults."""
    sku = cells.take("sku", key_of, required=True) or ""
    price = cells.take("price", partial(values.cents, currency=reading.currency))
    stock = cells.take("stock", values.units)
    if price is None and stock is None and not cells.faults:
        cells.refuse("", Fault(Rule.MISSING, _("La ligne ne dit ni stock ni prix.")))
    return Parsed(cells.number, key=sku, key_column="sku", faults=tuple(cells.faults))


DIALECT: Final = Dialect(
    key="stock",
    label=gettext_noop("Stock et prix"),
    signature=("sku",),
    columns=COLUMNS,
    required=("sku",),
    read=read,
    unused={},
)
