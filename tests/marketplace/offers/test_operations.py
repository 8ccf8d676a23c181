from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.core.models import OutboxEvent
from marketplace.offers import operations, queries
from marketplace.offers.models import OfferChoice, PriceChange
from marketplace.offers.operations import OfferRow, Upserted
from marketplace.technical import classification
from marketplace.technical import operations as technical
from marketplace.technical.operations import ReferenceDraft, VariantDraft
from marketplace.traders.models import Trader
from marketplace.world import build
from marketplace.world.people import BOUTIQUES
from tests import shop

StockRecord = get_model("partner", "StockRecord")


@pytest.fixture
def points(db):
    return [build._seller(seller, index, clock.now()) for index, seller in enumerate(BOUTIQUES[:3])]


@pytest.fixture
def variants(db, clock):
    """Sixty sizes of six references."""
    classification.load(only={shop.SHOES})
    drafts = [
        ReferenceDraft(
            brand="Altavia",
            model_name=f"Cadence {n}",
            family=shop.SHOES,
            variants=[VariantDraft(f"{n}-{size}", str(size)) for size in range(38, 48)],
        )
        for n in range(6)
    ]
    return list(technical.create_references(drafts=drafts, at=clock()).values())


def rows(point, variants, *, minor=10000, stock=3):
    return [OfferRow(point.pk, pk, f"SKU-{pk}", minor, stock) for pk in variants]


def test_new_offers_are_created_with_their_history_and_choice(points, variants, clock):
    done = operations.upsert(rows=rows(points[0], variants[:2]), at=clock())

    assert done == Upserted(created=2)
    assert PriceChange.objects.count() == 2
    assert OfferChoice.objects.count() == 2
    record = StockRecord.objects.first()
    assert (record.price, record.num_in_stock, record.num_allocated) == (Decimal("100.00"), 3, 0)


def test_the_same_again_writes_nothing(points, variants, clock, django_assert_num_queries):
    operations.upsert(rows=rows(points[0], variants), at=clock())
    OutboxEvent.objects.all().delete()

    with django_assert_num_queries(4):  # savepoint, records, held units, release
        done = operations.upsert(rows=rows(points[0], variants), at=clock.advance(hours=1))

    assert done == Upserted(unchanged=60)
    assert not OutboxEvent.objects.exists()
    assert PriceChange.objects.count() == 60


@pytest.mark.parametrize("size", [1, 60])
def test_a_changed_feed_costs_the_same_at_any_size(
    points, variants, clock, django_assert_max_num_queries, size
):
    operations.upsert(rows=rows(points[0], variants), at=clock())

    with django_assert_max_num_queries(21):  # three of them lock, and read again what is locked
        done = operations.upsert(rows=rows(points[0], variants[:size], minor=9900), at=clock())

    assert done == Upserted(updated=size)


def test_two_rows_of_one_sku_are_refused(points, variants, clock):
    twice = [*rows(points[0], variants[:1]), *rows(points[0], variants[:1], minor=5)]

    with pytest.raises(ValueError, match="share"):
        operations.upsert(rows=twice, at=clock())

    assert not StockRecord.objects.exists()


def test_the_choice_weighs_price_date_and_score(points, variants, clock):
    variant = variants[0]
    operations.upsert(rows=rows(points[0], [variant], minor=10000), at=clock())
    operations.upsert(rows=rows(points[1], [variant], minor=8000), at=clock())

    winner, other = queries.offers_of(product_ids=[variant])[variant]

    assert (winner.partner_id, winner.chosen) == (points[1].pk, True)
    assert winner.reasons["cheapest"] is True
    assert winner.reasons["rivals"] == 1
    assert (other.partner_id, other.chosen) == (points[0].pk, False)


def test_a_suspended_trader_sells_nothing(points, variants, clock):
    operations.upsert(rows=rows(points[0], variants[:1]), at=clock())
    Trader.objects.update(status=Trader.Status.SUSPENDED)
    operations.choose(product_ids=variants[:1])

    assert queries.offers_of(product_ids=variants[:1]) == {}
    assert not OfferChoice.objects.exists()


def test_all_that_a_trader_offers_is_chosen_again(points, variants, clock, relay, monkeypatch):
    operations.upsert(rows=rows(points[0], variants[:5]), at=clock())
    relay(at=clock())
    OutboxEvent.objects.all().delete()
    monkeypatch.setattr(operations, "CHOSEN_AT_ONCE", 2)

    trader = points[0].trader
    trader.status = Trader.Status.SUSPENDED
    trader.save()
    assert OutboxEvent.objects.get().payload == {"trader_id": trader.pk}
    assert OfferChoice.objects.count() == 5

    operations.on_trader_changed([{"trader_id": trader.pk}] * 2, clock())

    assert OfferChoice.objects.count() == 0
    assert OutboxEvent.objects.filter(topic="catalogue.changed").count() == 3


def test_a_trader_that_sells_nothing_tells_nobody(points):
    OutboxEvent.objects.all().delete()

    points[0].trader.save()

    assert not OutboxEvent.objects.exists()


def test_selling_out_moves_the_choice(points, variants, clock):
    variant = variants[0]
    operations.upsert(rows=rows(points[0], [variant], minor=10000), at=clock())
    operations.upsert(rows=rows(points[1], [variant], minor=8000), at=clock())

    operations.upsert(rows=rows(points[1], [variant], minor=8000, stock=0), at=clock())

    assert OfferChoice.objects.get().stockrecord.partner_id == points[0].pk


def test_a_price_change_is_kept_for_ever_and_told_once(points, variants, clock):
    operations.upsert(rows=rows(points[0], variants[:1]), at=clock())
    OutboxEvent.objects.all().delete()

    for _ in range(2):
        operations.upsert(rows=rows(points[0], variants[:1], minor=8999), at=clock())

    assert list(PriceChange.objects.values_list("minor", flat=True)) == [10000, 8999]
    assert OutboxEvent.objects.filter(topic="catalogue.changed").count() == 1


def test_the_database_refuses_to_reserve_more_than_there_is(points, variants, clock):
    operations.upsert(rows=rows(points[0], variants[:1], stock=3), at=clock())

    with pytest.raises(IntegrityError), transaction.atomic():
        StockRecord.objects.update(num_allocated=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockRecord.objects.update(num_allocated=-1)

    assert StockRecord.objects.get().num_allocated == 0


def test_a_full_feed_without_an_offer_empties_its_stock_but_not_what_is_promised(
    points, variants, clock
):
    operations.upsert(rows=rows(points[0], variants[:2], stock=5), at=clock())
    first, second = StockRecord.objects.order_by("pk")
    StockRecord.objects.filter(pk=first.pk).update(num_allocated=2)

    assert operations.withdraw(stockrecord_ids=[first.pk, second.pk], at=clock()) == 2

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.num_in_stock, first.net_stock_level) == (2, 0)
    assert (second.num_in_stock, second.net_stock_level) == (0, 0)
    assert not OfferChoice.objects.exists()


def test_offers_of_many_variants_cost_the_same(points, variants, clock, django_assert_num_queries):
    for point in points:
        operations.upsert(rows=rows(point, variants), at=clock())

    for some in (variants[:1], variants):
        with django_assert_num_queries(3):
            found = queries.offers_of(product_ids=some)
        assert {len(views) for views in found.values()} == {3}


def test_the_promise_moves_with_the_clock(points, variants, clock):
    operations.upsert(rows=rows(points[0], variants[:1]), at=clock())
    offer = queries.offers_of(product_ids=variants[:1])[variants[0]][0]

    assert offer.promised(clock() + timedelta(days=1)) > offer.promised(clock())
