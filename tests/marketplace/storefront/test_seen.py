"""What was looked at lately: the browser's list, as cards of what is still there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


@pytest.fixture
def shoes():
    point = shop.point("Foulées d’Annecy")
    return [shelf.shoe(f"Modèle {n}", points=[point], prices=[9000 + n]) for n in range(14)]


def ask(client, *ids):
    return client.get(reverse("storefront:seen-cards"), {"r": ids})


def test_cards_come_in_the_order_of_the_list_and_what_is_gone_drops_out(client, shoes):
    shelf.hide(shoes[1])

    response = ask(client, shoes[2].pk, shoes[1].pk, 987654321, shoes[0].pk, shoes[2].pk)

    assert [(card.title, card.price) for card in response.context["cards"]] == [
        ("Modèle 2", 9002), ("Modèle 0", 9000),
    ]  # fmt: skip
    assert f'data-shown="{shoes[2].pk} {shoes[0].pk} "' in response.content.decode()
    assert response["Cache-Control"] == "private, max-age=60"
    assert response["X-Robots-Tag"] == "noindex"


def test_twelve_at_most(client, shoes):
    cards = ask(client, *[shoe.pk for shoe in shoes]).context["cards"]

    assert [card.title for card in cards] == [f"Modèle {n}" for n in range(12)]


def test_twelve_cost_what_one_costs(client, shoes):
    def statements(size):
        with CaptureQueriesContext(connection) as seen:
            ask(client, *[shoe.pk for shoe in shoes[:size]])
        return len(seen)

    assert statements(1) == statements(12)


def test_nothing_asked_is_nothing_shown(client):
    response = ask(client)

    assert response.context["cards"] == []
    assert 'data-shown=""' in response.content.decode()


@pytest.mark.parametrize("written", ["abc", "", "9" * 5000, "<script>", "\0"])
def test_what_is_no_reference_is_refused(client, written):
    assert ask(client, written).status_code == 400


def test_pages_that_everyone_may_share_hold_the_place_alone(client, shoes):
    shelf.open_shop()
    url = reverse("catalogue:detail", args=[shoes[0].product.slug, shoes[0].pk])

    product, home, own = (
        client.get(page) for page in (url, reverse("storefront:home"), reverse("storefront:seen"))
    )

    assert f'data-reference="{shoes[0].pk}"' in product.content.decode()
    assert "data-reference" not in home.content.decode()
    for page in (product, home, own):
        assert f'data-seen="{reverse("storefront:seen-cards")}"' in page.content.decode()
        assert not page.cookies.keys() & {"vus", "comparer", "sessionid"}
