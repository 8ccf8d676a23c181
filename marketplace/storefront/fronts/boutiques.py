"""Boutiques: the list of all by department, the page of one, and what each of them sells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django.utils.dates import WEEKDAYS

from marketplace.core.days import PARIS
from marketplace.storefront.fronts import ways
from marketplace.technical.models import Sport
from marketplace.traders import departments, opening
from marketplace.traders import queries as traders
from marketplace.traders.models import Point, Trader
from marketplace.traders.opening import Day, Spans, State
from search.contract import Query

KEPT_SECONDS = 600
UNUSUAL_DAYS = 45  # how far ahead other hours than usual are told
SPORTS_SHOWN = 4
ASSORTMENT = "boutiques:assortment"

Assortment = Mapping[str, Mapping[str, int]]  # trader → sport → references it can sell now


@dataclass(frozen=True)
class Boutique:
    """Who sells; ``sports`` in words, those of which it has most first; ``count`` of references,
    None while search does not answer."""

    slug: str
    name: str
    url: str
    town: str
    is_brand: bool
    since: date | None
    sports: Sequence[str]
    count: int | None


@dataclass(frozen=True)
class Place:
    """A point as its boutique's page shows it.

    ``state`` None: nobody said when it opens, or nobody may come in. ``week``: weekday, hours,
    whether it is today. ``unusual``: days to come with other hours. ``ready``: when what is ordered
    now can be fetched.
    """

    point: Point
    state: State | None
    week: Sequence[tuple[str, Spans, bool]]
    unusual: Sequence[Day]
    ready: datetime | None


@dataclass(frozen=True)
class Stop:
    """A shop in the list of all: its boutique, where it is, whether it is open."""

    boutique: Boutique
    point: Point
    state: State | None


@dataclass(frozen=True)
class Department:
    """``code`` "": of none that is known."""

    code: str
    name: str
    stops: Sequence[Stop]


@dataclass(frozen=True)
class Directory:
    """All who sell: those with a shop by department, and those who send alone."""

    departments: Sequence[Department]
    sending: Sequence[Boutique]
    shops: int


# --- what they sell --------------------------------------------------------------------------
def assortment(sports: Iterable[str]) -> Assortment:
    """What each boutique sells: one question of search whatever the number of boutiques, kept ten
    minutes; empty while search does not answer."""
    kept: Assortment | None = cache.get(ASSORTMENT)
    if kept is not None:
        return kept
    named = list(sports)
    answers = ways.asked_together(
        Query(filters={"sport": frozenset([sport])}, per_page=1, facets=("boutique",))
        for sport in named
    )
    if not answers:
        return {}
    held: dict[str, dict[str, int]] = defaultdict(dict)
    for sport, found in zip(named, answers, strict=True):
        for slug, count in ways.counts(found, "boutique").items():
            held[slug][sport] = count
    cache.set(ASSORTMENT, dict(held), KEPT_SECONDS)
    return held


def shown(rows: Iterable[Trader], *, sports: Sequence[Sport]) -> list[Boutique]:
    """Traders with what they sell."""
    found = list(rows)
    held = assortment([sport.slug for sport in sports]) if found else {}
    return [_with_sports(row, held, sports) for row in found]


def told(
    row: Trader, *, count: int | None = None, town: str = "", sports: Sequence[str] = ()
) -> Boutique:
    """A trader in a list; ``town``: of the shop that is meant, its own by default."""
    return Boutique(
        slug=row.slug,
        name=row.name,
        url=reverse("storefront:trader", args=[row.slug]),
        town=town or row.town,
        is_brand=row.kind == Trader.Kind.BRAND,
        since=row.since,
        sports=sports,
        count=count,
    )


def _with_sports(row: Trader, held: Assortment, sports: Sequence[Sport]) -> Boutique:
    counts = held.get(row.slug, {})
    called = {sport.slug: str(sport) for sport in sports}
    most = [called[slug] for slug in ways.most(counts, SPORTS_SHOWN) if slug in called]
    return told(row, count=sum(counts.values()) if held else None, sports=most)


# --- the list of all -------------------------------------------------------------------------
def directory(sports: Sequence[Sport], *, at: datetime) -> Directory:
    """Who sells where; two queries, besides what is kept ten minutes."""
    points = traders.selling_points(on=at.astimezone(PARIS).date())
    boutiques = {each.slug: each for each in shown({p.trader: None for p in points}, sports=sports)}
    shops = [point for point in points if point.is_shop]
    open_to_all = {point.trader.slug for point in shops}
    by_code: dict[str, list[Stop]] = defaultdict(list)
    for point in shops:
        state = opening.state(point, at=at) if opening.is_known(point) else None
        stop = Stop(boutiques[point.trader.slug], point, state)
        by_code[departments.code(point.postcode)].append(stop)
    return Directory(
        departments=[
            Department(code, departments.NAMES.get(code, ""), by_code[code])
            for code in sorted(by_code, key=lambda code: (not code, code))
        ],
        sending=[each for slug, each in boutiques.items() if slug not in open_to_all],
        shops=len(shops),
    )


# --- the page of one ---------------------------------------------------------------------------
def places(trader: Trader, *, at: datetime) -> list[Place]:
    """A trader's points, shops first; two queries."""
    today = at.astimezone(PARIS).date()
    return [place(point, at=at) for point in traders.points(trader, on=today)]


def place(point: Point, *, at: datetime, ahead: int = UNUSUAL_DAYS) -> Place:
    """A point, read with its ``special_days``; ``ahead``: how many days are told if unusual."""
    today = at.astimezone(PARIS).date()
    if not opening.is_known(point):
        return Place(point, None, (), (), None)
    language = translation.get_language() or "fr"
    return Place(
        point=point,
        state=opening.state(point, at=at),
        week=[
            (str(name), opening.usual(point, day), day == today.weekday())
            for day, name in WEEKDAYS.items()
        ],
        unusual=opening.unusual(point, first=today, count=ahead, language=language),
        ready=opening.ready(point, at=at),
    )
