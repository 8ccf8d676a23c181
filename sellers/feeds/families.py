"""Which family a product belongs to, and which of its figures the feed tells.

The words are those of the taxonomy's files; what none of them explains stays undecided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from marketplace.technical import taxonomy
from marketplace.technical.models import Attribute, Source
from sellers.feeds.rows import ProductFacts
from sellers.feeds.words import Phrase, holds, tokens

# How much each place says about what a thing is.
WEIGHTS: Final = {"type": 4, "title": 3, "path": 2, "tags": 1, "style": 1}
Values = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class _Kind:
    slug: str
    sport: str
    words: tuple[Phrase, ...]
    catch_all: bool  # only for what no other family knows
    attributes: tuple[Mapping[str, Any], ...]


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            slug=family["slug"],
            sport=sport["slug"],
            words=_phrases(family),
            catch_all=bool(family.get("catch_all")),
            attributes=tuple(family["attributes"]),
        )
        for sport in taxonomy.sports()
        for family in sport["families"]
    )


@cache
def _sports() -> dict[str, tuple[tuple[Phrase, ...], bool]]:
    """Sport → its words, and whether sportswear that names no sport goes there."""
    return {
        sport["slug"]: (_phrases(sport), bool(sport.get("general"))) for sport in taxonomy.sports()
    }


def _phrases(data: Mapping[str, Any]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(tokens(word) for word in data.get("words", ())))


def guess(product: ProductFacts) -> str:
    """The slug of the family that the product's words name, "" when none does.

    The most telling place and the longest phrase win; between families of several sports, the
    sport that the product names, else the general one.
    """
    places = _places(product)
    scores = _scores(places)
    named = {kind: score for kind, score in scores.items() if not _kinds()[kind].catch_all}
    ranked = named or scores
    rivals = [kind for kind, score in ranked.items() if score == max(ranked.values())]
    best = max(rivals, key=lambda kind: (*_sport_score(_kinds()[kind].sport, places), -kind),
               default=None)  # fmt: skip
    return "" if best is None else _kinds()[best].slug


def _places(product: ProductFacts) -> list[tuple[str, Phrase]]:
    """(place, its words) of all that is said, in order."""
    paths = [path.split("/") for path in product.categories]
    said: dict[str, Iterable[str]] = {
        "type": [product.type, *(path[-1] for path in paths)],
        "title": [product.title],
        "path": [" ".join(path[:-1]) for path in paths],
        "tags": product.tags,
        "style": product.style,
    }
    return [(place, tokens(text)) for place, texts in said.items() for text in texts if text]


@cache
def _kinds_by_phrase() -> tuple[dict[Phrase, list[int]], int]:
    """Phrase → the kinds that it names, and how long the longest phrase is."""
    found: dict[Phrase, list[int]] = {}
    for number, kind in enumerate(_kinds()):
        for word in kind.words:
            found.setdefault(word, []).append(number)
    return found, max(map(len, found))


def _scores(places: Iterable[tuple[str, Phrase]]) -> dict[int, int]:
    """Kind → its score: the longest phrase of each place, weighted.

    The longest alone: being in five categories makes nothing a better shirt.
    """
    phrases, most = _kinds_by_phrase()
    longest: dict[tuple[int, str], int] = {}
    for place, text in places:
        for width in range(1, min(most, len(text)) + 1):
            for start in range(len(text) - width + 1):
                for kind in phrases.get(text[start : start + width], ()):
                    longest[kind, place] = max(longest.get((kind, place), 0), width)
    scores: dict[int, int] = {}
    for (kind, place), length in longest.items():
        scores[kind] = scores.get(kind, 0) + WEIGHTS[place] * length
    return scores


def _sport_score(sport: str, places: list[tuple[str, Phrase]]) -> tuple[int, bool]:
    words, general = _sports()[sport]
    return sum(any(holds(text, word) for _place, text in places) for word in words), general


# --- figures ---------------------------------------------------------------------------------
BLENDS: Final = "blend"


def values(product: ProductFacts, *, family: str, source: str) -> Values:
    """Attribute key → {"value", "source"}, of what the feed says in words that the family knows.

    ``source``: who says it (``Source``). A word found in the title or the style counts as
    deduced from the text.
    """
    kind = next((kind for kind in _kinds() if kind.slug == family), None)
    found: Values = {}
    for attribute in kind.attributes if kind else ():
        said = _said(product, attribute)
        value = _value(attribute, said) if said else None
        if value is not None:
            found[attribute["key"]] = {"value": value, "source": source}
        elif _spoken_of(product, attribute):
            found[attribute["key"]] = {"value": True, "source": Source.TEXT.value}
    return found


def _said(product: ProductFacts, attribute: Mapping[str, Any]) -> list[str]:
    names = {tokens(attribute[name]) for name in ("key", "label", "label_en")}
    return [
        part
        for name, parts in product.attributes.items()
        if tokens(name.replace("_", " ")) in names
        for part in parts
    ]


def _value(attribute: Mapping[str, Any], said: list[str]) -> Any:
    if attribute.get("choices"):
        return _choice(attribute["choices"], said)
    if attribute.get("type") == Attribute.Type.BOOL:
        return {"yes": True, "oui": True, "1": True, "no": False, "non": False, "0": False}.get(
            said[0].casefold()
        )
    if attribute.get("type") == Attribute.Type.TEXT:
        return ", ".join(said)[:120]
    return _number(attribute, said[0])


def _choice(choices: Iterable[str], said: list[str]) -> str | None:
    """The one choice that is named; several together are a blend, where the family knows one."""
    words = [tokens(part) for part in said]
    keys = []
    for choice in choices:
        key, *labels = choice.split(":")
        if any(holds(text, tokens(name)) for text in words for name in (key, *labels)):
            keys.append(key)
    if len(keys) > 1 and any(choice.startswith(f"{BLENDS}:") for choice in choices):
        return BLENDS
    return keys[0] if keys else None


def _number(attribute: Mapping[str, Any], text: str) -> float | None:
    """A figure inside the family's plausible range; anything else is not known."""
    amount, _blank, unit = text.strip().replace(",", ".").partition(" ")
    try:
        value = float(amount)
    except ValueError:
        return None
    low, high = attribute.get("minimum"), attribute.get("maximum")
    fits = (low is None or value >= low) and (high is None or value <= high)
    return value if fits and unit in {"", attribute.get("unit", "")} else None


def _spoken_of(product: ProductFacts, attribute: Mapping[str, Any]) -> bool:
    texts = [tokens(text) for text in (product.title, *product.style)]
    return any(holds(text, tokens(word)) for word in attribute.get("words", ()) for text in texts)
