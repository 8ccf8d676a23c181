"""An import that is killed at any moment is started again, and ends as if nothing had been."""

import json
from pathlib import Path
from typing import Any

import pytest
from oscar.core.loading import get_model

from marketplace.core import clock, outbox
from marketplace.core.scopes import house_scope
from marketplace.offers.models import OfferChoice, OfferTerms, PriceChange
from marketplace.traders.models import Trader
from sellers.feeds.models import FeedLease, FeedLine, FeedRun
from tests import shop
from tests.sellers.feeds import files

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
OFFERS, FEEDS = "marketplace.offers.operations", "sellers.feeds"
CHUNKS = 2  # rows of a chunk

BEFORE = files.shopify(*(files.cap(f"c{n}", Title=f"Casquette {n}") for n in range(6)))
AFTER = files.shopify(
    # 0 to 3 change, 4 says the same, 5 is gone, 6 and 7 are new.
    *(files.cap(f"c{n}", Title=f"Casquette {n}", **{"Variant Price": "27.00"}) for n in range(4)),
    files.cap("c4", Title="Casquette 4"),
    *(files.cap(f"c{n}", Title=f"Casquette {n}") for n in (6, 7)),
)


@pytest.fixture
def bring(transactional_db: None, victim: Any, tmp_path: Path) -> Any:
    """Import in a process of its own, which may die."""
    shop.family("casquettes-running")
    trader = shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader

    def run(content: bytes, kill: str | None = None) -> dict[str, int]:
        path = tmp_path / "export.csv"
        path.write_bytes(content)
        said = _ask(victim, trader, path, kill)
        if kill:
            with house_scope():
                FeedLease.objects.update(leased_until=clock.now())  # a minute later
        return said

    return run


def _ask(victim: Any, trader: Trader, path: Path, kill: str | None) -> Any:
    command = {
        "act": "feed", "kill": kill, "stripe": "", "secret": "", "trader": trader.pk,
        "path": str(path), "chunk": CHUNKS, "at": clock.now().isoformat(),
    }  # fmt: skip
    victim.stdin.write(json.dumps(command) + "\n")
    victim.stdin.flush()
    answer = json.loads(victim.stdout.readline())
    assert answer["killed"] == bool(kill), f"{kill} was never reached"
    return answer["said"]


def state() -> dict[str, Any]:
    """All that an import leaves, without what time it was."""
    return {
        "offers": sorted(
            StockRecord.objects.values_list("partner_sku", "price", "num_in_stock", "num_allocated")
        ),
        "history": sorted(PriceChange.objects.values_list("stockrecord__partner_sku", "minor")),
        "terms": OfferTerms.objects.count(),
        "lines": sorted(FeedLine.objects.values_list("key", "match", "stockrecord__partner_sku")),
        "products": Product.objects.count(),
        "choices": sorted(OfferChoice.objects.values_list("stockrecord__partner_sku", "reasons"),
                          key=str),
    }  # fmt: skip


POINTS = [
    "before:marketplace.offers.queries.comparing",
    f"after:{FEEDS}.operations._read",
    f"before:{OFFERS}.rewrite",
    f"before:{OFFERS}.choose_soon",  # in the middle of a chunk
    f"after:{OFFERS}.rewrite",
    f"after:{OFFERS}.rewrite#2",
    f"before:{FEEDS}.applying.apply",
    f"after:{FEEDS}.applying._published",  # a reference without an offer, not committed
    f"after:{FEEDS}.applying.apply",
    f"after:{FEEDS}.operations._withdraw",
    f"before:{FEEDS}.runs.finish",
]


@pytest.mark.parametrize("point", POINTS)
def test_killed_and_started_again_it_ends_the_same(bring: Any, point: str) -> None:
    bring(BEFORE)
    bring(AFTER, kill=point)
    counts = bring(AFTER)
    assert counts["read"] == 7
    with house_scope():
        outbox.relay_all(at=clock.now())
        ended = state()
        assert FeedRun.objects.filter(status=FeedRun.Status.INTERRUPTED).count() == 1
        assert FeedRun.objects.filter(status=FeedRun.Status.RUNNING).count() == 0
    assert ended["offers"] == [
        *((f"C{n}", 27, 4, 0) for n in range(4)),
        ("C4", 25, 4, 0),
        ("C5", 25, 0, 0),
        ("C6", 25, 4, 0),
        ("C7", 25, 4, 0),
    ]
    first = [(f"C{n}", 2500) for n in range(8)]
    assert ended["history"] == sorted([*first, *((f"C{n}", 2700) for n in range(4))])
    assert ended["lines"] == [(f"C{n}", "published", f"C{n}") for n in range(8)]
    assert (ended["terms"], ended["products"]) == (8, 16)
    assert [sku for sku, _reasons in ended["choices"]] == [f"C{n}" for n in (0, 1, 2, 3, 4, 6, 7)]


def test_a_first_import_that_is_killed(bring: Any) -> None:
    bring(BEFORE, kill=f"after:{FEEDS}.applying.apply#2")
    with house_scope():
        assert StockRecord.objects.count() == 2 * CHUNKS
    assert bring(BEFORE) == {"read": 6, "created": 2, "unchanged": 4}
    with house_scope():
        assert Product.objects.count() == 12
