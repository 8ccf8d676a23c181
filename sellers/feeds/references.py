"""From a product's lines to references: one for each colour, with its sizes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin

from marketplace.technical.models import Gender, Source
from marketplace.technical.operations import ReferenceDraft, VariantDraft, brand_slug
from marketplace.traders.models import Trader
from sellers.feeds import colours, families, genders
from sellers.feeds.models import FeedSource
from sellers.feeds.options import told
from sellers.feeds.rows import ProductFacts, short
from sellers.feeds.staging import StagedProduct, StagedVariant

GROUP_LENGTH = 150  # characters; a proposal's key adds the source to it
SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class Row:
    """One size of a reference, to be matched and offered; ``minor`` in cents, tax included."""

    line: int
    key: str
    size: str
    gtin: str
    manufacturer_ref: str
    minor: int
    stock: int


@dataclass(frozen=True)
class Reference:
    """A model in one colour as the feed describes it; ``group`` is the seller's key of it."""

    group: str
    rows: Sequence[Row]
    title: str
    brand: str
    own: bool  # of the trader's own brand
    family: str  # slug, "" when nobody can tell
    draft: Mapping[str, Any] = field(repr=False)  # the other fields of a ``ReferenceDraft``

    def as_draft(self, rows: Sequence[Row]) -> ReferenceDraft:
        variants = [VariantDraft(row.key, row.size, row.gtin) for row in rows]
        return ReferenceDraft(brand=self.brand, family=self.family, variants=variants, **self.draft)

    def as_proposal(self, rows: Sequence[Row]) -> dict[str, Any]:
        """What an operator decides on; see ``technical.operations.accept_proposal``."""
        variants = [{"key": row.key, "size": row.size, "gtin": row.gtin} for row in rows]
        return {"family": self.family, "variants": variants, **self.draft}


def references(
    product: StagedProduct, *, source: FeedSource, trader: Trader
) -> Iterator[Reference]:
    """The product's references, in the order in which their colours come."""
    by_colour: dict[str, list[StagedVariant]] = {}
    names: dict[str, str] = {}
    for variant in product.variants:
        colour = told(variant.facts.options).colour
        names.setdefault(colour.casefold(), colour)
        by_colour.setdefault(colour.casefold(), []).append(variant)
    for folded, variants in by_colour.items():
        alone = len(by_colour) == 1
        yield _reference(
            product, names[folded], variants, alone=alone, source=source, trader=trader
        )


def _reference(
    product: StagedProduct,
    colour: str,
    variants: Sequence[StagedVariant],
    *,
    alone: bool,
    source: FeedSource,
    trader: Trader,
) -> Reference:
    facts = product.facts
    brand = facts.brand or source.brand or (trader.name if _is_brand(trader) else "")
    own = _is_brand(trader) and brand_slug(brand) == brand_slug(trader.name)
    family = families.guess(facts) or source.family
    shade = colours.colour(colour) if colour else colours.named_in(facts.title)
    values = families.values(
        facts, family=family, source=(Source.BRAND if own else Source.SELLER).value
    )
    return Reference(
        group=short(SEPARATOR.join(filter(None, (product.key, colour.casefold()))), GROUP_LENGTH),
        rows=[_row(variant) for variant in variants],
        title=facts.title,
        brand=brand[:80],
        own=own,
        family=family,
        draft={
            "model_name": facts.title[:120],
            "gender": _gender(facts),
            "description": facts.description,
            "manufacturer_ref": _manufacturer_ref(facts, variants, own=own),
            "colour_name": colour[:60],
            "colour_family": shade.family,
            "colours": list(shade.tints),
            "values": values,
            "pictures": _pictures(facts, variants, alone=alone, base=source.picture_base),
        },
    )


def _is_brand(trader: Trader) -> bool:
    return trader.kind == Trader.Kind.BRAND


def _row(variant: StagedVariant) -> Row:
    facts = variant.facts
    return Row(
        line=variant.line,
        key=variant.key,
        size=told(facts.options).size[:40],
        gtin=facts.gtin,
        manufacturer_ref=facts.manufacturer_ref,
        minor=facts.minor,
        stock=facts.stock,
    )


def _gender(facts: ProductFacts) -> str:
    """What is said of the audience before what the title says; unisex when nobody says."""
    said = (genders.gender([text]) for text in (*facts.audience, facts.title))
    return next((found for found in said if found), Gender.UNISEX.value)


def _manufacturer_ref(facts: ProductFacts, variants: Sequence[StagedVariant], *, own: bool) -> str:
    """The maker's: what all sizes share, or a brand's own reference of its model."""
    refs = {variant.facts.manufacturer_ref for variant in variants}
    shared = refs.pop() if len(refs) == 1 else ""
    return shared or (facts.manufacturer_ref if own else "")


def _pictures(
    facts: ProductFacts, variants: Sequence[StagedVariant], *, alone: bool, base: str
) -> list[str]:
    """Those of the colour; those of the product when the colour has none or is the only one."""
    of_colour = [picture for variant in variants for picture in variant.facts.pictures]
    found = [*of_colour, *facts.pictures] if alone or not of_colour else of_colour
    return list(dict.fromkeys(address(picture, base=base) for picture in found))


def address(picture: str, *, base: str) -> str:
    """A picture's full address; the path alone when there is no base to hang it on."""
    if picture.startswith("//"):
        return f"https:{picture}"
    if picture.startswith(("http://", "https://")) or not base:
        return picture
    return urljoin(f"{base.rstrip('/')}/", quote(picture.lstrip("/"), safe="/%?=&"))
