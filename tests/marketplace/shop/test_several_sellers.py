"""What Oscar gets wrong for several sellers, put right; each with its control on plain Oscar."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.urls import NoReverseMatch, get_resolver, reverse
from oscar.apps.basket.abstract_models import AbstractBasket
from oscar.apps.offer.applicator import Applicator as PlainApplicator
from oscar.apps.order.utils import OrderCreator as PlainCreator
from oscar.apps.partner.strategy import Default as PlainStrategy
from oscar.core.loading import get_class, get_model

from marketplace.core import clock
from marketplace.offers import operations as offers
from marketplace.offers.operations import OfferRow
from marketplace.technical import classification
from marketplace.technical import operations as technical
from marketplace.technical.operations import ReferenceDraft, VariantDraft
from marketplace.world import build
from marketplace.world.people import BOUTIQUES
from tests import shop

Basket = get_model("basket", "Basket")
StockRecord = get_model("partner", "StockRecord")
Product = get_model("catalogue", "Product")
Strategy = get_class("partner.strategy", "Selector")

CHEAP, DEAR = 19708, 19858


@pytest.fixture
def sold_by_two(db):
    """One variant; the first seller asks 197,08 €, the second 198,58 €. Returns their records."""
    classification.load(only={shop.SHOES})
    points = [
        build._seller(seller, index, clock.now()) for index, seller in enumerate(BOUTIQUES[:2])
    ]
    ids = technical.create_references(
        drafts=[
            ReferenceDraft(
                brand="Altavia",
                model_name="Cadence 3",
                family=shop.SHOES,
                variants=[VariantDraft("42", "42")],
            )
        ],
        at=clock.now(),
    )
    offers.upsert(
        rows=[
            OfferRow(point.pk, ids["42"], "SAME-SKU", minor, 5)
            for point, minor in zip(points, (CHEAP, DEAR), strict=True)
        ],
        at=clock.now(),
    )
    return list(StockRecord.objects.order_by("price"))


def priced(basket, strategy):
    basket.strategy = strategy
    return basket


def test_the_seller_does_not_flip_when_a_record_is_saved(sold_by_two):
    cheap, dear = sold_by_two
    product = cheap.product
    strategy = Strategy().strategy()
    chosen = set()
    for record in (dear, cheap, dear, cheap):
        record.save()
        chosen.add(strategy.fetch_for_product(product).stockrecord.pk)

    assert chosen == {product.choice.stockrecord_id}


def test_control_plain_oscar_takes_whichever_row_comes_first(sold_by_two):
    product = sold_by_two[0].product
    queryset = product.stockrecords.all()

    assert PlainStrategy().select_stockrecord(product) == queryset[0]
    assert not queryset.query.order_by, "unordered: the database decides who sells"


def test_a_line_is_charged_at_the_price_of_its_own_seller(sold_by_two):
    _cheap, dear = sold_by_two
    basket = priced(Basket.objects.create(), Strategy().strategy())
    line, _created = basket.add_offer(dear)

    assert line.stockrecord == dear
    assert line.purchase_info.price.incl_tax == Decimal("198.58")


def test_control_plain_oscar_charges_another_sellers_price(sold_by_two):
    _cheap, dear = sold_by_two
    basket = priced(Basket.objects.create(), Strategy().strategy())
    line, _created = basket.add_offer(dear)
    first = line.product.stockrecords.all()[0]

    assert PlainStrategy().fetch_for_line(line).stockrecord == first != dear


def test_a_line_whose_seller_has_run_out_cannot_be_bought(sold_by_two):
    _cheap, dear = sold_by_two
    basket = priced(Basket.objects.create(), Strategy().strategy())
    line, _created = basket.add_offer(dear)
    StockRecord.objects.filter(pk=dear.pk).update(num_in_stock=0)

    line = basket.lines.get()
    line.basket.strategy = Strategy().strategy()

    assert not line.purchase_info.availability.is_available_to_buy


def test_two_sellers_of_one_variant_are_two_lines(sold_by_two):
    basket = priced(Basket.objects.create(), Strategy().strategy())
    for record in sold_by_two:
        basket.add_offer(record)

    assert basket.lines.count() == 2
    assert basket.total_incl_tax == Decimal("395.66")


def test_control_plain_oscar_cannot_be_told_the_seller():
    with pytest.raises(TypeError):
        AbstractBasket.add_product(None, None, stockrecord=object())


def test_the_price_includes_the_tax_already(sold_by_two):
    cheap, _dear = sold_by_two
    price = Strategy().strategy().fetch_for_product(cheap.product, cheap).price

    assert price.incl_tax == Decimal("197.08")


def test_an_equal_sku_of_another_seller_is_not_hijacked(sold_by_two):
    cheap, dear = sold_by_two
    offers.upsert(
        rows=[OfferRow(dear.partner_id, dear.product_id, "SAME-SKU", 20000, 1)], at=clock.now()
    )

    cheap.refresh_from_db()
    dear.refresh_from_db()
    assert (cheap.price, cheap.num_in_stock) == (Decimal("197.08"), 5)
    assert (dear.price, dear.num_in_stock) == (Decimal("200.00"), 1)


def test_site_offers_cost_no_query(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert list(get_class("offer.applicator", "Applicator")().get_site_offers()) == []


def test_control_plain_oscar_reads_site_offers_on_every_basket(django_assert_max_num_queries, db):
    with django_assert_max_num_queries(5) as asked:
        list(PlainApplicator().get_site_offers())

    assert len(asked) > 0


class Line:
    def __init__(self, stockrecord):
        self.stockrecord = stockrecord
        self.product = stockrecord.product
        self.quantity = 3


def test_an_order_does_not_allocate_stock_a_second_time(sold_by_two):
    cheap, _dear = sold_by_two
    get_class("order.utils", "OrderCreator")().update_stock_records(Line(cheap))

    cheap.refresh_from_db()
    assert cheap.num_allocated == 0


def test_control_plain_oscar_would_allocate_6_of_5_units(sold_by_two):
    cheap, _dear = sold_by_two
    PlainCreator().update_stock_records(Line(cheap))

    with pytest.raises(IntegrityError, match="stock_never_oversold"):
        PlainCreator().update_stock_records(Line(StockRecord.objects.get(pk=cheap.pk)))


@pytest.mark.parametrize(
    "name",
    ["dashboard:index", "checkout:payment-details", "customer:summary",
     "search:search", "offer:list", "wishlists-list"],
)  # fmt: skip
def test_none_of_oscars_pages_is_mounted(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_view_of_oscar_answers():
    def views(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern.url_patterns)
            else:
                yield pattern.callback

    modules = {view.__module__ for view in views(get_resolver().url_patterns)}

    assert not {name for name in modules if name.startswith("oscar")}
    assert not [app for app in settings.INSTALLED_APPS if "dashboard" in app]


def test_nobody_holds_oscars_dashboard_permission(sold_by_two):
    partner = get_model("partner", "Partner").objects.first()

    assert partner.users.count() == 0
