"""Changing the technical catalogue: its taxonomy, its references, what sellers propose."""

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
from marketplace.technical import queries, taxonomy
from marketplace.technical.models import (
    Attribute,
    Brand,
    Family,
    Gender,
    Picture,
    Proposal,
    ReferenceSheet,
    Sport,
    VariantSheet,
)
from marketplace.technical.sizes import normalise

Category = get_model("catalogue", "Category")
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

    ``values``: attribute key → {"value": …, "source": Source}.
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
    pictures: Sequence[str] = ()

    @property
    def title(self) -> str:
        return f"{self.model_name} {self.colour_name}".strip()


@transaction.atomic
def load_taxonomy() -> list[str]:
    """Bring sports, families and attributes in line with the files; returns what changed.

    Nothing is deleted: what a file no longer names stays for the products that use it.
    """
    changes: list[str] = []
    for sport in taxonomy.sports():
        for position, family in enumerate(sport["families"]):
            _bring_family(sport, family, position, changes)
    ProductClass.objects.get_or_create(
        slug="article", defaults={"name": "Article", "track_stock": True}
    )
    return changes


def _bring_family(
    sport_data: Mapping[str, Any], data: Mapping[str, Any], position: int, changes: list[str]
) -> Family:
    names = {key: sport_data[key] for key in ("name", "name_en", "position")}
    sport = _bring(Sport, {"slug": sport_data["slug"]}, names, changes)
    family: Family = _bring(
        Family,
        {"slug": data["slug"]},
        {
            "name": data["name"],
            "name_en": data["name_en"],
            "sport": sport,
            "drawing": data["drawing"],
            "size_guide": data.get("size_guide", Family.SizeGuide.NONE),
            "position": position,
        },
        changes,
    )
    if family.category_id is None:
        family.category = _category(sport, family)
        family.save(update_fields=["category"])
    for rank, attribute in enumerate(data["attributes"]):
        fields = {**_attribute_fields(attribute), "position": rank}
        _bring(Attribute, {"family": family, "key": attribute["key"]}, fields, changes)
    return family


def _bring(model: Any, identity: dict[str, Any], fields: dict[str, Any], changes: list[str]) -> Any:
    row = model.objects.filter(**identity).first()
    if row is None:
        changes.append(f"+ {model.__name__} {' '.join(map(str, identity.values()))}")
        return model.objects.create(**identity, **fields)
    different = [name for name, value in fields.items() if getattr(row, name) != value]
    if different:
        for name in different:
            setattr(row, name, fields[name])
        row.save(update_fields=different)
        changes.append(f"~ {model.__name__} {row}: {', '.join(different)}")
    return row


def _attribute_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    choices = [dict(zip(("key", "label", "label_en"), c.split(":"), strict=True))
               for c in data.get("choices", [])]  # fmt: skip
    default = Attribute.Type.CHOICE if choices else Attribute.Type.NUMBER
    return {
        "label": data["label"],
        "label_en": data["label_en"],
        "type": data.get("type", default),
        "unit": data.get("unit", ""),
        "minimum": data.get("minimum"),
        "maximum": data.get("maximum"),
        "choices": choices,
        "is_facet": data.get("facet", False),
        "decider": data.get("decider"),
    }


def _category(sport: Sport, family: Family) -> Any:
    root = Category.objects.filter(depth=1, slug=sport.slug).first()
    root = root or Category.add_root(name=sport.name, slug=sport.slug)
    return root.add_child(name=family.name, slug=family.slug)


@transaction.atomic
def create_references(*, drafts: Sequence[ReferenceDraft], at: datetime) -> dict[str, int]:
    """Publish new references with their variants; returns the variants' keys → variant ids.

    A fixed number of queries per thousand rows. Offers come after, from whoever sells them.

    :raises KeyError: a draft names a family that does not exist.
    """
    if not drafts:
        return {}
    families, brands = queries.families(), ensure_brands([draft.brand for draft in drafts])
    article = ProductClass.objects.get(slug="article")
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
    ReferenceSheet.objects.bulk_create(
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
                values={key: dict(entry) for key, entry in draft.values.items()},
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
    ids = add_variants(
        variants=[(parent.pk, variant) for parent, draft in pairs for variant in draft.variants]
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
    children = Product.objects.bulk_create(
        [Product(structure=Product.CHILD, parent_id=pk, slug="", title="") for pk, _v in variants],
        CHUNK,
    )
    VariantSheet.objects.bulk_create(
        [
            _variant_sheet(child, draft)
            for child, (_pk, draft) in zip(children, variants, strict=True)
        ],
        CHUNK,
    )
    return {draft.key: child.pk for child, (_pk, draft) in zip(children, variants, strict=True)}


def _variant_sheet(child: Any, draft: VariantDraft) -> VariantSheet:
    size = normalise(draft.size)
    return VariantSheet(
        product_id=child.pk,
        size=size.label[:24],
        size_raw=draft.size[:40],
        size_system=size.system,
        size_rank=size.rank,
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
        content.pop("values", None)  # figures of another family
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
    "colours", "pictures", "values",
)  # fmt: skip
