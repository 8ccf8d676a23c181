"""``python -m bench.finding.changing COUNT``: change offers one by one, time until each is found.

Prices, and every third time the stock, of offers all over the catalogue. The last line is JSON.
"""

import json
import random
import statistics
import sys
import time
from typing import Any

import django

SEED = 7
WARM = 3  # changes that wait for the worker to start
PATIENCE_S = 60.0


def main(count: int) -> None:
    from marketplace.core.scopes import house_scope

    with house_scope():
        records = _records(count + WARM)
        taken = [_change(record, number) for number, record in enumerate(records)][WARM:]
    ranked = sorted(taken)
    p99 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))]
    figures = {"p50_ms": statistics.median(ranked), "p99_ms": p99, "most_ms": ranked[-1]}
    print(json.dumps({name: round(1000 * each) for name, each in figures.items()}))


def _records(count: int) -> list[Any]:
    """Offers that are on sale, each of another reference."""
    from oscar.core.loading import get_model

    from search.backends import backend
    from search.contract import Query

    pages = (Query(page=page, per_page=100) for page in range(1, 31))
    found = [hit for query in pages for hit in backend().search(query).hits]
    chosen = random.Random(SEED).sample(found, count)
    rows = get_model("partner", "StockRecord").objects.select_related("terms")
    return [
        rows.get(product_id=hit.offers[0].variant_id, partner_id=hit.offers[0].point)
        for hit in chosen
    ]


def _change(record: Any, number: int) -> float:
    """Seconds from the commit until it is found."""
    from marketplace.core import clock
    from marketplace.core.money import Money
    from marketplace.offers import operations
    from marketplace.offers.operations import OfferRow

    minor, stock = Money.from_decimal(record.price).minor, record.num_in_stock
    sold_out = number % 3 == 2
    row = OfferRow(
        partner_id=record.partner_id,
        product_id=record.product_id,
        sku=record.partner_sku,
        minor=minor if sold_out else minor + 1,
        stock=0 if sold_out else stock,
        lead_days=record.terms.lead_days,
    )
    operations.upsert(rows=[row], at=clock.now())
    committed = time.monotonic()
    while _said(record) != (None if sold_out else minor + 1):
        if time.monotonic() - committed > PATIENCE_S:
            raise TimeoutError(f"offer {record.pk} is not found as it is")
        time.sleep(0.005)
    return time.monotonic() - committed


def _said(record: Any) -> int | None:
    """The price of the offer as search has it; None where it cannot be bought."""
    from search.backends import backend
    from search.contract import Query

    reference = record.product.parent.slug
    code = record.partner_sku
    for hit in backend().search(Query(text=code)).hits:
        if hit.payload["slug"] == reference:
            for offer in hit.offers:
                if (offer.variant_id, offer.point) == (record.product_id, record.partner_id):
                    return offer.minor
    return None


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
