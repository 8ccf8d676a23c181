"""ManoMano's product feed, with the price and stock of its offer columns."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext_lazy

from marketplace.core.sentences import Sentence as _
from sellers.feeds import values
from sellers.feeds.dialects.base import Dialect, Reading, barcode, links, price_now, split
from sellers.feeds.faults import Fault, Rule
from sellers.feeds.reading import Line
from sellers.feeds.rows import Cells, Parsed, ProductFacts, VariantFacts, key_of

PICTURES: Final = range(1, 11)
COLUMNS: Final = {
    "sku": ("sku",),
    "gtin": ("ean", "gtin"),
    "manufacturer_ref": ("sku_manufacturer",),
    "brand": ("brand",),
    "maker": ("manufacturer",),
    "category": ("merchant_category", "mm_category_id"),
    "title": ("title", "product_title"),
    "description": ("description",),
    "group": ("parentsku", "parent_sku"),
    "group_title": ("parent_title",),
    "price": ("price", "product_price_vat_inc", "price_vat_inc"),
    "special_price": ("retail_price_vat_inc_sale", "promo_price", "sale_price"),
    "stock": ("stock", "quantity"),
    "colour": ("colour", "color"),
    "size": ("size",),
    "material": ("material",),
    **{f"picture{n}": (f"image_{n}", f"image{n}") for n in PICTURES},
}
ATTRIBUTE: Final = re.compile(
    r"^(weight|length|width|height|thickness|diameter|volume|power|origin|finish|style|use|"
    r"attribute_\w+)$"
)
UNUSED: Final = {
    "product_url": gettext_lazy("l’acheteur reste ici"),
    "warranty": gettext_lazy("la garantie se règle dans votre boutique"),
    "shipping_price_vat_inc": gettext_lazy("vos frais de port se règlent dans votre boutique"),
}


def read(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every line, in order."""
    for line in lines:
        yield Parsed(line.number) if line.is_blank else row(reading.cells(line), reading)


def row(cells: Cells, reading: Reading) -> Parsed:
    """One variant to sell, or all its faults."""
    key = cells.take("sku", key_of) or ""
    if not cells["sku"]:
        cells.refuse("sku", Fault(Rule.NO_KEY, _("La ligne n’a pas de SKU : donnez-lui le sien.")))
    cells.take("title", str, required=True)
    minor = price_now(cells, reading, begins=None, ends=None)
    stock = cells.take("stock", values.units, required=True)
    gtin = barcode(cells, "gtin")
    options = {name: values.line_of_text(cells[name]) for name in ("size", "colour") if cells[name]}
    group = cells["group"] or key
    pictures = links(*(cells[f"picture{n}"] for n in PICTURES))
    variant = VariantFacts(
        options=options,
        minor=minor or 0,
        stock=stock or 0,
        gtin=gtin,
        manufacturer_ref=values.unquoted(cells["manufacturer_ref"])[:64],
        pictures=pictures,
    )
    return Parsed(
        cells.number,
        key=key,
        key_column="sku",
        group=group,
        product=_product(cells),
        variant=variant if not cells.faults else None,
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
    )


def _product(cells: Cells) -> ProductFacts:
    path = "/".join(split(cells["category"], ">"))
    attributes = {name: [text] for name, text in cells.attributes.items()}
    if material := cells["material"]:
        attributes["material"] = split(material, ",")
    return ProductFacts(
        title=values.line_of_text(cells["group_title"] or cells["title"]),
        description=values.clean_html(cells["description"]),
        removed=values.removed(cells["description"]),
        brand=values.line_of_text(cells["brand"] or cells["maker"]),
        categories=[path] if path and not path.isdigit() else [],
        audience=[path, cells["title"]],
        attributes=attributes,
    )


PRODUCTS: Final = Dialect(
    key="manomano",
    label="ManoMano",
    signature=("sku", "sku_manufacturer", "merchant_category"),
    columns=COLUMNS,
    required=("sku", "title", "price", "stock"),
    read=read,
    unused=UNUSED,
    attribute=ATTRIBUTE,
)
