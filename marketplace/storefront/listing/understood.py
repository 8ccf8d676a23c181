"""What a listing understood of its text, said on the page; each part can be taken back.

What is chosen on the page takes the place of what was understood of the same filter. With
``tel_quel`` in the address nothing is understood and words are looked for as they are typed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from marketplace.storefront import own_sizes as sizing
from marketplace.storefront.listing import asking, pickup, shelves
from marketplace.storefront.listing.asking import Asked
from marketplace.storefront.listing.groups import Chip
from marketplace.storefront.listing.pickup import Around
from marketplace.storefront.listing.shelves import Shelf
from marketplace.storefront.own_sizes import OwnSize, Sizes, Standing
from marketplace.technical import queries as technical
from search import text as terms
from search.backends import backend
from search.contract import SIZE, FacetValue, Matching, Query, Relaxed, Relaxing, Result
from search.question import answering, current, reading
from search.question.answering import Answer
from search.question.phrases import Phrase, Understood
from search.steering import current as steering

CATEGORY = "category"


@dataclass(frozen=True)
class Heard:
    """``asked``: the address, on a shelf that may offer the filters of the family that is named.

    ``shelf``: the one that was come to; ``around``: where it may be fetched; ``own``: what
    there is to say of the shopper's own size.
    """

    asked: Asked
    shelf: Shelf
    understood: Understood
    result: Result
    around: Around | None = None
    own: OwnSize | None = None

    @property
    def chips(self) -> list[Chip]:
        """What was understood and holds, each with the address without its words."""
        return [
            Chip(phrase.label, self._without(phrase))
            for phrase in self.understood.phrases
            if phrase.facet not in self.shelf.fixed and phrase.facet not in self._chosen
        ]

    @property
    def words(self) -> list[str]:
        """What is looked for as words beside what was understood: "rando" of "de rando"."""
        left = self.understood.words
        return [left[part.start : part.end] for part in terms.parts(left)]

    @property
    def literal_url(self) -> str:
        """Where the same words are looked for as they are typed; "" where they are."""
        read = self.understood
        changed = read.phrases or read.unasked or self._said(Relaxing.SPELLING)
        return self._back(self.asked.text, literal=True) if changed else ""

    @property
    def understanding_url(self) -> str:
        """Where they are understood again; "" where they are."""
        return replace(self.asked, literal=False, page=1).url if self.asked.literal else ""

    @property
    def corrected(self) -> str:
        """What was looked for in place of what is typed; "" where it is what is typed."""
        told = self._said(Relaxing.SPELLING)
        return told.instead if told else ""

    @property
    def sentences(self) -> list[str]:
        """What was let go of, a sentence each; the spelling is told of apart."""
        told = (each for each in self.result.relaxed if each != self._said(Relaxing.SPELLING))
        return [_sentence(each) for each in told]

    @property
    def size(self) -> str:
        """The one size that is asked for in words, "" where there is none."""
        values = self.understood.filters.get(SIZE, frozenset())
        return next(iter(values)) if len(values) == 1 else ""

    @property
    def _chosen(self) -> set[str]:
        known = {name: each.facet for each in self.asked.shelf.filters for name in each.params}
        return {known[name] for name, _value in self.asked.chosen}

    def _said(self, kind: Relaxing) -> Relaxed | None:
        """What was told of a kind together with what is shown instead."""
        found = (each for each in self.result.relaxed if each.kind is kind and each.instead)
        return next(found, None)

    def _without(self, phrase: Phrase) -> str:
        text = self.understood.without(phrase)
        if phrase.facet == CATEGORY:
            return self._back(text)
        return replace(self.asked, text=text, page=1).url

    def _back(self, text: str, *, literal: bool = False) -> str:
        """On the shelf that was come to, where a family's own filters are not known."""
        known = {name for each in self.shelf.filters for name in each.params}
        kept = tuple(pair for pair in self.asked.chosen if pair[0] in known)
        return replace(self.asked, text=text, chosen=kept, page=1, literal=literal).url


def hear(
    shelf: Shelf,
    params: QueryDict,
    *,
    at: datetime,
    per_page: int,
    remembered: Mapping[str, str] | None = None,
    own_sizes: Mapping[str, Sizes] | None = None,
) -> Heard:
    """What an address asks of a shelf, its text understood, and what was found; ``remembered``:
    see ``asking.read``; ``own_sizes``: guide → the shopper's, which count where all has that guide.

    :raises SearchError: the address cannot be read, or the engine does not answer.
    """
    understood, read = _understood(shelf, params)
    shown = _with_filters_of(shelf, understood.family, params)
    asked = asking.read(shown, params, remembered=remembered)
    around = pickup.around(asked)
    pickups = around.wanted if around else None
    own = (own_sizes or {}).get(shown.guide, ())
    query = asking.query(asked, per_page=per_page, pickups=pickups, own_sizes=own)
    query = replace(query, steering=steering.of(asked.text, at=at))
    found = _answer(asked, query, understood, read)
    return Heard(
        asked,
        shelf,
        found.understood,
        _as_chosen(found.result, query),
        around,
        _own(asked, found, query.filters.get(SIZE, frozenset()), own),
    )


def _own(asked: Asked, found: Answer, chosen: frozenset[str], own: Sizes) -> OwnSize | None:
    """What there is to say of the shopper's size, and of one that might become it."""
    result = found.result
    if not result.sized:
        wanted = chosen or found.understood.filters.get(SIZE, frozenset())
        return sizing.about(wanted, own, system=asked.system, worn=asked.worn)
    if not result.total:
        return None
    standing = Standing.FIRST if result.matching is Matching.BROWSE else Standing.MORE
    said = sizing.said(own, system=asked.system, worn=asked.worn)
    return OwnSize(asked.shelf.guide, own, said, standing)


def _understood(shelf: Shelf, params: QueryDict) -> tuple[Understood, answering.Read]:
    text = params.get(asking.TEXT, "").replace("\0", "").strip()
    plain = not text or asking.LITERAL in params or len(text) > reading.MOST_LETTERS
    if plain:
        return Understood(text), Understood
    own = shelf.fixed.get(CATEGORY, frozenset())
    heard = answering.reader(current.of_now(), family=next(iter(own), ""))

    def read(written: str) -> Understood:
        return _on(shelf, heard(written))

    return read(text), read


def _on(shelf: Shelf, understood: Understood) -> Understood:
    """Without what is not of this shelf: on the page of a sport, another one stays a word."""
    kept = tuple(
        phrase
        for phrase in understood.phrases
        if phrase.facet not in shelf.fixed or phrase.values & shelf.fixed[phrase.facet]
    )
    return replace(understood, phrases=kept)


def _with_filters_of(shelf: Shelf, slug: str, params: QueryDict) -> Shelf:
    """The same shelf; where the text names a family, with that family's own filters."""
    elsewhere = CATEGORY in shelf.fixed or set(params.getlist("rayon")) - {"", slug}
    family = None
    if slug and not elsewhere:
        family = technical.shown_families().filter(slug=slug).first()
    if family is None:
        return shelf
    there = shelves.of_family(family)
    own = [each for each in there.filters if each.facet not in shelf.fixed]
    known = {each.facet for each in own}
    rooms = [each for each in shelf.filters if each.facet not in known]
    return replace(shelf, filters=[*rooms, *own], guide=there.guide)


def _answer(asked: Asked, query: Query, understood: Understood, read: answering.Read) -> Answer:
    if not asked.text:
        return Answer(backend().search(query), Understood(""))
    if asked.literal:
        return answering.literally(backend(), query, asked.text)
    base = replace(query, text="", synonyms=current.of_now().synonyms)
    return answering.answer(backend(), base, understood, read)


def _as_chosen(result: Result, query: Query) -> Result:
    """In the filters only what was chosen there is chosen: what was understood has its chips."""
    return replace(
        result,
        facets={
            facet: list(_marked(values, query.filters.get(facet, frozenset())))
            for facet, values in result.facets.items()
        },
    )


def _marked(values: Iterable[FacetValue], chosen: frozenset[str]) -> Iterable[FacetValue]:
    for each in values:
        selected = each.value in chosen
        if selected or each.count:
            yield replace(each, selected=selected)


def _sentence(told: Relaxed) -> str:
    said = {"asked": told.asked, "instead": told.instead}
    sentences = {
        Relaxing.SPELLING: _(
            "Aucun résultat exact pour « %(asked)s ». Voici ce qui s’écrit presque ainsi."
        ),
        Relaxing.ANY_WORD: _(
            "Aucun résultat exact pour « %(asked)s ». Voici ce qui répond à une partie des mots."
        ),
        Relaxing.WORD: _("Rien avec « %(asked)s » : voici ce qui répond au reste."),
        Relaxing.VALUE: _("%(instead)s au lieu de %(asked)s, que rien n’a exactement."),
        Relaxing.CONDITION: _("Rien avec « %(asked)s » : voici ce qui répond au reste."),
        Relaxing.CATEGORY: _(
            "Rien ne répond à « %(asked)s » : voici tout ce qu’il y a sous « %(instead)s »."
        ),
    }
    return sentences[told.kind] % said
