"""What the figures of the ranking may add, and what is not among them."""

from dataclasses import fields

import pytest

from search.contract import Document, Offer
from search.ranking import RANKING, VERSIONS, Ranking

# What a seller pays, or what a sale leaves, under any of its names.
MONEY = ("margin", "marge", "commission", "fee", "rate", "cost", "paid", "sponsor", "bid")


def test_nothing_that_a_seller_pays_is_known_to_the_ranking():
    known = [each.name for kind in (Document, Offer, Ranking) for each in fields(kind)]

    assert not [name for name in known for word in MONEY if word in name]


@pytest.mark.parametrize(("units", "share"), [(0, 0), (1000, 0.3), (1_000_000, 0.3)])
def test_popularity_is_bounded(units, share):
    assert RANKING.popularity(units) == pytest.approx(share)


def test_popularity_grows_ever_slower():
    steps = [RANKING.popularity(units) for units in (0, 1, 10, 100, 1000)]
    assert steps == sorted(steps)
    assert steps[1] - steps[0] > (steps[4] - steps[3]) / 100


@pytest.mark.parametrize(("days", "share"), [(0, 0.1), (5, 0.05), (10, 0), (60, 0), (None, 0)])
def test_an_early_arrival_adds_a_little(days, share):
    assert RANKING.arrival(days) == pytest.approx(share)


def test_all_that_is_not_text_together_never_doubles_a_score():
    most = RANKING.popular + RANKING.soon + RANKING.fits + RANKING.boost
    assert most < 1.2
    assert Document(id=1, slug="", title="", brand="", popularity=1e9, days=0).weight() < 1.5


def test_the_latest_version_holds():
    assert RANKING is VERSIONS[max(VERSIONS)]
