"""WooCommerce's product export, in English and in French.

A variable product sells nothing itself; its variations name it by its SKU or as ``id:44``. A shop
that does not count its stock only says whether there is some.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy, gettext_noop

from marketplace.core.sentences import Sentence as _
from sellers.feeds import values
from sellers.feeds.dialects.base import (
    NO,
    SEPARATOR,
    Dialect,
    Reading,
    barcode,
    links,
    not_goods,
    not_published,
    price_now,
    split,
)
from sellers.feeds.faults import Fault, Rule
from sellers.feeds.options import role
from sellers.feeds.reading import Line
from sellers.feeds.rows import Cells, Parsed, ProductFacts, VariantFacts, key_of, short

ATTRIBUTES: Final = range(1, 13)  # an export has as many as its product with the most
COLUMNS: Final = {
    "id": ("id",),
    "product_type": ("type",),
    "sku": ("sku", "ugs"),
    "gtin": ("gtin, upc, ean, or isbn", "gtin, upc, ean ou isbn", "gtin", "ean", "meta: _gtin"),
    "title": ("name", "nom"),
    "published": ("published", "publié"),
    "summary": ("short description", "description courte"),
    "description": ("description",),
    "special_from": ("date sale price starts", "date de début de promo"),
    "special_to": ("date sale price ends", "date de fin de promo"),
    "in_stock": ("in stock?", "en stock ?", "en stock?"),
    "stock": ("stock",),
    "special_price": ("sale price", "tarif promo"),
    "price": ("regular price", "tarif régulier"),
    "categories": ("categories", "catégories"),
    "tags": ("tags", "étiquettes"),
    "pictures": ("images",),
    "parent": ("parent",),
    "brand": ("brands", "brand", "marques", "marque"),
    **{f"name{n}": (f"attribute {n} name", f"nom de l’attribut {n}", f"nom de l'attribut {n}")
       for n in ATTRIBUTES},
    **{f"value{n}": (f"attribute {n} value(s)", f"valeur(s) de l’attribut {n}",
                     f"valeur(s) de l'attribut {n}")
       for n in ATTRIBUTES},
}  # fmt: skip
UNUSED: Final = {
    "tax status": gettext_lazy("les prix sont lus toutes taxes comprises"),
    "backorders allowed?": gettext_lazy("une offre épuisée ne se vend pas ici"),
}
NOT_SOLD: Final = {"grouped", "external"}
NOT_GOODS: Final = {"virtual", "downloadable"}
OFFLINE: Final = {*NO, "-1"}


def read(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """Every line, in order."""
    parents = Parents({}, set())
    for line in lines:
        if line.is_blank:
            yield Parsed(line.number)
            continue
        yield row(reading.cells(line), reading, parents)


class Parents(NamedTuple):
    """The variable products so far: ``"id:44"`` → group, and the groups that are not published."""

    groups: dict[str, str]
    offline: set[str]


def row(cells: Cells, reading: Reading, parents: Parents) -> Parsed:
    """One line: a variant, a variable product, or all its faults."""
    kinds = {kind.casefold() for kind in split(cells["product_type"], ",")} or {"simple"}
    ours = f"id:{cells['id']}" if cells["id"] else ""
    sku = cells.take("sku", key_of) or ""
    gone = cells["published"] in OFFLINE
    if gone:
        cells.refuse("published", not_published())
    if "variable" in kinds:
        parents.groups[ours] = sku or ours
        if gone:
            parents.offline.add(sku or ours)
        return _parent(cells, sku or ours, gone=gone)
    if kinds & NOT_GOODS:
        cells.refuse("product_type", not_goods())
    elif kinds & NOT_SOLD:
        return _unsold(cells, sku or ours, gone=gone)
    named = cells["parent"]
    group = parents.groups.get(named, named) if "variation" in kinds else sku or ours
    if "variation" in kinds and group in parents.offline and not gone:
        gone = True
        cells.refuse("parent", not_published())
    return _variant(cells, reading, sku or ours, group, gone=gone)


def _unsold(cells: Cells, key: str, *, gone: bool) -> Parsed:
    """What has neither price nor stock of its own: nothing else on the line is to be mended."""
    cells.refuse("product_type", _not_sold())
    return Parsed(
        cells.number,
        key=key,
        key_column="sku" if cells["sku"] else "id",
        group=key,
        faults=tuple(cells.faults),
        gone=gone,
    )


def _not_sold() -> Fault:
    return Fault(
        Rule.PRODUCT_TYPE,
        _("Un produit groupé ou vendu ailleurs ne se vend pas ici : envoyez les produits simples."),
    )


def _parent(cells: Cells, group: str, *, gone: bool) -> Parsed:
    if not group:
        cells.refuse("sku", _no_key())
    return Parsed(
        cells.number,
        group=group,
        product=_product(cells, attributes=_unoptional(_attributes(cells))),
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
        gone=gone,
    )


def _no_key() -> Fault:
    return Fault(
        Rule.NO_KEY, _("La ligne n’a ni UGS ni identifiant : donnez une UGS à chaque produit.")
    )


def _variant(cells: Cells, reading: Reading, sku: str, group: str, *, gone: bool) -> Parsed:
    told = _attributes(cells)
    # A simple product's attributes describe it, but its one colour or size is an option all the
    # same; those of a variation are what tells it apart.
    apart = bool(cells["parent"])
    options = {name: parts[0] for name, parts in told.items()
               if parts and (apart or (role(name) and len(parts) == 1))}  # fmt: skip
    key = sku or (short(SEPARATOR.join((group, *options.values()))) if group and options else "")
    if not key:
        cells.refuse("sku", _no_key())
    cells.take("title", str, required=not apart)
    minor = price_now(
        cells,
        reading,
        begins=cells.take("special_from", values.day),
        ends=cells.take("special_to", values.day),
    )
    product = _product(cells, attributes={} if apart else _unoptional(told))
    variant = VariantFacts(
        options=options,
        minor=minor or 0,
        stock=_stock(cells, reading),
        gtin=barcode(cells, "gtin"),
        pictures=product.pictures if apart else (),
    )
    if apart:
        product = replace(product, title=_without(product.title), pictures=())
    return Parsed(
        cells.number,
        key=key,
        key_column="sku" if cells["sku"] else "id",
        group=group or key,
        product=product,
        variant=variant if not cells.faults else None,
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
        gone=gone,
    )


def _without(title: str) -> str:
    """``"Hoodie - Red, Yes"``, which WooCommerce makes of a product's name and its options."""
    return title.rpartition(" - ")[0] or title


def _stock(cells: Cells, reading: Reading) -> int:
    """What is counted, else what ``In stock?`` is worth."""
    counted = cells.take("stock", values.units)
    if cells["in_stock"].casefold() in NO:
        return 0
    if counted is None and not cells["stock"]:
        if cells["in_stock"]:
            return reading.in_stock
        cells.take("stock", values.units, required=True)
    return counted or 0


def _attributes(cells: Cells) -> dict[str, list[str]]:
    """Name → values; a comma within a value is written with a backslash."""
    found = {}
    for n in ATTRIBUTES:
        if not (name := values.line_of_text(cells[f"name{n}"])):
            continue
        parts = split(cells[f"value{n}"].replace("\\,", "\0"), ",")
        found[name] = [values.line_of_text(part.replace("\0", ",")) for part in parts]
    return found


def _unoptional(told: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: parts for name, parts in told.items() if not role(name)}


def _product(cells: Cells, *, attributes: dict[str, list[str]]) -> ProductFacts:
    paths = ["/".join(split(path, ">")) for path in split(cells["categories"], ",")]
    audience = [" ".join(parts) for parts in attributes.values()]
    described = cells["description"] or cells["summary"]
    return ProductFacts(
        title=values.line_of_text(cells["title"]),
        description=values.clean_html(described),
        removed=values.removed(described),
        brand=values.line_of_text(cells["brand"]),
        categories=paths,
        tags=split(cells["tags"], ","),
        audience=[*audience, cells["tags"], " ".join(paths)],
        attributes=attributes,
        pictures=links(cells["pictures"]),
    )


ENGLISH: Final = Dialect(
    key="woocommerce",
    label="WooCommerce",
    signature=("type", "sku", "regular price"),
    columns=COLUMNS,
    required=("product_type", "title", "price"),
    read=read,
    unused=UNUSED,
)
FRENCH: Final = replace(
    ENGLISH,
    label=gettext_noop("WooCommerce (titres français)"),
    signature=("type", "ugs", "tarif régulier"),
)
