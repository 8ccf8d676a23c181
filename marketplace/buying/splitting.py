"""Which boutique should send what: the split with the fewest parcels, the one that arrives first.

Pure functions of cents, days and ids. Both are exact as long as the search stays within ``NODES``
steps, which baskets of some thirty lines with several boutiques each do; beyond, the best split
found by then is given, never worse than each line's cheapest offer, and says so (``exact``).

The fewest parcels are a set cover by points, searched breadth by breadth: first whether one point
has everything, then two, and so on. Among covers, and among all splits that arrive first, the
cheapest at the door is found by branch and bound: what is already chosen, plus the cheapest offer
of every line that is left, plus the delivery that no further article can make free, is a bound
from below.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

NODES: Final = 6000  # steps of a search: some tens of milliseconds


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer of which there are enough units for a line; ``unit``: cents; ``arrives``: the
    ordinal of the day."""

    offer: int
    point: int
    unit: int
    arrives: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A basket line and the offers that could fulfil it: at least one."""

    line: int
    quantity: int
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class Sending:
    """What a point's parcel costs, in cents; nothing from ``free_from`` cents of goods on."""

    minor: int
    free_from: int | None = None

    def charge(self, goods: int) -> int:
        return 0 if self.free_from is not None and goods >= self.free_from else self.minor


@dataclass(frozen=True, slots=True)
class Split:
    """``picks``: line → offer; ``cents``: goods and delivery; ``arrives``: the last
    parcel's day."""

    picks: Mapping[int, int]
    parcels: int
    cents: int
    arrives: int
    exact: bool = True


def fewest(wishes: Sequence[Wish], sendings: Mapping[int, Sending], *, nodes: int = NODES) -> Split:
    """The split with the fewest parcels; of these the cheapest, then the first to arrive."""
    search = _Search(wishes, sendings, nodes)
    for cover in _covers(wishes, search):
        search.among(dict.fromkeys(cover, True))
    return search.best_or(_greedy(wishes))


def soonest(
    wishes: Sequence[Wish], sendings: Mapping[int, Sending], *, nodes: int = NODES
) -> Split:
    """The split whose last parcel arrives first; of these the cheapest, then the fewest parcels."""
    last = max(min(each.arrives for each in wish.candidates) for wish in wishes)
    in_time = [
        replace(wish, candidates=[each for each in wish.candidates if each.arrives <= last])
        for wish in wishes
    ]
    search = _Search(in_time, sendings, nodes)
    search.among({each.point: True for wish in in_time for each in wish.candidates})
    return search.best_or(_greedy(in_time))


def of(
    wishes: Sequence[Wish], sendings: Mapping[int, Sending], picks: Mapping[int, Candidate]
) -> Split:
    """What a choice of one candidate for each line makes."""
    goods: dict[int, int] = defaultdict(int)
    for wish in wishes:
        goods[picks[wish.line].point] += picks[wish.line].unit * wish.quantity
    delivery = sum(sendings[point].charge(amount) for point, amount in goods.items())
    return Split(
        picks={line: each.offer for line, each in picks.items()},
        parcels=len(goods),
        cents=sum(goods.values()) + delivery,
        arrives=max(each.arrives for each in picks.values()),
    )


def _greedy(wishes: Sequence[Wish]) -> dict[int, Candidate]:
    return {
        wish.line: min(wish.candidates, key=lambda each: (each.unit, each.offer)) for wish in wishes
    }


def _covers(wishes: Sequence[Wish], search: "_Search") -> Iterator[frozenset[int]]:
    """The smallest sets of points that together have something for every line, all of them."""
    points = [frozenset(each.point for each in wish.candidates) for wish in wishes]
    for size in range(1, len(wishes) + 1):
        found: set[frozenset[int]] = set()
        for cover in _covers_of(frozenset(), points, size, search):
            if cover not in found:
                found.add(cover)
                yield cover
        if found or search.spent:
            return


def _covers_of(
    chosen: frozenset[int], points: Sequence[frozenset[int]], size: int, search: "_Search"
) -> Iterator[frozenset[int]]:
    """Branches on the line that the fewest points have, of those that nothing chosen has."""
    left = [each for each in points if not each & chosen]
    if not left:
        yield chosen
        return
    if len(chosen) == size or search.step():
        return
    narrowest: frozenset[int] = min(left, key=len)
    for point in sorted(narrowest):
        yield from _covers_of(chosen | {point}, left, size, search)


@dataclass
class _Search:
    """Branch and bound over the lines, the least free first; keeps the best split so far."""

    wishes: Sequence[Wish]
    sendings: Mapping[int, Sending]
    nodes: int
    key: tuple[int, int, int] | None = None  # cents, parcels, last day
    picks: dict[int, Candidate] = field(default_factory=dict)

    @property
    def spent(self) -> bool:
        return self.nodes <= 0

    def step(self) -> bool:
        """Count one step; whether there are none left."""
        self.nodes -= 1
        return self.spent

    def best_or(self, picks: Mapping[int, Candidate]) -> Split:
        """The best split found; ``picks`` where the search ended before it found any."""
        split = of(self.wishes, self.sendings, self.picks or picks)
        return replace(split, exact=not self.spent)

    def among(self, points: Mapping[int, bool]) -> None:
        """Look for a better split that uses these points alone."""
        rows = [
            (wish, [each for each in wish.candidates if each.point in points])
            for wish in self.wishes
        ]
        rows.sort(key=lambda row: (len(row[1]), row[0].line))
        least = [min(each.unit for each in found) * wish.quantity for wish, found in rows]
        self._rows = rows
        # What the lines from each place on cost at least; what they can add to a point at most.
        self._rest = [sum(least[place:]) for place in range(len(rows) + 1)]
        self._most: list[dict[int, int]] = [{} for _ in range(len(rows) + 1)]
        for place in range(len(rows) - 1, -1, -1):
            wish, found = rows[place]
            reach = dict(self._most[place + 1])
            for point in {each.point for each in found}:
                dearest = max(each.unit for each in found if each.point == point)
                reach[point] = reach.get(point, 0) + dearest * wish.quantity
            self._most[place] = reach
        self._walk(0, {}, 0, {})

    def _walk(
        self, place: int, goods: dict[int, int], last: int, picked: dict[int, Candidate]
    ) -> None:
        if self.step():
            return
        bound = (self._bound(place, goods), len(goods), last)
        if self.key is not None and bound >= self.key:
            return
        if place == len(self._rows):
            self.key, self.picks = bound, dict(picked)
            return
        wish, found = self._rows[place]
        for each in sorted(found, key=lambda c: (c.unit, c.point not in goods, c.arrives, c.offer)):
            before = goods.get(each.point)
            goods[each.point] = (before or 0) + each.unit * wish.quantity
            picked[wish.line] = each
            self._walk(place + 1, goods, max(last, each.arrives), picked)
            if before is None:
                del goods[each.point]
            else:
                goods[each.point] = before
        picked.pop(wish.line, None)

    def _bound(self, place: int, goods: Mapping[int, int]) -> int:
        """Cents that every completion costs at least; exactly, once nothing is left."""
        reach = self._most[place]
        delivery = sum(
            self.sendings[point].charge(amount + reach.get(point, 0))
            for point, amount in goods.items()
        )
        return sum(goods.values()) + delivery + self._rest[place]
