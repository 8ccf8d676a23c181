"""Magento 2's product export, and the older fixture layout of its sample data.

A simple product is a variant; a configurable one names its variants and sells nothing itself, and
may stand before or after them. Attributes are packed into one cell, ``size=XS,color=Black``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from django.utils.translation import gettext_noop

from marketplace.core.sentences import Sentence as _
from sellers.feeds import values
from sellers.feeds.dialects.base import (
    NO,
    Dialect,
    Reading,
    barcode,
    lower,
    not_goods,
    not_published,
    split,
)
from sellers.feeds.faults import Fault, Rule
from sellers.feeds.options import role
from sellers.feeds.reading import Line
from sellers.feeds.rows import Cells, Parsed, ProductFacts, VariantFacts, key_of

COLUMNS: Final = {
    "sku": ("sku",),
    "store_view": ("store_view_code",),
    "product_type": ("product_type",),
    "categories": ("categories", "category"),
    "title": ("name",),
    "description": ("description",),
    "summary": ("short_description",),
    "online": ("product_online",),
    "visibility": ("visibility",),
    "price": ("price",),
    "special_price": ("special_price",),
    "special_from": ("special_price_from_date",),
    "special_to": ("special_price_to_date",),
    "picture": ("base_image",),
    "pictures": ("additional_images",),
    "attributes": ("additional_attributes",),
    "stock": ("qty",),
    "in_stock": ("is_in_stock",),
    "children": ("configurable_variations",),
    "gtin": ("gtin", "ean", "ean13", "barcode", "upc"),
    "brand": ("brand", "manufacturer", "marque"),
    "manufacturer_ref": ("mpn",),
}
ATTRIBUTE_COLUMNS: Final = re.compile(
    r"^(activity|category_gear|gender|material|eco_collection|performance_fabric|color|size|"
    r"style_\w+|features_\w+|pattern|climate)$"
)
# name=value,name=value: a comma begins a new pair only where a name and "=" follow.
PAIR: Final = re.compile(r',(?="?[A-Za-z]\w*=)')
CHILD: Final = re.compile(r"\|(?=sku=)")
TECHNICAL: Final = {"has_options", "required_options"}
HIDDEN: Final = "not visible individually"
# The same facts may stand among the packed attributes.
GTIN_NAMES: Final = COLUMNS["gtin"]
BRAND_NAMES: Final = COLUMNS["brand"]


def read(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every line, in order."""
    for line in lines:
        yield Parsed(line.number) if line.is_blank else row(reading.cells(line), reading)


def row(cells: Cells, reading: Reading) -> Parsed:
    """One line: a variant, a parent or the text of another language, or all its faults."""
    kind = cells["product_type"].casefold() or "simple"
    sku = cells.take("sku", key_of) or ""
    if not cells["sku"]:
        cells.refuse(
            "sku", Fault(Rule.NO_KEY, _("La ligne n’a pas de SKU : donnez-en un à chaque produit."))
        )
    if cells["store_view"] and not cells.faults:
        return Parsed(cells.number, group=sku)
    attributes = packed(cells["attributes"])
    attributes.update({name: _parts(text) for name, text in cells.attributes.items()})
    offline = cells["online"] in {*NO, "2"}
    if offline:
        cells.refuse("online", not_published())
    if kind == "configurable":
        return _parent(cells, sku, attributes, gone=offline)
    if kind != "simple":
        cells.refuse("product_type", _not_a_thing(kind))
    return _variant(cells, sku, attributes, reading, gone=offline)


def _not_a_thing(kind: str) -> Fault:
    if kind in {"virtual", "downloadable"}:
        return not_goods()
    return Fault(
        Rule.PRODUCT_TYPE,
        _(
            "Un produit de type « %(kind)s » ne se vend pas tel quel : envoyez les produits "
            "simples qui le composent."
        )
        % {"kind": kind[:40]},
    )


def packed(text: str) -> dict[str, list[str]]:
    """``size=XS,color=Black|Blue`` → name → values."""
    pairs = (part.strip().strip('"').partition("=") for part in PAIR.split(text) if "=" in part)
    return {
        name.strip(): _parts(value.strip('"'))
        for name, _sign, value in pairs
        if name.strip() not in TECHNICAL and value
    }


def _parts(text: str) -> list[str]:
    parts = split(text.replace("\n", "|"), "|")
    return [said for said in (values.line_of_text(part) for part in parts) if said]


def children(text: str) -> dict[str, dict[str, str]]:
    """``sku=A-XS,size=XS|sku=A-S,size=S`` → SKU → its options."""
    found = {}
    for part in CHILD.split(text):
        options = {name: " ".join(parts) for name, parts in packed(part).items()}
        if sku := options.pop("sku", ""):
            found[sku] = options
    return found


def _parent(cells: Cells, sku: str, attributes: dict[str, list[str]], *, gone: bool) -> Parsed:
    return Parsed(
        cells.number,
        group=sku,
        product=_product(cells, attributes, manufacturer_ref=sku),
        children=children(cells["children"]) if sku else {},
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
        gone=gone,
    )


def _variant(
    cells: Cells, sku: str, attributes: dict[str, list[str]], reading: Reading, *, gone: bool
) -> Parsed:
    cents = partial(values.cents, currency=reading.currency)
    options = {name: parts[0] for name, parts in attributes.items() if role(name) and parts}
    product = _product(cells, attributes, manufacturer_ref="")
    model = _without(product.title, options.values())
    hidden = cells["visibility"].casefold() == HIDDEN
    cells.take("title", str, required=True)
    price = cells.take("price", cents, required=True)
    stock = cells.take("stock", values.units, required=True)
    code = next((attributes[name][0] for name in GTIN_NAMES if attributes.get(name)), "")
    gtin = barcode(cells, "gtin") or barcode(cells, "attributes", text=code)
    variant = VariantFacts(
        options=options,
        minor=_price_now(cells, price, cents, reading),
        stock=0 if cells["in_stock"] in NO else stock or 0,
        gtin=gtin,
        manufacturer_ref=_first(cells["manufacturer_ref"], attributes, ("mpn",))[:64],
        pictures=product.pictures,
    )
    return Parsed(
        cells.number,
        key=sku,
        key_column="sku",
        # Sizes whose parent is not in the file are still recognised as one product.
        group=f"{model} …" if hidden and model != product.title else sku,
        # For when no parent speaks for it; the pictures are those of its colour.
        product=replace(product, title=model if hidden else product.title, pictures=()),
        variant=variant if not cells.faults else None,
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
        gone=gone,
    )


def _price_now(cells: Cells, price: int | None, cents: partial[int], reading: Reading) -> int:
    """The special price while it holds, else the price."""
    special = cells.take("special_price", cents)
    begins, ends = cells.take("special_from", values.day), cells.take("special_to", values.day)
    holds = (begins is None or begins <= reading.today) and (ends is None or ends >= reading.today)
    if special is None or not holds:
        return price or 0
    return lower(cells, price, special)


def _product(
    cells: Cells, attributes: Mapping[str, list[str]], *, manufacturer_ref: str
) -> ProductFacts:
    paths = [_path(path) for path in split(cells["categories"].replace("\n", ","), ",")]
    described = cells["description"] or cells["summary"]
    gender = " ".join(attributes.get("gender", ()))
    return ProductFacts(
        title=values.line_of_text(cells["title"]),
        description=values.clean_html(described),
        removed=values.removed(described),
        brand=_first(values.line_of_text(cells["brand"]), attributes, BRAND_NAMES),
        categories=[path for path in paths if path],
        style=[s for name, parts in attributes.items() if name.startswith("style") for s in parts],
        audience=[gender, " ".join(paths)],
        gender=gender,
        attributes={name: parts for name, parts in attributes.items() if not role(name)},
        pictures=[
            path
            for path in (cells["picture"], *split(cells["pictures"], ","))
            if path and path != "no_selection"
        ],
        manufacturer_ref=manufacturer_ref[:64],
    )


def _path(text: str) -> str:
    """A category without the root that every shop has."""
    return "/".join(part for part in split(text, "/") if part.casefold() != "default category")


def _first(said: str, attributes: Mapping[str, list[str]], names: Iterable[str]) -> str:
    return said or next((attributes[name][0] for name in names if attributes.get(name)), "")


def _without(title: str, options: Iterable[str]) -> str:
    """``"Chaz Hoodie-XS-Black"`` without its size and colour: ``"Chaz Hoodie"``."""
    left = {option.casefold() for option in options if option}
    while left:
        low = title.casefold()
        found = next((o for o in left if re.search(rf"[-\s,/]\s*{re.escape(o)}$", low)), None)
        if found is None:
            return title
        left.discard(found)
        title = title[: -len(found)].rstrip(" -,/")
    return title


EXPORT: Final = Dialect(
    key="magento",
    label="Magento 2",
    signature=("sku", "product_type", "attribute_set_code"),
    columns=COLUMNS,
    required=("sku", "title", "price", "stock"),
    read=read,
    unused={},
)
FIXTURE: Final = replace(
    EXPORT,
    label=gettext_noop("Magento (fichier d’exemple)"),
    signature=("sku", "category", "attribute_set"),
    attribute=ATTRIBUTE_COLUMNS,
)
