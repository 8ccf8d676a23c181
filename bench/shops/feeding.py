"""``python -m bench.shops.feeding ACT …``: one import on the database of its settings, in a process
of its own, so that its memory is its own; prints one JSON object."""

import argparse
import csv
import json
import logging
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

from bench.shops import exports, shelves
from bench.shops.exports import Change

MEGABYTE = 1024  # of the kilobytes that the system counts in


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("act", choices=sorted(ACTS))
    parser.add_argument("--rows", type=int, default=150_000)
    parser.add_argument("--references", type=int, default=150_000)
    parser.add_argument("--offers", type=int, default=1_000_000)
    parser.add_argument("--turn", type=int, default=1)
    options = parser.parse_args()
    django.setup()
    from marketplace.core.scopes import house_scope

    with house_scope(), tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder:
        print(json.dumps(ACTS[options.act](options, Path(folder) / "feed.csv")))


# --- the shop's own way ------------------------------------------------------------------------
def fill(options: argparse.Namespace, _path: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    shelves.fill(shelves.Shelves(options.references, options.offers, options.rows))
    references, variants, offers = shelves.counts()
    return {
        "references": references,
        "variants": variants,
        "offers": offers,
        "filled_s": round(time.perf_counter() - begun, 1),
    }


def changed(options: argparse.Namespace, path: Path) -> dict[str, Any]:
    """Every line has another price and another stock than the last time."""
    return _imported(exports.shopify(path, rows=options.rows, change=_turn(options)))


def unchanged(options: argparse.Namespace, path: Path) -> dict[str, Any]:
    said = _imported(exports.shopify(path, rows=options.rows, change=_turn(options)))
    return {**said, "writes": _writes(path)}


def stock(options: argparse.Namespace, path: Path) -> dict[str, Any]:
    return _imported(exports.stock(path, rows=options.rows, change=_turn(options)))


def first(options: argparse.Namespace, path: Path) -> dict[str, Any]:
    return _imported(exports.first(path, rows=options.rows), seller=shelves.FIRST_TIMER)


def chosen(options: argparse.Namespace, _path: Path) -> dict[str, Any]:
    """The winners of all variants that an import has left to choose."""
    from marketplace.core import clock, outbox
    from marketplace.core.models import OutboxDelivery, OutboxEvent
    from marketplace.offers import operations

    del options
    events = OutboxEvent.objects.filter(topic="offers.changed", deliveries__done_at=None)
    payloads = list(events.values_list("payload", flat=True))
    begun = time.perf_counter()
    operations.on_changed(payloads, clock.now())
    seconds = time.perf_counter() - begun
    OutboxDelivery.objects.filter(event__in=events).update(done_at=clock.now())
    count = sum(len(payload["product_ids"]) for payload in payloads)
    return {"rows_s": round(count / seconds), "undone": outbox.undone().count()}


def _turn(options: argparse.Namespace) -> Change:
    return Change(minor=100 * options.turn, stock=options.turn)


def _imported(path: Path, *, seller: str = shelves.SELLER) -> dict[str, Any]:
    from marketplace.core import clock
    from marketplace.traders.models import Trader
    from sellers.feeds.operations import import_feed
    from sellers.feeds.settings import Settings
    from sellers.feeds.sources import Source

    trader = Trader.objects.get(slug=seller)
    chunks = _timed_chunks()
    begun = time.perf_counter()
    with path.open("rb") as stream:
        report = import_feed(
            trader=trader,
            source=Source(stream, path.name, None),
            settings=Settings(),
            at=clock.now(),
            sure=True,
        )
    seconds = time.perf_counter() - begun
    with report:
        counts = report.counts
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return {
        **counts,
        "seconds": round(seconds, 2),
        "rows_s": round(counts["read"] / seconds),
        "peak_mb": round(peak),
        "longest_chunk_ms": round(1000 * max(chunks, default=0)),
    }


def _timed_chunks() -> list[float]:
    """The seconds that each chunk of the import to come takes."""
    from sellers.feeds.operations import Pace

    taken: list[float] = []
    end = Pace.__exit__

    def note(pace: Pace, *raised: object) -> None:
        taken.append(time.monotonic() - pace._begun)
        end(pace, *raised)

    Pace.__exit__ = note  # type: ignore[method-assign]
    return taken


def _writes(path: Path) -> int:
    """Statements of one more import of the same that write into anything but the run's own rows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _imported(path)
    return sum(
        query["sql"].lstrip().startswith(("INSERT", "UPDATE", "DELETE"))
        and not any(f'"{table}"' in query["sql"][:60] for table in ("feeds_feedrun",
                                                                   "feeds_feedlease",
                                                                   "feeds_feedfault"))
        for query in captured.captured_queries
    )  # fmt: skip


# --- the bare way --------------------------------------------------------------------------------
STAGING = "CREATE TEMPORARY TABLE staging (sku text, price numeric(12, 2), stock integer)"
UPSERT = """INSERT INTO partner_stockrecord AS r (partner_id, product_id, partner_sku,
    price_currency, price, num_in_stock, num_allocated, date_created, date_updated)
    SELECT {partner}, {product}, s.sku, 'EUR', s.price, s.stock, 0, now(), now() FROM staging s
    ON CONFLICT (partner_id, partner_sku) DO UPDATE SET price = excluded.price,
    num_in_stock = excluded.num_in_stock WHERE (r.price, r.num_in_stock)
    IS DISTINCT FROM (excluded.price, excluded.num_in_stock)"""


def bare(options: argparse.Namespace, path: Path) -> dict[str, Any]:
    """The same file by COPY into a staging table and one statement: no identity, no rule, no
    history, no reservation, nobody told. ``read_s``: what reading the file took of it."""
    from django.db import connection, transaction
    from oscar.core.loading import get_model

    exports.shopify(path, rows=options.rows, change=_turn(options))
    record = (
        get_model("partner", "StockRecord").objects.filter(partner__code=shelves.SELLER).first()
    )
    begun = time.perf_counter()
    rows = list(_columns(path))
    read = time.perf_counter() - begun
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STAGING)
        with cursor.copy("COPY staging FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(UPSERT.format(partner=record.partner_id, product=record.product_id))
        touched = cursor.rowcount
    seconds = time.perf_counter() - begun
    return {"touched": touched, "read_s": round(read, 3), "seconds": round(seconds, 3)}


def _columns(path: Path) -> Iterator[tuple[str, str, str]]:
    """SKU, price and stock of each line, whatever they are."""
    with path.open(newline="", encoding="utf-8") as text:
        lines = csv.reader(text)
        header = next(lines)
        sku, price, stock = (header.index(name) for name in (
            "Variant SKU", "Variant Price", "Variant Inventory Qty"))  # fmt: skip
        for cells in lines:
            yield cells[sku], cells[price], cells[stock]


# --- Oscar's way -------------------------------------------------------------------------------
def oscar(options: argparse.Namespace, path: Path) -> dict[str, Any]:
    """Oscar's own importer on a sample of new products with their stock, in the same database."""
    from django.db import transaction
    from oscar.apps.partner.importers import CatalogueImporter

    with path.open("w", newline="") as out:
        csv.writer(out).writerows(
            ("Article", "Running > Route", f"U{i}", f"Cadence {i}", exports.TEXT, "Un autre",
             f"U{i}", "89.00", 3)
            for i in range(options.rows)
        )  # fmt: skip
    begun = time.perf_counter()
    with transaction.atomic():
        CatalogueImporter(logging.getLogger("oscar")).handle(str(path))
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return {"rows_s": round(options.rows / seconds, 1)}


ACTS = {
    "oscar": oscar,
    "fill": fill, "changed": changed, "unchanged": unchanged, "stock": stock, "first": first,
    "chosen": chosen, "bare": bare,
}  # fmt: skip

if __name__ == "__main__":
    main()
