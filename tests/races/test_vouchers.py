"""One use of a voucher is left, and everybody wants it; or its budget, or the same person twice."""

import pytest
from django.db.models import F
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.buying import queries as quotes
from marketplace.buying.operations import Buyer
from marketplace.buying.vouchers import operations as vouchers
from marketplace.buying.vouchers.models import Voucher, VoucherCode, VoucherSeries, VoucherUse
from marketplace.core import clock
from marketplace.payments.models import Payment
from tests import factories, shop
from tests.races.conftest import at_once, kinds, without_constraint

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD, FEW = 50, 12
CHECK = (
    "ALTER TABLE buying_voucher ADD CONSTRAINT voucher_within_uses CHECK"
    " (uses_most IS NULL OR uses <= uses_most)"
)
NO_CHECK = "ALTER TABLE buying_voucher DROP CONSTRAINT voucher_within_uses"


def buyers(count, code, *, email="personne{n}@exemple.fr"):
    """So many people, each with a basket of another offer and the voucher's price accepted."""
    at = clock.now()
    acts = []
    for n in range(count):
        basket = factories.BasketFactory(offers=[factories.OfferFactory(stock=count)])
        vouchers.put(basket=basket, code=code)
        quote = quotes.quote(basket=basket, at=at)
        assert quote.discount.minor == 1000
        acts.append(buy(basket, quote, email.format(n=n), at))
    return acts


def buy(basket, quote, email, at):
    return lambda: buying.place(
        basket=basket,
        quote=quote,
        buyer=Buyer(email=email, language="fr"),
        address=shop.ADDRESS,
        terms_version="2026-11-01",
        accepted_total=quote.total,
        at=at,
    )


def taken():
    row = Voucher.objects.get()
    return row.uses, row.spent_minor, VoucherUse.objects.count(), Order.objects.count()


def code_of(voucher):
    return VoucherCode.objects.select_related("voucher").get(voucher=voucher)


def test_fifty_want_the_last_use_and_one_has_it():
    voucher = shop.voucher(minor=1000, uses_most=1)

    outcomes = at_once(buyers(CROWD, code_of(voucher)))

    assert kinds(outcomes) == {"VoucherGone": CROWD - 1, "done": 1}
    assert taken() == (1, 1000, 1, 1)
    assert Payment.objects.count() == 1
    assert Basket.objects.filter(status="Open").count() == CROWD - 1, "theirs is as it was"
    held = StockRecord.objects.exclude(num_allocated=0).exclude(num_allocated=None)
    assert held.count() == 1


def test_a_budget_for_five_is_spent_five_times():
    voucher = shop.voucher(minor=1000, budget_minor=5999)

    outcomes = at_once(buyers(FEW, code_of(voucher)))

    assert kinds(outcomes) == {"VoucherGone": FEW - 5, "done": 5}
    assert taken() == (5, 5000, 5, 5)


def test_the_same_person_in_many_windows_has_it_once():
    voucher = shop.voucher(minor=1000, uses_per_person=1)

    outcomes = at_once(buyers(FEW, code_of(voucher), email="lea@exemple.fr"))

    assert kinds(outcomes) == {"VoucherGone": FEW - 1, "done": 1}
    assert taken() == (1, 1000, 1, 1)


def test_one_code_of_a_series_is_used_once():
    voucher = shop.voucher(minor=1000, series=1)

    outcomes = at_once(buyers(FEW, code_of(voucher)))

    assert kinds(outcomes) == {"VoucherGone": FEW - 1, "done": 1}
    assert VoucherCode.objects.get().uses == 1


def test_the_codes_of_a_series_are_handed_out_once():
    shop.voucher(series=20)
    series = VoucherSeries.objects.get()

    outcomes = at_once([lambda: vouchers.hand_out(series=series, user=None, at=clock.now())] * FEW)

    assert kinds(outcomes) == {"SeriesHandedOut": FEW - 1, "done": 1}


def test_given_back_and_taken_at_once_nobody_waits_for_ever():
    """Orders expire while others take the same voucher and the same stock."""
    voucher = shop.voucher(minor=1000, uses_most=2 * FEW, uses_per_person=None)
    offer = factories.OfferFactory(stock=2 * FEW)
    at = clock.now()

    def basket():
        row = factories.BasketFactory(offers=[offer])
        vouchers.put(basket=row, code=code_of(voucher))
        return row

    orders = []
    for _ in range(FEW):
        row = basket()
        orders.append(buy(row, quotes.quote(basket=row, at=at), "lea@exemple.fr", at)())
    more = [(row := basket(), quotes.quote(basket=row, at=at)) for _ in range(FEW)]
    acts = [lambda order=order: buying.expire(order=order, at=at) for order in orders]
    acts += [buy(row, quote, "max@exemple.fr", at) for row, quote in more]

    assert kinds(at_once(acts)) == {"done": 2 * FEW}

    row = Voucher.objects.get()
    assert (row.uses, row.spent_minor) == (FEW, FEW * 1000)
    assert StockRecord.objects.get().num_allocated == FEW


# --- controls ----------------------------------------------------------------------------------
def take_without_looking(voucher_id, minor, *, at):
    rows = Voucher.objects.filter(pk=voucher_id)
    return rows.update(uses=F("uses") + 1, spent_minor=F("spent_minor") + minor)


def test_control_without_the_guard_the_database_still_gives_it_once(monkeypatch):
    monkeypatch.setattr(vouchers, "_take", take_without_looking)
    voucher = shop.voucher(minor=1000, uses_most=1)

    outcomes = at_once(buyers(FEW, code_of(voucher)))

    assert kinds(outcomes) == {"IntegrityError": FEW - 1, "done": 1}
    assert taken() == (1, 1000, 1, 1)


def test_control_without_either_all_have_it(monkeypatch):
    monkeypatch.setattr(vouchers, "_take", take_without_looking)
    voucher = shop.voucher(minor=1000, uses_most=1)
    acts = buyers(FEW, code_of(voucher))

    with without_constraint(NO_CHECK, CHECK, clean=lambda: Voucher.objects.update(uses=0)):
        outcomes = at_once(acts)

        assert kinds(outcomes) == {"done": FEW}
        assert taken()[0] == FEW


def test_control_counted_before_the_guard_the_same_person_has_it_often(monkeypatch):
    """Without the guard's row, on which the windows wait, each counts before the others."""
    monkeypatch.setattr(vouchers, "_take", lambda *_args, **_kwargs: 1)
    monkeypatch.setattr(vouchers, "_take_code", lambda *_args: 1)
    voucher = shop.voucher(minor=1000, uses_per_person=1)

    outcomes = at_once(buyers(FEW, code_of(voucher), email="lea@exemple.fr"))

    assert kinds(outcomes).get("done", 0) > 1
