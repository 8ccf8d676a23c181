"""The fewest parcels and the first to arrive, against every split there is."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.buying import splitting
from marketplace.buying.splitting import Candidate, Sending, Wish

DAY = 739000


@st.composite
def baskets(draw):
    """A few lines, each sold by some of a few points, at prices that make delivery matter."""
    points = draw(st.integers(1, 4))
    sendings = {
        point: Sending(
            draw(st.integers(0, 700)),
            draw(st.one_of(st.none(), st.integers(0, 9000))),
        )
        for point in range(points)
    }
    offers = iter(range(1, 1000))
    wishes = []
    for line in range(draw(st.integers(1, 5))):
        sellers = draw(st.sets(st.integers(0, points - 1), min_size=1))
        candidates = [
            Candidate(
                next(offers), point, draw(st.integers(1000, 5000)), DAY + draw(st.integers(0, 4))
            )
            for point in sorted(sellers)
        ]
        if draw(st.booleans()):  # a point has the same article twice: new, and worn
            first = candidates[0]
            candidates.append(
                Candidate(next(offers), first.point, draw(st.integers(500, 5000)), first.arrives)
            )
        wishes.append(Wish(line, draw(st.integers(1, 3)), candidates))
    return wishes, sendings


def everything(wishes, sendings):
    for picked in product(*(wish.candidates for wish in wishes)):
        lines = [wish.line for wish in wishes]
        yield splitting.of(wishes, sendings, dict(zip(lines, picked, strict=True)))


def is_possible(split, wishes):
    """Every line has an offer of its own."""
    return all(
        split.picks[wish.line] in {each.offer for each in wish.candidates} for wish in wishes
    )


@settings(max_examples=150, deadline=None)
@given(baskets())
def test_the_fewest_parcels_and_of_these_the_cheapest(basket):
    wishes, sendings = basket

    found = splitting.fewest(wishes, sendings)

    best = min((s.parcels, s.cents, s.arrives) for s in everything(wishes, sendings))
    assert (found.parcels, found.cents, found.arrives) == best
    assert found.exact
    assert is_possible(found, wishes)


@settings(max_examples=150, deadline=None)
@given(baskets())
def test_the_first_to_arrive_and_of_these_the_cheapest(basket):
    wishes, sendings = basket

    found = splitting.soonest(wishes, sendings)

    best = min((s.arrives, s.cents, s.parcels) for s in everything(wishes, sendings))
    assert (found.arrives, found.cents, found.parcels) == best
    assert found.exact
    assert is_possible(found, wishes)


@settings(max_examples=50, deadline=None)
@given(baskets(), st.integers(1, 6))
def test_a_search_that_is_cut_short_still_gives_a_split_and_says_so(basket, nodes):
    wishes, sendings = basket

    for search in (splitting.fewest, splitting.soonest):
        found = search(wishes, sendings, nodes=nodes)
        whole = search(wishes, sendings)
        assert is_possible(found, wishes)
        assert found.exact <= (found.cents == whole.cents)


def wide(lines, sellers):
    """Every point has every line, at the same price: the hardest there is to bound."""
    candidates = iter(range(1, 10**6))
    return [
        Wish(
            line,
            1,
            [Candidate(next(candidates), (line + n) % 12, 3000, DAY + n) for n in range(sellers)],
        )
        for line in range(lines)
    ]


def test_a_large_basket_is_answered_within_its_steps():
    wishes, sendings = wide(30, 6), {point: Sending(490, 20000) for point in range(12)}
    cheapest_each = splitting.of(wishes, sendings, {w.line: w.candidates[0] for w in wishes})

    for search in (splitting.fewest, splitting.soonest):
        found = search(wishes, sendings)
        assert is_possible(found, wishes)
        assert found.cents <= cheapest_each.cents


def test_delivery_that_becomes_free_decides():
    """Apart each pays its delivery; together the dearer boutique sends for nothing."""
    wishes = [
        Wish(1, 1, [Candidate(1, 0, 4000, DAY), Candidate(2, 1, 4100, DAY)]),
        Wish(2, 1, [Candidate(3, 0, 4000, DAY + 2), Candidate(4, 1, 4100, DAY)]),
    ]
    sendings = {0: Sending(490), 1: Sending(490, 8000)}

    assert splitting.fewest(wishes, sendings).picks == {1: 2, 2: 4}
    assert splitting.soonest(wishes, sendings).cents == 8200
