"""The gate applied to many at once: proposals that wait, and what is published already."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from marketplace.technical import gate
from marketplace.technical.gate import ProductFacts, Reason
from marketplace.technical.models import (
    Brand,
    Proposal,
    ReferenceSheet,
    VariantSheet,
    brand_slug,
)


def of_proposals(proposals: Sequence[Proposal]) -> dict[int, list[Reason]]:
    """Proposal → why it could not be published as it stands; one query."""
    brands = Brand.objects.in_bulk({each.brand_slug for each in proposals}, field_name="slug")
    return {
        each.pk: gate.faults(gate.proposed(each.content, brands.get(each.brand_slug)))
        for each in proposals
    }


# --- the gate's rules of what is proposed, for the database to choose by -----------------------
HAS_GTIN: Final = r'"gtin": ?"[^"]'


def title() -> Q:
    """Of open proposals, those without a name."""
    return Q(said_model__regex=r"^\s*$")


def family() -> Q:
    """Of open proposals, those without a family."""
    return Q(said_family="")


def identifier() -> Q:
    """Of open proposals, those with neither a barcode nor the maker's reference."""
    return Q(said_ref="") & ~Q(said_variants__regex=HAS_GTIN)


def maker() -> Q:
    """Of open proposals, those whose brand's maker is not wholly known; three queries."""
    waiting = Proposal.objects.filter(status=Proposal.Status.OPEN)
    names = set(waiting.exclude(brand_name="").values_list("brand_name", flat=True).distinct())
    own = dict(waiting.filter(brand_name="").values_list("trader", "trader__name").distinct())
    slugs = {name: brand_slug(name) for name in {*names, *own.values()}}
    known = Brand.objects.in_bulk(set(slugs.values()), field_name="slug")
    without = {
        name for name, slug in slugs.items() if slug not in known or gate.maker_faults(known[slug])
    }
    unbranded = [trader for trader, name in own.items() if name in without]
    return Q(brand_name__in=names & without) | Q(brand_name="", trader__in=unbranded)


def brands() -> list[Any]:
    """Brands of published references whose maker is not wholly known, with ``reference_count``;
    one query."""
    published = ReferenceSheet.objects.published()
    shown = Count("references", filter=Q(references__in=published))
    rows: QuerySet[Any] = Brand.objects.annotate(reference_count=shown)
    known = rows.filter(reference_count__gt=0).order_by("-reference_count", "name")
    return [each for each in known if gate.maker_faults(each)]


def references() -> QuerySet[ReferenceSheet]:
    """Published references that lack something of their own, not of their brand's maker."""
    coded = VariantSheet.objects.filter(product__parent=OuterRef("pk")).exclude(gtin="")
    nameless = Q(model_name="")
    unidentified = Q(manufacturer_ref="") & ~Exists(coded)
    rows = ReferenceSheet.objects.published().filter(nameless | unidentified)
    return rows.select_related("product", "brand", "family").order_by("brand__name", "pk")


def of_references(sheets: Sequence[ReferenceSheet]) -> dict[int, list[Reason]]:
    """Reference → why it would not be published today; one query."""
    return {pk: gate.faults(facts) for pk, facts in facts_of(sheets).items()}


def facts_of(sheets: Iterable[ReferenceSheet]) -> dict[int, ProductFacts]:
    """Reference → what the gate wants to know; one query. Each with its brand and family."""
    sheets = list(sheets)
    codes: dict[int | None, set[str]] = {}
    rows = VariantSheet.objects.filter(product__parent_id__in=[each.pk for each in sheets])
    for parent_id, gtin in rows.values_list("product__parent_id", "gtin"):
        codes.setdefault(parent_id, set()).add(gtin)
    return {
        each.pk: ProductFacts(
            title=each.model_name,
            family=each.family.slug,
            manufacturer_ref=each.manufacturer_ref,
            gtins=frozenset(codes.get(each.pk, ())),
            **gate.of_maker(each.brand),
        )
        for each in sheets
    }


def shared_gtins(gtins: Iterable[str]) -> set[str]:
    """Those codes that several variants of the catalogue carry: they identify none of them."""
    rows = VariantSheet.objects.filter(gtin__in={each for each in gtins if each})
    counted = rows.values("gtin").annotate(variants=Count("pk")).filter(variants__gt=1)
    return set(counted.values_list("gtin", flat=True))
