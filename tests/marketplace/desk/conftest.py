import pytest

from tests import shop


@pytest.fixture
def operator(client):
    """The operator who is signed in."""
    person = shop.operator()
    person.first_name, person.last_name = "Maud", "Ferrand"
    person.save()
    client.force_login(person)
    return person


@pytest.fixture
def order(clock, operator):
    """Two parcels of two boutiques, the first with two articles."""
    first, second = shop.point("Foulées d’Annecy"), shop.point("Le Couloir 4")
    return shop.paid_order(
        shop.offer(point=first, minor=5000),
        shop.offer(point=first, minor=7000),
        shop.offer(point=second, minor=9000),
    )
