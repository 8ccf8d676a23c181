"""Every cent of an order in one table, and what two books tell differently."""

import pytest
from django.urls import reverse

from marketplace.core.scopes import house_scope
from marketplace.desk import money
from marketplace.ledger.legs import Posting
from marketplace.ledger.models import Kind
from marketplace.settlement import payouts, reconciling, transfers
from marketplace.settlement.models import Discrepancy, PayoutTerms, Reconciliation, Statement
from tests import shop
from tests.marketplace.settlement import books

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(clock, operator):
    """Paid, sold, delivered, and paid out: 54,90 € of which the seller gets 48,90 €."""
    with house_scope():
        (parcel,) = books.delivered(shop.offer(minor=5000), at=clock())
        payment = parcel.order.payment
        payment.charge_id = "ch_1"
        payment.save()
        legs = [books.leg(Kind.STRIPE_CLEARING, 5490), books.leg(Kind.SHOPPER_LIABILITY, -5490)]
        books.post(Posting(f"charge:{payment.pk}", "charge", clock(), legs, parcel.order_id))
        clock.advance(days=16)
        transfers.sweep(at=clock())
        books.arrive(at=clock())
        PayoutTerms.objects.update(next_date=clock().date())
        payouts.run(at=clock())
    return parcel


def text(response):
    return " ".join(response.content.decode().replace("\xa0", " ").replace("\u202f", " ").split())


def test_every_cent_of_an_order(parcel, client):
    page = client.get(reverse("desk:order", args=[parcel.order.number]))

    told = page.context["page"].money
    assert [step.source.partition(":")[0] for step in told.steps] == ["sale", "charge", "transfer"]
    assert (told.debit, told.credit) == (told.credit, told.debit)
    assert told.debit.minor == 5490 + 5490 + 4890
    assert [step.to_sellers.minor for step in told.steps] == [4890, 4890, 4890]
    assert told.steps[1].to_shopper.minor == 0
    assert [step.stripe_id for step in told.steps][1:] == [
        "ch_1", f"tr_{books.Transfer._base_manager.get().pk}",
    ]  # fmt: skip
    shown = text(page)
    assert "Le colis part : la vente est acquise" in shown
    assert "Débits et crédits sont égaux" in shown


def test_the_sellers_part_is_what_its_statement_says(parcel, client):
    page = client.get(reverse("desk:order", args=[parcel.order.number]))

    (part,) = page.context["page"].money.parts
    with house_scope():
        statement = Statement.objects.get()
    assert part.sums.total.minor == statement.amount_minor == 4890
    assert {line.statement_id for line in part.lines} == {statement.pk}
    assert statement.number in text(page)


def test_an_unpaid_order_has_nothing_in_the_journal(operator, client):
    order = shop.order()
    page = client.get(reverse("desk:order", args=[order.number]))

    assert "Rien n’est écrit au journal" in text(page)


def test_the_accounts_balance(parcel, client):
    rows = money.balances()
    debit, credit = money.sides(rows)
    page = client.get(reverse("desk:accounts"))

    assert debit == credit
    assert debit.minor > 0
    assert "Aucune boutique ne doit d’argent" in text(page)


def test_a_debtor_is_shown(parcel, client, clock):
    with house_scope():
        books.post(transfers._debt(books.due(parcel), 1234, about="x", at=clock()))
    shown = text(client.get(reverse("desk:accounts")))

    assert parcel.trader.name in shown
    assert "12,34 €" in shown


@pytest.fixture
def discrepancy(clock):
    return Discrepancy.objects.create(
        kind="amount", day=clock().date(), reference="txn_1", stripe_minor=-4891,
        ledger_minor=-4890, stripe_side={"type": "transfer", "net": -4891},
        ledger_side={"transfer:1": -4890}, opened_at=clock(),
    )  # fmt: skip


def test_both_sides_of_a_difference(operator, client, discrepancy):
    assert "txn_1" in text(client.get(reverse("desk:discrepancies")))
    shown = text(client.get(reverse("desk:discrepancy", args=[discrepancy.pk])))

    assert "−48,91 €" in shown
    assert "−48,90 €" in shown
    assert "−0,01 €" in shown
    assert "transfer:1" in shown


def test_a_difference_is_told_in_words_with_its_order(parcel, client, clock):
    Discrepancy.objects.create(
        kind="unknown", day=clock().date(), reference=f"charge:{parcel.order.payment.pk}",
        ledger_minor=5490, ledger_side={f"charge:{parcel.order.payment.pk}": 5490},
        opened_at=clock(),
    )  # fmt: skip
    page = client.get(reverse("desk:discrepancies"))

    (case,) = page.context["rows"]
    assert (case.what, case.order_number) == ("Le client paie", parcel.order.number)
    assert reverse("desk:order", args=[parcel.order.number]) in text(page)
    assert str(clock().year) in text(page)


def test_accounts_of_all_boutiques_are_named_so(parcel):
    names = {row.kind for row in money.balances()}

    assert {"Dû aux boutiques", "Soldes des boutiques chez Stripe"} <= names
    assert "Dû à la boutique" not in names


def test_explained_with_a_reason_alone(operator, client, discrepancy):
    address = reverse("desk:discrepancy", args=[discrepancy.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    discrepancy.refresh_from_db()
    assert discrepancy.resolved_at is None

    client.post(address, {"reason": "Arrondi de Stripe"})
    discrepancy.refresh_from_db()
    assert (discrepancy.reason, discrepancy.resolved_by) == ("Arrondi de Stripe", operator)
    nothing = text(client.get(reverse("desk:discrepancies")))
    assert "aucun jour n’a encore été comparé" in nothing
    assert "Aucun écart" not in nothing
    Reconciliation.objects.create(
        day=discrepancy.day, at=discrepancy.opened_at, transactions=0, stripe_minor=0,
        ledger_minor=0, unexplained=0,
    )  # fmt: skip
    shown = text(client.get(reverse("desk:discrepancies")))
    assert "Aucun écart n’est ouvert. 1 a été expliqué" in shown
    assert "chaque mouvement" not in shown
    assert "txn_1" in text(client.get(reverse("desk:discrepancies") + "?toutes"))


def test_days_are_compared_in_every_account(operator, client, clock, django_assert_num_queries):
    day = clock().date()
    for account, minor in (("", 5000), ("acct_1", -6828)):
        Reconciliation.objects.create(
            day=day, account=account, at=clock(), transactions=2, stripe_minor=minor,
            ledger_minor=5000, unexplained=0 if minor == 5000 else 1,
        )  # fmt: skip
    case = Discrepancy.objects.create(
        kind="missing", account="acct_1", day=day, reference="txn_2", stripe_minor=-6828,
        opened_at=clock(),
    )  # fmt: skip

    with django_assert_num_queries(2):
        (told,) = money.compared_days(14)
    assert told == money.Day(day, 2, 4, -1828, 10000, open=1, explained=0)
    assert "68,28 €" in text(client.get(reverse("desk:discrepancies")))

    reconciling.resolve(discrepancy=case, reason="Vu", user=operator, at=clock())
    (told,) = money.compared_days(14)
    assert (told.open, told.explained) == (0, 1)


@pytest.mark.parametrize("name", ["accounts", "discrepancies"])
def test_for_operators_alone(client, name):
    client.force_login(shop.member(shop.point().trader))

    assert client.get(reverse(f"desk:{name}")).status_code == 404
