"""``python -m bench.shops.choosing``: every variant of the database of its settings is chosen
again; prints one JSON object."""

import json
import statistics
import time

import django

ROUNDS = 3


def main() -> None:
    django.setup()
    from marketplace.core.scopes import house_scope

    with house_scope():
        print(json.dumps(_measured()))


def _measured() -> dict[str, int]:
    from django.db import connection
    from oscar.core.loading import get_model

    records = get_model("partner", "StockRecord").objects.filter(num_in_stock__gt=0)
    variants = sorted(set(records.values_list("product_id", flat=True)))
    count = records.count()
    changed, unchanged = [], []
    _seconds(variants)
    for turn in range(ROUNDS):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE partner_stockrecord SET price = price + 0.07 * ((id + %s) %% 5)", [turn]
            )
            cursor.execute("ANALYZE partner_stockrecord")
        changed.append(_seconds(variants))
        unchanged.append(_seconds(variants))
    return {
        "offers": count,
        "variants": len(variants),
        "changed_offers_s": round(count / statistics.median(changed)),
        "unchanged_offers_s": round(count / statistics.median(unchanged)),
    }


def _seconds(variants: list[int]) -> float:
    """As the subscriber of a large change does it."""
    from marketplace.core import clock
    from marketplace.offers import operations

    begun = time.perf_counter()
    operations.on_changed([{"product_ids": variants}], clock.now())
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
