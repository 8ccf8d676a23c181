"""From a product's lines to references: one for each colour, with its sizes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urljoin

from marketplace.core import fetching
from marketplace.technical import makers
from marketplace.technical.models import Gender, Source, brand_slug
from marketplace.technical.operations import ReferenceDraft, VariantDraft
from marketplace.technical.sizes import Size, normalise
from marketplace.traders.models import Trader
from sellers.feeds import colours, families, genders
from sellers.feeds.colours import Colour
from sellers.feeds.families import Extended, Figures
from sellers.feeds.models import FeedSource
from sellers.feeds.options import role, told
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
    digest: int | None = None  # of what its line says besides its offer


@dataclass(frozen=True)
class Reference:
    """A model in one colour as the feed describes it; ``group`` is the seller's key of it.

    What only a product that is new here needs is made when it is asked for.
    """

    group: str
    rows: Sequence[Row]
    facts: ProductFacts = field(repr=False)
    colour: str
    brand: str
    own: bool  # of the trader's own brand
    pictures: Sequence[str] = field(repr=False)
    manufacturer_ref: str = ""
    family_else: str = ""  # slug, when nobody can tell
    extended: Extended = field(default_factory=dict, repr=False)  # see ``families.figures``
    said_colour: str = ""  # one of ``ColourFamily``, where the boutique has said it
    line: int = 0  # which describes the product
    first: int = 0  # its first variant's
    options: Mapping[str, str] = field(default_factory=dict)  # "size", "colour" → the seller's name
    fresh: bool = False  # something is said of its product that was not said before
    whole: bool = True  # all that the feed says of its product is here

    @property
    def title(self) -> str:
        return self.facts.title

    @property
    def own_ref(self) -> str:
        """A brand's own key of its product is the maker's reference, if it gives no other."""
        return self.manufacturer_ref or self.group[:64]

    @cached_property
    def family(self) -> str:
        """Its slug, "" when nobody can tell."""
        return self.facts.family or families.guess(self.facts) or self.family_else

    @cached_property
    def gender(self) -> str:
        return _gender(self.facts)

    @cached_property
    def size_guide(self) -> str:
        return families.size_guide(self.family)

    def size(self, row: Row) -> Size:
        """The row's size as the catalogue reads it."""
        brand = brand_slug(self.brand)
        return normalise(row.size, guide=self.size_guide, brand=brand, gender=self.gender)

    def size_label(self, row: Row) -> str:
        """The row's size as the catalogue shows it."""
        return self.size(row).label

    def as_draft(self, rows: Sequence[Row]) -> ReferenceDraft:
        variants = [VariantDraft(row.key, row.size, row.gtin) for row in rows]
        return ReferenceDraft(
            brand=self.brand,
            family=self.family,
            variants=variants,
            **{**self._described, "manufacturer_ref": self.own_ref},
        )

    def as_proposal(self, rows: Sequence[Row]) -> dict[str, Any]:
        """What an operator decides on; see ``technical.operations.accept_proposal``."""
        variants = [{"key": row.key, "size": row.size, "gtin": row.gtin} for row in rows]
        return {"family": self.family, "variants": variants, **self._described}

    @cached_property
    def _shade(self) -> Colour:
        return colours.colour(self.colour) if self.colour else colours.named_in(self.title)

    @property
    def colour_family(self) -> str:
        """One of ``ColourFamily``, "" when nobody says."""
        return self.said_colour or self._shade.family

    @cached_property
    def figures(self) -> Figures:
        return self.figures_in(self.family)

    def figures_in(self, family: str) -> Figures:
        """What the feed says of the attributes of a family (its slug)."""
        source = (Source.BRAND if self.own else Source.SELLER).value
        return families.figures(self.facts, family=family, source=source, extended=self.extended)

    @cached_property
    def _described(self) -> dict[str, Any]:
        return {
            "model_name": self.title[:120],
            "gender": self.gender,
            "description": self.facts.description,
            "manufacturer_ref": self.manufacturer_ref,
            "colour_name": self.colour[:60],
            "colour_family": self.colour_family,
            "colours": list(self._shade.tints),
            "values": self.figures.values,
            "doubts": list(self.figures.doubts),
            "pictures": list(self.pictures),
        }


def references(
    product: StagedProduct,
    *,
    source: FeedSource,
    trader: Trader,
    extended: Extended | None = None,
) -> Iterator[Reference]:
    """The product's references, in the order in which their colours come."""
    facts = product.facts
    brand = facts.brand or source.brand or (trader.name if _is_brand(trader) else "")
    own = makers.is_own(brand_slug(brand), trader)
    by_colour = _by_colour(product.variants)
    for colour, variants in by_colour.values():
        alone = len(by_colour) == 1
        name = SEPARATOR.join(filter(None, (product.key, colour.casefold())))
        yield Reference(
            group=short(name, GROUP_LENGTH),
            rows=[_row(variant) for variant in variants],
            facts=facts,
            colour=colour,
            brand=brand[:80],
            own=own,
            pictures=_pictures(facts, variants, alone=alone, base=source.picture_base),
            manufacturer_ref=_manufacturer_ref(facts, variants, own=own),
            family_else=source.family,
            extended=extended or {},
            said_colour=next(
                (each.facts.colour_family for each in variants if each.facts.colour_family), ""
            ),
            line=product.line,
            first=variants[0].line,
            options=_option_names(variants[0]),
            fresh=product.fresh,
            whole=product.whole and not source.brings_part,
        )


def _option_names(variant: StagedVariant) -> dict[str, str]:
    return {what: name for name in variant.facts.options if (what := role(name))}


def _by_colour(
    variants: Sequence[StagedVariant],
) -> dict[str, tuple[str, list[StagedVariant]]]:
    """Folded name → (the name as it is first written, its variants)."""
    found: dict[str, tuple[str, list[StagedVariant]]] = {}
    for variant in variants:
        colour = told(variant.facts.options).colour
        found.setdefault(colour.casefold(), (colour, []))[1].append(variant)
    return found


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
        digest=variant.digest,
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
    if fetching.names_a_site(picture) or not base:
        return picture
    return urljoin(f"{base.rstrip('/')}/", quote(picture.lstrip("/"), safe="/%?=&"))
