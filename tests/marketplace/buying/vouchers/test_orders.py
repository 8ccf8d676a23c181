"""A voucher on its way: typed in, held with the order, used when it is paid, given back if not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from oscar.core.loading import get_model

from marketplace.buying import baskets, operations, queries
from marketplace.buying.operations import Buyer, QuoteChanged
from marketplace.buying.vouchers import operations as vouchers
from marketplace.buying.vouchers import queries as of_vouchers
from marketplace.buying.vouchers.models import Voucher, VoucherCode, VoucherEntry, VoucherUse
from marketplace.buying.vouchers.operations import VoucherGone, VoucherRefused
from marketplace.care import refunds as care
from marketplace.core.models import OutboxEvent
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment import queries as parcels
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.offers.models import StockReservation
from marketplace.payments import operations as payments
from marketplace.payments import queries as paid
from marketplace.payments.gateway import door
from marketplace.payments.models import Payment, Refund
from marketplace.settlement import bookkeeping
from marketplace.technical import withdrawals
from tests import factories, shop

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def filled(*offers):
    return factories.BasketFactory(offers=offers or [factories.OfferFactory()])


def enter(basket, clock, text="BIENVENUE", email=""):
    return baskets.enter_voucher(basket=basket, text=text, email=email, at=clock())


def place(basket, clock, *, quote=None, email="camille@exemple.fr", user=None):
    quote = quote or queries.quote(basket=basket, at=clock(), email=email)
    return operations.place(
        basket=basket,
        quote=quote,
        buyer=Buyer(email=email, language="fr", user=user),
        address=shop.ADDRESS,
        terms_version="2026-11-01",
        accepted_total=quote.total,
        at=clock(),
    )


def taken():
    """(uses, cents) of the voucher, and uses of its codes."""
    row = Voucher.objects.get()
    return row.uses, row.spent_minor, sum(VoucherCode.objects.values_list("uses", flat=True))


def statuses():
    return list(VoucherUse.objects.order_by("pk").values_list("status", flat=True))


def nothing_happened(basket):
    assert Basket.objects.get(pk=basket.pk).status == "Open"
    assert not Order.objects.exists()
    assert not Payment.objects.exists()
    assert not StockReservation.objects.exists()
    assert not VoucherUse.objects.exists()
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) <= {0}


# --- typed in ----------------------------------------------------------------------------------
def test_it_is_taken_off_the_goods_and_not_the_delivery(clock):
    shop.voucher(minor=1000)
    basket = filled((factories.OfferFactory(price="30.00"), 2), factories.OfferFactory(price="40"))

    enter(basket, clock, "bien-venue")
    quote = queries.quote(basket=basket, at=clock())

    assert (quote.goods, quote.discount, quote.shipping) == (Money(10000), Money(1000), Money(980))
    assert quote.total == Money(9980)
    assert [quote.taken_off(line).minor for line in quote.lines] == [600, 400]


@pytest.mark.parametrize("text", ["", "BIENVENU", "BIENVENUE2", "'; DROP", "é" * 60, "\0"])
def test_a_code_that_does_not_exist_changes_nothing(clock, text):
    shop.voucher()
    basket = filled()

    with pytest.raises(VoucherRefused, match="n’existe pas"):
        enter(basket, clock, text)

    assert not VoucherEntry.objects.exists()
    assert queries.quote(basket=basket, at=clock()).voucher is None


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"starts_at": timedelta(days=2), "ends_at": timedelta(days=9)}, "à partir du"),
        ({"minimum_minor": 12050}, "il en manque pour 20,50\xa0€"),
        ({"trader_ids": [0]}, "pour aucun article de votre panier"),
    ],
)
def test_what_is_not_met_is_said_with_what_is_missing(clock, terms, said):
    at = {name: clock() + span for name, span in terms.items() if isinstance(span, timedelta)}
    shop.voucher(**{**terms, **at})
    basket = filled()  # of 100 €

    with pytest.raises(VoucherRefused, match=said):
        enter(basket, clock)

    assert not VoucherEntry.objects.exists()


def test_a_voucher_that_is_over_or_stopped_says_so(clock):
    row = shop.voucher(ends_at=clock() + timedelta(hours=1))
    basket = filled()
    enter(basket, clock)
    before = queries.quote(basket=basket, at=clock())

    clock.advance(hours=1)

    quote = queries.quote(basket=basket, at=clock())
    assert "a pris fin le" in quote.voucher.refusal
    assert (quote.total, quote.discount) == (before.total + Money(1000), Money(0))
    with pytest.raises(VoucherRefused, match="a pris fin"):
        enter(filled(), clock)

    vouchers.stop(voucher=row, reason="Erreur", user=None, at=clock())
    with pytest.raises(VoucherRefused, match="arrêté"):
        enter(filled(), clock)


def test_it_is_for_some_articles_alone(clock):
    climbing = factories.FamilyFactory(
        slug="cordes",
        name="Cordes",
        sport=factories.SportFactory(slug="escalade", name="Escalade"),
        category=factories.CategoryFactory(),
    )
    shoe, rope = (
        factories.OfferFactory(price="50"),
        factories.OfferFactory(price="50", product__parent__sheet__family=climbing),
    )
    shop.voucher(minor=1000, sport_ids=[climbing.sport_id])

    with pytest.raises(VoucherRefused, match="Il est pour : Escalade"):
        enter(filled(shoe), clock)
    basket = filled(shoe, rope)
    enter(basket, clock)

    quote = queries.quote(basket=basket, at=clock())
    assert {line.offer.stockrecord_id: quote.taken_off(line).minor for line in quote.lines} == {
        shoe.pk: 0,
        rope.pk: 1000,
    }


def test_one_that_is_refused_leaves_the_one_that_counts(clock):
    shop.voucher("PREMIER")
    shop.voucher("SECOND", minimum_minor=99_999)
    basket = filled()
    enter(basket, clock, "premier")

    with pytest.raises(VoucherRefused):
        enter(basket, clock, "second")

    assert queries.quote(basket=basket, at=clock()).voucher.code.code == "PREMIER"


def test_it_comes_along_when_signing_in_unless_there_is_one(clock):
    shop.voucher("PREMIER")
    shop.voucher("SECOND", minor=500)
    for guest_code, own_code, left in (
        ("premier", "", "PREMIER"),
        ("second", "premier", "PREMIER"),
    ):
        guest, own = (
            filled(),
            factories.BasketFactory(owner=None, offers=[factories.OfferFactory()]),
        )
        enter(guest, clock, guest_code)
        if own_code:
            enter(own, clock, own_code)

        baskets.merge(source=guest, into=own)

        assert VoucherEntry.objects.get(basket=own).code.code == left


def test_a_quote_with_a_voucher_costs_no_more(clock, django_assert_num_queries):
    shop.voucher(uses_per_person=None)
    basket = filled(*(factories.OfferFactory() for _ in range(5)))
    enter(basket, clock)

    with django_assert_num_queries(4):  # as without: lines, offers, tariffs, choices
        assert queries.quote(basket=basket, at=clock()).discount == Money(1000)


# --- ordered -----------------------------------------------------------------------------------
def test_an_order_holds_its_use_and_keeps_both_prices(clock):
    shop.voucher(minor=1000, uses_most=3)
    basket = filled(
        (factories.OfferFactory(price="33.33"), 3), factories.OfferFactory(price="0.01")
    )
    enter(basket, clock)

    order = place(basket, clock)

    use = VoucherUse.objects.get()
    assert (use.status, use.amount_minor, use.email) == ("held", 1000, "camille@exemple.fr")
    assert taken() == (1, 1000, 1)
    lines = list(order.lines.order_by("pk"))
    assert [line.line_price_before_discounts_incl_tax for line in lines] == [
        Decimal("99.99"),
        Decimal("0.01"),
    ]
    assert [line.line_price_incl_tax for line in lines] == [Decimal("89.99"), Decimal("0.01")]
    assert [line.unit_price_incl_tax for line in lines] == [Decimal("33.33"), Decimal("0.01")]
    assert order.total_incl_tax == Decimal("99.80")
    assert Payment.objects.get().amount_minor == 9980
    assert queries.voucher_of(order.pk) == Money(1000)
    ids = [line.pk for line in lines]
    assert [line.paid for line in parcels.refundable_lines(ids)] == [Money(8999), Money(1)]


def test_an_order_without_one_has_none(clock):
    order = place(filled(), clock)

    assert queries.voucher_of(order.pk) == Money(0)
    assert not VoucherUse.objects.exists()


def test_holding_costs_four_queries(clock, django_assert_max_num_queries):
    shop.voucher()
    basket = filled()
    enter(basket, clock)
    quote = queries.quote(basket=basket, at=clock())

    with django_assert_max_num_queries(15 + 4 + 4):
        place(basket, clock, quote=quote)


@pytest.mark.parametrize("gone", ["stopped", "over", "used up", "budget", "code"])
def test_gone_between_the_page_and_the_order_it_is_refused_whole(clock, gone):
    row = shop.voucher()
    basket = filled()
    enter(basket, clock)
    quote = queries.quote(basket=basket, at=clock())
    if gone == "over":
        clock.advance(days=31)
    elif gone == "code":
        VoucherCode.objects.update(uses_most=1, uses=1)
    else:
        said = {
            "stopped": {"status": "stopped"},
            "used up": {"uses_most": 2, "uses": 2},
            "budget": {"spent_minor": 99_001},
        }[gone]
        Voucher.objects.filter(pk=row.pk).update(**said)
    before = taken()

    with pytest.raises(VoucherGone):
        place(basket, clock, quote=quote)

    nothing_happened(basket)
    assert taken() == before
    assert queries.quote(basket=basket, at=clock()).voucher.refusal


def test_accepted_with_it_and_gone_since_is_not_ordered_at_the_full_price(clock):
    row = shop.voucher()
    basket = filled()
    enter(basket, clock)
    accepted = queries.quote(basket=basket, at=clock()).total
    vouchers.stop(voucher=row, reason="Erreur", user=None, at=clock())

    with pytest.raises(QuoteChanged):
        operations.place(
            basket=basket,
            quote=queries.quote(basket=basket, at=clock()),
            buyer=Buyer(email="camille@exemple.fr", language="fr"),
            address=shop.ADDRESS,
            terms_version="2026-11-01",
            accepted_total=accepted,
            at=clock(),
        )

    nothing_happened(basket)


def test_the_budget_is_never_exceeded(clock):
    shop.voucher(minor=1000, budget_minor=2500, uses_per_person=None)
    for _ in range(2):
        basket = filled()
        enter(basket, clock)
        place(basket, clock)

    with pytest.raises(VoucherRefused, match="épuisé"):
        enter(filled(), clock)

    assert taken() == (2, 2000, 2)


@pytest.mark.parametrize("again", ["guest", "account", "other case"])
def test_one_use_a_person_by_address_or_account(clock, again):
    shop.voucher(uses_per_person=1)
    person = shop.user("lea@exemple.fr")
    first = filled()
    enter(first, clock)
    place(first, clock, email="lea@exemple.fr", user=person if again == "account" else None)
    basket = factories.BasketFactory(
        owner=person if again == "account" else None, offers=[factories.OfferFactory()]
    )
    email = "" if again == "account" else "LEA@exemple.fr".lower()

    with pytest.raises(VoucherRefused, match="déjà utilisé"):
        enter(basket, clock, email=email)
    vouchers.put(basket=basket, code=VoucherCode.objects.get())
    quote = queries.quote(basket=basket, at=clock(), email=email)
    assert (quote.discount, quote.voucher.refusal) == (Money(0), "Vous avez déjà utilisé ce bon.")

    place(basket, clock, quote=quote, email="lea@exemple.fr")
    assert (VoucherUse.objects.count(), taken()) == (1, (1, 1000, 1))


def test_a_guest_who_had_it_is_told_when_the_order_names_the_address(clock):
    """The page did not know who it was: the order is refused, nothing is half done."""
    shop.voucher(uses_per_person=1)
    first = filled()
    enter(first, clock)
    place(first, clock, email="lea@exemple.fr")
    basket = filled()
    enter(basket, clock)
    quote = queries.quote(basket=basket, at=clock())
    assert quote.discount == Money(1000)

    with pytest.raises(VoucherGone, match="déjà utilisé"):
        place(basket, clock, quote=quote, email="lea@exemple.fr")

    assert Order.objects.count() == 1
    assert taken() == (1, 1000, 1)
    assert Basket.objects.get(pk=basket.pk).status == "Open"


# --- paid, or given back -----------------------------------------------------------------------
def test_it_is_used_once_the_order_is_paid(clock):
    shop.voucher()
    order = shop.paid_order(shop.offer(), code="BIENVENUE")
    operations.confirm(order=order, at=clock())

    assert statuses() == ["used"]
    assert taken() == (1, 1000, 1)


def test_an_order_that_expires_gives_it_back_once(clock):
    shop.voucher(uses_most=1)
    order = shop.order(shop.offer(), code="BIENVENUE")

    for _ in range(2):
        operations.expire(order=Order.objects.get(), at=clock.advance(minutes=36))

    assert statuses() == ["released"]
    assert taken() == (0, 0, 0)
    assert queries.voucher_of(order.pk) == Money(1000), "the books read the same each time"
    assert shop.order(shop.offer(), code="BIENVENUE").pk != order.pk


def test_paid_late_it_is_used_all_the_same(clock):
    shop.voucher(uses_most=1)
    order = shop.order(shop.offer(), code="BIENVENUE")
    operations.expire(order=order, at=clock.advance(minutes=36))
    Payment.objects.update(status="succeeded", intent_id="pi_1", succeeded_at=clock())

    for _ in range(2):
        operations.confirm(order=Order.objects.get(), at=clock())

    assert Order.objects.get().status == "paid"
    assert (statuses(), taken()) == (["used"], (1, 1000, 1))
    assert not Refund.objects.exists()


def test_money_that_comes_when_the_voucher_is_another_s_goes_back_as_it_came(clock):
    shop.voucher(uses_most=1)
    order = shop.order(shop.offer(), code="BIENVENUE")
    operations.expire(order=order, at=clock.advance(minutes=36))
    other = shop.order(shop.offer(), code="BIENVENUE")
    Payment.objects.filter(order=order).update(
        status="succeeded", intent_id="pi_1", succeeded_at=clock()
    )

    operations.confirm(order=Order.objects.get(pk=order.pk), at=clock())

    assert Order.objects.get(pk=order.pk).status == "expired"
    assert Refund.objects.get().payment.order_id == order.pk
    assert VoucherUse.objects.get(order=order).status == "released"
    assert VoucherUse.objects.get(order=other).status == "held"


def test_money_that_comes_too_late_goes_back_as_it_came(clock):
    shop.voucher()
    order = shop.order(shop.offer(), code="BIENVENUE")
    operations.expire(order=order, at=clock.advance(minutes=36))
    StockRecord.objects.update(num_in_stock=0)
    Payment.objects.update(status="succeeded", intent_id="pi_1", succeeded_at=clock())

    for _ in range(2):
        operations.confirm(order=Order.objects.get(), at=clock())

    assert Refund.objects.get().amount_minor == 9490
    assert (statuses(), taken()) == (["released"], (0, 0, 0))


def test_paid_for_what_was_recalled_it_comes_back_too(clock):
    shop.voucher()
    order = shop.order(shop.offer(), code="BIENVENUE")
    withdrawals.withdraw(
        reference_id=order.lines.get().product.parent_id,
        reason="recall", said="", user=None, at=clock(),
    )  # fmt: skip
    Payment.objects.update(status="succeeded", intent_id="pi_1", succeeded_at=clock())

    operations.confirm(order=Order.objects.get(), at=clock())

    assert (statuses(), taken()) == (["released"], (0, 0, 0))
    assert Refund.objects.get().amount_minor == 9490


def test_what_is_put_back_into_the_basket_has_its_voucher_again(clock):
    shop.voucher()
    order = shop.order(shop.offer(), code="BIENVENUE")
    operations.expire(order=order, at=clock.advance(minutes=36))
    basket = Basket()
    basket.strategy = shop.Selector().strategy()

    operations.restore_basket(order=order, basket=basket)

    assert queries.quote(basket=basket, at=clock()).discount == Money(1000)


# --- at Stripe ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("units", "price", "off", "listed"),
    [
        (2, 5000, 1000, [("bon déduit", 4500, 2)]),
        (3, 3333, 1000, [("3 × ", 8999, 1)]),
        (1, 2000, 2000, [("bon déduit", 0, 1)]),
    ],
)
def test_the_payment_page_lists_what_is_paid_for_each_line(clock, units, price, off, listed):
    shop.voucher(minor=off)
    order = shop.order(shop.offer(minor=price, stock=9), quantity=units, code="BIENVENUE")

    *goods, delivery = operations._items(order)

    assert [(item.unit.minor, item.quantity) for item in goods] == [row[1:] for row in listed]
    assert all(said in item.label for item, (said, *_rest) in zip(goods, listed, strict=True))
    assert delivery.unit == Money(490)
    sums = sum(item.unit.minor * item.quantity for item in [*goods, delivery])
    assert sums == Payment.objects.get().amount_minor == (order.total_incl_tax * 100)


def test_a_line_without_a_share_is_listed_as_ever(clock):
    order = shop.order(shop.offer(minor=3333), quantity=3)
    item, _delivery = operations._items(order)
    assert (item.unit, item.quantity) == (Money(3333), 3)
    assert "bon" not in item.label


# --- all of it ---------------------------------------------------------------------------------
@pytest.fixture
def covered(clock, monkeypatch):
    """An order that a voucher covers whole; Stripe is not to be reached."""

    def unreachable(*_args, **_kwargs):
        raise AssertionError("Stripe was asked")

    monkeypatch.setattr(door, "_client_for", unreachable)
    shop.voucher(minor=5000)
    return shop.order(shop.offer(point=shop.point(shipping=0), minor=5000), code="BIENVENUE")


def test_an_order_of_nothing_is_paid_at_once_without_stripe(covered, relay, clock):
    payment = Payment.objects.get()
    assert (payment.status, payment.amount_minor, payment.session_id) == ("succeeded", 0, None)
    with pytest.raises(payments.NotPayable):
        operations.start_payment(order=covered, success_url="x", cancel_url="y", at=clock())

    relay()
    payments.sweep(at=clock.advance(hours=2))
    operations.sweep(at=clock())

    order = Order.objects.get()
    assert (order.status, order.total_incl_tax) == ("paid", Decimal("0.00"))
    assert statuses() == ["used"]
    with house_scope():
        assert Consignment.objects.get().status == "to_accept"
    assert OutboxEvent.objects.filter(topic="payment.succeeded").count() == 1


def test_who_waits_on_the_return_page_has_it_paid_at_once(covered, clock):
    assert operations.look_again(order=covered, at=clock()).status == "paid"


def test_a_line_of_nothing_that_is_refused_owes_nobody_and_never_reaches_stripe(
    covered, relay, clock
):
    relay()
    with house_scope():
        line = ConsignmentLine.objects.get()
        fulfilment.refuse_line(line=line, reason="Défaut", actor=None, at=clock())
    relay()
    payments.sweep(at=clock.advance(days=1))

    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.status, refund.stripe_id) == (0, "succeeded", None)
    assert StockReservation.objects.get().state == "released"


# --- refunds -----------------------------------------------------------------------------------
def test_what_is_refused_gives_back_what_was_paid_for_it(clock):
    shop.voucher(minor=1000)
    order = shop.paid_order(
        shop.offer(minor=3000), shop.offer(minor=7000), quantity=1, code="BIENVENUE"
    )
    with house_scope():
        for line in ConsignmentLine.objects.filter(consignment__order=order).order_by("pk"):
            fulfilment.refuse_line(line=line, reason="Défaut", actor=None, at=clock())

    goods = Refund.objects.filter(key__startswith="line:").order_by("pk")
    assert list(goods.values_list("amount_minor", flat=True)) == [2700, 6300]
    assert paid.refundable(Payment.objects.get()) == Money(0), "all that was paid, no more"


def test_units_of_a_line_sum_to_what_was_paid_for_it(clock):
    """Refunded one, then the others: the card gets back what it was charged, to the cent."""
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(minor=3333, stock=9), quantity=3, code="BIENVENUE")
    line = order.lines.get()

    for n, (units, amount) in enumerate([(1, 3000), (1, 3000), (1, 2999)]):
        (left,) = parcels.refundable_lines([line.pk])
        assert left.price_of(units) == Money(amount)
        payments.request_refund(
            order_id=order.pk, key=f"line:{line.pk}:{n}", amount=left.price_of(units),
            reason="case", at=clock(), order_line_id=line.pk, quantity=units, paid=left.paid,
        )  # fmt: skip

    (left,) = parcels.refundable_lines([line.pk])
    assert (left.left, left.units_left) == (Money(0), 0)


def test_the_cost_is_what_the_books_say_less_what_came_back(clock):
    row = shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(minor=3000), shop.offer(minor=7000), code="BIENVENUE")
    shop.order(shop.offer(), email="autre@exemple.fr", code="BIENVENUE")  # held, costs nothing yet

    def cost():
        with house_scope():
            bookkeeping.catch_up([order.pk])
        return of_vouchers.costs(voucher_ids=[row.pk]).get(row.pk, Money(0))

    assert cost() == Money(1000)
    with house_scope():
        line = ConsignmentLine.objects.filter(consignment__order=order).order_by("pk")[0]
        fulfilment.refuse_line(line=line, reason="Défaut", actor=None, at=clock())
    assert cost() == Money(700)
    with house_scope():
        parcel = Consignment.objects.get(lines__status="going", order=order)
        fulfilment.accept(consignment=parcel, actor=None, at=clock())
        fulfilment.ship(
            consignment=parcel, carrier="DPD", tracking="6A1", actor=None, at=clock.advance(hours=1)
        )
        clock.advance(hours=1)
        sent = parcel.lines.get().order_line_id
        wanted = care.Wanted(reason="Abîmé", units={sent: 1})
        care.give_back(order=order, wanted=wanted, key="k" * 16, user=None, at=clock())
    assert cost() == Money(0), "what was returned costs nothing"


# --- nothing is sent ---------------------------------------------------------------------------
def refuse(order, clock, which):
    with house_scope():
        line = ConsignmentLine.objects.filter(consignment__order=order).order_by("pk")[which]
        fulfilment.refuse_line(line=line, reason="Défaut", actor=None, at=clock())
        return line


def test_a_use_comes_back_when_every_boutique_refuses(relay, clock):
    shop.voucher(minor=1000, uses_per_person=1)
    order = shop.paid_order(shop.offer(minor=3000), shop.offer(minor=7000), code="BIENVENUE")
    refuse(order, clock, 0)
    relay()
    assert (taken(), statuses()) == ((1, 1000, 1), ["used"]), "the other one still goes"
    refuse(order, clock, 1)
    relay()

    assert (taken(), statuses()) == ((0, 0, 0), ["released"])
    again = shop.order(shop.offer(minor=8000), code="BIENVENUE")
    assert of_vouchers.use_of(again).amount_minor == 1000
    assert taken() == (1, 1000, 1)


def test_told_twice_it_comes_back_once(relay, clock):
    shop.voucher(minor=1000)
    kept = shop.paid_order(shop.offer(), email="autre@exemple.fr", code="BIENVENUE")
    order = shop.paid_order(shop.offer(), code="BIENVENUE")
    told = [{"consignment_line_ids": [refuse(order, clock, 0).pk]}]
    with house_scope():
        for _n in range(2):
            vouchers.on_lines_withdrawn(told, clock())
    relay()  # and once more by the outbox

    assert taken() == (1, 1000, 1)
    assert of_vouchers.use_of(kept).status == "used"


def test_a_line_that_goes_keeps_the_use(relay, clock):
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(), shop.offer(), code="BIENVENUE")
    refuse(order, clock, 1)
    relay()

    assert (taken(), statuses()) == ((1, 1000, 1), ["used"])
