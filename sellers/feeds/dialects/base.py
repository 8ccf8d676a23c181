"""What every dialect says of itself."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final, Literal

from django.utils.functional import Promise

from marketplace.core.sentences import Sentence as _
from sellers.feeds import values
from sellers.feeds.faults import Fault, Rule
from sellers.feeds.reading import Header, Line
from sellers.feeds.rows import Cells, Mapped, Parsed

TAX: Final = Decimal(20)  # percent
IN_STOCK: Final = 1  # units: so many are there at least


@dataclass(frozen=True)
class Reading:
    """What lines are read with: the columns of the file, its currency, the day it is read on.

    ``tax``: percent, for exports whose prices are without it. ``in_stock``: how many units are
    there when an export only says that there are some. ``beside``: the lines of a second file that
    belongs to the first, as often as wanted; they follow those of the first too.
    """

    mapped: Mapped
    currency: str
    today: date
    tax: Decimal = TAX
    in_stock: int = IN_STOCK
    beside: Callable[[], Iterator[Line]] | None = None

    def cells(self, line: Line) -> Cells:
        return Cells(line, self.mapped)


@dataclass(frozen=True)
class Dialect:
    """How one shop's software writes its products.

    ``key`` names the dialect and, by default, the source; ``label`` is translated where it is
    shown; ``columns``: our name → the normalised names that it goes by; ``unused``: columns that
    are known, and why nothing is made of them.

    A header is of the dialect when it has all columns of ``signature``, and one for each of our
    names in ``told_by``. ``half``: it says nothing but the "stock" or the "price" of offers
    that are there. ``untaxed``: its prices are without tax. ``beside``: how the columns of its
    second file are named. ``by``: what else its reading depends on, where the same cells may come
    to mean something else.
    """

    key: str
    label: str
    signature: Sequence[str]
    columns: Mapping[str, Sequence[str]]
    required: Sequence[str]
    read: Callable[[Iterable[Line], Reading], Iterator[Parsed]]
    unused: Mapping[str, str | Promise]
    attribute: re.Pattern[str] | None = None  # columns that are attributes; group 1 names them
    told_by: Sequence[str] = ()
    half: Literal["", "stock", "price"] = ""
    untaxed: bool = False
    beside: Callable[[Header], Mapped] | None = None
    by: str = ""

    def wrote(self, header: Header) -> bool:
        """Whether the header is one of this dialect."""
        return all(name in header for name in self.signature) and all(
            any(name in header for name in self.columns[ours]) for ours in self.told_by
        )

    def mapped(self, header: Header) -> Mapped:
        """:raises MissingColumns: one without which nothing can be sold."""
        mapped = Mapped.of(
            header,
            known=self.columns,
            required=self.required,
            attribute=self.attribute,
            unused=self.unused,
        )
        if header.beside is None or self.beside is None:
            return mapped
        return replace(mapped, beside=self.beside(header.beside))


SEPARATOR: Final = " / "  # between the parts of a key
YES: Final = {"1", "true", "yes", "vrai", "oui"}
NO: Final = {"0", "false", "no", "faux", "non"}
NEW: Final = {"", "new", "neuf", "neuve"}
# What shops write where others count: that there is some, that there is none for now.
AVAILABLE: Final = {
    *YES, "in stock", "in_stock", "instock", "en stock", "disponible", "auf lager", "available",
    "limited availability", "verfügbar",
}  # fmt: skip
UNAVAILABLE: Final = {
    *NO, "out of stock", "out_of_stock", "épuisé", "rupture", "rupture de stock", "preorder",
    "pre-order", "backorder", "available for order", "discontinued", "indisponible",
    "nicht verfügbar", "ausverkauft", "unavailable", "sold out",
}  # fmt: skip
LINKS: Final = re.compile(r"[,|;\s]+(?=(?:https?:)?//)|\|")  # between addresses in one cell


def split(text: str, by: str) -> list[str]:
    """The parts of a cell that holds several, without blanks and repeats."""
    return list(dict.fromkeys(part.strip() for part in text.split(by) if part.strip()))


def links(*cells: str) -> list[str]:
    """The addresses of pictures that some cells hold, each once."""
    found = (link.strip(" ,;") for cell in cells for link in LINKS.split(cell))
    return list(dict.fromkeys(link for link in found if link))


def holds(today: date, begins: date | None, ends: date | None) -> bool:
    """Whether an offer of some days is on; without a day it has begun, or never ends."""
    return (begins is None or begins <= today) and (ends is None or ends >= today)


def price_now(
    cells: Cells, reading: Reading, *, begins: date | None, ends: date | None
) -> int | None:
    """``special_price`` while it holds and is lower, else ``price``; cents."""
    cents = partial(values.cents, currency=reading.currency)
    price = cells.take("price", cents, required=True)
    special = cells.take("special_price", cents)
    if special is None or not holds(reading.today, begins, ends):
        return price
    return lower(cells, price, special)


def lower(cells: Cells, price: int | None, special: int, *, name: str = "special_price") -> int:
    """The special price where it is one; a higher one is not what anybody pays, and is told of."""
    if price is None:
        return special
    if special > price:
        cells.warn(name, Fault(Rule.SALE_PRICE_HIGHER, _(
            "Le prix promotionnel dépasse le prix de vente : il n’est pas pris.")))  # fmt: skip
    return min(special, price)


# Codes that say nothing of another product: without them the line is what it is.
LEFT_OUT: Final = {
    Rule.GTIN_IN_STORE: _(
        "Ce code a été imprimé par un magasin et n’a de sens que chez lui : l’offre est prise sans "
        "code-barres."
    ),
    Rule.GTIN_ROUNDED: _(
        "Un tableur a arrondi ce code-barres : l’offre est prise sans lui. Mettez la colonne au "
        "format texte et refaites l’export."
    ),
}


def left_out(fault: Fault) -> Fault:
    """What is said of a code that an offer is taken without."""
    return Fault(fault.rule, LEFT_OUT[fault.rule])


def barcode(cells: Cells, name: str, *, text: str | None = None) -> str:
    """The GTIN-14 of a cell, or of a ``text`` within it; "" where there is none to go by.

    A code that nobody but the shop knows is left out; one that may be another product's is a fault.
    """
    code = cells[name] if text is None else text
    try:
        return values.gtin14(code) if code else ""
    except Fault as fault:
        if fault.rule in LEFT_OUT:
            cells.warn(name, left_out(fault), value=code)
        else:
            cells.refuse(name, fault, value=code)
        return ""


def not_new() -> Fault:
    return Fault(Rule.NOT_NEW, _("Seuls des articles neufs se vendent ici."))


def not_published() -> Fault:
    return Fault(
        Rule.NOT_PUBLISHED,
        _("Ce produit n’est pas en ligne dans votre boutique : publiez-le pour le vendre ici."),
    )


def not_goods() -> Fault:
    return Fault(
        Rule.NOT_GOODS,
        _("Seuls des articles que l’on expédie se vendent ici : ni carte cadeau, ni service."),
    )
