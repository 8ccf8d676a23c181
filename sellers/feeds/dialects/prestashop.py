"""PrestaShop's products and their combinations: two files that belong together.

A product with combinations sells nothing itself; each combination costs the product's price
without tax plus its impact, and both get the tax of the feed's settings. Layouts of PrestaShop 1.4
to 8 and of thirty bees, in English and French.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Final

from django.utils.translation import gettext_lazy

from marketplace.core.sentences import Sentence as _
from sellers.feeds import values
from sellers.feeds.dialects.base import (
    NO,
    SEPARATOR,
    YES,
    Dialect,
    Reading,
    barcode,
    holds,
    links,
    not_goods,
    not_new,
    not_published,
    split,
)
from sellers.feeds.faults import BEYOND_THE_CELL, Fault, Rule
from sellers.feeds.reading import Header, Line
from sellers.feeds.rows import Cells, Mapped, Parsed, ProductFacts, VariantFacts, key_of, short

COLUMNS: Final = {
    "id": ("product id", "id"),
    "active": ("active (0/1)", "actif (0/1)", "active", "actif"),
    "title": ("name *", "name*", "nom *", "nom*", "name", "nom"),
    "categories": ("categories (x,y,z...)", "categories (x,y,z,...)", "categories (x;y;z...)",
                   "catégories (x,y,z...)"),
    "price": ("price tax excluded", "price tax excl.",
              "price tax excluded or price tax included", "prix ht", "prix hors taxes"),
    "taxed_price": ("price tax included", "prix ttc"),
    "discount_amount": ("discount amount", "montant de la remise"),
    "discount_percent": ("discount percent", "pourcentage de remise"),
    "discount_from": ("discount from (yyyy-mm-dd)", "discount from (yyy-mm-dd)",
                      "remise à partir du (aaaa-mm-jj)"),
    "discount_to": ("discount to (yyyy-mm-dd)", "discount to (yyy-mm-dd)",
                    "remise jusqu'au (aaaa-mm-jj)"),
    "sku": ("reference #", "référence", "reference", "référence #"),
    "brand": ("manufacturer", "brand", "marque", "fabricant"),
    "gtin": ("ean13", "ean-13"),
    "upc": ("upc",),
    "manufacturer_ref": ("mpn",),
    "stock": ("quantity", "quantité"),
    "visibility": ("visibility", "visibilité"),
    "summary": ("summary", "short description", "résumé", "description courte"),
    "description": ("description",),
    "tags": ("tags (x,y,z...)", "tags (x,y,z,...)", "tags (x;y;z...)"),
    "orderable": ("available for order (0 = no, 1 = yes)", "available for order (0 = no; 1 = yes)",
                  "available for order", "disponible à la vente (0 = non, 1 = oui)"),
    "pictures": ("image urls (x,y,z...)", "image urls (x,y,z,...)", "image urls (x;y;z...)",
                 "url des images (x,y,z...)"),
    "features": ("feature(name:value:position)", "feature (name:value:position)",
                 "caractéristique (nom:valeur:position)"),
    "condition": ("condition", "état"),
    "virtual": ("virtual product", "virtual product (0 = no, 1 = yes)"),
}  # fmt: skip
FEATURE: Final = re.compile(r"^feature:(.+)$")
COMBINATION: Final = {
    "id": ("product id*", "product id", "id produit*"),
    "parent": ("product reference",),
    "names": ("attribute (name:type:position)*", "attribut (nom:type:position)*"),
    "values": ("value (value:position)*", "valeur (valeur:position)*"),
    "options": ("options (group:value)*",),
    "sku": ("reference", "référence"),
    "gtin": ("ean13",),
    "upc": ("upc",),
    "impact": ("impact on price", "impact sur le prix", "price"),
    "stock": ("quantity", "quantité"),
    "pictures": ("image urls (x,y,z...)", "image url", "url des images (x,y,z...)"),
}
ECOTAX: Final = gettext_lazy("comprise dans le prix que vous vendez")
UNUSED: Final = {
    "ecotax": ECOTAX,
    "wholesale price": gettext_lazy("votre prix d’achat ne regarde que vous"),
    "tax rules id": gettext_lazy("la taxe est celle des réglages du flux"),
}
NOT_NEW: Final = {"used", "refurbished", "occasion", "reconditionné", "usagé"}
PART: Final = re.compile(r"[;,]\s*(?=[^:;,]+:)")  # between "Color:color:0, Size:select:1"


@dataclass(frozen=True, slots=True)
class Base:
    """What a combination needs to know of its product."""

    group: str
    amount: Decimal  # tax excluded
    taken: "Discount"
    fault: Fault | None = None  # why nothing of it is for sale
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Discount:
    """What is taken off now: a share of the price, and an amount with tax."""

    percent: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)


NOTHING: Final = Discount()


def read(lines: Iterable[Line], reading: Reading) -> Iterator[Parsed]:
    """The products, then the combinations of the file beside them."""
    combinations = Combinations.of(reading)
    bases: dict[str, Base] = {}
    for line in lines:
        if line.is_blank:
            yield Parsed(line.number)
        elif combinations and line.columns is combinations.mapped.header.columns:
            yield combination(Cells(line, combinations.mapped), reading, bases)
        else:
            yield product(reading.cells(line), reading, bases, combinations)


@dataclass(frozen=True)
class Combinations:
    """The second file: how its columns are named, and which products have lines in it."""

    mapped: Mapped
    products: frozenset[str]

    @classmethod
    def of(cls, reading: Reading) -> "Combinations | None":
        """None where there is but one file."""
        mapped = reading.mapped.beside
        if mapped is None or reading.beside is None:
            return None
        id_column, reference = mapped.columns["id"], mapped.columns.get("parent", "")
        named = {line[id_column] or line[reference] for line in reading.beside()}
        return cls(mapped, frozenset(named))


def mapped_combinations(header: Header) -> Mapped:
    """:raises MissingColumns: one without which no combination can be read."""
    return Mapped.of(header, known=COMBINATION, required=("id", "stock"), attribute=None, unused={})


def are_combinations(header: Header) -> bool:
    """Whether a file is that of the combinations."""
    has = [any(name in header for name in COMBINATION[ours]) for ours in ("names", "options")]
    return any(has) and any(name in header for name in COMBINATION["id"])


# --- products --------------------------------------------------------------------------------
def product(
    cells: Cells, reading: Reading, bases: dict[str, Base], combinations: Combinations | None
) -> Parsed:
    """A product: a parent when it has combinations, else a variant, or all its faults."""
    ours, sku = cells["id"], cells.take("sku", key_of) or ""
    key = sku or (f"id:{ours}" if ours else "")
    if not key:
        cells.refuse("sku", _no_key())
    group = f"id:{ours}" if ours else key
    has_combinations = bool(combinations and {ours, sku} & combinations.products)
    gone = _unsold(cells)
    base = _base(cells, reading, group, gone=gone)
    bases[ours] = base
    if sku:
        bases.setdefault(f"#{sku}", base)
    if has_combinations:
        # Its lines carry what keeps it off sale: here it would be told twice. What a cell of this
        # line mends is told where that cell is.
        off_sale = base.fault and base.fault.rule in BEYOND_THE_CELL
        own = () if off_sale else tuple(cells.faults)
        return Parsed(cells.number, group=group, product=_product(cells), faults=own, gone=gone)
    stock = cells.take("stock", values.units, required=True)
    gtin = _gtin(cells)
    minor = _gross(cells, "price", base, Decimal(0), reading)
    return Parsed(
        cells.number,
        key=key,
        key_column="sku" if sku else "id",
        group=group,
        product=_product(cells),
        variant=None if cells.faults else VariantFacts(
            options={}, minor=minor, stock=stock or 0, gtin=gtin,
            manufacturer_ref=values.unquoted(cells["manufacturer_ref"])[:64],
        ),
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
        gone=gone,
    )  # fmt: skip


def _no_key() -> Fault:
    return Fault(Rule.NO_KEY, _("La ligne n’a ni référence ni identifiant : donnez-en un."))


def _unsold(cells: Cells) -> bool:
    """Whether the shop has taken it off sale."""
    off = [name for name in ("active", "orderable") if cells[name].casefold() in NO]
    if cells["visibility"].casefold() == "none":
        off.append("visibility")
    for name in off:
        cells.refuse(name, not_published())
    return bool(off)


def _base(cells: Cells, reading: Reading, group: str, *, gone: bool) -> Base:
    cells.take("title", str, required=True)
    if cells["condition"].casefold() in NOT_NEW:
        cells.refuse("condition", not_new())
    if cells["virtual"] in YES:
        cells.refuse("virtual", not_goods())
    stops = cells.last
    taken = _discount(cells, reading)
    amount = _without_tax(cells, reading)
    if amount is None:
        stops = stops or cells.last
    return Base(group, amount or Decimal(0), taken, stops, gone)


def _without_tax(cells: Cells, reading: Reading) -> Decimal | None:
    read_net = partial(values.net, currency=reading.currency)
    if cells["price"] or not cells["taxed_price"]:
        return cells.take("price", read_net, required=True)
    taxed = cells.take("taxed_price", read_net)
    return None if taxed is None else taxed * 100 / (100 + reading.tax)


def _discount(cells: Cells, reading: Reading) -> Discount:
    share = cells.take("discount_percent", values.percent)
    amount = cells.take("discount_amount", partial(values.net, currency=reading.currency))
    if not share and not amount:
        return NOTHING
    begins, ends = (cells.take(name, day) for name in ("discount_from", "discount_to"))
    if not holds(reading.today, begins, ends):
        return NOTHING
    return Discount(share or Decimal(0), amount or Decimal(0))


def day(text: str) -> date | None:
    """None for what PrestaShop writes instead of a blank: ``0000-00-00``."""
    return None if text.startswith("0000") else values.day(text)


def _gross(cells: Cells, name: str, base: Base, impact: Decimal, reading: Reading) -> int:
    """Cents with tax: base and impact, less what is taken off now."""
    if cells.faults:
        return 0
    try:
        return price(base.amount + impact, base.taken, tax=reading.tax)
    except Fault as fault:
        cells.refuse(name, fault)
        return 0


@lru_cache(maxsize=4096)
def price(amount: Decimal, taken: Discount, *, tax: Decimal) -> int:
    """Cents with tax of an amount without it, less what is taken off.

    :raises Fault: it is 0, or beyond what is sold here.
    """
    net = amount * (100 - taken.percent) / 100 - taken.amount * 100 / (100 + tax)
    return values.gross_cents(max(net, Decimal(0)), percent=tax)


def _gtin(cells: Cells) -> str:
    """The EAN, else the UPC; zeros in front of an EAN-8 are PrestaShop's."""
    name = "gtin" if cells["gtin"].strip("0") else "upc"
    return barcode(cells, name) if cells[name].strip("0") else ""


def _product(cells: Cells) -> ProductFacts:
    features = dict(cells.attributes)
    for part in split(cells["features"], ","):
        name, _sign, value = part.partition(":")
        features[name.strip()] = value.partition(":")[0].strip()
    categories = _listed(cells["categories"])
    described = cells["description"] or cells["summary"]
    return ProductFacts(
        title=values.line_of_text(cells["title"]),
        description=values.clean_html(described),
        removed=values.removed(described),
        brand=values.line_of_text(cells["brand"]),
        categories=categories,
        tags=_listed(cells["tags"]),
        audience=[" ".join(categories), cells["tags"]],
        attributes={name: [values.line_of_text(value)] for name, value in features.items()
                    if name and value},
        pictures=links(cells["pictures"]),
    )  # fmt: skip


def _listed(text: str) -> list[str]:
    return split(text, ";" if ";" in text else ",")


# --- combinations ----------------------------------------------------------------------------
def combination(cells: Cells, reading: Reading, bases: dict[str, Base]) -> Parsed:
    """A colour and size of a product, or all its faults."""
    base = bases.get(cells["id"]) or bases.get(f"#{cells['parent']}")
    options = told_options(*(cells[name] for name in ("options", "names", "values")))
    sku = cells.take("sku", key_of) or ""
    group = base.group if base else f"id:{cells['id']}"
    key = sku or short(SEPARATOR.join((group, *options.values())))
    if base is None:
        cells.refuse("id", _no_product())
    elif base.fault:
        cells.refuse("", _of_product(base.fault), value=cells["id"])
    stock = cells.take("stock", values.units, required=True)
    gtin = _gtin(cells)
    impact = cells.take("impact", partial(values.impact, currency=reading.currency))
    minor = _gross(cells, "impact", base, impact or Decimal(0), reading) if base else 0
    return Parsed(
        cells.number,
        key=key,
        key_column="sku" if sku else "id",
        group=group,
        variant=None if cells.faults else VariantFacts(
            options=options, minor=minor, stock=stock or 0, gtin=gtin,
            pictures=links(cells["pictures"]),
        ),
        faults=tuple(cells.faults),
        warnings=tuple(cells.warnings),
        gone=bool(base and base.gone),
    )  # fmt: skip


def _of_product(fault: Fault) -> Fault:
    """Why a combination is refused with its product; there is nothing to mend on its line."""
    return Fault(
        fault.rule, _("Le produit de cette ligne est refusé : %(why)s") % {"why": fault.message}
    )


def _no_product() -> Fault:
    return Fault(
        Rule.UNKNOWN_PARENT,
        _("Ce produit n’est pas dans le fichier des produits."),
    )


def told_options(options: str, names: str, told: str) -> dict[str, str]:
    """``Color:Blue, Size:M``, or ``Color:color:0, Size:select:1`` with ``Blue:0, M:1``."""
    if options:
        pairs: Sequence[tuple[str, ...]] = [
            tuple(part.split(":", 1)) for part in PART.split(options)
        ]
    else:
        named = [part.split(":")[0] for part in PART.split(names)]
        valued = [part.split(":")[0] for part in PART.split(told)]
        pairs = list(zip(named, valued, strict=False))
    found = {}
    for name, value in (pair for pair in pairs if len(pair) == 2):
        if said := values.line_of_text(value):
            found[values.line_of_text(name)] = said
    return found


PRODUCTS: Final = Dialect(
    key="prestashop",
    label="PrestaShop",
    signature=(),
    columns=COLUMNS,
    required=("id", "title", "stock"),
    read=read,
    unused=UNUSED,
    attribute=FEATURE,
    told_by=("id", "active", "title"),
    untaxed=True,
    beside=mapped_combinations,
)
