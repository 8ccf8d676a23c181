"""Up to four references side by side: what tells them apart first, what decides before the rest.

The same number of queries for one and for four; where figures stand is asked of search, a family
each, and kept.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.errors import CordeeError
from marketplace.core.keys import Key
from marketplace.core.money import Money
from marketplace.offers import queries as offers
from marketplace.offers.queries import OfferView
from marketplace.storefront import pictures
from marketplace.storefront.cards import size_label
from marketplace.storefront.figures import in_words
from marketplace.storefront.listing.shelves import family_path
from marketplace.storefront.own_sizes import Sizes
from marketplace.storefront.pictures import Look
from marketplace.storefront.product import offering, scales
from marketplace.storefront.product.asking import SIZE
from marketplace.storefront.product.scales import Scale, Spread
from marketplace.technical import comparing
from marketplace.technical import queries as technical
from marketplace.technical.models import Attribute, ReferenceSheet, VariantSheet

MOST = 4
PARAM = "r"
COOKIE = "comparer"
COOKIE_SECONDS = 7 * 24 * 3600


class NoReference(CordeeError):
    """What should be the number of a reference is none."""

    code = "no_reference"
    message = gettext_lazy("Une référence à comparer est un nombre : choisissez-la par son bouton.")


class TooMany(CordeeError):
    code = "too_many_compared"
    message = gettext_lazy(
        "Quatre références au plus se comparent d’un coup d’œil : retirez-en une d’abord."
    )


@dataclass(frozen=True)
class Column:
    """One reference. ``price`` and ``promised`` are of the cheapest offer; None: sold out;
    ``dearer``: another offer asks more.

    ``sizes``: those on sale with their addresses; ``buy_url``: where it is bought, in the only size
    or the shopper's own, else where one is chosen; ``kept``: the others, as ``r`` of the address.
    """

    sheet: ReferenceSheet
    url: str
    family_url: str
    look: Look
    price: Money | None
    dearer: bool
    promised: date | None
    boutiques: int
    sizes: Sequence[tuple[str, str]]
    buy_url: str
    kept: Sequence[int]

    @property
    def name(self) -> str:
        return str(self.sheet)


@dataclass(frozen=True)
class Cell:
    """``value`` in words or a number, None: not said; ``has``: whether its family knows of it."""

    value: Any
    has: bool = True
    scale: Scale | None = None


@dataclass(frozen=True)
class Row:
    label: str
    norm: str
    unit: str
    decides: bool
    differs: bool
    shared: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Comparison:
    """``gone``: how many of those asked for are not on the shelves (any more); ``left_out``: how
    many were too many."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    gone: int
    left_out: int

    @property
    def mixed(self) -> bool:
        return len({column.sheet.family_id for column in self.columns}) > 1

    @property
    def alone(self) -> bool:
        return len(self.columns) == 1

    @property
    def differing(self) -> list[Row]:
        """What tells them apart, or all that is known of one alone."""
        return [row for row in self.rows if row.shared and (row.differs or self.alone)]

    @property
    def alike(self) -> list[Row]:
        return [row for row in self.rows if row.shared and not row.differs and not self.alone]

    @property
    def own(self) -> list[Row]:
        """What only some of their families know of."""
        return [row for row in self.rows if not row.shared]

    @property
    def shared(self) -> int:
        """How many figures all their families know of."""
        return sum(row.shared for row in self.rows)

    @property
    def scaled(self) -> bool:
        return any(cell.scale for row in self.rows for cell in row.cells)

    @property
    def width(self) -> int:
        """Columns of the table, that of the labels included."""
        return len(self.columns) + 1

    @property
    def room(self) -> bool:
        return len(self.columns) < MOST


# --- what is compared ---------------------------------------------------------------------------
def asked(params: QueryDict) -> list[int]:
    """The references that an address names, each once.

    :raises NoReference: one of them is no number.
    """
    return list(dict.fromkeys(_key(value) for value in params.getlist(PARAM)))


def _key(value: str) -> int:
    if not re.fullmatch(Key.regex, value):
        raise NoReference
    return int(value)


def kept(cookie: str) -> list[int]:
    """What the browser keeps; nothing for what is no list of numbers."""
    try:
        return list(dict.fromkeys(map(_key, cookie.split("."))))[:MOST] if cookie else []
    except NoReference:
        return []


def added(ids: Sequence[int], one: int) -> list[int]:
    """:raises TooMany: there are four."""
    if one in ids:
        return list(ids)
    if len(ids) >= MOST:
        raise TooMany
    return [*ids, one]


def address(ids: Iterable[int]) -> str:
    """Of the page that compares these."""
    query = urlencode([(PARAM, pk) for pk in ids])
    return reverse("storefront:compare") + (f"?{query}" if query else "")


# --- the page -----------------------------------------------------------------------------------
def comparison(
    ids: Sequence[int], *, at: datetime, own: Mapping[str, Sizes] | None = None
) -> Comparison:
    """The published ones among the first four, in the order in which they were chosen; ``own``:
    the shopper's sizes, a guide each."""
    wanted = ids[:MOST]
    found = technical.references(wanted)
    sheets = [found[pk] for pk in wanted if pk in found]
    variants = technical.variants_of([sheet.pk for sheet in sheets])
    on_sale = offers.offers_of(
        product_ids=[each.pk for rows in variants.values() for each in rows], at=at
    )
    return Comparison(
        columns=[_column(sheet, sheets, variants.get(sheet.pk, ()), on_sale, at=at,
                         own=(own or {}).get(sheet.family.size_guide, ()))
                 for sheet in sheets],
        rows=_rows(sheets),
        gone=len(wanted) - len(sheets),
        left_out=len(ids) - len(wanted),
    )  # fmt: skip


def _column(
    sheet: ReferenceSheet,
    sheets: Sequence[ReferenceSheet],
    variants: Sequence[VariantSheet],
    on_sale: Mapping[int, Sequence[OfferView]],
    *,
    at: datetime,
    own: Sizes,
) -> Column:
    found = [offer for each in variants for offer in on_sale.get(each.pk, ())]
    here = {each.pk: on_sale.get(each.pk, ()) for each in variants}
    best = offering.best(here, at=at)
    url = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    sizes = [each for each in variants if on_sale.get(each.pk)]
    theirs = next((each for each in sizes if each.size in own or len(variants) == 1), None)
    return Column(
        sheet=sheet,
        url=url,
        family_url=family_path(sheet.family),
        look=pictures.look_of(sheet),
        price=best.price if best else None,
        dearer=offering.varied(here),
        promised=best.promised(at) if best else None,
        boutiques=len({offer.trader_id for offer in found}),
        sizes=[(size_label(each.size), _sized(url, each)) for each in sizes],
        buy_url=_sized(url, theirs) if theirs else f"{url}#tailles",
        kept=[other.pk for other in sheets if other.pk != sheet.pk],
    )


def _sized(url: str, variant: VariantSheet) -> str:
    return f"{url}?{urlencode({SIZE: variant.size})}"


# --- figures ------------------------------------------------------------------------------------
# What makes a figure of two families the same.
Kind = tuple[str, str, str]


def _kind(attribute: Attribute) -> Kind:
    return (attribute.key, attribute.unit, attribute.type)


def _rows(sheets: Sequence[ReferenceSheet]) -> list[Row]:
    """What decides first, then as the taxonomy has it; what nobody says of any is left out."""
    families = {sheet.family_id: sheet.family for sheet in sheets}
    by_family = technical.attributes_of(families)
    spreads = {pk: scales.spreads(family, by_family[pk]) for pk, family in families.items()}
    named: dict[Kind, dict[int, Attribute]] = {}
    for pk in families:
        for attribute in by_family[pk]:
            named.setdefault(_kind(attribute), {})[pk] = attribute
    rows = [_row(each, sheets, spreads, shared=len(each) == len(families))
            for each in sorted(named.values(), key=_decides)]  # fmt: skip
    return [row for row in rows if any(cell.value is not None for cell in row.cells)]


def _decides(by_family: Mapping[int, Attribute]) -> int:
    """Those that decide come first, in their order; the sort keeps the others as they are."""
    return min(attribute.decider or MOST + 1 for attribute in by_family.values())


def _row(
    by_family: Mapping[int, Attribute],
    sheets: Sequence[ReferenceSheet],
    spreads: Mapping[int, Mapping[str, Spread]],
    *,
    shared: bool,
) -> Row:
    first = next(iter(by_family.values()))
    said = [sheet.value(first.key) if sheet.family_id in by_family else None for sheet in sheets]
    plain = {str(sorted(map(str, each)) if isinstance(each, list) else each) for each in said}
    return Row(
        label=str(first),
        norm=first.norm,
        unit=first.unit,
        decides=any(attribute.decider for attribute in by_family.values()),
        differs=len(plain) > 1,
        shared=shared,
        cells=[
            _cell(by_family.get(sheet.family_id), value, spreads[sheet.family_id])
            for sheet, value in zip(sheets, said, strict=True)
        ],
    )


def _cell(attribute: Attribute | None, value: Any, spreads: Mapping[str, Spread]) -> Cell:
    if attribute is None or value is None:
        return Cell(None, has=attribute is not None)
    spread = spreads.get(attribute.key)
    scale = scales.scale(value, spread) if comparing.is_number(value) else None
    return Cell(in_words(attribute, value), scale=scale)


def what_is_missing(found: Comparison) -> str:
    """What of the address cannot be shown, in words; "" when all is."""
    said = []
    if found.gone == 1:
        said.append(_("Une des références demandées n’est plus au catalogue."))
    elif found.gone:
        said.append(
            _("%(n)d des références demandées ne sont plus au catalogue.") % {"n": found.gone}
        )
    if found.left_out:
        said.append(str(_("Quatre références se comparent d’un coup d’œil : voici les premières.")))
    return " ".join(said)
