"""Mirakl's offers: OF01 with all that an offer says, STO01 with its stock, PRI01 with its price.

An offer names a product of the catalogue by its barcode; it describes none. What the catalogue
does not know cannot be proposed from it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy, gettext_noop

from marketplace.core.sentences import Sentence as _
from sellers.feeds import values
from sellers.feeds.dialects.base import Dialect, Reading, holds, not_new, not_published, price_now
from sellers.feeds.faults import Fault, Rule
from sellers.feeds.reading import Line
from sellers.feeds.rows import Cells, Parsed, ProductFacts, VariantFacts, key_of

COLUMNS: Final = {
    "sku": ("sku", "offer-sku", "shop-sku"),
    "product": ("product-id",),
    "product_type": ("product-id-type",),
    "title": ("product-title", "title"),
    "brand": ("brand",),
    "price": ("price",),
    "special_price": ("discount-price",),
    "special_from": ("discount-start-date",),
    "special_to": ("discount-end-date",),
    "offered_from": ("available-start-date",),
    "offered_to": ("available-end-date",),
    "stock": ("quantity",),
    "state": ("state", "state-code"),
    "change": ("update-delete",),
}
UNUSED: Final = {
    "leadtime-to-ship": gettext_lazy("le délai d’expédition se règle avec le flux"),
    "ecotax": gettext_lazy("comprise dans le prix que vous vendez"),
    "price-ranges": gettext_lazy("le prix est celui d’un article"),
    "discount-ranges": gettext_lazy("le prix est celui d’un article"),
    "internal-description": gettext_lazy("elle ne regarde que vous"),
}
STATES: Final = {"", "11", "new", "neuf", "1"}  # new, as a code or a word
BARCODES: Final = {"ean", "ean13", "gtin", "upc", "isbn", "ean-13", "gtin13", "gtin14"}


def read(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every offer, in order."""
    for line in lines:
        yield Parsed(line.number) if line.is_blank else row(reading.cells(line), reading)


def row(cells: Cells, reading: Reading) -> Parsed:
    """One offer, or all its faults."""
    key = _key(cells)
    if cells["change"].casefold() == "delete":
        cells.refuse("change", not_published())
        faults = tuple(cells.faults)
        return Parsed(cells.number, key=key, key_column="sku", faults=faults, gone=True)
    if cells["state"].casefold() not in STATES:
        cells.refuse("state", not_new())
    minor = _price(cells, reading)
    stock = cells.take("stock", values.units, required=True)
    gtin = _gtin(cells)
    product = ProductFacts(
        title=values.line_of_text(cells["title"]), brand=values.line_of_text(cells["brand"])
    )
    variant = VariantFacts(
        options={},
        minor=minor or 0,
        stock=(stock or 0) if _is_offered(cells, reading) else 0,
        gtin=gtin,
    )
    return Parsed(
        cells.number,
        key=key,
        key_column="sku",
        group=key,
        product=product,
        variant=variant if not cells.faults else None,
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
    )


def _key(cells: Cells) -> str:
    if not cells["sku"]:
        cells.refuse("sku", Fault(Rule.NO_KEY, _("L’offre n’a pas de SKU : donnez-lui le sien.")))
    return cells.take("sku", key_of) or ""


def _gtin(cells: Cells) -> str:
    """The product's barcode, when that is how it is named."""
    if names_barcode(cells["product_type"], cells["product"]):
        return cells.take("product", values.gtin14, required=True) or ""
    return ""


def names_barcode(kind: str, product: str) -> bool:
    """Whether a product is named by its barcode, going by the kind of its name."""
    return kind.casefold() in BARCODES or (not kind and product.isdigit())


def _is_offered(cells: Cells, reading: Reading) -> bool:
    return holds(
        reading.today,
        cells.take("offered_from", values.day),
        cells.take("offered_to", values.day),
    )


# --- stock alone, price alone ----------------------------------------------------------------
def read_stock(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every stock of an offer that is there already."""
    for line in lines:
        yield Parsed(line.number) if line.is_blank else _half(reading.cells(line), reading, "stock")


def read_prices(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every price of an offer that is there already."""
    for line in lines:
        yield Parsed(line.number) if line.is_blank else _half(reading.cells(line), reading, "price")


def _half(cells: Cells, reading: Reading, half: str) -> Parsed:
    key = _key(cells)
    said: tuple[int | None, int | None]
    if half == "stock":
        said = (None, cells.take("stock", values.units, required=True))
    else:
        said = (_price(cells, reading), None)
    return Parsed(
        cells.number,
        key=key,
        key_column="sku",
        said=said if not cells.faults else None,
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
    )


def _price(cells: Cells, reading: Reading) -> int | None:
    return price_now(
        cells,
        reading,
        begins=cells.take("special_from", values.day),
        ends=cells.take("special_to", values.day),
    )


OFFERS: Final = Dialect(
    key="mirakl",
    label="Mirakl OF01",
    signature=("sku", "product-id", "product-id-type"),
    columns=COLUMNS,
    required=("sku", "product", "price", "stock"),
    read=read,
    unused=UNUSED,
)
STOCKS: Final = replace(
    OFFERS,
    key="mirakl-stock",
    label=gettext_noop("Mirakl STO01 (stocks seuls)"),
    signature=(),
    told_by=("sku", "stock"),
    required=("sku", "stock"),
    read=read_stock,
    half="stock",
    columns={"sku": ("offer-sku", "shop-sku"), "stock": ("quantity",),
             "warehouse": ("warehouse-code",)},
)  # fmt: skip
PRICES: Final = replace(
    OFFERS,
    key="mirakl-price",
    label=gettext_noop("Mirakl PRI01 (prix seuls)"),
    signature=(),
    told_by=("sku", "price"),
    required=("sku", "price"),
    read=read_prices,
    half="price",
    columns={name: names for name, names in COLUMNS.items()
             if name in {"price", "special_price", "special_from", "special_to"}}
    | {"sku": ("offer-sku", "shop-sku")},
)  # fmt: skip
