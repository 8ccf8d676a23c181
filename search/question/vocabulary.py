"""What can be understood: brands, sports, families, figures, choices, each by its names.

A value of pure data, so that reading a text needs no database. A name is understood where it names
one thing alone; ``of`` leaves out those that name several. A brand whose name is a common word, or
means something else here, is understood after "marque" or "brand" alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain, islice, product
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from search import text
from search.contract import BOUTIQUE
from search.question.phrases import UNNAMED, Names
from search.text import Phrase as Name
from search.text import Synonyms

Key = TypeVar("Key", str, Name)

BRAND = "brand"
HERE = Path(__file__).parent
MOST_SAID = 64  # ways in which a name is said by synonyms of its words
SHORTEST_BRAND = 3  # letters of a brand that is understood without "marque"

GENDERS: Final[Mapping[str, tuple[frozenset[str], Names]]] = {
    # Who asks for women's shoes may wear what is made for both.
    "femme|femmes|féminin|féminine|dame|dames|women|woman|ladies|female": (
        frozenset({"women", "unisex"}), Names("Femme ou mixte", "Women or unisex"),
    ),
    "homme|hommes|masculin|masculine|men|man|male": (
        frozenset({"men", "unisex"}), Names("Homme ou mixte", "Men or unisex"),
    ),
    "mixte|unisexe|unisex": (frozenset({"unisex"}), Names("Mixte", "Unisex")),
    "enfant|enfants|junior|juniors|fille|garçon|kid|kids|children|child|boys|girls|youth": (
        frozenset({"kids"}), Names("Enfant", "Kids"),
    ),
}  # fmt: skip
COLOURS: Final[Mapping[str, tuple[str, Names]]] = {
    "noir|black": ("black", Names("Noir", "Black")),
    "gris|grise|grey|gray": ("grey", Names("Gris", "Grey")),
    "blanc|blanche|white": ("white", Names("Blanc", "White")),
    "bleu|bleue|blue": ("blue", Names("Bleu", "Blue")),
    "vert|verte|green": ("green", Names("Vert", "Green")),
    "jaune|yellow": ("yellow", Names("Jaune", "Yellow")),
    "orange": ("orange", Names("Orange", "Orange")),
    "rouge|red": ("red", Names("Rouge", "Red")),
    "rose|pink": ("pink", Names("Rose", "Pink")),
    "violet|violette|mauve|purple": ("purple", Names("Violet", "Purple")),
    "brun|brune|marron|brown": ("brown", Names("Brun", "Brown")),
    "multicolore|multicolour|multicolor": ("multi", Names("Multicolore", "Multicolour")),
}
YES: Final = Names("oui", "yes")
NO: Final = Names("non", "no")
# Choices that say that there is nothing to say; nobody asks for them by their name alone.
NO_CHOICE: Final = frozenset({"none", "standard", "other", "regular", "no", "mixed", "medium"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for: values of a facet."""

    facet: str
    values: frozenset[str]
    said: Names
    title: Names = UNNAMED
    decides: bool = False  # whether products of the family are chosen by it


@dataclass(frozen=True, slots=True)
class Family:
    """``title``: what it is officially called; ``others``: what people call it as well."""

    slug: str
    sport: str
    title: Names
    guide: str = ""
    others: tuple[str, ...] = ()

    @property
    def heads(self) -> frozenset[str]:
        """What it is: the first word in French, the last in English."""
        french, english = map(text.name, self.title)
        return frozenset((*french[:1], *english[-1:]))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is known of a family's products, in ``unit``, within what is plausible."""

    family: str
    key: str
    title: Names
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    is_facet: bool = True
    decides: bool = False
    sought: str = ""  # which way one looks for it: "less", "more", "either" or ""
    names: frozenset[Name] = frozenset()

    @property
    def facet(self) -> str:
        return f"attr:{self.key}"

    def plausible(self, *bounds: float | None) -> bool:
        low = float("-inf") if self.minimum is None else self.minimum
        high = float("inf") if self.maximum is None else self.maximum
        return all(low <= bound <= high for bound in bounds if bound is not None)


@dataclass(frozen=True)
class Choice:
    """A value that an attribute of a family may have, and how people say it."""

    family: str
    meaning: Meaning
    names: frozenset[Name]


class Shop(NamedTuple):
    """Where one may come in: a boutique, by its ``slug``, in a ``town``."""

    slug: str
    name: str
    town: str


@dataclass(frozen=True)
class Vocabulary:
    """``things``: name → brand, boutique, sport, gender or colour; ``marked``: brands after
    "marque"; ``sports``: name → sport, also where a family bears the name; ``told``: phrases of
    several words that operators wrote → what they find; ``towns``: words of a town, as
    ``towns.words_of`` gives them → the boutiques there."""

    families: Mapping[str, Family] = field(default_factory=dict)
    figures: Sequence[Figure] = ()
    choices: Sequence[Choice] = ()
    things: Mapping[Name, Meaning] = field(default_factory=dict)
    marked: Mapping[Name, Meaning] = field(default_factory=dict)
    sports: Mapping[Name, frozenset[str]] = field(default_factory=dict)
    synonyms: Synonyms = text.NO_SYNONYMS
    told: Mapping[Name, frozenset[Name]] = field(default_factory=dict)
    towns: Mapping[Name, Sequence[Shop]] = field(default_factory=dict)

    def told_family(self, name: Name) -> str:
        """The one family that operators mean by a phrase of theirs; "" where they mean words."""
        for names in (self.official, self.colloquial):
            slugs = [names.get(other, frozenset()) for other in self.told[name]]
            if meant := frozenset().union(*slugs):
                return next(iter(meant)) if len(meant) == 1 else ""
        return ""

    @cached_property
    def official(self) -> Mapping[Name, frozenset[str]]:
        """A family's own name → the families that bear it."""
        return _grouped((name, f.slug) for f in self.families.values() for name in _own(f))

    @cached_property
    def colloquial(self) -> Mapping[Name, frozenset[str]]:
        """What people call a family as well → the families that are called so."""
        called = ((text.name(name), f.slug) for f in self.families.values() for name in f.others)
        alike = (
            (name, slug)
            for name, others in self.synonyms.others.items()
            if name not in self.sports
            for other in others
            for slug in self.official.get(other, ())
        )
        both = _grouped((name, slug) for name, slug in chain(called, alike) if name)
        return {name: self._with_narrower(name, slugs, both) for name, slugs in both.items()}

    def _with_narrower(
        self, name: Name, slugs: frozenset[str], called: Mapping[Name, frozenset[str]]
    ) -> frozenset[str]:
        """Also the families whose names a name finds and is not found by: who asks for a "maillot
        de bain" may mean a "slip de bain"."""
        narrower = [
            other
            for other in self.synonyms.others.get(name, ())
            if name not in self.synonyms.others.get(other, ())
        ]
        return slugs.union(*(called.get(other, frozenset()) for other in narrower))

    @cached_property
    def families_with(self) -> Mapping[str, frozenset[str]]:
        """Stem → the families in one of whose names it stands."""
        names = chain(self.official.items(), self.colloquial.items())
        return _grouped((stem, slug) for name, slugs in names for stem in name for slug in slugs)

    def said(self, stem: str) -> frozenset[str]:
        """A stem and what one word besides says the same by a synonym."""
        others = self.synonyms.others.get((stem,), ())
        return frozenset({stem, *(other[0] for other in others if len(other) == 1)})

    def called(self, name: Name) -> frozenset[str]:
        """The families that people call so by synonyms of the words."""
        said = islice(product(*map(self.said, name)), MOST_SAID)
        both = (self.colloquial, self.official)
        called = (names.get(each, frozenset()) for each in said for names in both)
        return frozenset().union(*called)

    @cached_property
    def figure_names(self) -> Mapping[Name, Sequence[Figure]]:
        found: dict[Name, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            for name in figure.names:
                found[name].append(figure)
        return found

    def figures_called(self, name: Name) -> Sequence[Figure]:
        """By one of their names, else by a synonym of it: "3 pers", "3 personnes"."""
        same = (name, *self.synonyms.others.get(name, ()))
        return next((self.figure_names[each] for each in same if each in self.figure_names), ())

    @cached_property
    def by_family(self) -> Mapping[str, Sequence[Figure]]:
        found: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            found[figure.family].append(figure)
        return found

    @cached_property
    def choices_of(self) -> Mapping[str, Mapping[Name, Sequence[Meaning]]]:
        """Family → name → what it may mean there."""
        found: dict[str, dict[Name, list[Meaning]]] = defaultdict(lambda: defaultdict(list))
        for choice in self.choices:
            for name in choice.names:
                found[choice.family][name].append(choice.meaning)
        return found

    @cached_property
    def keys_of(self) -> Mapping[str, frozenset[str]]:
        """Family → keys of its choices."""
        return _grouped(
            (each.family, each.meaning.facet.partition(":")[2]) for each in self.choices
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of all names but brands', and of what has synonyms."""
        choices = chain.from_iterable(choice.names for choice in self.choices)
        things = (
            self.official, self.colloquial, self.figure_names, self.sports, self.synonyms.others,
        )  # fmt: skip
        names = chain(choices, chain.from_iterable(things))
        return frozenset(stem for name in names for stem in name)

    @cached_property
    def units_of(self) -> Mapping[str, frozenset[str]]:
        """Key of a figure → the units in which families state it."""
        return _grouped((figure.key, figure.unit) for figure in self.figures)

    @cached_property
    def longest(self) -> int:
        """Of the names, in words."""
        names = (
            self.official, self.colloquial, self.figure_names, self.things, self.marked, self.told,
        )  # fmt: skip
        return max((len(name) for each in names for name in each), default=0)


def _own(family: Family) -> set[Name]:
    return {text.name(name) for name in family.title} - {()}


def _grouped(pairs: Iterable[tuple[Key, str]]) -> dict[Key, frozenset[str]]:
    found: dict[Key, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(each) for key, each in found.items()}


def names(*said: str) -> frozenset[Name]:
    return frozenset(map(text.name, said)) - {()}


def of(
    *,
    sports: Iterable[tuple[str, Names]] = (),
    families: Iterable[Family] = (),
    figures: Iterable[Figure] = (),
    choices: Iterable[Choice] = (),
    brands: Iterable[tuple[str, str]] = (),
    boutiques: Iterable[tuple[str, str]] = (),
    synonyms: Synonyms = text.NO_SYNONYMS,
    told: Mapping[Name, frozenset[Name]] | None = None,
    towns: Mapping[Name, Sequence[Shop]] | None = None,
) -> Vocabulary:
    """The vocabulary of these; sports, brands and boutiques as (slug, name)."""
    things: dict[Name, set[Meaning]] = defaultdict(set)
    for said, (values, label) in GENDERS.items():
        for name in names(*said.split("|")):
            things[name].add(Meaning("gender", values, label))
    for said, (value, label) in COLOURS.items():
        for name in names(*said.split("|")):
            things[name].add(Meaning("colour", frozenset({value}), label))
    for slug, label in sports:
        for name in names(*label, *chain.from_iterable(map(_halves, label))):
            things[name].add(Meaning("sport", frozenset({slug}), label))
    _add_synonyms(things, synonyms)
    known = Vocabulary(
        families={family.slug: family for family in families},
        figures=tuple(figures),
        choices=tuple(choices),
        sports=_grouped(
            (name, slug)
            for name, each in things.items()
            for meaning in each
            if meaning.facet == "sport"
            for slug in meaning.values
        ),
        synonyms=synonyms,
    )
    brands, boutiques = list(brands), list(boutiques)
    taken = {*known.official, *known.colloquial, *known.figure_names, *things}
    taken |= {name for choice in known.choices for name in choice.names}
    marked = dict(reversed([*_called(BRAND, brands)]))
    own = {
        name: meaning
        for name, meaning in reversed([*_called(BRAND, brands), *_called(BOUTIQUE, boutiques)])
        if name not in taken and _tells(name, meaning, known)
    }
    several = {*known.official, *known.colloquial}  # a sport's name that a family bears as well
    plain = {
        name: next(iter(each))
        for name, each in things.items()
        if len(each) == 1 and name not in several
    }
    return Vocabulary(
        families=known.families,
        figures=known.figures,
        choices=known.choices,
        things={**plain, **own},
        marked=marked,
        sports=known.sports,
        synonyms=synonyms,
        told=told or {},
        towns=towns or {},
    )


def _called(facet: str, rows: Iterable[tuple[str, str]]) -> Iterator[tuple[Name, Meaning]]:
    for slug, said in rows:
        if name := text.name(said):
            yield name, Meaning(facet, frozenset({slug}), Names(said, said))


def _tells(name: Name, meaning: Meaning, known: Vocabulary) -> bool:
    """Whether the name says enough without "marque"."""
    common = len(name) == 1 and (name[0] in _common() or name[0] in known.families_with)
    return not common and len(text.code_key(meaning.said.fr)) >= SHORTEST_BRAND


def _halves(title: str) -> list[str]:
    """ "Escalade et alpinisme" is called by each of the two."""
    return re.split(r" et | and ", title)


def _add_synonyms(things: dict[Name, set[Meaning]], synonyms: Synonyms) -> None:
    """What operators say finds one of these, means it: "courir" is for running."""
    meant = {
        name: {meaning for other in others for meaning in things.get(other, ())}
        for name, others in synonyms.others.items()
        if name not in things
    }
    things.update((name, each) for name, each in meant.items() if each)


@cache
def small() -> frozenset[str]:
    """Words around a question, folded."""
    return frozenset(_listed("small_words.txt"))


@cache
def _common() -> frozenset[str]:
    return frozenset(stem for word in _listed("common_words.txt") for stem in text.name(word))


def _listed(file: str) -> list[str]:
    lines = (HERE / file).read_text("utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#")).split()
