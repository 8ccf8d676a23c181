"""A seller's offers: which are put forward, what the others would take, free delivery."""

import pytest
from django.urls import reverse

from marketplace.offers import operations, queries
from tests import shop

pytestmark = pytest.mark.django_db
OFFERS = reverse("portal:offers")


@pytest.fixture
def mine(client):
    point = shop.point("Foulées d’Annecy", shipping=500)
    client.force_login(shop.member(point.trader))
    return point


def against(mine, *, minor, rival):
    """An offer of mine and a rival's of the same size."""
    variant = shop.reference()[0]
    own = shop.offer(point=mine, variant=variant, minor=minor)
    shop.offer(point=shop.point(shipping=500), variant=variant, minor=rival)
    return own


def page(client, **asked):
    response = client.get(OFFERS, asked)
    assert response.status_code == 200
    return response.context["rows"], response.content.decode()


def test_each_says_whether_it_wins_and_what_it_would_take(client, mine):
    lost = against(mine, minor=12000, rival=10000)
    won = against(mine, minor=9000, rival=10000)
    alone = shop.offer(point=mine, minor=5000)

    rows, html = page(client)

    standing = {each.stockrecord_id: each for each in rows}
    assert [standing[each.pk].wins for each in (lost, won, alone)] == [False, True, True]
    assert standing[alone.pk].alone
    target = standing[lost.pk].target
    assert f"un prix de {target.format('fr')}" in html
    assert "devant : 105,00" in html


def test_the_price_it_would_take_wins(client, mine):
    lost = against(mine, minor=12000, rival=10000)
    (row,) = page(client)[0]

    shop.restate(lost.pk, minor=row.target.minor)

    assert page(client)[0][0].wins is True
    shop.restate(lost.pk, minor=row.target.minor + 1)
    assert page(client)[0][0].wins is False


def test_lost_and_won_ones_alone(client, mine):
    lost = against(mine, minor=12000, rival=10000)
    won = against(mine, minor=9000, rival=10000)
    off = shop.offer(point=mine, minor=7000, stock=0)

    assert [each.stockrecord_id for each in page(client, voir="perdues")[0]] == [lost.pk]
    assert [each.stockrecord_id for each in page(client, voir="gagnees")[0]] == [won.pk]
    assert {each.stockrecord_id for each in page(client, voir="n’importe")[0]} == {
        lost.pk, won.pk, off.pk,
    }  # fmt: skip


def test_nothing_lost_is_said(client, mine):
    shop.offer(point=mine)

    assert "Aucune offre perdue" in page(client, voir="perdues")[1]


def test_search_finds_by_reference_and_another_s_stay_hidden(client, mine):
    own, foreign = shop.offer(point=mine), shop.offer()

    assert [each.sku for each in page(client, q=own.partner_sku)[0]] == [own.partner_sku]
    assert page(client, q=foreign.partner_sku)[0] == []


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_at_any_size(client, mine, django_assert_num_queries, size):
    variants = shop.reference(sizes=[str(n) for n in range(size)])
    shop.put_on_sale([(mine, variant, 12000) for variant in variants])
    shop.put_on_sale([(shop.point(), variant, 10000) for variant in variants])

    # session, user, membership; how many, which; what of them, rivals, tariffs twice; basket
    with django_assert_num_queries(10):
        response = client.get(OFFERS)

    assert len(response.context["rows"]) == size


def test_free_delivery_is_said_and_offers_are_chosen_again(client, mine, relay):
    variant = shop.reference()[0]
    own = shop.offer(point=mine, variant=variant, minor=10100)
    shop.offer(point=shop.point(shipping=500), variant=variant, minor=10000)
    said = {"home-charge": "4,90", "home-free_from": "100,00", "home-transit_days": "2"}

    assert client.post(reverse("portal:tariffs"), {**said, "pickup-charge": "0"}).status_code == 302

    relay()
    best = queries.offers_of(product_ids=[variant])[variant][0]
    assert (best.stockrecord_id, best.delivery.minor) == (own.pk, 0)
    assert f'href="{reverse("portal:tariffs")}"' in client.get(OFFERS).content.decode()


def test_an_offer_that_is_paused_is_not_on_sale(client, mine):
    own = shop.offer(point=mine)
    operations.pause(stockrecord_ids=[own.pk])

    rows, html = page(client)

    assert rows[0].wins is None
    assert "pas en vente" in html


def test_the_condition_is_said_and_counts(client, mine):
    own = against(mine, minor=9000, rival=10000)
    url = reverse("portal:offer", args=[own.pk])
    assert "90,00\xa0€" in client.get(url).content.decode()

    assert client.post(url, {"condition": "open_box"}).status_code == 302

    assert "une offre neuve passe devant" in client.get(url).content.decode()
    assert client.post(url, {"condition": "cassé"}).status_code == 422
    assert queries.offer(own.pk).condition == "open_box"


def test_another_s_offer_is_not_there(client, mine):
    foreign = shop.offer()
    url = reverse("portal:offer", args=[foreign.pk])

    assert client.get(url).status_code == 404
    assert client.post(url, {"condition": "display"}).status_code == 404
    assert queries.offer(foreign.pk).as_new
