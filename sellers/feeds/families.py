"""Which family a product belongs to, and which of its figures the feed tells.

The words are those of the taxonomy's files; what none of them explains stays undecided, and so does
what a boutique sells beside sport (``ordinary.toml``): no family is better than a wrong one, which
an operator, or a trusted brand's import, would publish.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from marketplace.core.words import Phrase, holds, tokens
from marketplace.technical import taxonomy
from marketplace.technical.classification import attribute_fields
from marketplace.technical.models import Attribute, Source
from marketplace.technical.sheets import Questioned, questioned
from marketplace.technical.values import read
from sellers.feeds.rows import ProductFacts

# How much each place says about what a thing is.
WEIGHTS: Final = {"type": 4, "title": 3, "path": 2, "across": 3, "tags": 1, "style": 1}
Values = dict[str, dict[str, Any]]
Places = Sequence[tuple[str, Phrase]]  # (where it is said, its words)


@dataclass(frozen=True)
class _Known:
    """An attribute with the names that exports give it, and the words that mean yes in a title."""

    attribute: Attribute
    names: frozenset[Phrase]
    words: tuple[Phrase, ...]


@dataclass(frozen=True)
class _Kind:
    slug: str
    sport: str
    words: tuple[Phrase, ...]
    catch_all: bool  # only for what no other family knows
    size_guide: str
    known: tuple[_Known, ...]


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            slug=family["slug"],
            sport=sport["slug"],
            words=_phrases(family),
            catch_all=bool(family.get("catch_all")),
            size_guide=family.get("size_guide", ""),
            known=tuple(_known(attribute) for attribute in family["attributes"]),
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


def _known(data: Mapping[str, Any]) -> _Known:
    attribute = Attribute(key=data["key"], **attribute_fields(data))
    return _Known(attribute, frozenset(taxonomy.names(data)), _phrases(data))


# Left out, so that "chaussures trail" are the same as "chaussures de trail".
LINKS: Final = frozenset(tokens("de du des d a à au la le les l en pour et and for of the"))


def _phrases(data: Mapping[str, Any]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(_words(word) for word in data.get("words", ())))


def _words(text: str) -> Phrase:
    return tuple(word for word in tokens(text) if word not in LINKS)


@cache
def _ordinary() -> dict[str, frozenset[Phrase]]:
    """The three lists of ``ordinary.toml``."""
    lists = tomllib.loads((Path(__file__).parent / "ordinary.toml").read_text("utf-8"))
    return {name: frozenset(map(_words, words)) for name, words in lists.items()}


def guess(product: ProductFacts) -> str:
    """The slug of the family that the product's words name, "" when none does.

    The most telling place and the longest phrase win; between families of several sports, the
    sport that the product names, else the general one. A word that several sports' families share
    names none of them without a sport.
    """
    places = _places(product)
    ranked = [] if _is_ordinary(places) else _ranked(places)
    return _kinds()[ranked[0]].slug if ranked and _is_told(ranked, places) else ""


def _is_ordinary(places: Places) -> bool:
    """Whether it is nothing of a sport: its title says so, or its category where the title names
    nothing of ours; by what it is made of only where no sport is named."""
    title = [text for place, text in places if place == "title"]
    kind = [text for place, text in places if place == "type"]
    ordinary = _ordinary()
    if any(_holds_any(text, ordinary["never"]) for text in title):
        return True
    of_ours = _scores([("title", text) for text in title], _named(places))
    if not of_ours and any(_holds_any(text, ordinary["never"]) for text in kind):
        return True
    plain = any(_holds_any(text, ordinary["plain"]) for text in (*title, *kind))
    return plain and not _named(places)


def _holds_any(text: Phrase, phrases: frozenset[Phrase]) -> bool:
    return not phrases.isdisjoint(_runs(text, max(map(len, phrases))))


def _runs(text: Phrase, most: int) -> Iterator[Phrase]:
    """Every one to ``most`` words of a text that follow each other."""
    for width in range(1, min(most, len(text)) + 1):
        for start in range(len(text) - width + 1):
            yield text[start : start + width]


def _is_told(ranked: Sequence[int], places: Places) -> bool:
    """Whether the best of families that are named alike is one by more than its place in a list."""
    best, *others = (_kinds()[kind] for kind in ranked)
    general = _sports()[best.sport][1]
    return (
        best.sport in _named(places)
        or general
        or all(other.sport == best.sport for other in others)
    )


def _ranked(places: Places) -> list[int]:
    """The kinds that are named best, by the sport that is named with them."""
    sports = _named(places)
    scores = _scores(places, sports)
    named = {kind: score for kind, score in scores.items() if not _kinds()[kind].catch_all}
    ranked = named or scores
    rivals = [kind for kind, score in ranked.items() if score == max(ranked.values())]

    def rank(kind: int) -> tuple[tuple[int, int], bool, int]:
        sport = _kinds()[kind].sport
        return sports.get(sport, (0, 0)), _sports()[sport][1], -kind

    return sorted(rivals, key=rank, reverse=True)


def _places(product: ProductFacts) -> Places:
    """(place, its words) of all that is said, in order."""
    paths = [path.split("/") for path in product.categories]
    said: dict[str, Iterable[str]] = {
        "type": [product.type, *(path[-1] for path in paths)],
        "title": [product.title],
        "path": [" ".join(path[:-1]) for path in paths],
        "across": [pair for path in paths for pair in _pairs(path)],
        "tags": product.tags,
        "style": product.style,
    }
    return [(place, _words(text)) for place, texts in said.items() for text in texts if text]


SEVERAL: Final = re.compile(r"[&,+]|\b(?:et|and|und)\b", re.IGNORECASE)


def _pairs(path: Sequence[str]) -> Iterator[str]:
    """A category and the one that it is in, both ways round: "Trail/Chaussures" are chaussures de
    trail. One of several kinds says nothing of each."""
    for outer, inner in pairwise(path):
        if not SEVERAL.search(f"{outer} {inner}"):
            yield f"{outer} {inner}"
            yield f"{inner} {outer}"


@cache
def _kinds_by_phrase() -> tuple[dict[Phrase, list[int]], int]:
    """Phrase → the kinds that it names, and how long the longest phrase is."""
    found: dict[Phrase, list[int]] = {}
    for number, kind in enumerate(_kinds()):
        for word in kind.words:
            found.setdefault(word, []).append(number)
    return found, max(map(len, found))


def _scores(places: Places, sports: Mapping[str, tuple[int, int]]) -> dict[int, int]:
    """Kind → its score: the longest phrase of each place, weighted.

    The longest alone: being in five categories makes nothing a better shirt. ``sports``: those that
    are named anywhere, which an ambiguous word needs.
    """
    phrases, _most = _kinds_by_phrase()
    ambiguous = _ordinary()["ambiguous"]
    longest: dict[tuple[int, str], int] = {}
    for place, text in places:
        for phrase in _told_by(text):
            if place == "across" and len(phrase) == 1:
                continue  # told by the category that it stands in
            for kind in phrases[phrase]:
                if phrase not in ambiguous or _kinds()[kind].sport in sports:
                    longest[kind, place] = max(longest.get((kind, place), 0), len(phrase))
    scores: dict[int, int] = {}
    for (kind, place), length in longest.items():
        scores[kind] = scores.get(kind, 0) + WEIGHTS[place] * length
    return scores


def _told_by(text: Phrase) -> list[Phrase]:
    """The phrases that name kinds in a text; none that is but a part of a longer one: a sac à dos
    is no sac."""
    phrases, most = _kinds_by_phrase()
    found: list[Phrase] = []
    taken: set[int] = set()
    for width in range(min(most, len(text)), 0, -1):
        here: set[int] = set()
        for start in range(len(text) - width + 1):
            places = set(range(start, start + width))
            if text[start : start + width] in phrases and not places <= taken:
                found.append(text[start : start + width])
                here |= places
        taken |= here
    return found


@cache
def _sports_by_phrase() -> tuple[dict[Phrase, list[tuple[str, bool]]], int]:
    """Phrase → the sports that it names, and whether it is theirs alone or the name of a thing as
    well, as a racket; how long the longest phrase is."""
    found: dict[Phrase, list[tuple[str, bool]]] = {}
    for sport, (words, _general) in _sports().items():
        for word in words:
            found.setdefault(word, []).append((sport, word not in _kinds_by_phrase()[0]))
    return found, max(map(len, found))


def _named(places: Places) -> dict[str, tuple[int, int]]:
    """The sports that are named → by how many words of their own, and by how many things."""
    phrases, most = _sports_by_phrase()
    said = {words for _place, text in places for words in _runs(text, most)}
    found: dict[str, tuple[int, int]] = {}
    for phrase in said & phrases.keys():
        for sport, is_own in phrases[phrase]:
            own, things = found.get(sport, (0, 0))
            found[sport] = (own + is_own, things + (not is_own))
    return found


def names(slug: str) -> Mapping[str, str]:
    """A family's name by language, the slug where there is none."""
    return _names().get(slug, {"fr": slug})


@cache
def _names() -> dict[str, dict[str, str]]:
    return {
        family["slug"]: {"fr": family["name"], "en": family["name_en"]}
        for sport in taxonomy.sports()
        for family in sport["families"]
    }


@cache
def slugs() -> frozenset[str]:
    """Of every family there is."""
    return frozenset(kind.slug for kind in _kinds())


def guess_of(category: str) -> tuple[str, bool]:
    """The family that the words of a category name, "" for none, and whether no other may be meant.

    Jackets without a sport are several families', and a catch-all takes what no other knows.
    """
    places = _places(ProductFacts(categories=[category.replace(">", "/")]))
    ranked = _ranked(places)
    if not ranked:
        return "", False
    best, *others = (_kinds()[kind] for kind in ranked)
    sports = {name: sum(words) for name, words in _named(places).items()}
    sport = sports.get(best.sport, 0)
    alone = all(sports.get(other.sport, 0) < sport for other in others)
    told = sport > 0 or any(len(word) > 1 and holds(text, word)
                            for word in best.words for _place, text in places)  # fmt: skip
    return best.slug, alone and told and not best.catch_all


def size_guide(family: str) -> str:
    """How a family's sizes are read, "" when the family is unknown."""
    return next((kind.size_guide for kind in _kinds() if kind.slug == family), "")


# --- figures ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Figures:
    """What a feed says of a product's attributes.

    ``values``: attribute key → {"value", "source"}; ``doubts``: what is read and not believed, see
    ``sheets.questioned``; ``names``: the key of a doubt → the seller's name of it.
    """

    values: Values
    doubts: Sequence[Questioned]
    names: Mapping[str, str]


Extended = Mapping[tuple[str, str], Attribute]  # (family, key) → with choices of our own


def values(product: ProductFacts, *, family: str, source: str) -> Values:
    """Attribute key → {"value", "source"}, of what the feed says in words that the family knows.

    ``source``: who says it (``Source``). A word found in the title or the style counts as
    deduced from the text.
    """
    return figures(product, family=family, source=source).values


def figures(
    product: ProductFacts, *, family: str, source: str, extended: Extended | None = None
) -> Figures:
    """The same, with what lies outside the plausible range.

    ``extended``: attributes that take more choices than the taxonomy's files say.
    """
    kind = next((kind for kind in _kinds() if kind.slug == family), None)
    found: Values = {}
    doubts: list[Questioned] = []
    names: dict[str, str] = {}
    for known in kind.known if kind else ():
        key = known.attribute.key
        attribute = (extended or {}).get((family, key), known.attribute)
        said, unit, name = _said(product, known)
        reading = read(said, attribute, unit=unit)
        if reading.doubt:
            words = " ".join(filter(None, (said[0], unit)))
            doubts.append(questioned(key, words, reading.value, source=source, why=reading.doubt))
            names[key] = name
        elif reading.value is not None:
            found[key] = {"value": reading.value, "source": source}
        elif _spoken_of(product, known.words):
            found[key] = {"value": True, "source": Source.TEXT.value}
    return Figures(found, doubts, names)


def _said(product: ProductFacts, known: _Known) -> tuple[list[str], str, str]:
    """What is said under the attribute's names, the unit that the name tells ("Poids (g)"), and
    the first of those names as the seller writes it."""
    parts: list[str] = []
    told = first = ""
    for name, texts in product.attributes.items():
        unit = _unit_under(name, known)
        if unit is None:
            continue
        parts += texts
        told = told or unit
        first = first or name
    return parts, told, first


def _unit_under(name: str, known: _Known) -> str | None:
    """The unit that a name of the attribute tells, "" for none; None: it is no name of it."""
    plain = name.replace("_", " ")
    if tokens(plain) in known.names:
        return ""
    bare, _bracket, unit = plain.partition("(")
    return unit.rstrip(") ") if unit and tokens(bare) in known.names else None


@dataclass(frozen=True)
class Untaken:
    """A value that goes nowhere: ``name`` is the seller's; ``attribute`` the one that cannot read
    it, None where the family has none of that name."""

    name: str
    said: str
    attribute: Attribute | None


def untaken(product: ProductFacts, figures: Figures, *, family: str) -> Iterator[Untaken]:
    """What the feed says under the name of an attribute without its being in ``figures``.

    Nothing of a product whose family nobody knows: that is what its seller is told.
    """
    kind = next((kind for kind in _kinds() if kind.slug == family), None)
    text = Source.TEXT.value  # found in the title, not in the column
    taken = {key for key, value in figures.values.items() if value["source"] != text}
    taken.update(figures.names)
    for name, texts in product.attributes.items() if kind else ():
        said = next((words for each in texts if (words := each.strip())), "")
        if not kind or not said or not attribute_name(name):
            continue
        named = [known.attribute for known in kind.known if _unit_under(name, known) is not None]
        if not any(attribute.key in taken for attribute in named):
            yield Untaken(name, said, next(iter(named), None))


def _spoken_of(product: ProductFacts, words: Iterable[Phrase]) -> bool:
    texts = [tokens(text) for text in (product.title, *product.style)]
    return any(holds(text, word) for word in words for text in texts)


@cache
def _attribute_names() -> frozenset[Phrase]:
    """Every name under which some family knows an attribute."""
    return frozenset(name for kind in _kinds() for known in kind.known for name in known.names) - {
        ()
    }


UNITS: Final = frozenset({
    "g", "kg", "oz", "mm", "cm", "m", "km", "inch", "l", "ml", "lm", "w", "wh", "v", "h", "kn",
})  # fmt: skip


def attribute_name(column: str) -> str:
    """The name under which ``figures`` reads a column, "" when no family knows it.

    ``"Drop (mm)"`` as it stands, ``"weight_g"`` as ``"weight (g)"``.
    """
    name = column.replace("_", " ")
    if tokens(name) in _attribute_names() or tokens(name.partition("(")[0]) in _attribute_names():
        return column
    bare, _blank, unit = name.rpartition(" ")
    if unit.casefold() in UNITS and tokens(bare) in _attribute_names():
        return f"{bare} ({unit})"
    return ""
