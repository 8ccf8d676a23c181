"""Google Merchant's product data, as a table or as RSS or Atom; Meta's catalogue is the same.

It says whether an item is available, not how many there are: some columns that shops add do.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy

from marketplace.core.sentences import Sentence as _
from sellers.feeds import values
from sellers.feeds.dialects.base import (
    AVAILABLE,
    NEW,
    UNAVAILABLE,
    Dialect,
    Reading,
    barcode,
    links,
    not_new,
    price_now,
    split,
)
from sellers.feeds.faults import Fault, Rule
from sellers.feeds.reading import Line
from sellers.feeds.rows import Cells, Parsed, ProductFacts, VariantFacts, key_of


def _names(*names: str) -> tuple[str, ...]:
    """An attribute with ``_`` or a blank between its words, with Google's prefix or without."""
    spaced = [name.replace("_", " ") for name in names]
    return tuple(dict.fromkeys([*names, *spaced, *(f"g:{name}" for name in names)]))


COLUMNS: Final = {
    "sku": _names("id"),
    "title": _names("title"),
    "description": _names("description"),
    "picture": _names("image_link"),
    "pictures": _names("additional_image_link", "additional_image_links"),
    "available": _names("availability"),
    "stock": _names("quantity", "sell_on_google_quantity", "quantity_to_sell_on_facebook",
                    "inventory", "stock"),
    "price": _names("price"),
    "special_price": _names("sale_price"),
    "special_dates": _names("sale_price_effective_date"),
    "brand": _names("brand"),
    "gtin": _names("gtin"),
    "manufacturer_ref": _names("mpn"),
    "condition": _names("condition"),
    "category": _names("google_product_category"),
    "type": _names("product_type"),
    "group": _names("item_group_id"),
    "colour": _names("color", "colour"),
    "size": _names("size"),
    "gender": _names("gender"),
    "age": _names("age_group"),
    "material": _names("material"),
    "pattern": _names("pattern"),
}  # fmt: skip
UNUSED: Final = {
    "shipping": gettext_lazy("vos frais de port se règlent dans votre boutique"),
    "link": gettext_lazy("l’acheteur reste ici"),
}


def read(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every line, in order."""
    for line in lines:
        yield Parsed(line.number) if line.is_blank else row(reading.cells(line), reading)


def row(cells: Cells, reading: Reading) -> Parsed:
    """One item to sell, or all its faults."""
    key = cells.take("sku", key_of) or ""
    if not cells["sku"]:
        cells.refuse("sku", Fault(Rule.NO_KEY, _("L’article n’a pas d’« id » : donnez-lui-en un.")))
    cells.take("title", str, required=True)
    if cells["condition"].casefold() not in NEW:
        cells.refuse("condition", not_new())
    begins, ends = cells.take("special_dates", dates) or (None, None)
    minor = price_now(cells, reading, begins=begins, ends=ends)
    stock = _stock(cells, reading)
    gtin = barcode(cells, "gtin")
    group = cells["group"] or key
    if cells.faults:
        return Parsed(cells.number, key=key, key_column="sku", group=group,
                      faults=tuple(cells.faults), warnings=tuple(cells.warnings))  # fmt: skip
    pictures = links(cells["picture"], cells["pictures"])
    return Parsed(
        cells.number,
        key=key,
        key_column="sku",
        group=group,
        product=_product(cells, pictures),
        variant=VariantFacts(
            options=_options(cells),
            minor=minor or 0,
            stock=stock,
            gtin=gtin,
            manufacturer_ref=values.unquoted(cells["manufacturer_ref"])[:64],
            pictures=pictures if cells["colour"] else (),
        ),
        warnings=tuple(cells.warnings),
    )


def _stock(cells: Cells, reading: Reading) -> int:
    """The count if there is one, else what the availability is worth."""
    counted = cells.take("stock", values.units)
    said = cells["available"].casefold()
    if said in UNAVAILABLE:
        return 0
    if counted is not None:
        return counted
    if said not in AVAILABLE and not cells["stock"]:
        cells.refuse("available", _availability())
    return reading.in_stock


def _availability() -> Fault:
    return Fault(
        Rule.UNKNOWN_VALUE,
        _("La disponibilité est « in_stock » ou « out_of_stock »."),
    )


@lru_cache(maxsize=512)
def dates(text: str) -> tuple[date | None, date | None]:
    """``2026-11-01T00:00+01:00/2026-11-30T23:59+01:00``: the first day and the last.

    :raises Fault: one of them is no date.
    """
    begins, _sign, ends = text.partition("/")
    return (
        values.day(begins) if begins.strip() else None,
        values.day(ends) if ends.strip() else None,
    )


def _options(cells: Cells) -> dict[str, str]:
    told = {"size": cells["size"], "color": cells["colour"]}
    return {name: values.line_of_text(text) for name, text in told.items() if text}


def _product(cells: Cells, pictures: list[str]) -> ProductFacts:
    category, kind = cells["category"], cells["type"]
    paths = ["/".join(split(kind, ">"))]
    if not category.isdigit():
        paths.append("/".join(split(category, ">")))
    described = {name: split(cells[name], "/") for name in ("material", "pattern")}
    return ProductFacts(
        title=values.line_of_text(cells["title"]),
        description=values.clean_html(cells["description"]),
        removed=values.removed(cells["description"]),
        brand=values.line_of_text(cells["brand"]),
        categories=[path for path in paths if path],
        audience=[f"{cells['gender']} {cells['age']}", kind],
        attributes={name: parts for name, parts in described.items() if parts},
        pictures=[] if cells["colour"] else pictures,
        gender=cells["gender"],
    )


FEED: Final = Dialect(
    key="google",
    label="Google Merchant",
    signature=(),
    columns=COLUMNS,
    required=("sku", "title", "price", "available"),
    read=read,
    unused=UNUSED,
    told_by=("sku", "title", "price", "available"),
)
