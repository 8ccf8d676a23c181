"""Baskets and orders of this shop and of plain Oscar, one by one and by many buyers at once.

``python -m bench checkout [--buyers 16] [--seconds 8]``: both in one run on PostgreSQL, in
throw-away databases with the same numbers of products and offers, one shop after the other.
``orders_s`` are orders from ``buying.operations.place`` on, the quote read before; ``whole_s`` read
basket and prices again, as the page's last click does and as Oscar's checkout always does, and
stand beside Oscar's.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from bench import worlds
from bench.measuring import in_a_process, throwaway_database

Figures = dict[str, float]
ROWS = (
    ("basket add, queries", "basket_add_queries"),
    ("basket add, p95 ms", "basket_add_p95_ms"),
    ("order of 3 lines, queries", "order_queries_3_lines"),
    ("order of 3 lines, p95 ms", "order_3_lines_p95_ms"),
    ("order of 30 lines, queries", "order_queries_30_lines"),
    ("order of 30 lines, p95 ms", "order_30_lines_p95_ms"),
    ("orders/s on one unit, placing alone", "orders_s_hot"),
    ("orders/s on one unit, whole", "whole_s_hot"),
    ("orders/s spread over 1,000, placing alone", "orders_s_spread"),
    ("orders/s spread over 1,000, whole", "whole_s_spread"),
    ("refusals/s once sold out, placing alone", "refusals_s"),
    ("refusals/s once sold out, whole", "whole_refusals_s"),
    ("refusals to sales, placing alone", "refusals_vs_sales"),
    ("processor ms of an order, placing alone", "processor_ms_spread"),
    ("processor ms of an order, whole", "whole_processor_ms_spread"),
    ("processor ms of a refusal, placing alone", "refusal_processor_ms"),
    ("processor ms of a refusal, whole", "whole_refusal_processor_ms"),
    ("of the last 20 units, sold", "last_units_sold"),
    ("oversold", "oversold"),
)


def run(options: Sequence[str], *, quiet: bool) -> Figures:
    """All figures by name; those of Oscar begin with ``oscar_``."""
    parser = argparse.ArgumentParser(prog="python -m bench checkout")
    parser.add_argument("--buyers", type=int, default=16, help="processes that buy at once")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each contest")
    parser.add_argument("--alone", action="store_true", help="this shop without plain Oscar")
    told = parser.parse_args(options)
    contest = ("--buyers", str(told.buyers), "--seconds", str(told.seconds))
    load = os.getloadavg()[0]
    ours = _named(_measured("cordee", contest))
    plain = {} if told.alone else _named(_measured("oscar", contest))
    figures: Figures = {
        **ours,
        **{f"oscar_{name}": value for name, value in plain.items()},
        **_ratios(ours, plain),
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
    }
    if not quiet:
        _show(ours, plain, figures)
    return figures


def _measured(shop: str, contest: Sequence[str]) -> dict[str, Any]:
    with (
        throwaway_database(f"checkout_{shop}") as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        environment = worlds.settings(database, folder)
        if shop == "oscar":
            environment["DJANGO_SETTINGS_MODULE"] = "bench.shops.oscar.settings"
        in_a_process("-m", "django", "migrate", "-v0", environment=environment)
        words = ("-W", "ignore", "-m", "bench.shops.ordering", shop, *contest)
        said: dict[str, Any] = json.loads(in_a_process(*words, environment=environment))
        return said


def _named(said: Mapping[str, float]) -> Figures:
    """Placing alone goes by its own names, where a shop has it; the whole is ``whole``."""
    figures = {
        name.replace("place_s_", "orders_s_").removeprefix("place_"): value
        for name, value in said.items()
        if name.startswith("place_")
    }
    rest = {name: value for name, value in said.items() if not name.startswith("place_")}
    if not figures:
        rest |= {name: said[f"whole_{name}"] for name in ("last_units_sold", "oversold")}
    else:
        figures["oversold"] += said["whole_oversold"]
    return {**rest, **figures}


def _ratios(ours: Figures, plain: Figures) -> Figures:
    if not plain:
        return {}
    return {
        f"{name}_vs_oscar": round(ours[name] / plain[name], 2)
        for name in (
            "whole_s_hot", "whole_s_spread", "order_3_lines_p95_ms", "order_30_lines_p95_ms",
            "basket_add_p95_ms",
        )
    }  # fmt: skip


# --- what is said ------------------------------------------------------------------------------
def _show(ours: Figures, plain: Figures, figures: Figures) -> None:
    print(
        f"on {os.cpu_count()} processors, {ours['buyers']} buyers, "
        f"load {figures['load_before']} before and {figures['load_after']} after"
    )
    print(f"{'':<44}{'Cordée':>10}{'Oscar':>10}")
    for label, name in ROWS:
        print(f"{label:<44}{ours[name]:>10,}{plain.get(name, ''):>10}")
