"""Pages of this shop and of plain Oscar, at several sizes of the catalogue, in one run.

``python -m bench pages [--references 3000,30000] [--alone]``: both on PostgreSQL, in throw-away
databases with the same numbers of products, sizes and offers; in-process client, one shop after the
other. ``--alone`` leaves Oscar out, for catalogues that are too large for it.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench import worlds
from bench.measuring import Figure, in_a_process, throwaway_database

SIZES = "3000,30000"
WAYS = ("home", "listing", "product", "basket", "basket_add", "order")
COLUMNS = "{:>10}  {:<11}{:>8}{:>9}{:>9}   {:>8}{:>9}{:>9}"


@dataclass(frozen=True)
class Measured:
    """Both shops with a catalogue of one size; ``oscar`` may be empty."""

    references: int
    ours: Mapping[str, Figure]
    oscar: Mapping[str, Figure]
    index_s: float


def run(options: Sequence[str], *, quiet: bool) -> dict[str, float]:
    """All figures by name; those without a size in it are of the largest catalogue."""
    parser = argparse.ArgumentParser(prog="python -m bench pages")
    parser.add_argument("--references", default=SIZES, help="sizes of the catalogue, with commas")
    parser.add_argument("--alone", action="store_true", help="this shop without plain Oscar")
    told = parser.parse_args(options)
    sizes = sorted(int(size) for size in told.references.split(","))
    with _empty_oscar() as oscar:
        measured = [_measured(size, oscar="" if told.alone else oscar) for size in sizes]
    if not quiet:
        _show(measured)
    return _flat(measured)


# --- two shops -------------------------------------------------------------------------------
def _oscar(database: str, folder: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "bench.shops.oscar.settings",
        "DATABASE_URL": database,
        "VAR": folder,
    }


@contextmanager
def _empty_oscar() -> Iterator[str]:
    """A migrated database without rows, to be copied; yields its address."""
    with (
        throwaway_database("oscar_empty") as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        in_a_process("-m", "django", "migrate", "-v0", environment=_oscar(database, folder))
        yield database


def _measured(size: int, *, oscar: str) -> Measured:
    with worlds.world(size) as (database, folder):
        environment = worlds.settings(database, folder)
        rebuild = ("-m", "django", "search", "rebuild", "--json")
        rebuilt = in_a_process(*rebuild, environment=environment)
        ours = json.loads(in_a_process("-m", "bench.shops.cordee", environment=environment))
    return Measured(
        references=size,
        ours=_figures(ours),
        oscar=_plain(ours, size=size, empty=oscar) if oscar else {},
        index_s=json.loads(rebuilt)["seconds"],
    )


def _plain(ours: Mapping[str, Any], *, size: int, empty: str) -> dict[str, Figure]:
    """Oscar's pages, with as much as ours holds."""
    with (
        throwaway_database(f"oscar_{size}", template=empty) as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        same = [str(ours[name]) for name in ("references", "variants", "offers")]
        said = in_a_process("-m", "bench.shops.oscar", *same, environment=_oscar(database, folder))
    return _figures(json.loads(said))


def _figures(said: Mapping[str, Any]) -> dict[str, Figure]:
    return {way: Figure(**said[way]) for way in WAYS}


# --- what is said ----------------------------------------------------------------------------
def _show(measured: Sequence[Measured]) -> None:
    print(COLUMNS.format("references", "", "Cordée", "", "", "Oscar", "", ""))
    print(COLUMNS.format("", "", "queries", "p50 ms", "p95 ms", "queries", "p50 ms", "p95 ms"))
    for each in measured:
        for way in WAYS:
            shops = [shop[way] for shop in (each.ours, each.oscar) if shop]
            said = [figure for shop in shops for figure in (shop.queries, shop.p50, shop.p95)]
            print(COLUMNS.format(each.references, way, *said, *[""] * (6 - len(said))))
        print(f"{each.references:>10}  index rebuilt {each.index_s} s")


def _flat(measured: Sequence[Measured]) -> dict[str, float]:
    flat: dict[str, float] = {}
    for each in measured:
        named = _named(each)
        flat |= {f"{name}_{each.references}": value for name, value in named.items()}
    return flat | {"references": measured[-1].references} | _named(measured[-1])


def _named(each: Measured) -> dict[str, float]:
    flat: dict[str, float] = {"index_s": each.index_s}
    for prefix, shop in (("", each.ours), ("oscar_", each.oscar)):
        for way in WAYS:
            flat |= shop[way].flat(f"{prefix}{way}") if shop else {}
        if shop:
            flat[f"{prefix}order_queries_3_lines"] = flat.pop(f"{prefix}order_queries")
    return flat
