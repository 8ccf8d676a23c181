"""A seller makes a promotion: first what it would do, then it is done, and it can be stopped."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from marketplace.core.scopes import house_scope
from marketplace.offers import queries
from marketplace.offers.models import Promotion
from tests import shop

pytestmark = pytest.mark.django_db
LIST, CREATE = reverse("portal:promotions"), reverse("portal:create-promotion")


@pytest.fixture
def mine(client, clock):
    """One offer at 100 € since ninety days."""
    clock.set(datetime(2026, 9, 1, 9, tzinfo=UTC))
    point = shop.point("Foulées d’Annecy")
    record = shop.offer(point=point, minor=10000)
    clock.set(datetime(2026, 11, 30, 9, tzinfo=UTC))
    client.force_login(shop.member(point.trader))
    return record


def form(**said):
    return {
        "name": "Fin de saison", "kind": "percent", "value": "20", "first": "2026-11-30",
        "last": "2026-12-06", "budget": "", "skus": "", **said,
    }  # fmt: skip


def price(record, clock):
    return queries.offer(record.pk, at=clock()).price.minor


def test_first_it_is_shown_then_it_is_done(client, mine, clock):
    shown = client.post(CREATE, form(apercu="1"))

    html = shown.content.decode()
    assert shown.status_code == 200
    for said in ("1 offre est concernée", "Toutes pourront montrer", "80,00\xa0€", "−20 %"):
        assert said in html
    assert price(mine, clock) == 10000

    assert client.post(CREATE, form(creer="1"), follow=True).status_code == 200
    assert price(mine, clock) == 8000
    html = client.get(LIST).content.decode()
    for said in ("Fin de saison", "du 30 novembre 2026 au 6 décembre 2026", "en cours", "Arrêter"):
        assert said in html


def test_the_last_day_is_whole_and_in_paris(client, mine, clock):
    client.post(CREATE, form(creer="1"))

    clock.set(datetime(2026, 12, 6, 22, 59, tzinfo=UTC))
    assert price(mine, clock) == 8000
    clock.set(datetime(2026, 12, 6, 23, 0, tzinfo=UTC))
    assert price(mine, clock) == 10000
    assert "terminée" in client.get(LIST).content.decode()


def test_without_thirty_days_no_badge_is_promised(client, mine, clock):
    young = shop.offer(point=mine.partner.point, minor=5000)

    html = client.post(CREATE, form(apercu="1", skus=young.partner_sku)).content.decode()

    assert "Aucune ne pourra montrer de prix barré" in html
    assert "aucun" in html


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"name": ""}, "name"),
        ({"value": "0"}, "value"),
        ({"value": "12,5"}, "value"),
        ({"value": "95"}, "value"),
        ({"kind": "autre"}, "kind"),
        ({"first": "demain"}, "first"),
        ({"last": "2026-11-01"}, "last"),
        ({"last": "2028-01-01"}, "last"),
        ({"last": "9999-12-31"}, "last"),
        ({"first": "0001-01-01"}, "first"),
        ({"budget": "-3"}, "budget"),
        ({"families": ["raquettes-de-rien"]}, "families"),
        ({"skus": "inconnue"}, "skus"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_done(client, mine, clock, said, name):
    answer = client.post(CREATE, form(creer="1", **said))

    assert answer.status_code == 422
    assert answer.context["form"].errors[name]
    assert price(mine, clock) == 10000
    with house_scope():
        assert not Promotion.objects.exists()


def test_it_is_stopped_by_its_seller_alone(client, mine, clock):
    client.post(CREATE, form(creer="1"))
    with house_scope():
        made = Promotion.objects.get()
    stop = reverse("portal:stop-promotion", args=[made.pk])

    client.get(stop)
    assert price(mine, clock) == 8000

    client.force_login(shop.member(shop.point().trader))
    assert client.post(stop).status_code == 404
    assert price(mine, clock) == 8000

    client.force_login(shop.member(made.trader))
    assert client.post(stop).status_code == 302
    assert price(mine, clock) == 10000
    assert "arrêtée" in client.get(LIST).content.decode()


def test_one_whose_last_order_was_not_paid_says_why_it_does_not_go_on(client, mine, clock):
    client.force_login(shop.member(mine.partner.point.trader))
    with house_scope():
        Promotion.objects.create(
            trader=mine.partner.point.trader, name="Été", kind="percent", value=10,
            starts_at=clock(), ends_at=datetime(2026, 12, 24, tzinfo=UTC), most_minor=1000,
            budget_minor=1500, spent_minor=0, state="spent", offers_count=1, created_at=clock(),
        )  # fmt: skip

    assert "n’a pas été payée" in client.get(LIST).content.decode()

    with house_scope():
        Promotion.objects.update(spent_minor=1000)
    assert "n’a pas été payée" not in client.get(LIST).content.decode()


def test_none_yet_says_what_one_is(client, mine):
    assert "Aucune promotion encore" in client.get(LIST).content.decode()


@pytest.mark.parametrize("size", [1, 20])
def test_the_list_costs_the_same_at_any_size(client, mine, clock, django_assert_num_queries, size):
    with house_scope():
        for n in range(size):
            Promotion.objects.create(
                trader=mine.partner.point.trader, name=f"n° {n}", kind="percent", value=10,
                starts_at=clock(), ends_at=datetime(2026, 12, 24, tzinfo=UTC), most_minor=1,
                offers_count=1, created_at=clock(),
            )  # fmt: skip

    with django_assert_num_queries(6):  # session, user, membership, how many, which, basket
        response = client.get(LIST)

    assert len(response.context["rows"]) == size
