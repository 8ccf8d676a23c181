"""References as documents: what is published, read for many at once.

The same number of queries for one reference and for a thousand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum
from django.utils import translation
from django.utils.html import strip_tags
from oscar.core.loading import get_model

from marketplace.core.given import among
from marketplace.delivery import queries as delivery
from marketplace.offers import queries as offers
from marketplace.offers.queries import Priced
from marketplace.technical import comparing
from marketplace.technical.models import (
    Attribute,
    ColourFamily,
    Family,
    Gender,
    ReferenceSheet,
    VariantSheet,
)
from marketplace.traders.models import Point
from search import text
from search.contract import Document, Hit, Offer, OfferFilter

Category = get_model("catalogue", "Category")
Line = get_model("order", "Line")
ProductCategory = get_model("catalogue", "ProductCategory")
StockRecord = get_model("partner", "StockRecord")

# What people call them, in both languages.
GENDER_WORDS = {
    Gender.MEN: "homme men",
    Gender.WOMEN: "femme women",
    Gender.UNISEX: "mixte unisexe homme femme unisex men women",
    Gender.KIDS: "enfant junior kids",
}
SOLD = "paid"  # the status of an order whose units count as popularity


@dataclass(frozen=True, slots=True)
class _Variant:
    id: int
    size: str
    gtin: str


@dataclass(frozen=True)
class _Around:
    """Rows that belong to the references being read, by reference id unless said otherwise."""

    attributes: Mapping[int, Sequence[Attribute]]  # by family id
    categories: Mapping[int, Sequence[str]]
    variants: Mapping[int, Sequence[_Variant]]
    offers: Mapping[int, Sequence[Priced]]  # by variant id, only what can be bought
    points: Mapping[int, Mapping[str, Any]]  # by point: what a card says of it
    skus: Mapping[int, Sequence[str]]  # by variant id
    sold: Mapping[int, int]
    kinds: Mapping[int, str] = field(default_factory=dict)  # by family id


def published_count(*, after: int = 0) -> int:
    """How many references are published, of those with a higher id than ``after``."""
    return ReferenceSheet.objects.published().filter(pk__gt=after).count()


def read(reference_ids: Iterable[int], *, version: int) -> list[Document]:
    """The documents of those references that are published; the others are not to be found.

    ``version``: see ``Document``; take it before this call.
    """
    rows = ReferenceSheet.objects.published().filter(pk__in=among(list(reference_ids)))
    # Families and brands are few: each is read once, not with each of its references.
    rows = rows.select_related("product").prefetch_related("brand", "family__sport")
    sheets = list(rows.order_by("pk"))
    if not sheets:
        return []
    around = _around(sheets)
    with translation.override("fr"):  # labels of colours
        return [_document(sheet, around, version=version) for sheet in sheets]


def hits(sheets: Sequence[ReferenceSheet], attributes: Sequence[Attribute]) -> list[Hit]:
    """What cards show, in the order of ``sheets``, read from the rows: for when no engine answers.

    ``sheets``: read with product, brand and family with its sport; ``attributes``: of their
    families. Three queries.
    """
    sold = offers.priced_of(parent_ids=[sheet.pk for sheet in sheets])
    variants: dict[int, dict[int, _Variant]] = defaultdict(dict)
    for parent_id, size, offer in sold:
        variants[parent_id][offer.product_id] = _Variant(offer.product_id, size, "")
    around = _Around(
        attributes=_grouped((row.family_id, row) for row in attributes),
        categories={},
        variants={parent_id: list(each.values()) for parent_id, each in variants.items()},
        offers=_grouped((offer.product_id, offer) for _parent_id, _size, offer in sold),
        points=_points({offer.partner_id for _parent_id, _size, offer in sold}),
        skus={},
        sold={},
    )
    return [_hit(sheet, around) for sheet in sheets]


def _hit(sheet: ReferenceSheet, around: _Around) -> Hit:
    found = tuple(_offers(around.variants.get(sheet.pk, ()), around))
    attributes = around.attributes.get(sheet.family_id, ())
    shown = _payload(sheet, attributes, found, around)
    return Hit(sheet.pk, shown, OfferFilter().best(found))


# --- rows -------------------------------------------------------------------------------------
def _around(sheets: Sequence[ReferenceSheet]) -> _Around:
    ids = [sheet.pk for sheet in sheets]
    variants = _variants(ids)
    variant_ids = [variant.id for each in variants.values() for variant in each]
    priced = offers.priced(product_ids=variant_ids)
    skus = StockRecord.objects.filter(product_id__in=among(variant_ids)).order_by("pk")
    attributes = Attribute.objects.filter(family_id__in={sheet.family_id for sheet in sheets})
    return _Around(
        attributes=_grouped((row.family_id, row) for row in attributes),
        categories=_categories(ids),
        variants=variants,
        offers=_grouped((offer.product_id, offer) for offer in priced),
        points=_points({offer.partner_id for offer in priced}),
        skus=_grouped(skus.values_list("product_id", "partner_sku")),
        sold=_sold(ids),
        kinds={family.pk: _kind(family) for family in {sheet.family for sheet in sheets}},
    )


def _variants(ids: Sequence[int]) -> dict[int, list[_Variant]]:
    rows = VariantSheet.objects.filter(product__parent_id__in=among(ids), product__is_public=True)
    values = rows.order_by("size_rank", "pk").values_list(
        "product__parent_id", "product_id", "size", "gtin"
    )
    return _grouped((parent or 0, _Variant(pk, size, gtin)) for parent, pk, size, gtin in values)


def _points(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Who sends it from where, and what its promised date is worked out from."""
    points = list(Point.objects.filter(pk__in=set(ids)).select_related("trader"))
    tariffs = delivery.tariffs({point.trader_id for point in points})
    return {
        point.pk: {
            "boutique": point.trader.slug,
            "name": point.trader.name,
            "town": point.town,
            "cut_off": point.cut_off.strftime("%H:%M"),
            "transit_days": tariffs[point.trader_id].transit_days,
            "pickup": point.pickup,
        }
        for point in points
    }


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return found


def _categories(ids: Sequence[int]) -> dict[int, list[str]]:
    """The categories of each reference and those above them, as slugs."""
    slugs = dict(Category.objects.values_list("path", "slug"))
    links = ProductCategory.objects.filter(product_id__in=among(ids))
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for product_id, path in links.order_by("pk").values_list("product_id", "category__path"):
        for end in range(Category.steplen, len(path) + 1, Category.steplen):
            found[product_id][slugs[path[:end]]] = None
    return {product_id: list(each) for product_id, each in found.items()}


def _sold(ids: Sequence[int]) -> dict[int, int]:
    rows = Line.objects.filter(product__parent_id__in=among(ids), order__status=SOLD)
    return dict(rows.values_list("product__parent_id").annotate(units=Sum("quantity")))


# --- one document -------------------------------------------------------------------------------
def _document(sheet: ReferenceSheet, around: _Around, *, version: int) -> Document:
    attributes = around.attributes.get(sheet.family_id, ())
    variants = around.variants.get(sheet.pk, ())
    found = tuple(_offers(variants, around))
    return Document(
        id=sheet.pk,
        slug=sheet.product.slug,
        title=f"{sheet.brand.name} {sheet.product.title}",
        brand=sheet.brand.slug,
        family=sheet.family.slug,
        sports=(sheet.family.sport.slug,),
        categories=tuple(around.categories.get(sheet.pk, ())),
        gender=sheet.gender,
        colour=sheet.colour_family,
        kind=around.kinds[sheet.family_id],
        keywords="\n".join(_keywords(sheet, attributes)),
        description=_prose(sheet.product.description),
        codes=tuple(_codes(sheet, variants, around)),
        offers=found,
        choices=_choices(sheet, attributes),
        numbers=_numbers(sheet, attributes),
        popularity=float(around.sold.get(sheet.pk, 0)),
        days=_days(found, around),
        created=int(sheet.published_at.timestamp()) if sheet.published_at else 0,
        payload=_payload(sheet, attributes, found, around),
        version=version,
    )


def _prose(html: str) -> str:
    """Its words on one line: where HTML is broken into lines says nothing."""
    return " ".join(strip_tags(html).split())


def _offers(variants: Sequence[_Variant], around: _Around) -> Iterator[Offer]:
    for variant in variants:
        found = around.offers.get(variant.id, ())
        for offer in found:
            yield Offer(
                variant_id=variant.id,
                size=variant.size,
                boutique=around.points[offer.partner_id]["boutique"],
                minor=offer.minor,
                point=offer.partner_id,
                lead_days=offer.lead_days,
                pickup=around.points[offer.partner_id]["pickup"],
                chosen=offer is _chosen(found),
            )


def _chosen(found: Sequence[Priced]) -> Priced:
    """The winner; the cheapest where none is chosen yet, as the page does."""
    return next((each for each in found if each.chosen), min(found, key=lambda each: each.minor))


def _days(found: Iterable[Offer], around: _Around) -> int | None:
    """Working days until the earliest of these offers arrives, None without any."""
    return min((o.lead_days + around.points[o.point]["transit_days"] for o in found), default=None)


def _codes(sheet: ReferenceSheet, variants: Sequence[_Variant], around: _Around) -> Iterator[str]:
    yield sheet.manufacturer_ref
    for variant in variants:
        yield variant.gtin
        yield from around.skus.get(variant.id, ())


def _choices(sheet: ReferenceSheet, attributes: Sequence[Attribute]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for attribute in attributes:
        value = sheet.value(attribute.key)
        if attribute.type == Attribute.Type.BOOL and isinstance(value, bool):
            found[attribute.key] = ("true" if value else "false",)
        elif attribute.is_chosen and value:
            found[attribute.key] = tuple(map(str, value if isinstance(value, list) else [value]))
    return found


def _numbers(sheet: ReferenceSheet, attributes: Sequence[Attribute]) -> dict[str, float]:
    values = {
        attribute.key: sheet.value(attribute.key)
        for attribute in attributes
        if attribute.type == Attribute.Type.NUMBER
    }
    return {key: float(value) for key, value in values.items() if comparing.is_number(value)}


def _kind(family: Family) -> str:
    """What its things are called, their sport apart: a tennis bag is a bag, and no racket."""
    sport = {*text.tokens(family.sport.name), *text.tokens(family.sport.name_en)}
    words = f"{family.name} {family.name_en}".split()
    return " ".join(word for word in words if not sport.issuperset(text.tokens(word)))


def _keywords(sheet: ReferenceSheet, attributes: Sequence[Attribute]) -> Iterator[str]:
    """What one may type to find it, apart from its name: in French and in English, line by line."""
    family = sheet.family
    yield from (family.name, family.name_en, family.sport.name, family.sport.name_en)
    yield GENDER_WORDS.get(Gender(sheet.gender), "") if sheet.gender else ""
    yield from (sheet.season, sheet.colour_name, sheet.colour_family)
    if sheet.colour_family:
        yield str(ColourFamily(sheet.colour_family).label)
    for attribute in attributes:
        yield from _said(attribute, sheet.value(attribute.key))


def _said(attribute: Attribute, value: Any) -> Iterator[str]:
    """``drop 8 mm``, ``amorti souple``; a "no" is not said."""
    if value is True:
        yield from (attribute.label, attribute.label_en)
    elif comparing.is_number(value):
        yield f"{attribute.label} {value:g} {attribute.unit}"
    elif attribute.is_chosen and value:
        chosen = value if isinstance(value, list) else [value]
        for choice in attribute.choices:
            if choice["key"] in chosen:
                yield f"{attribute.label} {choice['label']} {choice['label_en']}"


# --- what a card shows ----------------------------------------------------------------------------
def _payload(
    sheet: ReferenceSheet,
    attributes: Sequence[Attribute],
    found: Sequence[Offer],
    around: _Around,
) -> dict[str, Any]:
    """All that a card needs besides the hit's own offers.

    ``points``: by ``Offer.point``, as text.
    """
    deciders = sorted((a for a in attributes if a.decider), key=lambda a: a.decider or 0)
    return {
        "slug": sheet.product.slug,
        "title": sheet.model_name,
        "colour": sheet.colour_name,
        "brand": sheet.brand.name,
        "brand_slug": sheet.brand.slug,
        "sport": sheet.family.sport.slug,
        "family": sheet.family.slug,
        "deciders": [entry for a in deciders for entry in _decider(a, sheet.value(a.key))],
        "drawing": sheet.family.drawing,
        "values": sheet.plain_values,
        "colours": sheet.colours,
        "cover": sheet.cover,
        "boutiques": len({offer.boutique for offer in found}),
        "points": {str(offer.point): around.points[offer.point] for offer in found},
    }


def _decider(attribute: Attribute, value: Any) -> Iterator[dict[str, Any]]:
    """A figure with its labels; for a choice ``value`` and ``value_en`` are its labels."""
    if value is None:
        return
    labels = {choice["key"]: choice for choice in attribute.choices}
    choice = labels.get(value) if isinstance(value, str) else None
    yield {
        "key": attribute.key,
        "label": attribute.label,
        "label_en": attribute.label_en,
        "value": choice["label"] if choice else value,
        "value_en": choice["label_en"] if choice else value,
        "unit": attribute.unit,
    }
