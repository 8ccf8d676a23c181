"""The storage of technical values: one JSON sheet a reference, or Oscar's attribute rows.

``python -m bench sheets [--references 10000]``: the same values of the same references both ways,
on PostgreSQL, in a throw-away database, in one run: a product page, all that an index reads, and
the bulk load; seconds for 150,000 references (600,000 variants) and 300,000 (1.2 million) are the
measured ones times the ratio.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from bench import worlds
from bench.measuring import in_a_process, throwaway_database

WAYS = ("page_p50_ms", "page_queries", "read_150k_s", "load_300k_s", "load_150k_s", "kilobytes")
COLUMNS = "{:<16}{:>12}{:>14}{:>9}"


def run(options: Sequence[str], *, quiet: bool) -> dict[str, float]:
    """Figures of both storages by name, and the ratios of the slower one."""
    parser = argparse.ArgumentParser(prog="python -m bench sheets")
    parser.add_argument("--references", type=int, default=10_000)
    count = parser.parse_args(options).references
    with (
        throwaway_database("sheets") as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        environment = worlds.settings(database, folder)
        manage = ("-m", "django")
        in_a_process(*manage, "migrate", "-v0", environment=environment)
        world = ("world", "--references", str(count), "--no-orders")
        in_a_process(*manage, *world, environment=environment)
        said = json.loads(in_a_process("-m", "bench.shops.sheets", environment=environment))
    if not quiet:
        _show(said)
    return _flat(said)


def _show(said: Mapping[str, Any]) -> None:
    print(f"{said['references']} references, {said['values']} values")
    print(COLUMNS.format("", "one sheet", "Oscar's rows", "ratio"))
    for way in WAYS:
        sheet, rows = said["sheet"][way], said["rows"][way]
        print(COLUMNS.format(way, sheet, rows, _ratio(sheet, rows)))


def _flat(said: Mapping[str, Any]) -> dict[str, float]:
    flat = {"references": said["references"], "values": said["values"]}
    for way in WAYS:
        sheet, rows = said["sheet"][way], said["rows"][way]
        flat |= {way: sheet, f"oscar_{way}": rows, f"ratio_{way}": _ratio(sheet, rows)}
    return flat


def _ratio(sheet: float, rows: float) -> float:
    return round(rows / sheet, 1) if sheet else 0.0
