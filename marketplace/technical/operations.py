"""Changing the technical catalogue: its references, and what sellers propose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.core import fetching, outbox
from marketplace.core.errors import ReasonMissing
from marketplace.core.states import guarded_move
from marketplace.technical import queries, sheets
from marketplace.technical.models import (
    Brand,
    Gender,
    Picture,
    Proposal,
    ReferenceSheet,
    VariantSheet,
)
from marketplace.technical.sizes import normalise

Product = get_model("catalogue", "Product")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductClass = get_model("catalogue", "ProductClass")
CHUNK = 1000
PROPOSAL_MOVES = {
    Proposal.Status.OPEN: frozenset({Proposal.Status.ACCEPTED, Proposal.Status.REFUSED})
}


@dataclass(frozen=True)
class VariantDraft:
    """One size of a reference; ``key`` is the caller's own, handed back with the variant's id."""

    key: str
    size: str = ""
    gtin: str = ""


@dataclass(frozen=True)
class ReferenceDraft:
    """A reference to publish: model × colour, with at least one variant.

    ``values``: attribute key → {"value": …, "source": Source}; "at" is the day of publishing where
    it is not said. ``doubts``: what was read and is not believed, see ``sheets.questioned``.
    """

    brand: str
    model_name: str
    family: str  # slug
    variants: Sequence[VariantDraft]
    gender: str = Gender.UNISEX
    description: str = ""
    manufacturer_ref: str = ""
    season: str = ""
    colour_name: str = ""
    colour_family: str = ""
    colours: Sequence[str] = ()
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    doubts: Sequence[sheets.Questioned] = ()
    pictures: Sequence[str] = ()

    @property
    def title(self) -> str:
        return f"{self.model_name} {self.colour_name}".strip()


@transaction.atomic
def create_references(*, drafts: Sequence[ReferenceDraft], at: datetime) -> dict[str, int]:
    """Publish new references with their variants; returns the variants' keys → variant ids.

    A fixed number of queries per thousand rows. Offers come after, from whoever sells them.

    :raises KeyError: a draft names a family that does not exist.
    """
    if not drafts:
        return {}
    families, brands = queries.families(), ensure_brands([draft.brand for draft in drafts])
    article, today = ProductClass.objects.get(slug="article"), at.date().isoformat()
    parents = Product.objects.bulk_create(
        [
            Product(
                structure=Product.PARENT,
                product_class=article,
                title=draft.title[:255],
                slug=slugify(f"{draft.brand} {draft.title}")[:200] or "article",
                description=draft.description,
            )
            for draft in drafts
        ],
        CHUNK,
    )
    pairs = list(zip(parents, drafts, strict=True))
    described = ReferenceSheet.objects.bulk_create(
        [
            ReferenceSheet(
                product=parent,
                brand=brands[brand_slug(draft.brand)],
                family=families[draft.family],
                model_name=draft.model_name[:120],
                manufacturer_ref=draft.manufacturer_ref[:64],
                gender=draft.gender,
                season=draft.season,
                colour_name=draft.colour_name[:60],
                colour_family=draft.colour_family,
                colours=list(draft.colours),
                values={
                    key: {**entry, "at": entry.get("at", today)}
                    for key, entry in draft.values.items()
                },
                published_at=at,
            )
            for parent, draft in pairs
        ],
        CHUNK,
    )
    ProductCategory.objects.bulk_create(
        [
            ProductCategory(product=parent, category_id=families[draft.family].category_id)
            for parent, draft in pairs
        ],
        CHUNK,
    )
    Picture.objects.bulk_create(
        [
            _picture(parent, url, position, at=at)
            for parent, draft in pairs
            for position, url in enumerate(dict.fromkeys(url[:500] for url in draft.pictures))
        ],
        CHUNK,
    )
    sheets.ask([(parent.pk, doubt) for parent, draft in pairs for doubt in draft.doubts], at=at)
    ids = _add_variants(
        [(parent.pk, variant) for parent, draft in pairs for variant in draft.variants],
        {sheet.pk: _wearer(sheet) for sheet in described},
    )
    outbox.publish("catalogue.changed", reference_ids=[parent.pk for parent in parents])
    return ids


def _picture(parent: Any, url: str, position: int, *, at: datetime) -> Picture:
    """A picture to fetch; one whose address names no site never will be, and says so."""
    picture = Picture(product=parent, source_url=url, position=position, due_at=at)
    if not fetching.names_a_site(url):
        picture.state = Picture.State.UNREACHABLE
        picture.fault = _("L’adresse n’a pas de site : réglez l’adresse des images du flux.")
    return picture


def add_variants(*, variants: Sequence[tuple[int, VariantDraft]]) -> dict[str, int]:
    """Add sizes to references, given as (reference id, draft); returns keys → variant ids."""
    sheets_of = ReferenceSheet.objects.select_related("brand", "family").in_bulk(
        {pk for pk, _draft in variants}
    )
    return _add_variants(variants, {pk: _wearer(sheet) for pk, sheet in sheets_of.items()})


def _add_variants(
    variants: Sequence[tuple[int, VariantDraft]], wearers: Mapping[int, Mapping[str, str]]
) -> dict[str, int]:
    children = Product.objects.bulk_create(
        [Product(structure=Product.CHILD, parent_id=pk, slug="", title="") for pk, _v in variants],
        CHUNK,
    )
    VariantSheet.objects.bulk_create(
        [
            _variant_sheet(child, draft, wearers[pk])
            for child, (pk, draft) in zip(children, variants, strict=True)
        ],
        CHUNK,
    )
    return {draft.key: child.pk for child, (_pk, draft) in zip(children, variants, strict=True)}


def _wearer(sheet: ReferenceSheet) -> dict[str, str]:
    """What a size of the reference is to be read with."""
    return {
        "guide": sheet.family.size_guide, "brand": sheet.brand.slug, "gender": sheet.gender
    }  # fmt: skip


def _variant_sheet(child: Any, draft: VariantDraft, wearer: Mapping[str, str]) -> VariantSheet:
    size = normalise(draft.size, **wearer)
    return VariantSheet(
        product_id=child.pk,
        size=size.label[:24],
        size_raw=draft.size[:40],
        size_system=size.system,
        size_rank=size.rank,
        mondo=size.mondo_mm,
        gtin=draft.gtin,
    )


def brand_slug(name: str) -> str:
    return slugify(name)[:50] or "sans-marque"


def ensure_brands(names: Sequence[str]) -> dict[str, Brand]:
    """Slug → brand for every name, made where it was unknown; three queries."""
    wanted = {brand_slug(name): name for name in names}
    Brand.objects.bulk_create(
        [Brand(slug=slug, name=name[:80] or _("Sans marque")) for slug, name in wanted.items()],
        ignore_conflicts=True,
    )
    return {brand.slug: brand for brand in Brand.objects.filter(slug__in=wanted)}


@transaction.atomic
def refuse_proposal(*, proposal: Proposal, reason: str, at: datetime) -> None:
    """The marketplace will not list it; the seller reads why.

    :raises ReasonMissing: without a reason.
    :raises IllegalMove: it was decided before.
    """
    if not reason.strip():
        raise ReasonMissing(_("Indiquez pourquoi ce produit est refusé."))
    guarded_move(
        proposal,
        Proposal.Status.REFUSED,
        moves=PROPOSAL_MOVES,
        reason=reason.strip(),
        decided_at=at,
    )
    outbox.publish("proposal.decided", proposal_id=proposal.pk)


@transaction.atomic
def accept_proposal(*, proposal: Proposal, family: str, at: datetime) -> dict[str, int]:
    """List the product as a new reference; returns the seller's line keys → variant ids.

    ``proposal.content`` is what ``sellers.feeds`` wrote: the draft's fields and ``variants`` as
    [{"key", "size", "gtin"}].

    :raises IllegalMove: it was decided before.
    """
    guarded_move(proposal, Proposal.Status.ACCEPTED, moves=PROPOSAL_MOVES, decided_at=at)
    content = dict(proposal.content)
    if content.get("family") != family:
        for figures in ("values", "doubts"):  # of another family
            content.pop(figures, None)
    variants = [VariantDraft(v["key"], v["size"], v["gtin"]) for v in content.pop("variants")]
    draft = ReferenceDraft(
        **{name: content[name] for name in DRAFT_FIELDS if name in content},
        brand=proposal.brand_name or proposal.trader.name,
        family=family,
        variants=variants,
    )
    ids = create_references(drafts=[draft], at=at)
    outbox.publish("proposal.decided", proposal_id=proposal.pk, variants=ids)
    return ids


DRAFT_FIELDS = (
    "model_name", "gender", "description", "manufacturer_ref", "colour_name", "colour_family",
    "colours", "pictures", "values", "doubts",
)  # fmt: skip
