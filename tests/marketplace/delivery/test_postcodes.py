"""Where postcodes lie, and how far it is from one to another."""

import pytest

from marketplace.delivery import postcodes
from marketplace.delivery.postcodes import UnknownPostcode, place


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ("74000", "74000", 0),
        ("74000", "73000", 41),  # Annecy, Chambéry
        ("75015", "69003", 393),  # Paris, Lyon
        ("59000", "13008", 836),
        ("97400", "75001", 9370),
    ],
)
def test_distances_are_those_of_a_map_either_way(one, other, km):
    there, back = place(one).km_to(place(other)), place(other).km_to(place(one))

    assert there == pytest.approx(km, rel=0.03, abs=2)
    assert there == back


def test_a_postcode_is_read_as_people_write_it():
    assert place(" 74 000 ").town == "Annecy"
    assert place("75015").town == "Paris"


def test_what_is_known_roughly_says_so():
    assert not place("74000").rough
    assert place("17480").rough


@pytest.mark.parametrize("written", ["", "7400", "740000", "abcde", "7400O", "٧٤٠٠٠", "74000; x"])
def test_what_is_no_postcode_is_told_the_rule(written):
    with pytest.raises(UnknownPostcode, match="cinq chiffres, par exemple 74000"):
        place(written)


def test_a_postcode_nobody_can_place_asks_for_a_neighbour():
    with pytest.raises(UnknownPostcode, match=r"99999 : essayez celui d’une commune voisine"):
        place("99999")


def test_the_table_is_whole_and_nothing_lies_outside_france():
    rows = postcodes._places()

    assert len(rows) == 6181
    for row in rows.values():
        overseas = row.postcode.startswith("97")
        assert overseas or (41 < row.latitude < 51.2 and -5.2 < row.longitude < 9.6)
