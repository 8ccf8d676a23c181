"""What a line says of an offer that is known: key, price and stock, read without any object.

A line is read here only if it says nothing out of the ordinary; every other is ``ODD``, for the
dialect to read whole, which alone judges and explains. ``tests`` hold both to the same verdict.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final

from sellers.feeds import values
from sellers.feeds.dialects import Dialect
from sellers.feeds.dialects.base import Reading, left_out
from sellers.feeds.dialects.generic import AnyTable
from sellers.feeds.dialects.prestashop import PRODUCTS as PRESTASHOP
from sellers.feeds.faults import Fault, RowError, Severity
from sellers.feeds.limits import FILE
from sellers.feeds.quick import google, magento, manomano, mirakl, prestashop, shopify, woocommerce
from sellers.feeds.quick.base import CONTEXT, OFFER, Block, Lean, Quick, Record, Told
from sellers.feeds.quick.generic import Generic
from sellers.feeds.rows import Mapped
from sellers.feeds.saying import Saying

Reader = Callable[[Sequence[Record]], tuple[list[Told], list[RowError]]]
# Our name of the column by which a line that is no offer says of which product it speaks, as the
# dialect's ``group``; for dialects in which it does not say so as ``product``.
SPEAKERS: Final[Mapping[str, str]] = {"magento": "sku"}
COMPILED: Final[Mapping[str, Callable[[Reading], Quick]]] = {
    "shopify": shopify.Shopify,
    "magento": magento.Magento,
    "woocommerce": woocommerce.WooCommerce,
    "google": google.Google,
    "mirakl": mirakl.Mirakl,
    "manomano": manomano.ManoMano,
}


def reader(dialect: Dialect, reading: Reading) -> Reader | None:
    """How lines of a file are read in batches, with the warnings of those that are offers.

    None: this dialect's lines are all read whole.
    """
    saying = Saying(dialect, reading.mapped)
    if dialect is PRESTASHOP:
        return _of_prestashop(reading, saying)
    quick = _compiled(dialect, reading)
    speaker = SPEAKERS.get(dialect.key, "")
    return _reader(reading.mapped, quick, saying, speaker=speaker) if quick else None


def _reader(
    mapped: Mapped, quick: Quick, saying: Saying, *, speaker: str = "", fillers: str = ""
) -> Reader:
    """``fillers``: signs that say nothing where a barcode has no others."""
    header, columns = mapped.header, mapped.columns
    places = {ours: header.columns[name] for ours, name in columns.items()}

    code_column = mapped.shown.get("gtin", "")

    def read(batch: Sequence[Record]) -> tuple[list[Told], list[RowError]]:
        block = Block(batch, places, width=len(header.columns))
        lines = list(quick(block))
        told: list[Told] = [
            (*line, said, "" if line[1] != CONTEXT else line[4] or speaks.strip())
            for line, said, speaks in zip(lines, saying(batch), block[speaker], strict=True)
        ]
        return told, list(_left_out(lines, block["gtin"], code_column, fillers))

    return read


def _of_prestashop(reading: Reading, saying: Saying) -> Reader:
    """Its products, then the combinations of the file beside them, if there is one."""
    both = prestashop.PrestaShop(reading)
    products = _reader(reading.mapped, both.products, saying, fillers=prestashop.FILLERS)
    if both.beside is None:
        return products
    combinations = _reader(
        both.beside.mapped, both.combinations, saying, fillers=prestashop.FILLERS
    )

    def read(batch: Sequence[Record]) -> tuple[list[Told], list[RowError]]:
        second = bisect_left(batch, FILE, key=itemgetter(0))  # where its lines begin
        lines, warnings = products(batch[:second]) if second else ([], [])
        if second == len(batch):
            return lines, warnings
        more, of_them = combinations(batch[second:])
        return lines + more, warnings + of_them

    return read


def _compiled(dialect: Dialect, reading: Reading) -> Quick | None:
    if isinstance(dialect, AnyTable):
        return Generic(dialect.mapping, reading)
    compiled = COMPILED.get(dialect.key)
    return compiled(reading) if compiled else None


def _left_out(
    lines: Sequence[Lean], codes: Sequence[str], column: str, fillers: str
) -> Iterator[RowError]:
    """The barcodes that offers are taken without."""
    for line, code in zip(lines, codes, strict=True):
        if code and line[1] == OFFER and not line[5] and code.strip().strip(fillers):
            try:
                values.gtin14(code.strip())
            except Fault as fault:
                yield RowError.of(line[0], column, code.strip(), left_out(fault), Severity.WARNING)
