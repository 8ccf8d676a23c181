"""Changing the technical catalogue: its references, and what sellers propose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.core import bulk, outbox
from marketplace.core.errors import ReasonMissing
from marketplace.core.models import User
from marketplace.technical import following, gate, makers, queries, sheets, states
from marketplace.technical.makers import Maker
from marketplace.technical.models import (
    Brand,
    Family,
    Gender,
    Proposal,
    ReferenceSheet,
    VariantSheet,
    brand_slug,
)
from marketplace.technical.pictures import addresses
from marketplace.technical.sizes import normalise
from marketplace.technical.values import measured_on
from marketplace.traders.models import Trader

Product = get_model("catalogue", "Product")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductClass = get_model("catalogue", "ProductClass")
CHUNK = 1000


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
    description_en: str = ""
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
def create_references(
    *, drafts: Sequence[ReferenceDraft], trader: Trader | None = None, at: datetime
) -> dict[str, int]:
    """Publish new references with their variants; returns the variants' keys → variant ids.

    A fixed number of queries per thousand rows. Offers come after, from whoever sells them.
    ``trader``: whose feed describes them, and goes on doing so (see ``following``).

    :raises KeyError: a draft names a family that does not exist.
    """
    if not drafts:
        return {}
    families, brands = queries.families(), ensure_brands([draft.brand for draft in drafts])
    article, today = ProductClass.objects.get(slug="article"), at.date().isoformat()
    pairs = list(zip(bulk.keys(Product, len(drafts)), drafts, strict=True))
    bulk.insert(
        Product,
        ("id", "structure", "product_class_id", "title", "slug", "description"),
        (
            (
                pk,
                Product.PARENT,
                article.pk,
                draft.title[:255],
                slugify(f"{draft.brand} {draft.title}")[:200] or "article",
                draft.description,
            )
            for pk, draft in pairs
        ),
    )
    bulk.insert(
        ReferenceSheet,
        SHEET_FIELDS,
        (
            (
                pk,
                brands[brand_slug(draft.brand)].pk,
                families[draft.family].pk,
                draft.model_name[:120],
                draft.manufacturer_ref[:64],
                draft.gender,
                draft.season,
                draft.colour_name[:60],
                draft.colour_family,
                list(draft.colours),
                values := {key: {"at": today, **entry} for key, entry in draft.values.items()},
                measured_on(values),
                at,
                draft.description_en,
            )
            for pk, draft in pairs
        ),
    )
    bulk.insert(
        ProductCategory,
        ("product_id", "category_id"),
        ((pk, families[draft.family].category_id) for pk, draft in pairs),
    )
    addresses.name(
        named={pk: draft.pictures for pk, draft in pairs if draft.pictures},
        trader_id=trader.pk if trader else None,
        at=at,
    )
    if trader is not None:
        following.publish(
            rows=[
                (pk, draft.title[:255], draft.model_name[:120], draft.description)
                for pk, draft in pairs
            ],
            trader_id=trader.pk,
        )
    sheets.ask([(pk, doubt) for pk, draft in pairs for doubt in draft.doubts], at=at)
    ids = _add_variants(
        [(pk, each) for pk, draft in pairs for each in draft.variants],
        {pk: _wearer(brand_slug(draft.brand), families[draft.family], draft.gender)
         for pk, draft in pairs},
    )  # fmt: skip
    outbox.publish("catalogue.changed", reference_ids=[pk for pk, _draft in pairs])
    return ids


SHEET_FIELDS = (
    "product_id", "brand_id", "family_id", "model_name", "manufacturer_ref", "gender", "season",
    "colour_name", "colour_family", "colours", "values", "measured_on",
    "published_at", "description_en",
)  # fmt: skip


@transaction.atomic
def add_variants(*, variants: Sequence[tuple[int, VariantDraft]]) -> dict[str, int]:
    """Add sizes to references, given as (reference id, draft); returns keys → variant ids."""
    described = ReferenceSheet.objects.select_related("brand", "family").in_bulk(
        {pk for pk, _draft in variants}
    )
    wearers = {
        pk: _wearer(sheet.brand.slug, sheet.family, sheet.gender) for pk, sheet in described.items()
    }
    return _add_variants(variants, wearers)


def _wearer(brand: str, family: Family, gender: str) -> dict[str, str]:
    """What a size of the reference is to be read with."""
    return {"guide": family.size_guide, "brand": brand, "gender": gender}


def _add_variants(
    variants: Sequence[tuple[int, VariantDraft]], wearers: Mapping[int, Mapping[str, str]]
) -> dict[str, int]:
    rows = list(zip(bulk.keys(Product, len(variants)), variants, strict=True))
    bulk.insert(
        Product,
        ("id", "structure", "parent_id", "slug", "title"),
        ((pk, Product.CHILD, parent, "", "") for pk, (parent, _draft) in rows),
    )
    bulk.insert(
        VariantSheet,
        ("product_id", "size", "size_raw", "size_system", "size_rank", "mondo", "gtin"),
        (_variant(pk, draft, wearers[parent]) for pk, (parent, draft) in rows),
    )
    return {draft.key: pk for pk, (_parent, draft) in rows}


def _variant(pk: int, draft: VariantDraft, wearer: Mapping[str, str]) -> tuple[Any, ...]:
    size = normalise(draft.size, **wearer)
    raw = draft.size[:40]
    return pk, size.label[:24], raw, size.system, size.rank, size.mondo_mm, draft.gtin


def ensure_brands(names: Sequence[str]) -> dict[str, Brand]:
    """Slug → brand for every name, made where it was unknown; three queries."""
    wanted = {brand_slug(name): name for name in names}
    Brand.objects.bulk_create(
        [Brand(slug=slug, name=name[:80] or _("Sans marque")) for slug, name in wanted.items()],
        ignore_conflicts=True,
    )
    return {brand.slug: brand for brand in Brand.objects.filter(slug__in=wanted)}


def _made_by(name: str, maker: Maker | None, *, user: User | None, at: datetime) -> Brand:
    brand = ensure_brands([name])[brand_slug(name)]
    if maker is not None:
        makers.keep(brand=brand, maker=maker, user=user, at=at)
    return brand


@transaction.atomic
def refuse_proposal(
    *, proposal: Proposal, reason: str, user: User | None = None, at: datetime
) -> None:
    """The marketplace will not list it; the seller reads why.

    :raises ReasonMissing: without a reason.
    :raises IllegalMove: it was decided before.
    """
    if not reason.strip():
        raise ReasonMissing(_("Indiquez pourquoi ce produit est refusé."))
    states.move(proposal, Proposal.Status.REFUSED, reason=reason.strip(), user=user, at=at)
    outbox.publish("proposal.decided", proposal_id=proposal.pk)


@transaction.atomic
def accept_proposal(
    *,
    proposal: Proposal,
    family: str,
    maker: Maker | None = None,
    manufacturer_ref: str = "",
    user: User | None = None,
    at: datetime,
) -> dict[str, int]:
    """List the product as a new reference; returns the seller's line keys → variant ids.

    ``proposal.content`` is what ``sellers.feeds`` wrote: the draft's fields and ``variants`` as
    [{"key", "size", "gtin"}]. ``maker`` and ``manufacturer_ref`` are what an operator adds to it;
    the maker is kept for all that is of the brand.

    :raises NotPublishable: something that publishing needs is not known; nothing is kept.
    :raises IllegalMove: it was decided before.
    """
    change = states.move(proposal, Proposal.Status.ACCEPTED, user=user, at=at)
    content = dict(proposal.content)
    content["manufacturer_ref"] = manufacturer_ref or content.get("manufacturer_ref") or ""
    brand = _made_by(proposal.brand_name or proposal.trader.name, maker, user=user, at=at)
    if reasons := gate.faults(gate.proposed({**content, "family": family}, brand)):
        raise gate.NotPublishable(reasons)
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
    ids = create_references(drafts=[draft], trader=proposal.trader, at=at)
    born = Product.objects.filter(pk=next(iter(ids.values()))).values("parent_id")
    Proposal.objects.filter(pk=proposal.pk).update(reference_id=born)
    change.adds(ids.values())
    outbox.publish("proposal.decided", proposal_id=proposal.pk, variants=ids)
    return ids


DRAFT_FIELDS = (
    "model_name", "gender", "description", "manufacturer_ref", "colour_name", "colour_family",
    "colours", "pictures", "values", "doubts",
)  # fmt: skip
