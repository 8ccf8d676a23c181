"""A town goes with its postcode however it is written; what is not known is not refused here."""

import pytest

from marketplace.delivery import addresses


@pytest.mark.parametrize(
    ("postcode", "town"),
    [
        ("69001", "Lyon"),
        ("69001", "lyon 1er"),
        ("69003", "LYON 3EME ARRONDISSEMENT"),
        ("75015", "Paris 15"),
        ("42000", "SAINT ETIENNE"),
        ("42000", "St-Étienne"),
        ("42000", "Saint-Etienne cedex 2"),
        ("74000", "annecy"),
        ("74940", "Annecy-le-Vieux"),  # merged into Annecy, still written
        ("20000", "Ajaccio"),
        ("95880", "Enghien les Bains"),
    ],
)
def test_a_town_is_known_however_it_is_written(postcode, town):
    assert addresses.agrees(postcode=postcode, town=town)


@pytest.mark.parametrize(
    ("postcode", "town"), [("69001", "Paris"), ("69001", "Lyo"), ("74000", ""), ("69426", "Lyon")]
)
def test_another_town_is_not(postcode, town):
    assert not addresses.agrees(postcode=postcode, town=town)


def test_the_towns_of_a_postcode_begin_with_the_largest():
    assert addresses.towns("74000")[0] == "Annecy"
    assert list(addresses.towns("69001")) == ["Lyon"]
    assert addresses.towns("69426") == ()  # a delivery office's own
    assert len(addresses.towns("01300")) > 20


def test_every_postcode_of_the_shop_has_its_town():
    from marketplace.delivery import postcodes

    places = postcodes.everywhere()
    assert all(addresses.agrees(postcode=each.postcode, town=each.town) for each in places)
