"""A month's payouts: every seller's statement listed, checked against the ledger, and asked for.

``python -m bench payouts [--sellers 1000] [--lines 100000]``: on PostgreSQL, in a throw-away
database. The month before, sales booked by the ledger and transferred, is made off the clock; what
is timed is the run of the day of payment, and beside it what decides which money has matured and
the transfers of a sample.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence

from bench import worlds
from bench.measuring import in_a_process, throwaway_database

BUDGET_S = 60


def run(options: Sequence[str], *, quiet: bool) -> dict[str, float]:
    """Seconds of the run, how many payouts and lines, how many statements differ from theirs."""
    parser = argparse.ArgumentParser(prog="python -m bench payouts")
    parser.add_argument("--sellers", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=100_000)
    asked = parser.parse_args(options)
    with (
        throwaway_database("payouts") as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        environment = worlds.settings(database, folder)
        in_a_process("-m", "django", "migrate", "-v0", environment=environment)
        words = ("-m", "bench.shops.payouts", str(asked.sellers), str(asked.lines))
        said: dict[str, float] = json.loads(in_a_process(*words, environment=environment))
    if not quiet:
        print(
            f"{said['payouts']} payouts, {said['lines']} order lines, {said['statement_lines']}"
            f" statement lines: {said['payouts_s']} s (at most {BUDGET_S});"
            f" {said['differing']} statements differ from their payout"
        )
        print(
            f"{said['matured']} matured consignments found in {said['matured_ms']} ms,"
            f" {said['transfers_s']} transfers asked for a second"
        )
    return said
