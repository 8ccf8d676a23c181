"""The buy box: how many offers a second are chosen among, in one run.

``python -m bench choice [--references 3000]``: on PostgreSQL, in a copy of a demo world. All prices
are changed by SQL between the runs, so that nothing but the choice is timed: once where every
winner's reasons are others, once where nothing has changed.
"""

import argparse
import json
from collections.abc import Sequence

from bench import worlds
from bench.measuring import in_a_process


def run(options: Sequence[str], *, quiet: bool) -> dict[str, float]:
    parser = argparse.ArgumentParser(prog="python -m bench choice")
    parser.add_argument("--references", type=int, default=3000)
    told = parser.parse_args(options)
    with worlds.world(told.references) as (database, folder):
        environment = worlds.settings(database, folder)
        said = json.loads(in_a_process("-m", "bench.shops.choosing", environment=environment))
    if not quiet:
        print(f"{said['offers']} offers of {said['variants']} variants")
        print(f"{said['changed_offers_s']} offers/s chosen among where all prices have changed")
        print(f"{said['unchanged_offers_s']} offers/s where nothing has")
    figures: dict[str, float] = said
    return figures
