"""The demo's products are plausible in every family: figures that the taxonomy knows, in range."""

from itertools import islice
from random import Random
from string import Formatter

import pytest

from marketplace.technical import drawings, taxonomy
from marketplace.world.catalogue import _brands, english, french, references
from marketplace.world.kinds import KINDS
from marketplace.world.people import BOUTIQUES

FAMILIES = {f["slug"]: f for sport in taxonomy.sports() for f in sport["families"]}
OTHERS = "autres-articles"  # what no family knows: nothing to make up
TIMES = 25


def figures(slug: str, time: int) -> dict:
    kind, dice = KINDS[slug], Random(f"{slug}/{time}")
    values = {key: roll(dice, time / TIMES) for key, roll in kind.figures.items()}
    if kind.finish:
        kind.finish(values)
    return values


def test_every_sport_has_sellers_and_brands() -> None:
    for sport in taxonomy.sports():
        assert any(sport["slug"] in seller.sports for seller in BOUTIQUES), sport["slug"]
        assert len(_brands(sport["slug"])) >= 2, sport["slug"]


def test_every_family_has_products() -> None:
    assert set(FAMILIES) - set(KINDS) == {OTHERS}
    assert sorted(set(KINDS) - set(FAMILIES)) == []


@pytest.mark.parametrize("slug", sorted(KINDS))
def test_its_figures_are_those_of_the_family(slug: str) -> None:
    attributes = {each["key"]: each for each in FAMILIES[slug]["attributes"]}
    strange = set()
    for time in range(TIMES):
        values = figures(slug, time)
        strange |= {
            f"{key}={value!r}"
            for key, value in values.items()
            if key not in attributes or not _fits(value, attributes[key])
        }
        asked = {each["key"] for each in attributes.values() if "decider" in each}
        strange |= {f"no {key}" for key in asked - set(values)}
        KINDS[slug].text.format(**{key: french(value) for key, value in values.items()})
        KINDS[slug].text_en.format(**{key: english(value) for key, value in values.items()})
        drawings.draw(drawing=FAMILIES[slug]["drawing"], values=values, colours=["#2f6f8f"])
    assert strange == set()
    assert all(sizes for sizes in KINDS[slug].sizes.values())


@pytest.mark.parametrize("slug", sorted(KINDS))
def test_it_says_the_same_figures_in_french_and_in_english(slug: str) -> None:
    kind = KINDS[slug]

    assert _named(kind.text_en) == _named(kind.text)
    assert kind.text_en != kind.text
    assert kind.text_en[-1] == kind.text[-1] == "."
    assert not set(kind.text_en) & set("àâçéèêëîïôûüœ«»\xa0")


def _named(text: str) -> list[str]:
    return sorted(name for _before, name, _spec, _conversion in Formatter().parse(text) if name)


@pytest.mark.parametrize(
    ("value", "french_one", "english_one"),
    [(6.5, "6,5", "6.5"), (20000, "20000", "20,000"), (-12, "-12", "-12"), ("eva", "eva", "eva")],
)
def test_figures_are_written_as_the_language_writes_them(
    value: float | str, french_one: str, english_one: str
) -> None:
    assert (french(value), english(value)) == (french_one, english_one)


def test_a_product_is_described_in_both_languages() -> None:
    drafts = [made.draft for made in islice(references(7), 400)]
    jackets = [draft for draft in drafts if draft.family == "vestes-impermeables"]

    assert len(jackets) > 0
    for draft in jackets:
        water = draft.values["waterproof"]["value"]
        assert draft.description == f"Veste imperméable, colonne d’eau de {water} mm."
        assert draft.description_en == (
            f"Waterproof jacket, {water // 1000},{water % 1000:03} mm water column."
        )


def _fits(value, attribute) -> bool:
    kind = attribute.get("type") or ("choice" if attribute.get("choices") else "number")
    choices = {choice.split(":")[0] for choice in attribute.get("choices", [])}
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "text":
        return isinstance(value, str)
    if kind == "choices":
        return isinstance(value, list) and set(value) <= choices and len(value) > 0
    if kind == "choice":
        return value in choices
    low, high = attribute.get("minimum", value), attribute.get("maximum", value)
    return not isinstance(value, bool | str) and low <= value <= high
