"""An import rewrites known offers through two connections at once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from oscar.core.loading import get_model

from marketplace.core.scopes import house_scope
from marketplace.offers import operations as offers
from marketplace.offers.models import PriceChange
from marketplace.traders.models import Trader
from sellers.feeds import operations, runs
from sellers.feeds.models import FeedRun
from tests import shop
from tests.races.conftest import PATIENCE, Meeting
from tests.sellers.feeds.test_known import bring, caps

StockRecord = get_model("partner", "StockRecord")
pytestmark = [
    pytest.mark.race,
    pytest.mark.needs("postgres"),
    pytest.mark.django_db(transaction=True),
]
LINES = 8
CHANGED = {"Variant Inventory Qty": "6", "Variant Price": "19.00"}


@pytest.fixture
def brand(monkeypatch: pytest.MonkeyPatch) -> Trader:
    for name in ("FIRST", "FEWEST", "MOST", "FEWEST_KNOWN", "MOST_KNOWN"):
        monkeypatch.setattr(operations, name, 2)
    monkeypatch.setattr(runs, "TOLD", 0.0)
    shop.family("casquettes-running")
    trader = shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader
    bring(trader, caps(LINES))
    return trader


@pytest.fixture
def rewriting(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[int], None]], list[int]]:
    """Have something done before each chunk, given how many went before; the backends that did."""
    real, backends, lock = offers.rewrite, [], threading.Lock()

    def before_each(act: Callable[[int], None]) -> list[int]:
        def rewrite(**options: Any) -> int:
            connection.ensure_connection()
            with lock:
                number = len(backends)
                backends.append(connection.connection.info.backend_pid)
            act(number)
            return real(**options)

        monkeypatch.setattr(offers, "rewrite", rewrite)
        return backends

    return before_each


def said() -> tuple[set[tuple[int, int]], int]:
    """Price and stock of the offers; how many prices were noted."""
    with house_scope():
        rows = StockRecord.objects.values_list("price", "num_in_stock")
        return {(int(price), stock) for price, stock in rows}, PriceChange.objects.count()


def test_two_connections_do_each_chunk_once(brand: Trader, rewriting: Any) -> None:
    met = Meeting(2)
    backends = rewriting(lambda number: met.wait() if number < 2 else None)

    report = bring(brand, caps(LINES, **CHANGED), sure=True)

    assert len(backends) == LINES / 2
    assert len(set(backends)) == 2
    assert (report.counts["updated"], report.counts["unchanged"]) == (LINES, 0)
    assert said() == ({(19, 6)}, 2 * LINES)


def test_what_stops_the_helper_stops_the_import_which_ends_when_it_is_run_again(
    brand: Trader, rewriting: Any
) -> None:
    met, here = Meeting(2), threading.get_ident()

    def fail(number: int) -> None:
        if number < 2:
            met.wait()
        if threading.get_ident() != here:
            raise RuntimeError("the server is gone")

    backends = rewriting(fail)
    with pytest.raises(RuntimeError, match="is gone"):
        bring(brand, caps(LINES, **CHANGED), sure=True)
    assert len(set(backends)) == 2
    with house_scope():
        assert FeedRun.objects.order_by("pk").last().status == FeedRun.Status.INTERRUPTED

    rewriting(lambda _number: None)
    bring(brand, caps(LINES, **CHANGED), sure=True)
    assert said() == ({(19, 6)}, 2 * LINES)


def test_a_stop_counts_what_both_have_done(brand: Trader, rewriting: Any) -> None:
    asked = threading.Event()

    def stop(number: int) -> None:
        if number == 0:
            with house_scope():
                run = FeedRun.objects.get(status=FeedRun.Status.RUNNING)
                operations.cancel_run(run=run, at=run.started_at)
            asked.set()
        assert asked.wait(PATIENCE)

    rewriting(stop)
    report = bring(brand, caps(LINES, **CHANGED), sure=True)

    with house_scope():
        done = StockRecord.objects.filter(num_in_stock=6).count()
    assert report.run is not None
    assert report.run.status == FeedRun.Status.CANCELLED
    assert report.counts["updated"] == done
    assert 0 < done <= LINES


def test_nobody_helps_within_a_transaction(brand: Trader, rewriting: Any) -> None:
    backends = rewriting(lambda _number: None)
    with transaction.atomic():
        bring(brand, caps(LINES, **CHANGED), sure=True)
    assert len(set(backends)) == 1
    assert said() == ({(19, 6)}, 2 * LINES)
