"""A feed that comes again: what it costs, what holds it back, how it is watched and stopped."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.core.errors import IllegalMove
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope, trader_scope
from marketplace.offers import operations as offers
from marketplace.offers.models import OfferChoice, OfferTerms, PriceChange
from marketplace.traders.models import Trader
from sellers.feeds import brake, errors, operations, queries, runs
from sellers.feeds.models import FeedLease, FeedRun
from sellers.feeds.operations import Report, import_feed
from sellers.feeds.settings import Settings
from sellers.feeds.sources import Source
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def families() -> None:
    shop.family("casquettes-running")


@pytest.fixture
def brand() -> Trader:
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


def caps(count: int, **row: Any) -> bytes:
    """Products ``C0``, ``C1`` … of one size each."""
    return files.shopify(*(files.cap(f"c{n}", Title=f"Casquette {n}", **row) for n in range(count)))


def bring(trader: Trader, content: bytes, **options: Any) -> Report:
    at = options.pop("at", MONDAY_MORNING)
    counted_at = options.pop("counted_at", None)
    source = Source(files.source(content).stream, "export.csv", counted_at)
    asked = {name: options.pop(name) for name in ("delta", "lead_days") if name in options}
    with import_feed(
        trader=trader, source=source, settings=Settings(**asked), at=at, **options
    ) as report:
        return report


def told(report: Report) -> dict[str, int]:
    return {name: count for name, count in report.counts.items() if count}


def stocks(trader: Trader) -> dict[str, int]:
    rows = StockRecord.objects.filter(partner__point__trader=trader)
    return dict(rows.values_list("partner_sku", "num_in_stock"))


# --- what it does ------------------------------------------------------------------------------
def test_prices_and_stocks_are_rewritten_with_their_history_and_choice(brand: Trader) -> None:
    bring(brand, caps(3))
    OutboxEvent.objects.all().delete()

    dearer = {"Variant Price": "26.50", "Variant Inventory Qty": "7"}
    assert told(bring(brand, caps(3, **dearer), at=MONDAY_MORNING + HOUR)) == {
        "read": 3, "updated": 3}  # fmt: skip

    assert stocks(brand) == {"C0": 7, "C1": 7, "C2": 7}
    assert set(StockRecord.objects.values_list("price", flat=True)) == {Decimal("26.50")}
    history = PriceChange.objects.filter(minor=2650).values_list("at", flat=True)
    assert list(history) == [MONDAY_MORNING + HOUR] * 3
    assert OutboxEvent.objects.filter(topic="catalogue.changed").count() == 1


def test_a_lead_time_that_is_set_later_reaches_offers_that_say_the_same(brand: Trader) -> None:
    bring(brand, caps(2))
    assert told(bring(brand, caps(2), lead_days=4)) == {"read": 2, "updated": 2}
    assert set(OfferTerms.objects.values_list("lead_days", flat=True)) == {4}
    assert told(bring(brand, caps(2))) == {"read": 2, "unchanged": 2}


def test_what_is_reserved_stays_and_what_was_reserved_before_the_count_is_added(
    brand: Trader,
) -> None:
    bring(brand, caps(2))
    before, after = StockRecord.objects.order_by("partner_sku")
    shop.order(before, quantity=3, at=MONDAY_MORNING)
    shop.order(after, quantity=3, at=MONDAY_MORNING + 2 * HOUR)
    bring(brand, caps(2, **{"Variant Inventory Qty": "1"}), at=MONDAY_MORNING + 3 * HOUR,
          counted_at=MONDAY_MORNING + HOUR)  # fmt: skip
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.num_in_stock, before.num_allocated) == (4, 3)  # one is left of four
    assert (after.num_in_stock, after.num_allocated) == (3, 3)  # two too many were promised


def test_a_mixed_feed_does_each_line_its_own_way(brand: Trader) -> None:
    bring(brand, caps(3))
    content = files.shopify(
        files.cap("c0", Title="Casquette 0"),
        files.cap("c1", Title="Casquette 1", **{"Variant Inventory Qty": "9"}),
        files.cap("c2", Title="Casquette 2", **{"Variant Price": "?"}),
        files.cap("c3", Title="Casquette 3"),
    )
    report = bring(brand, content)
    assert told(report) == {"read": 4, "created": 1, "updated": 1, "unchanged": 1, "rejected": 1}
    assert stocks(brand) == {"C0": 4, "C1": 9, "C2": 4, "C3": 4}


def test_a_key_that_repeats_is_refused_though_it_is_known(brand: Trader) -> None:
    bring(brand, caps(2))
    again = files.cap("c0", Title="Casquette 0", **{"Variant Inventory Qty": "1"})
    twice = files.shopify(again, again, files.cap("c1", Title="Casquette 1"))
    assert told(bring(brand, twice)) == {"read": 3, "unchanged": 1, "rejected": 2}
    assert stocks(brand) == {"C0": 4, "C1": 4}


def test_sizes_whose_parent_goes_off_sale_go_with_it(brand: Trader) -> None:
    shop.family("hauts-fitness")
    bring(brand, files.magento(*files.tee("A"), *files.tee("B"), *files.tee("C"), *files.tee("D")))
    off = files.tee("D", product_online="2")
    report = bring(brand, files.magento(*files.tee("A"), *files.tee("B"), *files.tee("C"), *off))
    assert told(report) == {"read": 12, "unchanged": 6, "rejected": 3, "context": 3, "withdrawn": 2}
    assert [stock for key, stock in sorted(stocks(brand).items()) if key.startswith("D")] == [0, 0]


@pytest.mark.parametrize("size", [50, 1000])
def test_a_chunk_costs_the_same_at_any_size(
    brand: Trader, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(operations, "FIRST", 5000)
    monkeypatch.setattr(runs, "TOLD", 60.0)
    _offered(brand, size)
    with CaptureQueriesContext(connection) as same:
        assert told(bring(brand, caps(size))) == {"read": size, "unchanged": size}
    with CaptureQueriesContext(connection) as changed:
        new = {"Variant Inventory Qty": "9", "Variant Price": "24"}
        assert told(bring(brand, caps(size, **new))) == {"read": size, "updated": size}
    assert len(same) <= 32
    # Locks, history, update, and one event; a few winners are chosen at once, many afterwards.
    assert len(changed) - len(same) <= (24 if size <= offers.AT_ONCE else 16)


def _offered(brand: Trader, size: int) -> None:
    for start in range(0, size, 500):
        names = range(start, min(start + 500, size))
        rows = [files.cap(f"c{n}", Title=f"Casquette {n}") for n in names]
        bring(brand, files.shopify(*rows), delta=True)


def test_many_winners_are_chosen_right_after(
    brand: Trader, relay: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "FIRST", 5000)
    count = offers.AT_ONCE + 1
    bring(brand, caps(count))
    assert not OfferChoice.objects.exists()
    relay()
    assert OfferChoice.objects.count() == count


# --- the brake ---------------------------------------------------------------------------------
def test_a_feed_that_takes_more_than_a_third_off_sale_waits(brand: Trader, private: Path) -> None:
    bring(brand, caps(6))
    report = bring(brand, caps(3))
    assert report.status == FeedRun.Status.WAITING
    assert report.reasons == [{"code": "off_sale", "offers": 3, "of": 6}]
    assert brake.told(report.reasons[0]) == "Il retire de la vente 3 de vos 6 offres."
    assert told(report) == {"read": 3, "unchanged": 3, "withdrawn": 3}  # of a yes
    assert set(stocks(brand).values()) == {4}
    assert [path.read_bytes() for path in private.rglob("*.feed")] == [caps(3)]
    with trader_scope(brand):
        assert list(queries.waiting()) == [report.run]


def test_a_third_is_not_more_than_a_third(brand: Trader) -> None:
    bring(brand, caps(6))
    assert told(bring(brand, caps(4))) == {"read": 4, "unchanged": 4, "withdrawn": 2}


def test_stock_that_goes_to_nothing_is_off_sale_as_well(brand: Trader) -> None:
    bring(brand, caps(6))
    report = bring(brand, caps(6, **{"Variant Inventory Qty": "0"}))
    assert report.reasons == [{"code": "off_sale", "offers": 6, "of": 6}]
    assert told(report) == {"read": 6, "updated": 6}
    assert set(stocks(brand).values()) == {4}


def test_a_delta_leaves_out_what_it_likes(brand: Trader) -> None:
    bring(brand, caps(6))
    assert told(bring(brand, caps(1), delta=True)) == {"read": 1, "unchanged": 1}


@pytest.mark.parametrize(("price", "waits"), [("37.50", False), ("37.51", True),
                                              ("12.50", False), ("12.49", True)])  # fmt: skip
def test_a_median_price_that_moves_by_more_than_half_waits(
    brand: Trader, price: str, waits: bool
) -> None:
    bring(brand, caps(3))
    report = bring(brand, caps(3, **{"Variant Price": price}))
    after = int(Decimal(price) * 100)
    assert report.reasons == ([{"code": "prices", "before": 2500, "after": after}] if waits else [])
    held = Decimal("25.00") if waits else Decimal(price)
    assert set(StockRecord.objects.values_list("price", flat=True)) == {held}


def test_a_feed_older_than_the_last_one_waits(brand: Trader) -> None:
    bring(brand, caps(3), counted_at=MONDAY_MORNING)
    less = caps(3, **{"Variant Inventory Qty": "3"})
    report = bring(brand, less, at=MONDAY_MORNING + HOUR, counted_at=MONDAY_MORNING - HOUR)
    assert report.reasons == [{"code": "older", "last_counted_at": MONDAY_MORNING.isoformat()}]
    assert "02/03/2026 10:00" in brake.told(report.reasons[0])
    same = bring(brand, caps(3), at=MONDAY_MORNING + HOUR, counted_at=MONDAY_MORNING - HOUR)
    assert same.reasons == []  # what changes nothing does no harm


def test_a_yes_imports_the_file_that_was_kept(brand: Trader, private: Path) -> None:
    bring(brand, caps(6))
    run = bring(brand, caps(3)).run
    assert run is not None
    report = operations.confirm_run(run=run, at=MONDAY_MORNING + HOUR)
    with report:
        assert told(report) == {"read": 3, "unchanged": 3, "withdrawn": 3}
    with house_scope():
        run = FeedRun.objects.get(pk=run.pk)
    assert (run.status, run.withdrawn, bool(run.file)) == ("done", 3, False)
    assert list(private.rglob("*.feed")) == []
    with pytest.raises(IllegalMove):
        operations.confirm_run(run=run, at=MONDAY_MORNING + HOUR)


def test_a_no_leaves_everything(brand: Trader, private: Path) -> None:
    bring(brand, caps(6))
    run = bring(brand, caps(3)).run
    assert run is not None
    operations.reject_run(run=run, at=MONDAY_MORNING + HOUR)
    with house_scope():
        assert FeedRun.objects.get(pk=run.pk).status == FeedRun.Status.REJECTED
    assert set(stocks(brand).values()) == {4}
    assert list(private.rglob("*.feed")) == []
    with pytest.raises(IllegalMove):
        operations.reject_run(run=run, at=MONDAY_MORNING + HOUR)


def test_a_later_file_answers_for_the_one_that_waits(brand: Trader, private: Path) -> None:
    bring(brand, caps(6))
    run = bring(brand, caps(3)).run
    assert run is not None
    bring(brand, caps(6))
    with house_scope():
        assert FeedRun.objects.get(pk=run.pk).status == FeedRun.Status.REJECTED
    assert list(private.rglob("*.feed")) == []


def test_a_yes_while_another_import_runs_waits_again(brand: Trader) -> None:
    bring(brand, caps(6))
    run = bring(brand, caps(3)).run
    assert run is not None
    with house_scope():
        other = FeedRun.objects.create(trader=brand, origin="x.csv", started_at=MONDAY_MORNING)
        FeedLease.objects.update(run=other, leased_until=clock.now() + runs.LEASE)
    with pytest.raises(errors.ImportRunning):
        operations.confirm_run(run=run, at=MONDAY_MORNING + HOUR)
    with house_scope():
        kept = FeedRun.objects.get(pk=run.pk)
        assert (kept.status, bool(kept.file)) == (FeedRun.Status.WAITING, True)


def test_who_is_sure_is_not_asked(brand: Trader) -> None:
    bring(brand, caps(6))
    assert told(bring(brand, caps(1), sure=True)) == {"read": 1, "unchanged": 1, "withdrawn": 5}


# --- watching and stopping ---------------------------------------------------------------------
@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST", "FEWEST", "MOST", "MOST_KNOWN"):
        monkeypatch.setattr(operations, name, 2)
    monkeypatch.setattr(runs, "TOLD", 0.0)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, int, int]]]:
    """What can be read of a run before each chunk of known offers."""
    found: list[tuple[str, int, int]] = []
    rewrite = offers.rewrite

    def watched(**options: Any) -> int:
        run = FeedRun.objects.get(status=FeedRun.Status.RUNNING)
        found.append((run.phase, run.progress, run.progress_total))
        return rewrite(**options)

    monkeypatch.setattr(offers, "rewrite", watched)
    return found


def test_how_far_it_is_can_be_read_while_it_runs(
    brand: Trader, small_chunks: None, seen: list[tuple[str, int, int]]
) -> None:
    bring(brand, caps(5))
    report = bring(brand, caps(5, **{"Variant Inventory Qty": "6"}))
    assert seen == [("applying", 0, 5), ("applying", 2, 5), ("applying", 4, 5)]
    assert report.run is not None
    assert report.run.phase == ""


def test_it_is_told_once_a_second_at_most(brand: Trader, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST", "FEWEST", "MOST", "MOST_KNOWN"):
        monkeypatch.setattr(operations, name, 1)
    bring(brand, caps(9))
    monkeypatch.setattr(runs, "TOLD", 60.0)
    with CaptureQueriesContext(connection) as queries:
        bring(brand, caps(9, **{"Variant Inventory Qty": "6"}))
    notes = [q for q in queries if '"progress" =' in q["sql"] and '"error"' not in q["sql"]]
    assert len(notes) == 2  # reading, applying


def test_a_stop_leaves_whole_chunks(
    brand: Trader, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(brand, caps(5))
    rewrite = offers.rewrite

    def stopping(**options: Any) -> int:
        changed = rewrite(**options)
        run = FeedRun.objects.get(status=FeedRun.Status.RUNNING)
        assert operations.cancel_run(run=run, at=datetime(2026, 3, 2, tzinfo=MONDAY_MORNING.tzinfo))
        return changed

    monkeypatch.setattr(offers, "rewrite", stopping)
    report = bring(brand, caps(5, **{"Variant Inventory Qty": "6"}))
    assert report.status == FeedRun.Status.CANCELLED
    assert sorted(stocks(brand).values()) == [4, 4, 4, 6, 6]
    assert (report.counts["read"], report.counts["updated"]) == (5, 2)
    assert report.run is not None
    assert not operations.cancel_run(run=report.run, at=MONDAY_MORNING)  # it runs no more
    monkeypatch.undo()
    assert told(bring(brand, caps(5, **{"Variant Inventory Qty": "6"}))) == {
        "read": 5, "updated": 3, "unchanged": 2}  # fmt: skip


def test_a_stop_while_it_is_read_changes_nothing(
    brand: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(brand, caps(3))
    step = runs.Lease.step

    def stopping(self: Any, *told: Any) -> None:
        FeedRun.objects.filter(status=FeedRun.Status.RUNNING).update(cancel_asked_at=MONDAY_MORNING)
        step(self, *told)

    monkeypatch.setattr(runs.Lease, "step", stopping)
    report = bring(brand, caps(3, **{"Variant Inventory Qty": "6"}))
    assert report.status == FeedRun.Status.CANCELLED
    assert set(stocks(brand).values()) == {4}
