"""The desk's vouchers: made, read with what they cost, their codes downloaded once, stopped."""

import csv
import io

import pytest
from django.urls import reverse

from marketplace.buying.vouchers import queries
from marketplace.buying.vouchers.models import Voucher, VoucherCode, VoucherSeries
from marketplace.core.scopes import house_scope
from marketplace.settlement import bookkeeping
from tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("operator")]
LIST = "/regie/bons/"


def form(**said):
    return {
        "name": "Rentrée", "code": "rentrée-10", "series": "", "kind": "amount", "amount": "10,50",
        "percent": "", "cap": "", "minimum": "60", "starts": "2026-11-20", "ends": "2026-12-31",
        "uses": "200", "per_person": "1", "budget": "2 100,00", "reason": "Rentrée des clubs",
        **said,
    }  # fmt: skip


def page(client, pk):
    return client.get(reverse("desk:voucher", args=[pk]))


def text(response):
    return response.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_one_is_made_from_what_is_written(client, clock, operator):
    sport = shop.family().sport

    response = client.post(LIST, form(sports=[sport.pk]))

    row = Voucher.objects.get()
    assert (response.status_code, response.url) == (302, f"/regie/bons/{row.pk}/")
    assert (row.amount_minor, row.minimum_minor, row.budget_minor) == (1050, 6000, 210_000)
    assert (row.uses_most, row.uses_per_person, row.sport_ids) == (200, 1, [sport.pk])
    assert row.starts_at.isoformat() == "2026-11-19T23:00:00+00:00"
    assert row.ends_at.isoformat()[:19] == "2026-12-31T22:59:59"
    assert str(queries.named_code(row)) == "RENTREE10"
    change = row.changes.get()
    assert (change.what, change.note, change.user) == ("made", "Rentrée des clubs", operator)
    shown = text(page(client, row.pk))
    assert "10,50 €" in shown
    assert "RENTREE10" in shown
    assert "Maud Ferrand" in shown


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "dix"}, "amount"),
        ({"amount": "-3"}, "amount"),
        ({"kind": "percent"}, "amount"),
        ({"kind": "percent", "amount": "", "percent": "101"}, "percent"),
        ({"ends": "2026-11-01"}, "ends"),
        ({"ends": "hier"}, "ends"),
        ({"starts": "9999-12-31"}, "starts"),
        ({"starts": "0001-01-01"}, "starts"),
        ({"code": "", "series": ""}, "code"),
        ({"series": "5"}, "code"),
        ({"code": "", "series": "999999"}, "series"),
        ({"budget": "1"}, "budget"),
        ({"uses": "0"}, "uses"),
        ({"reason": ""}, "reason"),
        ({"sports": ["0"]}, "sports"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(client, clock, said, field):
    response = client.post(LIST, form() | said)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "<details open" in text(response)
    assert not Voucher.objects.exists()


def test_the_list_and_the_page_say_what_it_has_cost(client, clock):
    row = shop.voucher(minor=1000, budget_minor=10_000)
    order = shop.paid_order(shop.offer(), code="BIENVENUE")
    shop.order(shop.offer(), email="autre@exemple.fr", code="BIENVENUE")
    with house_scope():
        bookkeeping.catch_up([order.pk])

    listed = text(client.get(LIST))
    shown = text(page(client, row.pk))

    for said in ("20,00 €", "10,00 €"):
        assert said in listed
    assert "1 retenu" in listed
    assert "80,00 €" in shown, "what is left of the budget"
    assert page(client, row.pk).context["cost"].minor == 1000


def test_the_list_says_the_year_of_its_end(client, operator, clock):
    shop.voucher(ends_at=clock().replace(year=2028, month=1, day=1))

    assert "jusqu’au 1er janvier 2028" in text(client.get(LIST))


@pytest.mark.parametrize("size", [1, 20])
def test_the_list_costs_the_same_at_any_size(client, clock, size, django_assert_num_queries):
    for n in range(size):
        shop.voucher(f"CODE{n:02}")

    # session, user, basket, count, vouchers, codes, series, costs; and of the form three lists
    with django_assert_num_queries(11):
        response = client.get(LIST)

    assert len(response.context["rows"]) == size


def test_codes_are_downloaded_once(client, clock):
    client.post(LIST, form(code="", series="30"))
    series = VoucherSeries.objects.get()
    address = reverse("desk:voucher-codes", args=[series.pk])
    assert client.get(address).status_code == 302
    assert VoucherCode.objects.exclude(code="").count() == 30, "looking hands nothing out"

    response = client.post(address)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    head, *rows = csv.reader(io.StringIO(response.content.decode()))
    assert head == ["code"]
    assert len({row[0] for row in rows}) == 30
    assert all(queries.find(row[0]) for row in rows)
    assert not VoucherCode.objects.exclude(code="").exists()

    again = client.post(address, follow=True)
    assert "déjà été téléchargés" in text(again)
    assert rows[0][0] not in text(again)


def test_stopped_with_a_reason(client, clock):
    row = shop.voucher()
    address = reverse("desk:stop-voucher", args=[row.pk])

    assert client.get(address).status_code == 302
    assert client.post(address, {"reason": " "}).status_code == 422
    assert Voucher.objects.get().status == "active"
    assert client.post(address, {"reason": "Erreur de montant"}).status_code == 302
    assert client.post(address, {"reason": "Encore"}).status_code == 302

    assert Voucher.objects.get().status == "stopped"
    assert row.changes.filter(what="stopped").count() == 1
    assert "Erreur de montant" in text(page(client, row.pk))
    assert row.name in text(client.get(LIST + "?termines"))


def test_more_codes(client, clock):
    row = shop.voucher(series=2)
    address = reverse("desk:more-codes", args=[row.pk])

    assert client.post(address, {"series": "0"}).status_code == 422
    assert client.post(address, {"series": "3"}).status_code == 302

    assert VoucherCode.objects.count() == 5


def test_the_order_names_its_voucher(client, clock):
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(minor=8990), code="BIENVENUE")

    shown = text(client.get(reverse("desk:order", args=[order.number])))

    assert "−10,00 €" in shown
    assert "89,90 €" in shown
    assert "payé 79,90 €" in shown


def test_the_orders_money_counts_what_a_voucher_paid(client, clock):
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(minor=8990), code="BIENVENUE")
    with house_scope():
        bookkeeping.catch_up([order.pk])

    shown = text(client.get(reverse("desk:order", args=[order.number])))

    assert "Le client et un bon paient" in shown
    assert "Dû pour la commande, bon compris" in shown
    assert "Dû au client" not in shown


def test_of_an_order_that_a_voucher_paid_whole_no_payment_is_told(client, clock, relay):
    shop.voucher(minor=5000)
    offer = shop.offer(point=shop.point(shipping=0), minor=5000)
    order = shop.order(offer, code="BIENVENUE")
    relay()

    shown = text(client.get(reverse("desk:order", args=[order.number])))

    for words in ("Un bon paie toute la commande", "réglée par un bon", "Réglée par un bon"):
        assert words in shown, words
    for words in ("Le client paie", "Paiement confirmé", "Payé, proposé"):
        assert words not in shown, words
