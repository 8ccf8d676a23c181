"""Pages of this shop and of plain Oscar, at several sizes of the catalogue, in one run.

``python -m bench pages [--references 3000,30000]``: both on PostgreSQL, in throw-away databases
with the same numbers of products, sizes and offers; in-process client, one shop after the other.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.measuring import Figure, in_a_process, throwaway_database

SIZES = "3000,30000"
WAYS = ("home", "listing", "product", "basket", "basket_add", "order")
COLUMNS = "{:>10}  {:<11}{:>8}{:>9}{:>9}   {:>8}{:>9}{:>9}"


@dataclass(frozen=True)
class Measured:
    """Both shops with a catalogue of one size, and what it took to make ours."""

    references: int
    ours: Mapping[str, Figure]
    oscar: Mapping[str, Figure]
    world_s: float
    index_s: float


def run(options: Sequence[str], *, quiet: bool) -> dict[str, float]:
    """All figures by name; those without a size in it are of the largest catalogue."""
    parser = argparse.ArgumentParser(prog="python -m bench pages")
    parser.add_argument("--references", default=SIZES, help="sizes of the catalogue, with commas")
    sizes = sorted(int(size) for size in parser.parse_args(options).references.split(","))
    with _emptied("cordee", settings_of) as cordee, _emptied("oscar", _oscar) as oscar:
        measured = [_measured(size, cordee=cordee, oscar=oscar) for size in sizes]
    if not quiet:
        _show(measured)
    return _flat(measured)


# --- two shops -------------------------------------------------------------------------------
def settings_of(database: str, folder: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings",
        "CORDEE_ENV": "demo",
        "SECRET_KEY": "a measurement",
        "SITE_URL": "http://127.0.0.1:8000",
        "DATABASE_URL": database,
        "SEARCH_URL": f"tantivy://{folder}/search",
        "BROKER_URL": "memory://",
        "CACHE_URL": "locmem://",
        "EMAIL_URL": "stored://",
        "STATIC_ROOT": f"{folder}/static",
        "VAR": folder,
    }


def _oscar(database: str, folder: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "bench.shops.oscar.settings",
        "DATABASE_URL": database,
        "VAR": folder,
    }


@contextmanager
def _emptied(name: str, told: Any) -> Iterator[str]:
    """A migrated database without rows, to be copied; yields its address."""
    with (
        throwaway_database(f"{name}_empty") as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        in_a_process("-m", "django", "migrate", "-v0", environment=told(database, folder))
        yield database


def _measured(size: int, *, cordee: str, oscar: str) -> Measured:
    with (
        throwaway_database(f"cordee_{size}", template=cordee) as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        environment = settings_of(database, folder)
        manage = ("-m", "django")
        in_a_process(*manage, "collectstatic", "--noinput", "-v0", environment=environment)
        start = time.monotonic()
        world = ("world", "--references", str(size), "--no-orders")
        in_a_process(*manage, *world, environment=environment)
        world_s = time.monotonic() - start
        rebuilt = in_a_process(*manage, "search", "rebuild", "--json", environment=environment)
        ours = json.loads(in_a_process("-m", "bench.shops.cordee", environment=environment))
    with (
        throwaway_database(f"oscar_{size}", template=oscar) as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        same = [str(ours[name]) for name in ("references", "variants", "offers")]
        said = in_a_process("-m", "bench.shops.oscar", *same, environment=_oscar(database, folder))
    return Measured(
        references=size,
        ours=_figures(ours),
        oscar=_figures(json.loads(said)),
        world_s=round(world_s, 1),
        index_s=json.loads(rebuilt)["seconds"],
    )


def _figures(said: Mapping[str, Any]) -> dict[str, Figure]:
    return {way: Figure(**said[way]) for way in WAYS}


# --- what is said ----------------------------------------------------------------------------
def _show(measured: Sequence[Measured]) -> None:
    print(COLUMNS.format("references", "", "Cordée", "", "", "Oscar", "", ""))
    print(COLUMNS.format("", "", "queries", "p50 ms", "p95 ms", "queries", "p50 ms", "p95 ms"))
    for each in measured:
        for way in WAYS:
            ours, oscar = each.ours[way], each.oscar[way]
            print(
                COLUMNS.format(
                    each.references, way, ours.queries, ours.p50, ours.p95,
                    oscar.queries, oscar.p50, oscar.p95,
                )
            )  # fmt: skip
        print(f"{each.references:>10}  world {each.world_s} s, index rebuilt {each.index_s} s")


def _flat(measured: Sequence[Measured]) -> dict[str, float]:
    flat: dict[str, float] = {}
    for each in measured:
        named = _named(each)
        flat |= {f"{name}_{each.references}": value for name, value in named.items()}
    return flat | {"references": measured[-1].references} | _named(measured[-1])


def _named(each: Measured) -> dict[str, float]:
    flat: dict[str, float] = {"world_s": each.world_s, "index_s": each.index_s}
    for prefix, shop in (("", each.ours), ("oscar_", each.oscar)):
        for way in WAYS:
            flat |= shop[way].flat(f"{prefix}{way}")
        flat[f"{prefix}order_queries_3_lines"] = flat.pop(f"{prefix}order_queries")
    return flat
