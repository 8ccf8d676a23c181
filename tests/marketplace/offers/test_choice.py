"""The buy box as a pure function: what counts, what is near, what it would take."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from marketplace.offers import choice
from marketplace.offers.choice import NEAR, NEAR_KM, choose, needed
from marketplace.offers.queries import Rival

FIRST, SECOND = Rival(1, 10000, 3, 4.5), Rival(2, 10000, 3, 4.5)

rivals = st.lists(
    st.builds(
        Rival,
        st.integers(1, 9),
        st.integers(1, 30000),
        st.integers(0, 12),
        st.none() | st.floats(1, 5),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda each: each.stockrecord_id,
)


def test_equal_offers_go_to_the_older():
    assert choose([SECOND, FIRST]).stockrecord_id == 1


def test_what_is_not_new_wins_only_alone():
    cheap = replace(SECOND, minor=2000, new=False)

    assert choose([FIRST, cheap]).stockrecord_id == 1
    assert choose([FIRST, cheap]).reasons["rivals"] == 0
    assert choose([cheap]).stockrecord_id == 2


def test_near_counts_only_for_who_says_from_where():
    close, far = replace(FIRST, km=NEAR_KM), replace(SECOND, minor=10500, km=0.0)

    assert choose([close, far]).stockrecord_id == 1
    winner = choose([close, far], near=True)
    assert (winner.stockrecord_id, winner.reasons["points"]["near"]) == (2, float(NEAR))
    assert "near" not in choose([close, far]).reasons["points"]


def test_where_nothing_can_be_fetched_nothing_is_near():
    assert choose([FIRST, replace(SECOND, km=NEAR_KM + 1)], near=True).stockrecord_id == 1


def test_what_it_takes_is_the_highest_price_that_wins():
    dear = replace(SECOND, minor=12000)

    found = needed(dear, [FIRST], goods=11500, lead_days=1, landed=lambda minor: minor + 500)

    assert found.minor is not None
    assert choose([replace(dear, minor=found.minor + 500), FIRST]).stockrecord_id == 2
    assert choose([replace(dear, minor=found.minor + 501), FIRST]).stockrecord_id == 1


def test_free_delivery_is_reckoned_with():
    """Cheaper than what makes delivery free would cost more at the door."""

    def landed(minor):
        return minor if minor >= 10000 else minor + 1500

    own = Rival(2, 10300, 3, 4.5)
    found = needed(own, [replace(FIRST, minor=10200)], goods=10300, lead_days=1, landed=landed,
                   steps=[10000])  # fmt: skip

    assert found.minor is not None
    assert found.minor >= 10000


def test_days_may_be_what_it_takes():
    slow = replace(SECOND, minor=9900, days=8)

    assert needed(slow, [FIRST], goods=9900, lead_days=6, landed=lambda m: m).days == 1


def test_a_used_one_beside_a_new_one_cannot_win():
    used = replace(SECOND, new=False)

    found = needed(used, [FIRST], goods=10000, lead_days=1, landed=lambda minor: minor)

    assert (found.minor, found.days) == (None, None)


@given(rivals)
def test_what_it_takes_agrees_with_trying_every_price(offers):
    own, *others = [replace(each, new=True, minor=each.minor % 400 + 1) for each in offers]
    if not others or choose(offers := [own, *others]).stockrecord_id == own.stockrecord_id:
        return

    found = needed(own, others, goods=own.minor, lead_days=0, landed=lambda minor: minor)

    winning = [
        minor
        for minor in range(1, own.minor)
        if choose([replace(own, minor=minor), *others]).stockrecord_id == own.stockrecord_id
    ]
    assert found.minor == max(winning, default=None)


@given(rivals)
def test_the_winner_has_the_most_points_of_what_is_compared(offers):
    winner = choose(offers)
    compared = [each for each in offers if each.new] or offers

    totals = {each.stockrecord_id: choice.total(each, compared) for each in compared}

    assert totals[winner.stockrecord_id] == max(totals.values())
    assert winner.reasons["total"] == totals[winner.stockrecord_id]
