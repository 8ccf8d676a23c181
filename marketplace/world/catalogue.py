"""Endless references, always the same for the same seed: the n-th never depends on how many."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from stdnum import ean

from marketplace.technical import taxonomy
from marketplace.technical.operations import ReferenceDraft, VariantDraft
from marketplace.world.colours import COLOURWAYS
from marketplace.world.kinds import KINDS
from marketplace.world.people import BRANDS, BRANDS_ONLY
from marketplace.world.products import KINDS as FIRST
from marketplace.world.products import Kind, Values

SUFFIXES = ("", "2", "3", "4", "5", "6", "Pro", "Max", "Léger", "GT", "Plus", "Évo", "S", "R")
WOMEN_LIGHTER = 0.86


@dataclass(frozen=True)
class Made:
    """A reference to publish and what its offers are made from; ``price`` in cents."""

    draft: ReferenceDraft
    sport: str
    price: int
    number: int


def references(seed: int) -> Iterator[Made]:
    """Model after model, each in its colours and genders."""
    foremost = [slug for slug, kind in FIRST.items() for _ in range(kind.weight)]
    families = [slug for slug in KINDS if slug not in FIRST for _ in range(KINDS[slug].weight)]
    sports = {f["slug"]: s["slug"] for s in taxonomy.sports() for f in s["families"]}
    number = 0
    model = 0
    order = Random(seed)  # noqa: S311 - a world, not a secret
    while True:
        order.shuffle(foremost)
        order.shuffle(families)
        for family in (*foremost, *families):  # a small world is one of running, outdoor, tennis
            model += 1
            for draft, price in _model(family, sports[family], seed=seed, model=model):
                number += 1
                yield Made(_with_codes(draft, number), sports[family], price, number)


def _model(family: str, sport: str, *, seed: int, model: int) -> list[tuple[ReferenceDraft, int]]:
    dice = Random(f"{seed}/{family}/{model}")  # noqa: S311
    kind = KINDS[family]
    brand = dice.choice(_brands(sport))
    tier = dice.betavariate(2, 2.4)
    name = f"{dice.choice(kind.words)} {dice.choice(SUFFIXES)}".strip()
    values = {key: roll(dice, tier) for key, roll in kind.figures.items()}
    if kind.finish:
        kind.finish(values)
    price = _price(kind, tier)
    colourways = dice.sample(COLOURWAYS, dice.choice((1, 2, 2, 3, 3, 4)))
    return [
        (_draft(family, kind, brand, name, gender, way, values, dice.randrange(4)), price)
        for gender in kind.sizes
        for way in colourways
    ]


def _brands(sport: str) -> list[str]:
    own = [brand.name for brand in BRANDS if sport in brand.sports]
    return own + [name for name, sports in BRANDS_ONLY if sport in sports]


def _price(kind: Kind, tier: float) -> int:
    low, high = kind.price
    euros = low + (high - low) * tier
    if euros < 30:
        return round(euros) * 100 - 10
    return round(euros / 5) * 500 - (10 if euros < 100 else 0)


def _draft(
    family: str,
    kind: Kind,
    brand: str,
    name: str,
    gender: str,
    way: tuple[str, str, tuple[str, ...]],
    values: Values,
    design: int,
) -> ReferenceDraft:
    colour_name, colour_family, tints = way
    figures: dict[str, Any] = dict(values)
    if gender == "women" and "weight" in figures and kind.sizes is not None:
        figures["weight"] = round(figures["weight"] * WOMEN_LIGHTER)
    entries = {key: {"value": value, "source": "brand"} for key, value in figures.items()}
    entries["design"] = {"value": design, "source": "brand"}
    return ReferenceDraft(
        brand=brand,
        model_name=f"{name} Femme" if gender == "women" and "men" in kind.sizes else name,
        family=family,
        gender=gender,
        description=kind.text.format(**{k: french(v) for k, v in figures.items()}),
        description_en=kind.text_en.format(**{k: english(v) for k, v in figures.items()}),
        colour_name=colour_name,
        colour_family=colour_family,
        colours=tints,
        values=entries,
        variants=[VariantDraft(key=size, size=size) for size in kind.sizes[gender]],
    )


def french(value: Any) -> str:
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def english(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _with_codes(draft: ReferenceDraft, number: int) -> ReferenceDraft:
    """Give each variant its key, unique in the world, and a GTIN with a right check digit."""
    variants = [
        VariantDraft(key=f"{number}:{index}", size=variant.size, gtin=_gtin(number, index))
        for index, variant in enumerate(draft.variants)
    ]
    fields = {**draft.__dict__, "variants": variants}
    return ReferenceDraft(**{**fields, "manufacturer_ref": _manufacturer_ref(draft.brand, number)})


def _gtin(number: int, index: int) -> str:
    body = f"37{number % 10**8:08d}{index:02d}"
    return f"0{body}{ean.calc_check_digit(body)}"


def _manufacturer_ref(brand: str, number: int) -> str:
    letters = "".join(c for c in brand.upper() if c.isascii() and c.isalpha())
    return f"{letters[:3]}-{number:06d}"
