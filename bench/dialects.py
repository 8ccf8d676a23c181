"""The reading of each dialect: lines of known offers read lean, against the same read whole.

``python -m bench dialects [--rows 20000]``: an export of ``rows`` lines for each dialect, read from
its file and staged both ways in one process, the better of two turns by the time of the processor,
which others may be using; no database.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence

from bench import worlds
from bench.measuring import in_a_process

LINE = "{:<14}{:>16}{:>16}{:>9}"


def run(options: Sequence[str], *, quiet: bool) -> dict[str, float]:
    """Lines a second of each dialect, both ways."""
    parser = argparse.ArgumentParser(prog="python -m bench dialects")
    parser.add_argument("--rows", type=int, default=20_000, help="lines of each export")
    rows = parser.parse_args(options).rows
    with tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder:
        environment = worlds.settings(f"sqlite:///{folder}/cordee.sqlite3", folder)
        said = in_a_process("-m", "bench.shops.dialects", str(rows), environment=environment)
    figures: dict[str, tuple[int, int]] = json.loads(said)
    if not quiet:
        print(LINE.format("", "whole, lines/s", "lean, lines/s", "ratio"))
        for name, (whole, lean) in figures.items():
            print(LINE.format(name, whole, lean, round(lean / whole, 1)))
    flat = {f"{name}_whole_rows_s": whole for name, (whole, _lean) in figures.items()}
    flat |= {f"{name}_lean_rows_s": lean for name, (_whole, lean) in figures.items()}
    return {"rows": rows, **flat}
