"""Feeds of offers: how fast, against a bare COPY and upsert of the same rows in the same run.

``python -m bench feeds [--references 150000 --offers 1000000 --rows 150000 --many 1000000]``: a
throw-away PostgreSQL database with that many references and offers; one seller's export of ``rows``
lines comes with every line changed, again, and as stock alone; another seller comes for the first
time; then an export of ten thousand and of ``many`` lines for the memory, the same on SQLite, and
Oscar's own importer on a sample. Each import is a process of its own.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bench import worlds
from bench.measuring import in_a_process, throwaway_database

FEW = 10_000  # lines of the small export of which the memory is measured
Figures = dict[str, float]


class Shop:
    """One database, and what is done with it in processes of their own."""

    def __init__(self, database: str, folder: str, **sizes: int) -> None:
        self._environment = worlds.settings(database, folder)
        self._sizes = sizes
        in_a_process("-m", "django", "migrate", "-v0", environment=self._environment)

    def do(self, act: str, **options: int) -> dict[str, Any]:
        told = {**self._sizes, **options}
        words = [word for name, value in told.items() for word in (f"--{name}", str(value))]
        said = in_a_process(
            "-W", "ignore", "-m", "bench.shops.feeding", act, *words, environment=self._environment
        )
        found: dict[str, Any] = json.loads(said)
        return found


def run(options: Sequence[str], *, quiet: bool) -> Figures:
    """All figures by name."""
    parser = argparse.ArgumentParser(prog="python -m bench feeds")
    parser.add_argument("--references", type=int, default=150_000)
    parser.add_argument("--offers", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=150_000, help="lines of the exports")
    parser.add_argument("--many", type=int, default=1_000_000, help="lines of the largest export")
    parser.add_argument("--sqlite", type=int, default=20_000, help="lines on SQLite")
    parser.add_argument("--oscar", type=int, default=200, help="lines for Oscar's importer")
    sizes = parser.parse_args(options)
    figures: Figures = {"references": sizes.references, "offers": sizes.offers, "rows": sizes.rows}
    shop_sizes = {"references": sizes.references, "offers": sizes.offers, "rows": sizes.rows}
    with _postgres("feeds", **shop_sizes) as shop:
        figures |= {"filled_s": shop.do("fill")["filled_s"]}
        figures |= _known(shop) | _first(shop)
        figures["oscar_rows_s"] = shop.do("oscar", rows=sizes.oscar)["rows_s"]
    figures |= _memory(sizes.many)
    figures |= _sqlite(sizes.sqlite)
    if not quiet:
        _show(figures)
    return figures


@contextmanager
def _postgres(label: str, **sizes: int) -> Iterator[Shop]:
    with (
        throwaway_database(label) as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        yield Shop(database, folder, **sizes)


# --- what is measured --------------------------------------------------------------------------
def _known(shop: Shop) -> Figures:
    """The bare way and ours take turns, so that both find the tables in the same state: in that of
    a shop in use, whose rows have been written before. The first turn of both makes it so."""
    turns = [(shop.do("bare", turn=n), shop.do("changed", turn=n + 1)) for n in (1, 3, 5)]
    fresh, (bare_changed, changed) = turns[0], map(_best, zip(*turns[1:], strict=True))
    bare_unchanged = _best([shop.do("bare", turn=6), shop.do("bare", turn=6)])
    unchanged = _best([shop.do("unchanged", turn=6), shop.do("unchanged", turn=6)])
    stock = _best([shop.do("stock", turn=7), shop.do("stock", turn=8)])
    chosen = shop.do("chosen")
    return {
        "changed_rows_s": changed["rows_s"],
        "unchanged_rows_s": unchanged["rows_s"],
        "stock_rows_s": stock["rows_s"],
        "changed_vs_copy": _ratio(changed, bare_changed),
        "changed_vs_copy_of_fresh_tables": _ratio(fresh[1], fresh[0]),
        "unchanged_vs_copy": _ratio(unchanged, bare_unchanged),
        "changed_vs_copy_of_rows_in_memory": round(changed["seconds"] / bare_changed["seconds"], 2),
        "unchanged_vs_copy_of_rows_in_memory": round(
            unchanged["seconds"] / bare_unchanged["seconds"], 2
        ),
        "unchanged_writes": unchanged["writes"],
        "changed_longest_chunk_ms": changed["longest_chunk_ms"],
        "chosen_rows_s": chosen["rows_s"],
    }


def _best(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The quickest: what else the machine did is not what is measured."""
    return min(runs, key=lambda each: each["seconds"])


def _ratio(ours: dict[str, Any], bare: dict[str, Any]) -> float:
    """Our time to that of the bare way, which reads the same file too."""
    return round(float(ours["seconds"]) / float(bare["read_s"] + bare["seconds"]), 2)


def _first(shop: Shop) -> Figures:
    first = shop.do("first")
    return {
        "first_s": first["seconds"],
        "first_rows_s": first["rows_s"],
        "first_created": first["created"],
        "first_proposed": first["proposed"],
    }


def _memory(many: int) -> Figures:
    """Peak of an import of a few and of very many lines, all of them changed."""
    with _postgres("memory", references=max(many // 20, 1), offers=many, rows=many) as shop:
        shop.do("fill")
        few = shop.do("changed", rows=min(FEW, many), turn=1)
        most = shop.do("changed", turn=2)
    return {
        "peak_mb": max(few["peak_mb"], most["peak_mb"]),
        "peak_mb_10k": few["peak_mb"],
        "peak_mb_many": most["peak_mb"],
        "many": many,
        "many_rows_s": most["rows_s"],
    }


def _sqlite(rows: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder:
        sizes = {"references": rows, "offers": rows * 2, "rows": rows}
        shop = Shop(f"sqlite:///{folder}/cordee.sqlite3", folder, **sizes)
        shop.do("fill")
        changed, unchanged = shop.do("changed", turn=1), shop.do("unchanged", turn=1)
        stock = shop.do("stock", turn=2)
    return {
        "sqlite_rows": rows,
        "sqlite_changed_rows_s": changed["rows_s"],
        "sqlite_unchanged_rows_s": unchanged["rows_s"],
        "sqlite_stock_rows_s": stock["rows_s"],
        "sqlite_longest_chunk_ms": max(
            each["longest_chunk_ms"] for each in (changed, unchanged, stock)
        ),
    }


# --- what is said ------------------------------------------------------------------------------
def _show(figures: Figures) -> None:
    print(f"on {os.cpu_count()} processors")
    for name, value in figures.items():
        print(f"{name:<40}{value:>12,}".replace(",", " "))
