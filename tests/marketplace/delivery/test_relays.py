"""Pick-up points near a postcode, from whoever the settings name; nobody named, none are."""

import pytest

from marketplace.core.errors import TransientError
from marketplace.delivery import postcodes, relays
from tests import factories

pytestmark = pytest.mark.django_db
LYON = postcodes.find("69001")


class Away:
    """A carrier that does not answer."""

    def near(self, place, *, count):
        raise TransientError

    def find(self, codes):
        raise TransientError


@pytest.fixture
def points():
    near = factories.RelayPointFactory(code="NEAR")
    next_ = factories.RelayPointFactory(code="NEXT", latitude=45.8, longitude=4.85)
    factories.RelayPointFactory(code="FAR", latitude=45.769, longitude=5.9)
    factories.RelayPointFactory(code="NORTH", latitude=48.85, longitude=4.829)
    return near, next_


def test_the_nearest_first_and_none_that_is_far(points, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = relays.near(LYON)

    assert [each.code for each in found] == ["NEAR", "NEXT"]
    assert found[0].km < 1 < found[1].km < 5


def test_no_more_than_somebody_chooses_among():
    factories.RelayPointFactory.create_batch(8)
    assert len(relays.near(LYON)) == relays.NEAR


def test_one_that_was_chosen_is_found_again(points, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert relays.find(["NEAR", "GONE"]).keys() == {"NEAR"}
    with django_assert_num_queries(0):
        assert relays.find(["", ""]) == {}


@pytest.mark.parametrize("name", ["", f"{__name__}.Away"])
def test_without_a_network_or_an_answer_there_are_none(points, settings, name):
    settings.RELAY_NETWORK = name

    assert relays.near(LYON) == []
    assert relays.find(["NEAR"]) == {}
    assert (relays.network() is None) is (not name)


def test_nowhere_has_none(points):
    assert relays.near(None) == []
