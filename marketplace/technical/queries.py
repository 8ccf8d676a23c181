"""Reading and matching the technical catalogue."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from marketplace.core.given import batches, rounded
from marketplace.technical.lines import model_line
from marketplace.technical.models import (
    Attribute,
    AttributeEdit,
    Brand,
    Doubt,
    Family,
    Proposal,
    ProposalChange,
    ReferenceSheet,
    Sport,
    TextChange,
    ValueQuestion,
    VariantSheet,
)

MOST_READ = 200  # references of a line that are looked at
MOST_SHOWN = 6
ASKED_FOR = 50_000  # ids


def sports() -> QuerySet[Sport]:
    """Sports with their families, in the shop's order; two queries."""
    return Sport.objects.prefetch_related("families")


def sports_with_products() -> QuerySet[Sport]:
    """Sports under which something is published; one query.

    Asked family by family, which stops at the first reference of each: joined, or asked whether
    there is any, it would read all references there are, on every page (300,000 of them: 240 to
    400 ms against 5 on PostgreSQL).
    """
    shown = ReferenceSheet.objects.published().filter(family=OuterRef("pk"))
    families = Family.objects.filter(sport=OuterRef("pk")).alias(first=_first(shown))
    return Sport.objects.filter(Exists(families.filter(first__isnull=False)))


def _first(sheets: QuerySet[ReferenceSheet]) -> Subquery:
    """One of them, whichever is found first; PostgreSQL plans ``Exists`` for all of them."""
    return Subquery(sheets.values("pk")[:1])


def families() -> dict[str, Family]:
    """Slug → family, with its sport and category; one query."""
    return {row.slug: row for row in Family.objects.select_related("sport", "category")}


def family(slug: str) -> Family | None:
    """The family of that name, None when there is none; one query."""
    return Family.objects.filter(slug=slug).first()


def brand(slug: str) -> Brand | None:
    """The brand that is known by that slug, None when there is none (yet); one query."""
    return Brand.objects.filter(slug=slug).first()


def brands_named(text: str) -> QuerySet[Brand]:
    """Brands whose name has ``text`` in it, with or without its accents; none without a text."""
    if not text.strip():
        return Brand.objects.none()
    named = Q(name__icontains=text.strip())
    if slug := slugify(text):
        named |= Q(slug__contains=slug)
    return Brand.objects.filter(named)


def said_families(proposals: Iterable[Proposal]) -> dict[int, Family]:
    """Proposal → the family that its boutique says, where there is one of that name; one query."""
    said = {each.pk: each.content.get("family") or "" for each in proposals}
    known = Family.objects.in_bulk(set(said.values()) - {""}, field_name="slug")
    return {pk: known[slug] for pk, slug in said.items() if slug in known}


def variants_by_gtin(gtins: Iterable[str]) -> dict[str, int]:
    """GTIN-14 → variant id, of codes that exactly one variant carries.

    A code on several variants identifies none of them (facts of real feeds: shared codes).
    """
    rows = VariantSheet.objects.filter(gtin__in={g for g in gtins if g})
    found: dict[str, int] = {}
    shared: set[str] = set()
    for gtin, product_id in rows.values_list("gtin", "product_id"):
        if gtin in found:
            shared.add(gtin)
        found[gtin] = product_id
    return {gtin: pk for gtin, pk in found.items() if gtin not in shared}


def variants_by_manufacturer(
    keys: Iterable[tuple[str, str, str]],
) -> dict[tuple[str, str, str], int]:
    """(brand slug, manufacturer's reference, size label) → variant id, where it is unique."""
    wanted = set(keys)
    rows = VariantSheet.objects.filter(
        product__parent__sheet__brand__slug__in={brand for brand, _ref, _size in wanted},
        product__parent__sheet__manufacturer_ref__in={ref for _brand, ref, _size in wanted if ref},
    ).values_list(
        "product__parent__sheet__brand__slug",
        "product__parent__sheet__manufacturer_ref",
        "size",
        "product_id",
    )
    found: dict[tuple[str, str, str], list[int]] = {}
    for brand, ref, size, product_id in rows:
        found.setdefault((brand, ref, size), []).append(product_id)
    return {key: ids[0] for key, ids in found.items() if key in wanted and len(ids) == 1}


def reference(product_id: int) -> ReferenceSheet | None:
    """A published reference with what its page needs, None when there is none."""
    return (
        ReferenceSheet.objects.published()
        .select_related("product", "brand", "family__sport", "family__category")
        .filter(product_id=product_id)
        .first()
    )


def references(product_ids: Iterable[int]) -> dict[int, ReferenceSheet]:
    """The published ones of these references, by their key, as ``reference``; one query."""
    rows = ReferenceSheet.objects.published()
    return rows.select_related("product", "brand", "family__sport", "family__category").in_bulk(
        rounded(product_ids)
    )


def published_ids(*, after: int = 0, most: int) -> Iterator[Sequence[int]]:
    """All published references with a higher id, in the order of their ids, ``most`` at a time.

    Many more are asked for at once: PostgreSQL goes through all that lies before them each time.
    """
    rows = ReferenceSheet.objects.published().order_by("pk").values_list("pk", flat=True)
    while ids := list(rows.filter(pk__gt=after)[: max(most, ASKED_FOR)]):
        after = ids[-1]
        yield from batches(ids, most)


def drawn_sheet(product_id: int) -> ReferenceSheet | None:
    """A reference's sheet with its family, published or not: what a drawing is made from."""
    return ReferenceSheet.objects.select_related("family").filter(pk=product_id).first()


def attributes(family: Family) -> list[Attribute]:
    """What is known of a family's products, in the taxonomy's order; one query."""
    return list(Attribute.objects.filter(family=family))


@dataclass(frozen=True)
class Line:
    """Ids of one model line: ``colourways`` of the model, itself included, and its other
    ``versions``: for somebody else, and of other years."""

    colourways: list[int]
    versions: list[int]


def line(sheet: ReferenceSheet) -> Line:
    """The published references of a sheet's line; one query, no models.

    One version of each model and gender: those of the same generation first, then the others, the
    latest first.
    """
    stem, own = model_line(sheet.model_name)
    same = Q(model_name=sheet.model_name, gender=sheet.gender)
    rows = (
        ReferenceSheet.objects.published()
        .filter(brand_id=sheet.brand_id, family_id=sheet.family_id, model_name__startswith=stem)
        .order_by(Case(When(same, then=0), default=1), "pk")
    )
    colourways: list[int] = []
    found: dict[tuple[int, str], int] = {}
    for pk, name, gender in rows.values_list("pk", "model_name", "gender")[:MOST_READ]:
        other, generation = model_line(name)
        if (name, gender) == (sheet.model_name, sheet.gender):
            colourways.append(pk)
        elif other == stem and (generation, gender) != (own, sheet.gender):
            found.setdefault((generation, gender), pk)
    ranked = sorted(found, key=lambda each: (each[0] != own, -each[0], each[1]))
    return Line(colourways, [found[each] for each in ranked[:MOST_SHOWN]])


def variants(product_id: int) -> list[VariantSheet]:
    """The public sizes of a reference, as a person would sort them; one query."""
    rows = VariantSheet.objects.filter(product__parent_id=product_id, product__is_public=True)
    return list(rows.order_by("size_rank", "pk"))


def measured(count: int) -> list[ReferenceSheet]:
    """Published references of which our testers measured a value, the last first; one query."""
    rows = ReferenceSheet.objects.published().filter(measured_on__isnull=False)
    rows = rows.select_related("product", "brand", "family")
    return list(rows.order_by("-measured_on", "-pk")[:count])


def attributes_of(families: Iterable[int]) -> dict[int, list[Attribute]]:
    """Key of each family → what is known of its products, as ``attributes``; one query."""
    found: dict[int, list[Attribute]] = {pk: [] for pk in families}
    for row in Attribute.objects.filter(family__in=list(found)):
        found[row.family_id].append(row)
    return found


def deciders(families: Iterable[int]) -> dict[int, list[Attribute]]:
    """Family → the attributes that decide, in their order; one query."""
    rows = Attribute.objects.filter(family__in=set(families), decider__isnull=False)
    found: dict[int, list[Attribute]] = {}
    for row in rows.order_by("decider"):
        found.setdefault(row.family_id, []).append(row)
    return found


def published_brands() -> QuerySet[Brand]:
    """Brands of which something is published; asked brand by brand, as ``sports_with_products``."""
    shown = ReferenceSheet.objects.published().filter(brand=OuterRef("pk"))
    return Brand.objects.alias(first=_first(shown)).filter(first__isnull=False)


def families_named(slugs: Iterable[str]) -> list[Family]:
    """The families of these slugs with sport and category, sport by sport in the shop's order;
    one query."""
    rows = Family.objects.filter(slug__in=set(slugs)).select_related("sport", "category")
    return list(rows.order_by("sport__position", "position"))


def shown_families() -> QuerySet[Family]:
    """Families that have a page of their own, with sport and category."""
    shown = Family.objects.filter(category__is_public=True, category__ancestors_are_public=True)
    return shown.select_related("sport", "category")


def variants_of(product_ids: Iterable[int]) -> dict[int, list[VariantSheet]]:
    """As ``variants``, by the key of each reference; one query."""
    rows = VariantSheet.objects.filter(
        product__parent_id__in=list(product_ids), product__is_public=True
    )
    found: dict[int, list[VariantSheet]] = {}
    for row in rows.annotate(parent=F("product__parent_id")).order_by("size_rank", "pk"):
        found.setdefault(row.parent, []).append(row)
    return found


def families_of(sport: Sport) -> list[Family]:
    """A sport's families, with sport and category, in the shop's order; one query."""
    return list(Family.objects.filter(sport=sport).select_related("sport", "category"))


def open_proposals() -> QuerySet[Any]:
    """Proposals of the present scope that wait for a decision, oldest first."""
    rows: QuerySet[Any] = Proposal.objects.filter(status=Proposal.Status.OPEN)
    return rows.select_related("trader", "partner__point").order_by("created_at", "id")


def history(proposal: Proposal) -> list[ProposalChange]:
    """What became of a proposal, the oldest first; one query."""
    return list(proposal.changes.select_related("user"))


def taxonomy() -> QuerySet[Sport]:
    """Sports with their families, each with ``attribute_count``, ``facet_count``,
    ``reference_count`` and ``question_count`` (without an answer); two queries."""
    attributes, references = "attributes", "references"
    rows = Family.objects.annotate(
        attribute_count=Count(attributes, distinct=True),
        facet_count=Count(attributes, filter=Q(attributes__is_facet=True), distinct=True),
        reference_count=Count(references, distinct=True),
        question_count=Coalesce(_open_questions(), 0),
    )
    return Sport.objects.prefetch_related(Prefetch("families", rows))


def edits(family: Family) -> list[AttributeEdit]:
    """What operators changed of a family's attributes, the latest first; one query."""
    rows = AttributeEdit.objects.filter(attribute__family=family)
    return list(rows.select_related("attribute", "user"))


def extended() -> dict[tuple[str, str], Attribute]:
    """(family's slug, key) → attributes to which operators have added choices; one query."""
    added = AttributeEdit.objects.filter(field=AttributeEdit.Field.CHOICE).values("attribute")
    rows = Attribute.objects.filter(pk__in=added).select_related("family")
    return {(row.family.slug, row.key): row for row in rows}


def text_changes(*, everybody: bool) -> QuerySet[Any]:
    """What feeds changed of texts, the latest first; ``everybody``: of brands that publish by
    themselves too. Of the present scope."""
    rows: QuerySet[Any] = TextChange.objects.select_related(
        "trader", "user", "product__sheet__brand"
    )
    return rows if everybody else rows.filter(trader__trusted_to_publish=False)


def _open_questions() -> Subquery:
    rows = ValueQuestion.objects.filter(
        answered_at=None, product__sheet__family=OuterRef("pk")
    ).order_by()
    return Subquery(rows.values("product__sheet__family").annotate(n=Count("pk")).values("n"))


def questions(family: Family) -> list[ValueQuestion]:
    """Values of a family's references that nobody believes yet, the oldest first; one query."""
    rows = ValueQuestion.objects.filter(answered_at=None, product__sheet__family=family)
    return list(rows.select_related("product__sheet__brand")[:MOST_READ])


def warnings(proposals: Iterable[Any]) -> dict[int, list[tuple[Attribute, str, str]]]:
    """Proposal → (attribute, what the seller said of it, why it is not believed, in words);
    one query."""
    doubted = {row.pk: row.content for row in proposals if row.content.get("doubts")}
    known = (
        {
            (attribute.family.slug, attribute.key): attribute
            for attribute in Attribute.objects.filter(
                family__slug__in={content["family"] for content in doubted.values()},
                key__in={
                    doubt["key"] for content in doubted.values() for doubt in content["doubts"]
                },
            ).select_related("family")
        }
        if doubted
        else {}
    )
    return {
        pk: [
            (known[content["family"], doubt["key"]], doubt["said"], str(Doubt(doubt["why"]).label))
            for doubt in content["doubts"]
            if (content["family"], doubt["key"]) in known
        ]
        for pk, content in doubted.items()
    }
