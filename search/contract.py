"""What search is asked and what it answers, whatever engine answers.

Counts are references. A facet's own selection never shrinks its own counts, and a selected value
is always listed, even at 0: each count is what choosing that value alone in its facet would find.
Size, boutique, pick-up point and price are properties of offers, and one purchasable offer must
meet all of them at once. A reference that nobody can sell now is found by its exact code alone.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.core.errors import CordeeError
from search.ranking import RANKING
from search.text import NO_SYNONYMS, Synonyms

# Raise it when an index made before a change would be read wrongly after it.
INDEX_VERSION = 7

PRICE = "price"
SIZE = "size"
BOUTIQUE = "boutique"
PICKUP = "pickup"  # its values are the numbers of points, as text
OFFER_FACETS = (SIZE, BOUTIQUE, PICKUP)
DOCUMENT_FACETS = ("sport", "category", "family", "brand", "gender", "colour")
# "attr:terrain": a choice as a facet, a number as a range.
ATTRIBUTE = re.compile(r"attr:([a-z0-9][a-z0-9_-]{0,39})")

MOST_PER_PAGE = 100
# Nobody reads further, and both engines must sort all that comes before a page.
DEEPEST_HIT = 10_000
MOST_TEXT = 5_000
MOST_PINNED = RANKING.pinned
MOST_EDGES = 101
# Attribute values and bounds are compared as whole thousandths, so that 0.1 + 0.2 is 0.3.
THOUSANDTHS = 1000
LARGEST_NUMBER = 1e12

# Edges, in cents, of the price histogram: steps that stay readable from socks to bicycles.
PRICE_EDGES: tuple[float, ...] = (
    *(euros * 100 for euros in (0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100)),
    *(euros * 100 for euros in (120, 140, 160, 180, 200, 250, 300, 350, 400, 500, 600, 800)),
    *(euros * 100 for euros in (1000, 1500, 2000, 3000, 5000)),
    math.inf,
)


class SearchError(CordeeError):
    code = "search_error"


class BadQuery(SearchError):
    """A bound that is no number, a page below 1, edges that do not rise."""

    code = "bad_query"
    message: str | Promise = _("Cette recherche ne peut pas être lue.")


class UnknownFacet(BadQuery):
    code = "unknown_facet"
    message = _("Ce filtre n’existe pas.")


class UnknownSort(BadQuery):
    code = "unknown_sort"
    message = _("Ce tri n’existe pas.")


class SearchUnavailable(SearchError):
    """The engine does not answer."""

    code = "search_unavailable"
    status = 503
    message = _("La recherche ne répond pas pour le moment.")


class Unanswered(SearchUnavailable):
    """This search was not answered, though the engine answers others."""

    code = "search_unanswered"


class NotBuilt(SearchUnavailable):
    """There is no index yet, or another version of the program made it."""

    code = "search_not_built"


class RebuildRunning(SearchError):
    code = "rebuild_running"
    status = 409
    message = _("L’index est déjà en cours de reconstruction.")


class Sort(StrEnum):
    RELEVANCE = "relevance"  # without text: by popularity
    POPULAR = "popular"
    PRICE_ASC = "price_asc"
    PRICE_DESC = "price_desc"
    NEWEST = "newest"


class Matching(StrEnum):
    """How the text was understood. It depends on the text alone, never on the filters."""

    BROWSE = "browse"  # no text
    CODE = "code"  # exactly an EAN, a SKU or a maker's reference
    ALL_WORDS = "all_words"
    SPELLING = "spelling"  # all words, up to one typo in each
    ANY_WORD = "any_word"  # at least one word
    NOTHING = "nothing"


# The readings of a text as words, strictest first: those whose hits have a score.
BY_WORDS = (Matching.ALL_WORDS, Matching.SPELLING, Matching.ANY_WORD)
# Those in which operators may put a reference first, and the shopper's size counts; a code finds
# what it names.
STEERABLE = (Matching.BROWSE, *BY_WORDS)


@dataclass(frozen=True, slots=True)
class Range:
    """Inclusive bounds; None is open. Cents for the price, the attribute's unit otherwise."""

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        for bound in (self.low, self.high):
            if bound is not None and not abs(bound) <= LARGEST_NUMBER:
                raise BadQuery(bound=str(bound))

    def thousandths(self) -> tuple[int, int]:
        most = int(LARGEST_NUMBER) * THOUSANDTHS
        return (
            -most if self.low is None else thousandths(self.low),
            most if self.high is None else thousandths(self.high),
        )


def thousandths(value: float) -> int:
    return round(value * THOUSANDTHS)


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer of one variant. ``minor``: cents, tax included; ``boutique``: the trader's slug.

    ``point``: where it lies, which ``pickup`` says whether one may fetch it from. ``lead_days`` is
    for display, so that a card can work out the promised date. ``chosen``: it is the one that the
    page puts forward for its variant; of those of one size that can be bought, one is.
    """

    variant_id: int
    size: str
    boutique: str
    minor: int
    purchasable: bool = True
    point: int = 0
    lead_days: int = 0
    pickup: bool = False
    chosen: bool = True

    @property
    def pickup_point(self) -> str:
        """The point's number as the facet has it; "" where nothing can be fetched."""
        return str(self.point) if self.pickup else ""


@dataclass(frozen=True, slots=True)
class OfferFilter:
    """What one offer must meet, all at once; None is no condition. Prices in whole cents."""

    sizes: frozenset[str] | None = None
    boutiques: frozenset[str] | None = None
    pickups: frozenset[str] | None = None
    low: int | None = None
    high: int | None = None

    @property
    def priced(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def placed(self) -> bool:
        """Whether it asks for a size, a boutique or a point to fetch it from."""
        return any(each is not None for each in (self.sizes, self.boutiques, self.pickups))

    @property
    def by_choice(self) -> bool:
        """Whether the price of what meets it is that of chosen offers, as the page will show: they
        are all there while nothing but sizes is asked for. Who asks for a boutique, a point or a
        price is told the price of the offers that meet that."""
        return self.boutiques is None and self.pickups is None and not self.priced

    def __bool__(self) -> bool:
        return self.priced or self.placed

    def meets(self, offer: Offer) -> bool:
        return (
            offer.purchasable
            and (self.sizes is None or offer.size in self.sizes)
            and (self.boutiques is None or offer.boutique in self.boutiques)
            and (self.pickups is None or offer.pickup_point in self.pickups)
            and (self.low is None or offer.minor >= self.low)
            and (self.high is None or offer.minor <= self.high)
        )

    def best(self, offers: Iterable[Offer]) -> tuple[Offer, ...]:
        """The offers that meet it, cheapest first; ``by_choice``: of the chosen ones, then of the
        others."""
        met = [offer for offer in offers if self.meets(offer)]
        last = self.by_choice
        return tuple(
            sorted(
                met,
                key=lambda o: (
                    last and not o.chosen, o.minor, o.lead_days, o.boutique, o.variant_id,
                ),
            )
        )  # fmt: skip


@dataclass(frozen=True)
class Steering:
    """What operators say of one question. ``pinned``: references that come first, in this order,
    where they can be bought and meet the filters, whatever their words; ``boosts``: reference →
    share of its own score that is added to it, at most ``RANKING.boost``.
    """

    pinned: tuple[int, ...] = ()
    boosts: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not all(0 < share <= RANKING.boost for share in self.boosts.values()):
            raise BadQuery
        if len(self.pinned) > MOST_PINNED:
            raise BadQuery


NOT_STEERED = Steering()


@dataclass(frozen=True)
class Query:
    """``filters``: facet → wanted values, any of them; ``ranges``: "price", "attr:<key>" → bounds.

    ``facets`` are those to count; ``histograms``: "price" → ``PRICE_EDGES``, "attr:<key>" → rising
    edges of its bins (see ``facets.edges``), each from its edge up to the next, which is not in it.
    ``prefer_sizes``: those of the shopper. By relevance, what can be bought in one of them, under
    the other conditions on offers, counts a little more; without text it comes first. None is left
    out, and no count changes.
    ``strict``: a text that is no code is read as all its words as they are, or finds nothing: for
    who tries something else then.

    :raises UnknownFacet, UnknownSort, BadQuery: it cannot be answered.
    """

    text: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 24
    facets: tuple[str, ...] = ()
    histograms: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    synonyms: Synonyms = NO_SYNONYMS
    prefer_sizes: frozenset[str] = frozenset()
    steering: Steering = NOT_STEERED
    strict: bool = False

    def __post_init__(self) -> None:
        if self.sort not in list(Sort):
            raise UnknownSort(sort=str(self.sort))
        for name in (*self.filters, *self.facets):
            _check_facet(name)
        for name in (*self.ranges, *self.histograms):
            _check_range(name)
        for name, bins in self.histograms.items():
            _check_edges(name, bins)
        if set(self.facets) & set(self.histograms):
            raise BadQuery
        if self.page < 1 or not 1 <= self.per_page <= MOST_PER_PAGE or len(self.text) > MOST_TEXT:
            raise BadQuery
        chosen = {name: frozenset(values) for name, values in self.filters.items() if values}
        object.__setattr__(self, "filters", chosen)
        object.__setattr__(self, "sort", Sort(self.sort))

    @property
    def by_words(self) -> tuple[Matching, ...]:
        """How its text may be read as words, strictest first."""
        return BY_WORDS[:1] if self.strict else BY_WORDS

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    @property
    def too_deep(self) -> bool:
        return self.offset + self.per_page > DEEPEST_HIT

    def offer_filter(self, *, without: str = "") -> OfferFilter:
        """The conditions on one offer, except those of the facet ``without``."""
        price = self.ranges.get(PRICE, Range()) if without != PRICE else Range()
        return OfferFilter(
            sizes=self.filters.get(SIZE) if without != SIZE else None,
            boutiques=self.filters.get(BOUTIQUE) if without != BOUTIQUE else None,
            pickups=self.filters.get(PICKUP) if without != PICKUP else None,
            low=None if price.low is None else math.ceil(price.low),
            high=None if price.high is None else math.floor(price.high),
        )

    @property
    def own_offer(self) -> OfferFilter | None:
        """What an offer in the shopper's size must meet; None where it has no part in the order:
        another one is asked for, or where sizes are filtered for they decide already."""
        if not self.prefer_sizes or SIZE in self.filters or self.sort is not Sort.RELEVANCE:
            return None
        return replace(self.offer_filter(), sizes=self.prefer_sizes)

    def document_filters(self, *, without: str = "") -> dict[str, frozenset[str]]:
        return {
            name: values
            for name, values in self.filters.items()
            if name not in OFFER_FACETS and name != without
        }

    def number_ranges(self, *, without: str = "") -> dict[str, Range]:
        """Attribute key → bounds, except those of the facet ``without``."""
        return {
            attribute_key(name): bounds
            for name, bounds in self.ranges.items()
            if name not in (PRICE, without)
        }

    def wants(self, facet: str) -> bool:
        """Whether something is selected in ``facet``."""
        return facet in self.filters or facet in self.ranges


def attribute_key(facet: str) -> str:
    """``attr:drop`` → ``drop``.

    :raises UnknownFacet: it names no attribute.
    """
    found = ATTRIBUTE.fullmatch(facet)
    if not found:
        raise UnknownFacet(facet=facet)
    return found[1]


def _check_facet(name: str) -> None:
    if name not in DOCUMENT_FACETS and name not in OFFER_FACETS:
        attribute_key(name)


def _check_range(name: str) -> None:
    if name != PRICE:
        attribute_key(name)


def _check_edges(name: str, bins: Sequence[float]) -> None:
    if name == PRICE and tuple(bins) != PRICE_EDGES:
        raise BadQuery(histogram=name)
    if name != PRICE and not all(abs(edge) <= LARGEST_NUMBER for edge in bins):
        raise BadQuery(histogram=name)
    exact = bins if name == PRICE else [thousandths(edge) for edge in bins]
    rising = all(low < high for low, high in pairwise(exact))
    if not 2 <= len(bins) <= MOST_EDGES or not rising:
        raise BadQuery(histogram=name)


@dataclass(frozen=True)
class Document:
    """One reference as search knows it.

    A text is looked for in ``title`` (with the brand's name), ``keywords`` and ``description``;
    ``kind`` is what it is called, which counts more and which ``keywords`` say as well; a line
    break parts what is said in them (see ``text.tokens``). ``codes`` as written (EAN, SKU, maker's
    reference). ``choices`` and ``numbers`` by attribute key. ``popularity``: units sold, at least
    0; ``days``: working days until the earliest offer that can be bought arrives, None where there
    is none; ``created``: seconds since 1970; ``payload``: what a card shows, JSON-like. ``version``
    orders what was read of one reference: nanoseconds of the clock, taken before its rows were
    read.
    """

    id: int
    slug: str
    title: str
    brand: str
    family: str = ""
    sports: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    gender: str = ""
    colour: str = ""
    kind: str = ""
    keywords: str = ""
    description: str = ""
    codes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    popularity: float = 0.0
    days: int | None = None
    created: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0

    @property
    def purchasable(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if offer.purchasable)

    def values(self, facet: str) -> tuple[str, ...]:
        """What the reference says under a document's facet or ``attr:<key>``."""
        if facet in DOCUMENT_FACETS:
            found = {
                "sport": self.sports,
                "category": self.categories,
                "family": (self.family,),
                "brand": (self.brand,),
                "gender": (self.gender,),
                "colour": (self.colour,),
            }[facet]
            return tuple(value for value in found if value)
        return tuple(self.choices.get(attribute_key(facet), ()))

    def weight(self) -> float:
        """What a text's score is multiplied by: 1 and more, bounded, so that the text decides."""
        return 1 + RANKING.popularity(self.popularity) + RANKING.arrival(self.days)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Document":
        """The document that ``to_json`` wrote, its JSON already read."""
        lists = {name: tuple(row[name]) for name in ("sports", "categories", "codes")}
        return cls(
            **{
                **row,
                **lists,
                "offers": tuple(Offer(**offer) for offer in row["offers"]),
                "choices": {key: tuple(values) for key, values in row["choices"].items()},
            }
        )


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Bin:
    """References from ``low`` up to ``high``, which is not in it."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """``minimum`` and ``maximum`` of what is found without this range; None when nothing is."""

    bins: tuple[Bin, ...]
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class Hit:
    """``offers``: those that meet all conditions on offers, as ``OfferFilter.best`` orders them;
    empty: sold out.

    ``pinned``: it stands where it stands because an operator put it there.
    """

    id: int
    payload: Mapping[str, Any]
    offers: tuple[Offer, ...]
    pinned: bool = False

    @property
    def price(self) -> int | None:
        """What the card says, in cents: by it lists are sorted by price."""
        return self.offers[0].minor if self.offers else None


class Relaxing(StrEnum):
    """What was let go of so that something is found."""

    SPELLING = "spelling"  # a word is taken for one that is written nearly so
    WORD = "word"  # a word is not looked for
    ANY_WORD = "any_word"  # some of the words do
    VALUE = "value"  # a figure may be the next one that there is
    CONDITION = "condition"  # what was understood of the text is not asked for
    CATEGORY = "category"  # all that there is under the category, or the sport, alone


@dataclass(frozen=True, slots=True)
class Relaxed:
    """``asked``: what was asked for, as its reader says it; ``instead``: what is shown for it."""

    kind: Relaxing
    asked: str
    instead: str = ""


@dataclass(frozen=True)
class Result:
    """``relaxed``: what was let go of, in that order; ``steered``: what operators say of this
    question had a part in the order, ``sized``: the shopper's sizes had."""

    hits: list[Hit]
    total: int
    facets: dict[str, list[FacetValue]]
    histograms: dict[str, Histogram]
    matching: Matching
    page: int = 1
    per_page: int = 24
    relaxed: tuple[Relaxed, ...] = ()
    steered: bool = False
    sized: bool = False

    @property
    def pages(self) -> int:
        """How many pages can be read."""
        return math.ceil(min(self.total, DEEPEST_HIT) / self.per_page)


@dataclass(frozen=True)
class Suggested:
    """``hits``: best first; ``counts``: facet → value → references on sale that have it."""

    hits: list[Hit]
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Status:
    """``generation``: the name of the live index, "" when there is none."""

    engine: str
    generation: str
    documents: int


Reading = Callable[[int], Iterable[Document]]


class Backend(Protocol):
    """An engine. Changes are seen by every process within a second; a rebuild loses none.

    An index is live once a rebuild has filled it, be it with nothing. Where none is, a change is
    kept only for a rebuild under way: a later one reads it from the database.
    """

    def is_built(self) -> bool:
        """Whether there is a live index, of this version of the program.

        :raises SearchUnavailable: the engine does not answer.
        """

    def search(self, query: Query) -> Result:
        """:raises SearchUnavailable: the engine does not answer, or has no index."""

    def search_all(self, queries: Sequence[Query]) -> list[Result]:
        """Several at once, as ``search`` answers each, in the time that one may take.

        :raises SearchUnavailable: the engine does not answer, or has no index.
        """

    def suggest(
        self, written: str, *, most: int, counting: Mapping[str, Sequence[str]]
    ) -> Suggested:
        """What somebody who has typed ``written`` so far may mean; only what is on sale.

        References by the strictest of ``suggesting.readings`` that finds any, by popularity.
        ``counting``: a document's facets → the values to count.

        :raises SearchUnavailable: the engine does not answer, or has no index.
        """

    def spellings(self, words: Iterable[str]) -> dict[str, str]:
        """Each word that ``text.fuzzy`` forgives a typo in, folded → as it should be written.

        Itself where its stem stands in a title or in keywords of what is on sale; else the word
        that it is a typo of by ``text.mistaken``: one whose neighbours are swapped, else the one
        that most references have, as it is written there; "" where there is none.

        :raises SearchUnavailable: the engine does not answer, or has no index.
        """

    def turn(self) -> AbstractContextManager[None]:
        """Held around reading rows and writing them: older rows never overwrite newer ones."""

    def upsert(self, documents: Iterable[Document]) -> None:
        """Put each document in the place of the one with its id."""

    def delete(self, ids: Iterable[int], *, version: int) -> None:
        """Forget references; ``version`` as in ``Document``."""

    def rebuild(self, read: Reading) -> int:
        """Fill a new index beside the live one, then swap; returns how many documents were put in.

        ``read(after)``: all documents with a higher id, in the order of their ids. What is changed
        meanwhile is in both. One that was broken off, even by ``kill -9``, is gone on with where it
        was, if all that was changed since is known; else it begins anew.

        :raises RebuildRunning: another one is at work.
        """

    def status(self) -> Status: ...
