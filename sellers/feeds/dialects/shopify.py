"""Shopify's product export, with the headers it had until 2024 and those it has since.

Lines of one product repeat its handle: the first carries what is common, the others say what
differs, and a line that has nothing but a picture adds that picture.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from django.utils.translation import gettext_lazy, gettext_noop

from marketplace.core.sentences import Sentence as _
from sellers.feeds import values
from sellers.feeds.dialects.base import (
    NO,
    SEPARATOR,
    YES,
    Dialect,
    Reading,
    barcode,
    not_goods,
    not_published,
    split,
)
from sellers.feeds.faults import Fault, Rule
from sellers.feeds.reading import Line
from sellers.feeds.rows import Cells, Parsed, ProductFacts, VariantFacts, key_of, short

COLUMNS: Final = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "description": ("body (html)", "description"),
    "brand": ("vendor",),
    "category": ("product category", "google shopping / google product category"),
    "type": ("type",),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "option1_name": ("option1 name",),
    "option1": ("option1 value",),
    "option2_name": ("option2 name",),
    "option2": ("option2 value",),
    "option3_name": ("option3 name",),
    "option3": ("option3 value",),
    "sku": ("variant sku", "sku"),
    "gtin": ("variant barcode", "barcode"),
    "manufacturer_ref": ("google shopping / mpn",),
    "stock": ("variant inventory qty", "inventory quantity"),
    "price": ("variant price", "price"),
    "shipped": ("variant requires shipping", "requires shipping"),
    "gift_card": ("gift card",),
    "condition": ("google shopping / condition",),
    "gender": ("google shopping / gender",),
    "age": ("google shopping / age group",),
    "picture": ("image src", "product image url"),
    "variant_picture": ("variant image", "variant image url"),
}
WITHHELD: Final = {"draft", "archived", "unlisted"}  # states of a product that is not on sale
OPTIONS: Final = ("option1", "option2", "option3")
# What makes a line a variant; without any of it the line adds a picture at most.
TELLING: Final = (*OPTIONS, "sku", "gtin", "stock", "price")
METAFIELD: Final = re.compile(r"^(.+?) \(product\.metafields\.")
CROSSED_OUT = gettext_lazy("le prix barré d’une offre se calcule ici, sur trente jours")
UNUSED: Final = {
    "variant compare at price": CROSSED_OUT,
    "compare-at price": CROSSED_OUT,
    "variant inventory tracker": gettext_lazy("le stock est toujours suivi ici"),
    "inventory tracker": gettext_lazy("le stock est toujours suivi ici"),
    "variant inventory policy": gettext_lazy("une offre épuisée ne se vend pas ici"),
    "continue selling when out of stock": gettext_lazy("une offre épuisée ne se vend pas ici"),
}


BLANK: Final = ProductFacts()


@dataclass(frozen=True)
class Head:
    """What the first line of a product says for all of them."""

    handle: str = ""
    product: ProductFacts = BLANK
    option_names: tuple[str, ...] = ()
    withheld: str = ""  # our name of the column that keeps it off sale
    goods: bool = True
    condition: str = ""


def read(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every line, in order."""
    head = Head()
    for line in lines:
        if line.is_blank:
            yield Parsed(line.number)
            continue
        cells = reading.cells(line)
        begins = cells["handle"] != head.handle
        if begins:
            head = _head(cells)
        yield row(cells, head, currency=reading.currency, begins=begins)


def _head(cells: Cells) -> Head:
    category = cells["category"]
    attributes = {name: split(text, ";") for name, text in cells.attributes.items()}
    gendered = [part for name, parts in attributes.items() if "gender" in name for part in parts]
    return Head(
        handle=cells["handle"],
        product=ProductFacts(
            title=values.line_of_text(cells["title"]),
            description=values.clean_html(cells["description"]),
            removed=values.removed(cells["description"]),
            brand=values.line_of_text(cells["brand"]),
            type=values.line_of_text(cells["type"]),
            categories=["/".join(split(category, ">"))] if not category.isdigit() else [],
            tags=split(cells["tags"], ","),
            audience=[f"{cells['gender']} {cells['age']}", *gendered, cells["tags"]],
            attributes=attributes,
            gender=cells["gender"],
        ),
        option_names=tuple(cells[f"{option}_name"] for option in OPTIONS),
        withheld=_withheld(cells),
        goods=cells["gift_card"].casefold() not in YES,
        condition=cells["condition"],
    )


def _withheld(cells: Cells) -> str:
    if cells["published"].casefold() in NO:
        return "published"
    return "status" if cells["status"].casefold() in WITHHELD else ""


def row(cells: Cells, head: Head, *, currency: str, begins: bool) -> Parsed:
    """One line, given what the first line of its product said: a variant or all its faults."""
    if not head.handle:
        cells.refuse("handle", _no_handle())
    pictures = [cells["picture"]] if cells["picture"] else []
    product = head.product if begins else BLANK
    facts = replace(product, pictures=pictures)
    if head.handle and not any(cells[name] for name in TELLING):
        return Parsed(cells.number, group=head.handle, product=facts, faults=tuple(cells.faults))
    options = _options(cells, head)
    key = cells.take("sku", key_of) or short(SEPARATOR.join((head.handle, *options.values())))
    variant = _variant(cells, head, options, currency)
    if head.withheld:
        cells.refuse(head.withheld, not_published())
    return Parsed(
        cells.number,
        key=key,
        key_column="sku" if cells["sku"] else "handle",
        group=head.handle,
        product=facts,
        variant=variant if not cells.faults else None,
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
        gone=bool(head.withheld),
    )


def _no_handle() -> Fault:
    return Fault(
        Rule.NO_KEY,
        _("La ligne n’a pas de « Handle » : on ne sait pas de quel produit elle parle."),
    )


def _options(cells: Cells, head: Head) -> dict[str, str]:
    """The options' names (the first line's, when this one is silent) → values."""
    named = {}
    for option, inherited in zip(OPTIONS, head.option_names, strict=False):
        value = values.line_of_text(cells[option])
        name = cells[f"{option}_name"] or inherited or option
        if value and value.casefold() != "default title":
            named[name] = value
    return named


def _variant(cells: Cells, head: Head, options: dict[str, str], currency: str) -> VariantFacts:
    _check_goods(cells, head)
    price = cells.take("price", partial(values.cents, currency=currency), required=True)
    stock = cells.take("stock", values.units, required=True)
    gtin = barcode(cells, "gtin")
    return VariantFacts(
        options=options,
        minor=price or 0,
        stock=stock or 0,
        gtin=gtin,
        manufacturer_ref=values.unquoted(cells["manufacturer_ref"])[:64],
        pictures=[cells["variant_picture"]] if cells["variant_picture"] else [],
    )


def _check_goods(cells: Cells, head: Head) -> None:
    if not head.product.title:
        cells.refuse(
            "title",
            Fault(Rule.MISSING, _("La première ligne de ce produit n’a pas de titre.")),
        )
    if not head.goods or cells["shipped"].casefold() in NO:
        cells.refuse("shipped" if head.goods else "gift_card", not_goods())
    if (cells["condition"] or head.condition).casefold() not in {"", "new", "neuf"}:
        cells.refuse(
            "condition", Fault(Rule.NOT_NEW, _("Seuls des articles neufs se vendent ici."))
        )


OLD: Final = Dialect(
    key="shopify",
    label=gettext_noop("Shopify (anciens titres)"),
    signature=("handle", "variant price"),
    columns=COLUMNS,
    required=("handle", "title", "price", "stock"),
    read=read,
    unused=UNUSED,
    attribute=METAFIELD,
)
NEW: Final = replace(OLD, label="Shopify", signature=("url handle", "price"))
