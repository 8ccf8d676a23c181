"""``python -m bench NAME [--json] [options]``; the last line is one flat JSON object."""

import importlib
import json
import sys
from pathlib import Path

SHARED = ("measuring", "worlds")
NAMES = sorted(
    path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if path.stem not in SHARED
)


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        print(f"usage: python -m bench {{{','.join(NAMES)}}} [--json]", file=sys.stderr)
        return 2
    options = sys.argv[2:]
    as_json = "--json" in options
    module = importlib.import_module(f"bench.{sys.argv[1]}")
    figures = module.run([option for option in options if option != "--json"], quiet=as_json)
    print(json.dumps(figures))
    return 0


sys.exit(main())
