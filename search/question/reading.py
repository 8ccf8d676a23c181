"""Reads a text with a vocabulary. Pure; the rules stand in ``docs/search/questions.md``.

The longest name wins. What names several things, or a figure that fits none or more than one
attribute of the families at hand, stays words: nothing is guessed in silence.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice, pairwise

from marketplace.technical import sizes, values
from marketplace.technical.models import Family as FamilyRow
from marketplace.technical.models import Gender
from search import text as words
from search.contract import LARGEST_NUMBER, PRICE, SIZE, Range
from search.question import figures, towns, vocabulary
from search.question.figures import Figure as Amount
from search.question.phrases import CENTS, Names, Phrase, Span, Understood, cut
from search.question.vocabulary import NO, YES, Figure, Meaning, Vocabulary
from search.text import Part

MOST_LETTERS = 200
USUAL = 0.75  # of the families that have such a figure: what a figure means that stands alone
MOST_AMOUNTS = 8  # of one text, what follows stays words: each is held against each word
PRICES = Names("Prix", "Price")
FAMILIES = Names("Rayon", "Department")
PRICE_NAMES = frozenset(words.name(name)[0] for name in ("prix", "budget", "price"))
BRAND_MARKS = frozenset(words.name(name)[0] for name in ("marque", "brand"))
WITHOUT = frozenset({"sans", "without", "no"})
WATERPROOF, BREATHABILITY = "waterproof", "breathability"
WIDTH, RIM = "width", "bead_seat"
Guide = FamilyRow.SizeGuide
SHOES = frozenset({Guide.SHOE, Guide.SKI_BOOT})
EU_SHOES = range(34, 51)
# Between what a bare number behind a family is its size: centimetres of a ski, of a foot.
BARE: Mapping[str, Span] = {Guide.LENGTH: (100, 230), Guide.SKI_BOOT: (20, 33)}
LEAST_PRICE, LARGEST_PRICE = 10, 1_000_000  # euros
LETTERS = re.compile(r"(?<!\S)(?:[2-6]?X{1,3}[SL]|XS|S|M|L)(?!\S)")
# A length by its unit alone is read in the unit that the family states: a ski of 172 cm is no
# column of water.
LENGTHS = frozenset({"mm", "cm", "m"})
FRACTION = r"(?:\s*(?:1/2|½|1/3|⅓|2/3|⅔))?"
_FRACTION = re.compile(FRACTION)
_SIZE = re.compile(
    r"(?<!\w)(?P<name>taille|pointure|size|t)(?P<gap>\s*:?\s*)(?:en\s+)?"
    rf"(?P<size>(?:(?:eu|fr|uk|us)\s?)?\d{{1,3}}(?:[.,]\d)?{FRACTION}(?:\s?(?:eu|fr|uk|us|cm|ans)\b)?"
    r"|[2-6]?x{0,3}[sl]|m|\d{2,3}\s?[a-h])(?![\w/.,]\w)(?!\w)"
)


def understand(
    typed: str, known: Vocabulary, *, family: str = "", english: bool = False
) -> Understood:
    """What a text asks for; ``family``: the slug of the one whose products are looked at anyway;
    ``english``: whether a comma parts thousands."""
    text = unicodedata.normalize("NFC", typed)[:MOST_LETTERS]
    return _Reading(text, known, family, english=english).understood()


class _Reading:
    """Takes phrases out of one text until nothing more is understood."""

    def __init__(self, typed: str, known: Vocabulary, family: str, *, english: bool) -> None:
        self._typed = typed
        plain = figures.in_digits(words.aligned(typed))
        self._plain = figures.in_english(plain) if english else plain
        self._known = known
        self._towns = [part for part, _shops in towns.named(self._plain, known)]
        self._parts = [
            part
            for part in words.parts(self._plain)
            if not any(_inside(part[:2], town[:2]) for town in self._towns)
        ]
        self._phrases: list[Phrase] = []
        self._taken: list[Span] = []
        self._fixed = family
        amounts = (each for each in figures.figures(self._plain) if not self._in_a_code(each))
        self._amounts = list(islice(chain(amounts, self._nones()), MOST_AMOUNTS))
        self._family = family
        self._at_hand: frozenset[str] = frozenset({family} if family else ())
        self._heads: list[Part] = []  # words that may mean each of the families at hand
        self._several = False  # whether these were several at first

    def understood(self) -> Understood:
        said = list(_SIZE.finditer(self._plain))
        self._taken += [found.span() for found in said]
        if not self._find_told():
            self._find_family()
        self._find_things()
        self._find_pairs()
        self._find_tyres()
        self._find_amounts()
        self._narrow()
        self._find_choices()
        for found in said:
            self._taken.remove(found.span())
            shoe = Guide.SHOE if found["name"] == "pointure" else ""
            self._read_size(found["size"], found.span(), guide=self._guide() or shoe)
        self._find_bare_size()
        phrases = sorted(self._phrases, key=_place)
        if self._family:
            phrases = [replace(phrase, within=frozenset()) for phrase in phrases]
        small = self._small()
        return Understood(
            self._typed,
            tuple(phrases),
            self._family,
            small=tuple(part[:2] for part in small),
            heads=tuple(part[:2] for part in self._heads if self._free(part[:2])),
            idle=self._is_idle(),
            loose=tuple(part[:2] for part in self._loose() if part not in small),
        )

    def _small(self) -> list[Part]:
        """Words that ask for no product, towns among them, unless they are all there is."""
        left = sorted([*self._words(numbered=True), *self._towns])
        small = [part for part in left if part in self._towns or self._is_small(part)]
        return small if self._phrases or len(small) < len(left) else []

    def _is_idle(self) -> bool:
        return not self._phrases and all(map(self._is_small, self._words(numbered=True)))

    def _is_small(self, part: Part) -> bool:
        """Not in "EST-001188", nor in the same with a blank, nor in "moins de 2 kg"."""
        if any(_inside(part[:2], _span(amount)) for amount in self._amounts):
            return False
        coded = re.match(r"[-_/. ]?\d|[-_/]", self._plain[part.end :])
        return not coded and self._plain[part.start : part.end] in vocabulary.small()

    def _loose(self) -> list[Part]:
        """An amount goes as a whole, "1000 g"."""
        left = self._words(numbered=True)
        loose = [part for part in left if not self._known.said(part.stem) & self._known.stems]
        amounts = [
            span
            for span in map(_span, self._amounts)
            if any(_inside(part[:2], span) for part in loose)
        ]
        return [
            part
            for part in left
            if part in loose or any(_inside(part[:2], span) for span in amounts)
        ]

    # --- places ---------------------------------------------------------------------------------
    def _in_a_code(self, amount: Amount) -> bool:
        """Whether it is a part of "ALT-000042" or "42-B"; not of "2-person"."""
        before, after = self._plain[: amount.start], self._plain[amount.end :]
        if named := re.match(r"-([^\W\d_]+)(?![-_\w])", after):
            after = "" if self._known.figures_called(words.name(named[1])) else after
        return bool(re.search(r"\w[-_]$", before) or re.match(r"[-_]\w", after))

    def _nones(self) -> Iterator[Amount]:
        """ "sans drop": none of what is measured."""
        for one, other in pairwise(self._parts):
            without = self._plain[one.start : one.end] in WITHOUT
            if without and self._known.figures_called((other.stem,)):
                yield Amount(one.start, one.end, 0, 0, exact=True)

    def _free(self, span: Span) -> bool:
        return all(span[1] <= start or end <= span[0] for start, end in self._taken)

    def _words(self, *, numbered: bool = False) -> list[Part]:
        """The parts that nothing has been made of yet; figures only where they are ``numbered``."""
        numbers = [] if numbered else [_span(amount) for amount in self._amounts]
        return [
            part
            for part in self._parts
            if self._free(part[:2])
            and not (part.stem[0].isdigit() and any(_inside(part[:2], each) for each in numbers))
        ]

    def _windows(self, parts: Sequence[Part]) -> Iterator[tuple[Sequence[Part], words.Phrase]]:
        """Neighbouring parts, the longest first."""
        for width in range(min(self._known.longest, len(parts)), 0, -1):
            for at in range(len(parts) - width + 1):
                window = parts[at : at + width]
                if self._side_by_side(window):
                    yield window, tuple(part.stem for part in window)

    def _side_by_side(self, window: Sequence[Part]) -> bool:
        """Whether nothing but stop words and hyphens stands between."""
        gaps = (self._plain[one.end : two.start] for one, two in pairwise(window))
        return all(not words.name(gap) and "," not in gap for gap in gaps)

    def _take(self, phrase: Phrase) -> None:
        self._phrases.append(phrase)
        self._taken += phrase.spans

    def _phrase(self, spans: Sequence[Span], meaning: Meaning) -> Phrase:
        return Phrase(
            words=self._said(spans),
            spans=tuple(spans),
            facet=meaning.facet,
            title=meaning.title,
            values=meaning.values,
            said=meaning.said,
        )

    def _said(self, spans: Sequence[Span]) -> str:
        return cut(" ".join(self._typed[start:end] for start, end in sorted(spans)), [])

    # --- what operators say -----------------------------------------------------------------------
    def _find_told(self) -> bool:
        """Whether a phrase of theirs is a family's; others of theirs stay words, which no name
        takes apart: "crampons foot" are what they say, not climbers' crampons."""
        named = False
        for window, name in self._windows(self._words()):
            told = name in self._known.told and name not in self._known.official
            if not told or not all(self._free(part[:2]) for part in window):
                continue
            slug = self._known.told_family(name)
            if slug and not self._family:
                self._name_family(slug, window)
                named = True
            else:
                self._taken += _joined(window, self._plain)
        return named

    # --- the family -----------------------------------------------------------------------------
    def _find_family(self) -> None:
        """The one family that is named; else those that the words may mean, for figures to choose.

        A word beside a figure that it may be the name of ("crampons 5 mm") names a family only
        where no other word does.
        """
        parts = self._words()
        beside = [part for part in parts if self._names_a_figure(part)]
        for candidates in ([part for part in parts if part not in beside], parts):
            if found := self._named(candidates):
                self._name_family(*found)
                return
            heads = self._heads_among(candidates)
            if heads and not self._fixed:
                meant = self._meant(heads, self._sports_named(parts))
                self._heads, self._at_hand = heads, meant
                self._several = len(self._meant(heads, frozenset())) > 1
                return

    def _named(self, parts: Sequence[Part]) -> tuple[str, list[Part]] | None:
        """The longer of the names that a family has itself and by which people call it."""
        own, called = self._officially(parts), self._colloquially(parts)
        if own and called and len(called[1]) > len(own[1]) and set(own[1]) <= set(called[1]):
            return called
        return own or called

    def _heads_among(self, parts: Sequence[Part]) -> list[Part]:
        """Words that stand in names of families; those that name a sport only where no other does:
        "gants foot" are gloves."""
        heads = [part for part in parts if self._families_of(part)]
        return [part for part in heads if (part.stem,) not in self._known.sports] or heads

    def _families_of(self, part: Part) -> frozenset[str]:
        """Those in one of whose names a word, or a synonym of it, stands."""
        said = self._known.said(part.stem)
        return frozenset().union(*(self._known.families_with.get(stem, ()) for stem in said))

    def _names_a_figure(self, part: Part) -> bool:
        if (part.stem,) not in self._known.figure_names:
            return False
        return any(
            not words.name(self._plain[part.end : amount.start])
            if part.end <= amount.start
            else part.start >= amount.end and not words.name(self._plain[amount.end : part.start])
            for amount in self._amounts
        )

    def _officially(self, parts: Sequence[Part]) -> tuple[str, list[Part]] | None:
        """All words of one family's name, in any order; the longest name, if one family has it."""
        said = {part: self._known.said(part.stem) for part in parts}
        stems = frozenset().union(*said.values())
        named = [name for name in self._known.official if stems.issuperset(name)]
        most = max(map(len, named), default=0)
        longest = [name for name in named if len(name) == most]
        slugs = frozenset(slug for name in longest for slug in self._known.official[name])
        if len(slugs) != 1:
            return None
        slug = next(iter(slugs))
        wanted = frozenset(stem for name in longest for stem in name)
        held = [part for part in parts if said[part] & wanted]
        rest = [part for part in parts if part not in held]
        rather = self._is_sport(held, rest) or self._is_of_another_sport(slug, held, rest)
        return None if rather or len(held) < most else (slug, held)

    def _is_sport(self, held: Sequence[Part], rest: Sequence[Part]) -> bool:
        """Whether a name is the sport's beside what is for it: "gants football" are no ball."""
        sports = self._known.sports.get(tuple(part.stem for part in held), frozenset())
        return any(self._of_sports(self._families_of(part), sports) for part in rest)

    def _is_of_another_sport(self, slug: str, held: Sequence[Part], rest: Sequence[Part]) -> bool:
        """Whether a sport is named that has such a thing, too: "crampons foot" are no climbers'."""
        sports = self._sports_named(rest)
        if self._known.families[slug].sport in sports:
            return False
        return bool(self._of_sports(self._meant_by_all(held), sports))

    def _sports_named(self, parts: Sequence[Part]) -> frozenset[str]:
        stems = {part.stem for part in parts}
        named = [sports for name, sports in self._known.sports.items() if stems.issuperset(name)]
        return frozenset().union(*named)

    def _of_sports(self, slugs: Iterable[str], sports: frozenset[str]) -> frozenset[str]:
        return frozenset(slug for slug in slugs if self._known.families[slug].sport in sports)

    def _colloquially(self, parts: Sequence[Part]) -> tuple[str, list[Part]] | None:
        """What people call one family alone, unless the words stand in the own name of another (of
        several words: of another sport), or are a word of its own that is not what it is
        ("imperméable" is no jacket), or a sport that is not its own is named."""
        stems = {part.stem for part in parts}
        sports = [
            meaning.values
            for name, meaning in self._known.things.items()
            if meaning.facet == "sport" and stems.issuperset(name)
        ]
        for window, name in self._windows(parts):
            slugs = self._known.colloquial.get(name) or self._called(name, window, parts)
            of_sport = self._sports_of(slugs)
            if len(slugs) != 1 or not all(of_sport <= values for values in sports):
                continue
            own = [one for one in self._known.official if set(name) <= set(one)]
            others = {slug for one in own for slug in self._known.official[one]}
            slug = next(iter(slugs))
            if len(name) == 1 and own and name[0] not in self._known.families[slug].heads:
                continue
            if others <= slugs or (len(name) > 1 and self._sports_of(others) == of_sport):
                return slug, list(window)
        return None

    def _called(
        self, name: words.Phrase, window: Sequence[Part], parts: Sequence[Part]
    ) -> frozenset[str]:
        """The families that synonyms of the words call, where no other word may name one: of
        "chaussures pour courir en montagne" the first three say too little."""
        if any(part not in window for part in self._heads_among(parts)):
            return frozenset()
        return self._known.called(name)

    def _sports_of(self, slugs: Iterable[str]) -> frozenset[str]:
        return frozenset(self._known.families[slug].sport for slug in slugs)

    def _name_family(self, slug: str, parts: Sequence[Part]) -> None:
        if self._fixed and slug != self._fixed:
            return
        self._family = slug
        self._at_hand = frozenset({slug})
        spans = _joined(parts, self._plain)
        family = self._known.families[slug]
        meaning = Meaning("category", frozenset({slug}), family.title, FAMILIES)
        self._take(self._phrase(spans, meaning))

    def _meant_by_all(self, parts: Sequence[Part]) -> frozenset[str]:
        return frozenset.intersection(*map(self._families_of, parts))

    def _meant(self, heads: Sequence[Part], sports: frozenset[str]) -> frozenset[str]:
        """The families that all these words may mean, else those that any may; of the sports that
        are named, if there are any."""
        any_of = frozenset().union(*map(self._families_of, heads))
        for meant in (self._meant_by_all(heads), any_of):
            if found := (self._of_sports(meant, sports) if sports else meant):
                return found
        return any_of

    def _narrow(self) -> None:
        """Figures and a sport may leave one of the several families that the words can mean. A
        word that stands in the name of one alone says too little ("bivouac" is no sleeping mat),
        unless a figure of that family stands beside it."""
        self._keep_choices()
        measured = any(phrase.bounds and phrase.facet != PRICE for phrase in self._phrases)
        told = self._several or measured
        if self._family or not self._heads or len(self._at_hand) != 1 or not told:
            return
        slug = next(iter(self._at_hand))
        heads = [
            part for part in self._heads if self._free(part[:2]) and slug in self._families_of(part)
        ]
        if heads:
            self._name_family(slug, heads)

    def _keep_choices(self) -> None:
        """Of the families at hand, those whose products may be so: "chaussure route pronation"."""
        words_beside = [part for part in self._words(numbered=True) if part not in self._heads]
        for _window, name in self._windows(words_beside):
            said = {name, *self._known.synonyms.others.get(name, ())}
            known = self._known.choices_of
            able = {slug for slug in self._at_hand if said & known.get(slug, {}).keys()}
            self._at_hand = frozenset(able) or self._at_hand

    # --- brands, sports, genders, colours -------------------------------------------------------
    def _find_things(self) -> None:
        self._find_marked_brand()
        taken: set[Part] = set()
        for window, name in self._windows(self._words()):
            meaning = self._known.things.get(name)
            if meaning is None or taken & set(window) or self._is_elsewhere(meaning):
                continue
            taken |= set(window)
            self._take(self._phrase(_joined(window, self._plain), meaning))
            if meaning.facet == "sport":
                self._keep_sport(meaning.values)

    def _find_marked_brand(self) -> None:
        """ "marque On": the mark says that a common word is a brand."""
        parts = self._words()
        for at, mark in enumerate(parts):
            if mark.stem not in BRAND_MARKS:
                continue
            for width in range(self._known.longest, 0, -1):
                window = parts[at + 1 : at + 1 + width]
                meaning = self._known.marked.get(tuple(part.stem for part in window))
                if meaning and len(window) == width:
                    self._take(self._phrase([(mark.start, window[-1].end)], meaning))
                    return

    def _is_elsewhere(self, meaning: Meaning) -> bool:
        """A sport that is not the family's own says something else of its products."""
        if meaning.facet != "sport" or not self._family:
            return False
        return self._known.families[self._family].sport not in meaning.values

    def _keep_sport(self, sports: frozenset[str]) -> None:
        of_it = {slug for slug, each in self._known.families.items() if each.sport in sports}
        self._at_hand = (self._at_hand & of_it) or self._at_hand or frozenset(of_it)

    # --- figures --------------------------------------------------------------------------------
    def _find_pairs(self) -> None:
        """ "10k/15k": a column of water in mm, and what evaporates in g/m² and day."""
        for pair in figures.pairs(self._plain):
            for key, amount in ((WATERPROOF, pair.first), (BREATHABILITY, pair.second)):
                fits = [
                    (each, Range(*_ends(figures.around(amount, each.unit))))
                    for each in self._figures()
                    if each.key == key and each.plausible(amount)
                ]
                if fits:
                    self._take(self._figure_phrase([(pair.start, pair.end)], fits))

    def _find_tyres(self) -> None:
        """ "700x28": what is 28 mm wide and has a rim."""
        for tyre in figures.tyres(self._plain):
            fits = [
                (each, Range(tyre.first, tyre.first))
                for each in self._figures()
                if each.key == WIDTH
                and RIM in self._known.keys_of.get(each.family, ())
                and each.plausible(tyre.first)
            ]
            if fits and self._alike(fits):
                self._take(self._figure_phrase([(tyre.start, tyre.end)], fits))
                self._keep(fits)

    def _find_amounts(self) -> None:
        """Named ones first: they leave fewer families for those that have a unit alone."""
        amounts = [each for each in self._amounts if self._free(_span(each))]
        left = []
        for amount in amounts:
            if self._is_price(amount):
                self._take(self._price(amount))
            elif not self._read_named(amount):
                left.append(amount)
        for amount in left:
            if not self._read_by_unit(amount) and not self._read_thousands(amount):
                self._read_beside(amount)

    def _is_price(self, amount: Amount) -> bool:
        said = amount.in_euros or self._budget(amount) or self._compared_alone(amount)
        ends = _known_ends(amount)
        return bool(said) and min(ends) >= 0 and max(ends) <= LARGEST_PRICE

    def _budget(self, amount: Amount) -> Part | None:
        before = self._before(amount)
        is_price = before and before[-1].stem in PRICE_NAMES and not amount.unit
        return before[-1] if is_price else None

    def _compared_alone(self, amount: Amount) -> bool:
        """ "moins de 130" and nothing behind it, no name before: a price."""
        alone = not amount.exact and not amount.hyphened and not amount.unit
        compared = alone and max(_known_ends(amount)) >= LEAST_PRICE
        named = self._before(amount)[-1:]
        return (
            compared
            and not self._after(amount)
            and not (named and (named[0].stem,) in self._known.figure_names)
        )

    def _price(self, amount: Amount) -> Phrase:
        name = self._budget(amount)
        span = (name.start if name else amount.start, amount.end)
        bounds = Range(amount.low, amount.high)
        if amount.exact and amount.low is not None:
            bounds = figures.around(amount.low, "", price=True)
        cents = Range(*(None if end is None else end * CENTS for end in _ends(bounds)))
        return Phrase(self._said([span]), (span,), PRICE, PRICES, bounds=cents, unit="€")

    def _read_named(self, amount: Amount, *, plausible: bool = True) -> bool:
        """ "drop 8", "8 mm de drop", "2 places": the name before the figure, else behind it. One
        that is not plausible is a figure of the families at hand: the next one can be told."""
        none = self._plain[amount.start : amount.end] in WITHOUT
        before, after = [] if none else self._before(amount), self._after(amount)
        windows = [before[-width:] for width in range(len(before), 0, -1)]
        windows += [after[:width] for width in range(len(after), 0, -1)]
        for window in windows:
            named = self._known.figures_called(tuple(part.stem for part in window))
            fits = self._usual(self._fits(amount, named, plausible=plausible))
            if fits and self._alike(fits):
                span = (
                    min(window[0].start, amount.start),
                    max(window[-1].end, amount.end),
                )
                self._take(self._figure_phrase([span], fits))
                self._keep(fits)
                return True
        return False

    def _read_beside(self, amount: Amount) -> None:
        """What fits no family that the name beside it may mean too ("poids 250 g" is no
        kettlebell); else what no product of these families can have, for the next to be told."""
        if not self._family and all(map(self._names_a_figure, self._heads)):
            self._heads, self._at_hand = [], frozenset()
            self._read_named(amount)
        elif self._at_hand:
            self._read_named(amount, plausible=False)

    def _read_by_unit(self, amount: Amount) -> bool:
        """ "300 g": the one figure of the families at hand that it can be."""
        if not amount.unit:
            return False
        fits = self._fits(
            amount,
            [
                each
                for each in self._figures()
                if each.is_facet and (amount.unit not in LENGTHS or each.unit == amount.unit)
            ],
        )
        if not self._alike(fits):
            decide = [each for each in fits if each[0].decides]
            fits = decide if self._at_hand or not amount.exact else self._usual(fits)
        if not fits or not self._alike(fits):
            return False
        self._take(self._figure_phrase([_span(amount)], fits))
        self._keep(fits)
        return True

    def _read_thousands(self, amount: Amount) -> bool:
        """ "20k": of a jacket, a column of water in mm."""
        thousands = self._plain[amount.end - 1] == "k" and not amount.unit
        fits = self._fits(amount, self._figures()) if thousands and self._at_hand else []
        fits = [each for each in fits if each[0].key == WATERPROOF]
        if not fits or not self._alike(fits):
            return False
        self._take(self._figure_phrase([_span(amount)], fits))
        self._keep(fits)
        return True

    def _before(self, amount: Amount) -> list[Part]:
        """Words right before a figure, nothing but stop words and marks between."""
        found: list[Part] = []
        edge = amount.start
        for part in reversed([each for each in self._words() if each.end <= amount.start]):
            if words.name(self._plain[part.end : edge]) or len(found) == self._known.longest:
                break
            found.insert(0, part)
            edge = part.start
        return found

    def _after(self, amount: Amount) -> list[Part]:
        found: list[Part] = []
        edge = amount.end
        for part in [each for each in self._words() if each.start >= amount.end]:
            if words.name(self._plain[edge : part.start]) or len(found) == self._known.longest:
                break
            found.append(part)
            edge = part.end
        return found

    def _figures(self) -> Iterable[Figure]:
        if not self._at_hand:
            return self._known.figures
        return [
            each for slug in sorted(self._at_hand) for each in self._known.by_family.get(slug, ())
        ]

    def _fits(
        self, amount: Amount, among: Iterable[Figure], *, plausible: bool = True
    ) -> list[tuple[Figure, Range]]:
        """The figures that it can be, with its bounds in their unit."""
        found = []
        for figure in among:
            if self._at_hand and figure.family not in self._at_hand:
                continue
            bounds = _in_unit_of(figure, amount)
            able = not plausible or figure.plausible(*_ends(bounds or Range()))
            if bounds is not None and able:
                exact = amount.exact and bounds.low is not None
                found.append(
                    (figure, figures.around(bounds.low or 0, figure.unit) if exact else bounds)
                )
        return found

    def _usual(self, fits: list[tuple[Figure, Range]]) -> list[tuple[Figure, Range]]:
        """Where nothing says of what, what nearly all products would mean: "250 g" is a weight."""
        if self._at_hand or self._alike(fits):
            return fits
        told = Counter(map(_condition, fits)).most_common(1)
        if not told or told[0][1] < USUAL * len(fits):
            return fits
        return [each for each in fits if _condition(each) == told[0][0]]

    def _alike(self, fits: Sequence[tuple[Figure, Range]]) -> bool:
        """Whether it is one and the same condition, whatever family is meant."""
        return len(set(map(_condition, fits))) == 1

    def _figure_phrase(self, spans: Sequence[Span], fits: Sequence[tuple[Figure, Range]]) -> Phrase:
        figure, bounds = fits[0]
        families = frozenset(each.family for each, _bounds in fits)
        several = len(self._known.units_of[figure.key]) > 1 and not self._family
        return Phrase(
            words=self._said(spans),
            spans=tuple(spans),
            facet=figure.facet,
            title=_title(fits),
            bounds=bounds,
            unit=figure.unit,
            within=families if several else frozenset(),
            scale=_scale(figure for figure, _bounds in fits),
            sought=figure.sought,
        )

    def _keep(self, fits: Sequence[tuple[Figure, Range]]) -> None:
        """Of the families at hand, those whose products can have such a figure."""
        if self._at_hand:
            self._at_hand &= {figure.family for figure, _bounds in fits}

    # --- choices of the family ------------------------------------------------------------------
    def _find_choices(self) -> None:
        """ "imperméable", "amorti maximal", "sans capuche": what the family's products may be."""
        known = self._known.choices_of.get(self._family, {})
        taken: set[Part] = set()
        for window, name in self._windows(self._words(numbered=True)):
            same = self._known.synonyms.others.get(name, ())
            meanings = [meaning for each in (name, *same) for meaning in known.get(each, ())]
            if not _one(meanings):  # "carbone": the frame's, which decides, before the rims'
                meanings = [each for each in meanings if each.decides]
            if not _one(meanings) or taken & set(window):
                continue
            spans = _joined(window, self._plain)
            meaning, spans = self._without(meanings[0], spans)
            taken |= set(window)
            self._take(self._phrase(spans, meaning))

    def _without(self, meaning: Meaning, spans: list[Span]) -> tuple[Meaning, list[Span]]:
        """ "sans capuche" wants a no."""
        before = re.search(r"(\w+)\s+$", self._plain[: spans[0][0]])
        if not before or before[1] not in WITHOUT or meaning.said != YES:
            return meaning, spans
        refused = Meaning(meaning.facet, frozenset({"false"}), NO, meaning.title)
        return refused, [(before.start(1), spans[0][1]), *spans[1:]]

    # --- sizes ----------------------------------------------------------------------------------
    def _guide(self) -> str:
        """The one by which all families at hand are sized."""
        guides = {self._known.families[slug].guide for slug in self._at_hand}
        return next(iter(guides)) if len(guides) == 1 else ""

    def _read_size(self, said: str, span: Span, *, guide: str) -> None:
        women = any(p.facet == "gender" and "women" in p.values for p in self._phrases)
        gender = Gender.WOMEN if women else ""
        size = sizes.normalise(said.strip().upper(), guide=guide, gender=gender)
        if not size.system:
            return
        self._take_size(size.label, span, guide=guide)

    def _find_bare_size(self) -> None:
        """ "chaussure trail femme 38", "doudoune homme L", "ski 172 cm": one that is not called so,
        behind what was understood; a length by its unit."""
        if any(phrase.facet == SIZE for phrase in self._phrases):
            return
        guides = {self._known.families[slug].guide for slug in self._at_hand}
        for amount in self._amounts:
            tail = _FRACTION.match(self._plain, amount.end)
            span = (amount.start, tail.end() if tail else amount.end)
            if not amount.exact or not self._free(span):
                continue
            if guide := self._bare(amount, guides, in_parts=span[1] > amount.end):
                self._read_size(self._plain[slice(*span)], span, guide=guide)
            elif self._is_written_size(amount):
                self._take_size(f"{amount.low:g} {amount.unit}", span)
        for letter in LETTERS.finditer(self._typed) if guides == {Guide.CLOTHING} else ():
            if self._free(letter.span()) and self._follows(letter.start()):
                self._read_size(letter[0], letter.span(), guide=Guide.CLOTHING)

    def _bare(self, amount: Amount, guides: set[str], *, in_parts: bool) -> str:
        """By which guide a figure is a size although nobody says so; "" for none. ``in_parts``:
        "42 2/3" is the size of a shoe whatever stands before."""
        if amount.unit:
            return Guide.LENGTH if Guide.LENGTH in guides and amount.unit in {"cm", "m"} else ""
        if in_parts and amount.low in EU_SHOES and (not guides or guides & SHOES):
            return Guide.SHOE
        if amount.low is None or not guides or not self._follows(amount.start):
            return ""
        if amount.low in EU_SHOES and (
            guides <= SHOES or (guides & SHOES and self._follows_gender(amount.start))
        ):
            return Guide.SHOE
        guide = next(iter(guides)) if len(guides) == 1 else ""
        least, most = BARE.get(guide, (1, 0))
        return guide if least <= amount.low <= most else ""

    def _is_written_size(self, amount: Amount) -> bool:
        """ "gants de boxe 12 oz": in a unit by which nothing of the family is measured, of one that
        is sized by no guide."""
        if not self._family or not amount.exact or not amount.unit or amount.is_money:
            return False
        measured = self._known.by_family.get(self._family, ())
        unguided = self._guide() in ("", Guide.NONE)
        return unguided and not any(_in_unit_of(figure, amount) for figure in measured)

    def _take_size(self, label: str, span: Span, *, guide: str = "") -> None:
        title = Names("Pointure", "Shoe size") if guide in SHOES else Names("Taille", "Size")
        said = Names(label, label)
        self._take(Phrase(self._said([span]), (span,), SIZE, title, frozenset({label}), said))

    def _follows(self, start: int) -> bool:
        """Whether what stands right before was understood: "pegasus 41" is a model."""
        return self._stands_before(start, self._taken)

    def _follows_gender(self, start: int) -> bool:
        """ "basket femme 38": of all that a basket may be, a shoe."""
        genders = (each for each in self._phrases if each.facet == "gender")
        return self._stands_before(start, (span for each in genders for span in each.spans))

    def _stands_before(self, start: int, spans: Iterable[Span]) -> bool:
        ends = (end for _start, end in spans if end <= start)
        return any(not words.name(self._plain[end:start]) for end in ends)


def _in_unit_of(figure: Figure, amount: Amount) -> Range | None:
    """The bounds of an amount in a figure's unit; None where they measure something else."""
    if not amount.unit:
        return Range(amount.low, amount.high)
    if not figure.unit:
        return None
    ends = [
        None if end is None else values.in_unit(end, said=amount.unit, wanted=figure.unit)
        for end in (amount.low, amount.high)
    ]
    converted = [end for end in ends if end is not None and abs(end) <= LARGEST_NUMBER]
    return Range(*ends) if len(converted) == len(_known_ends(amount)) else None


def _condition(fit: tuple[Figure, Range]) -> tuple[str, str, Range]:
    figure, bounds = fit
    return figure.key, figure.unit, bounds


def _title(fits: Sequence[tuple[Figure, Range]]) -> Names:
    """The shortest of the names that it has in the families: "Poids" for "Poids (paire)"."""
    return min((figure.title for figure, _bounds in fits), key=lambda title: (len(title.fr), title))


def _scale(among: Iterable[Figure]) -> tuple[float, float] | None:
    """Between what the figure is plausible in one of the families."""
    known = list(among)
    lows = [each.minimum for each in known if each.minimum is not None]
    highs = [each.maximum for each in known if each.maximum is not None]
    return (min(lows), max(highs)) if lows and highs else None


def _joined(parts: Sequence[Part], plain: str) -> list[Span]:
    """Places of parts; those that only stop words part are one."""
    spans: list[Span] = []
    for part in sorted(parts):
        if spans and not words.name(plain[spans[-1][1] : part.start]):
            spans[-1] = (spans[-1][0], part.end)
        else:
            spans.append((part.start, part.end))
    return spans


def _one(meanings: Iterable[Meaning]) -> bool:
    return len({(each.facet, each.values) for each in meanings}) == 1


def _known_ends(amount: Amount) -> list[float]:
    return [end for end in (amount.low, amount.high) if end is not None]


def _ends(bounds: Range) -> tuple[float | None, float | None]:
    return bounds.low, bounds.high


def _span(amount: Amount) -> Span:
    return amount.start, amount.end


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _place(phrase: Phrase) -> Span:
    return phrase.spans[0]
