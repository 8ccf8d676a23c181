"""The table of the municipalities of each French postcode: ``python -m scripts.towns FOLDER``.

FOLDER holds a package as its registry serves it, which is no dependency of the shop:

    npm pack @etalab/decoupage-administratif@6.0.0

It knows every municipality with its postcodes (INSEE, La Poste). Those that were merged into a
larger one are still written on envelopes, so they stand in the table, after the others.
"""

import csv
import json
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from marketplace.delivery.addresses import TABLE, plain
from scripts.postcodes import _named
from scripts.terminal import say

TODAY = {"commune-actuelle", "arrondissement-municipal"}


def main() -> None:
    rows = list(_rows(_communes(Path(sys.argv[1]))))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["postcode", "town"])
        writer.writerows(rows)
    say(f"{len(rows)} towns of {len({postcode for postcode, _town in rows})} postcodes")


def _communes(folder: Path) -> list[dict[str, Any]]:
    with tarfile.open(next(folder.glob("etalab-decoupage-administratif-*.tgz"))) as package:
        read: list[dict[str, Any]] = json.load(
            package.extractfile("package/data/communes.json")  # type: ignore[arg-type]
        )
    return read


def _rows(communes: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Postcode and town: those of today by their people, then those merged into them, once each."""
    by_code = {each["code"]: each for each in communes if each["type"] in TODAY}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for each in sorted(communes, key=_rank):
        into = by_code.get(each.get("chefLieu", ""), {})
        for postcode in each.get("codesPostaux") or into.get("codesPostaux") or ():
            name = _named(each["nom"])
            found[postcode].setdefault(plain(name), name)
    for postcode in sorted(found):
        for name in found[postcode].values():
            yield postcode, name


def _rank(commune: dict[str, Any]) -> tuple[bool, int, str]:
    return commune["type"] not in TODAY, -(commune.get("population") or 0), commune["code"]


if __name__ == "__main__":
    main()
