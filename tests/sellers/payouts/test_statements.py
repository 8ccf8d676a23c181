"""A seller reads what it is paid, and why the rest waits."""

import csv
import io
from ctypes.util import find_library
from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.care.models import Case
from marketplace.core.scopes import house_scope
from marketplace.ledger.legs import Posting
from marketplace.ledger.models import Kind
from marketplace.payments.models import Payment, StripeAccount
from marketplace.settlement import queries, transfers
from marketplace.settlement.models import StatementLine
from marketplace.storefront.templatetags.cordee import day
from sellers.payouts import documents, sheets
from tests import shop
from tests.marketplace.settlement import books

pytestmark = pytest.mark.django_db


def address(name, paid):
    return reverse(f"payouts:{name}", args=[paid.statement.pk])


def text(response):
    return " ".join(response.content.decode().replace("\xa0", " ").replace("\u202f", " ").split())


def test_the_list_shows_the_statement_and_what_waits(paid, client, clock):
    with house_scope():
        (waiting,) = books.delivered(shop.offer(point=paid.point, minor=3000), at=clock())
    page = client.get(reverse("payouts:index"))

    shown = text(page)
    assert paid.statement.number in shown
    assert "48,90 €" in shown
    assert waiting.number in shown
    assert "le client peut encore se rétracter" in shown
    assert "31,30 €" in shown  # 30 € less 3 € and 0,60 €, with 4,90 € of delivery
    assert paid.other.number not in shown
    assert paid.foreign.number not in shown


def test_the_shoppers_days_and_ours_are_told_apart(paid, client, clock):
    with house_scope():
        (parcel,) = books.delivered(shop.offer(point=paid.point, minor=3000), at=clock())
    shown = text(client.get(reverse("payouts:index")))
    last, leaves = (day(parcel.delivered_at + timedelta(days=days)) for days in (14, 16))
    assert f"jusqu’au {last}, puis 2 jours de marge : versable le {leaves}" in shown

    clock.advance(days=15)
    shown = text(client.get(reverse("payouts:index")))
    assert "le client peut encore se rétracter" not in shown
    assert f"versable le {leaves}" in shown


def test_what_comes_to_nothing_is_not_held_back(paid, client, clock):
    with house_scope():
        (parcel,) = books.delivered(shop.offer(point=paid.point, minor=3000), at=clock())
        StatementLine.objects.filter(due=books.due(parcel)).update(
            gross_minor=0, commission_minor=0, commission_vat_minor=0, delivery_minor=0,
            total_minor=0,
        )  # fmt: skip

    assert parcel.number not in text(client.get(reverse("payouts:index")))


def test_what_stripe_holds_back_is_said(paid, client, clock):
    with house_scope():
        (parcel,) = books.delivered(shop.offer(point=paid.point, minor=3000), at=clock())
        clock.advance(days=16)
        transfers.sweep(at=clock())
        books.arrive(at=clock())
        until = clock() + timedelta(days=2)
        Payment.objects.filter(order=parcel.order).update(available_at=until)
    shown = text(client.get(reverse("payouts:index")))

    assert "En cours de mise à disposition" in shown
    assert f"en cours de mise à disposition, jusqu’au {day(until)}" in shown


def test_every_hold_is_said(paid, client, clock):
    with house_scope():
        (parcel,) = books.delivered(shop.offer(point=paid.point, minor=3000), at=clock())
        Case.objects.create(
            order=parcel.order, order_line_id=parcel.lines.get().order_line_id,
            trader=parcel.trader, topic="size", opened_at=clock(), answer_by=clock(),
        )  # fmt: skip
    clock.advance(days=20)
    shown = text(client.get(reverse("payouts:index")))

    assert "un dossier client est ouvert" in shown
    assert "se rétracter" not in shown


def test_no_day_is_promised_while_no_payout_is_possible(paid, client, clock):
    with house_scope():
        books.delivered(shop.offer(point=paid.point, minor=3000), at=clock())
        clock.advance(days=16)
        transfers.sweep(at=clock())
        books.arrive(at=clock())
    missing, promised = reverse("portal:payments"), "part ce jour-là vers votre banque"
    banner = "Stripe ne peut pas encore vous payer"
    shown = text(client.get(reverse("payouts:index")))
    assert promised in shown
    assert banner not in shown

    with house_scope():
        StripeAccount.objects.filter(trader=paid.trader).update(payouts_enabled=False)
    page = client.get(reverse("payouts:index"))
    shown = text(page)
    assert f'{banner}. <a href="{missing}">Voir ce qui manque</a>' in shown
    assert promised not in shown
    assert day(page.context["standing"].next_date) not in shown
    assert "31,30 €" in shown


def test_what_a_lost_dispute_leaves_names_the_dispute(paid, client, clock):
    with house_scope():
        (parcel,) = books.delivered(shop.offer(point=paid.point, minor=3000), at=clock())
        about = {"consignment_id": parcel.pk}
        legs = [
            books.leg(Kind.PAYABLE, 3130 + 5322, trader=paid.trader.pk, **about),
            books.leg(Kind.DISPUTES, -3130 - 5322, **about),
        ]
        books.post(Posting("dispute-lost:1", "dispute-lost", clock(), legs, parcel.order_id))
    shown = text(client.get(reverse("payouts:index")))

    assert "−53,22 €" in shown
    assert "litige perdu : la banque du client a repris son paiement" in shown
    assert "se rétracter" not in shown
    assert "versable le" not in shown


def test_nothing_yet(client, clock):
    client.force_login(shop.member(shop.point().trader))
    shown = text(client.get(reverse("payouts:index")))

    assert "Aucun versement pour l’instant" in shown
    assert "Rien n’attend" in shown


def test_a_statement_sums_to_its_payout(paid, client):
    page = client.get(address("statement", paid))

    sums = page.context["sums"]
    assert sums.total.minor == paid.statement.amount_minor == 4890
    assert [line.total_minor for line in page.context["lines"]] == [4400, 490]
    assert "48,90 €" in text(page)
    assert "votre prix de vente" in text(page)
    assert "payé par le client" not in text(page), "a voucher of the house's pays a part of it"


@pytest.mark.parametrize("name", ["statement", "sheet", "document"])
def test_another_boutique_has_no_such_statement(paid, client, name):
    response = client.get(reverse(f"payouts:{name}", args=[paid.other.pk]))

    assert response.status_code == 404


def test_the_sheet_says_the_same_in_a_spreadsheets_words(paid, client):
    with house_scope():
        line = StatementLine.objects.get(kind="sale", trader=paid.trader).order_line
    line.title = "=HYPERLINK(1)"
    line.save()
    response = client.get(address("sheet", paid))

    assert response.streaming
    content = response.getvalue().decode()
    assert content.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(content[1:]), delimiter=";")
    assert len(head) == 14
    assert [row[6:] for row in rows] == [
        ["50,00", "-5,00", "-1,00", "0,00", "0,00", "0,00", "0,00", "44,00"],
        ["0,00", "0,00", "0,00", "4,90", "0,00", "0,00", "0,00", "4,90"],
    ]
    assert rows[0][5] == "'=HYPERLINK(1)"
    assert rows[0][:4] == [
        paid.statement.number, "02/03/2026", paid.parcel.order.number, paid.parcel.number,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("minor", "written"), [(0, "0,00"), (5, "0,05"), (-5, "-0,05"), (-123456, "-1234,56")]
)
def test_amounts_for_spreadsheets(minor, written):
    assert sheets.decimal(minor) == written


@pytest.mark.skipif(
    find_library("pangoft2-1.0") is None,
    reason="PDF needs Pango; to run it: apt-get install libpango-1.0-0 libpangoft2-1.0-0",
)
def test_the_document_is_pdf(paid, client):
    response = client.get(address("document", paid))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


def test_a_long_statement_is_told_parcel_by_parcel(paid, monkeypatch):
    monkeypatch.setattr(documents, "MOST_LINES", 1)
    with house_scope():
        lines = queries.lines_of(paid.statement)
        (row,) = documents._by_parcel(lines)

    assert (row["due__consignment__number"], row["total_minor"]) == (paid.parcel.number, 4890)


def test_a_machine_without_what_makes_pdf_says_so(paid, client, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    response = client.get(address("document", paid), follow=True)

    assert "prenez le tableur" in text(response)


@pytest.mark.parametrize("size", [1, 30])
def test_a_statement_costs_the_same_at_any_length(paid, client, django_assert_num_queries, size):
    with house_scope():
        line = StatementLine.objects.filter(statement=paid.statement).first()
        for _n in range(size - 1):
            line.pk = None
            line.save()
    # session, user, member, statement, count, lines, sums, frame
    with django_assert_num_queries(8):
        page = client.get(address("statement", paid))

    assert len(page.context["lines"]) == size + 1


@pytest.mark.parametrize("size", [1, 15])
def test_the_list_costs_the_same_at_any_length(
    paid, client, clock, django_assert_num_queries, size
):
    with house_scope():
        for _n in range(size):
            books.delivered(shop.offer(point=paid.point, minor=3000), at=clock())
    with django_assert_num_queries(13):
        page = client.get(reverse("payouts:index"))

    assert len(page.context["waiting"]) == size
