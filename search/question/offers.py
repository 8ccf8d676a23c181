"""Which of the sizes that are offered is meant by one that is not offered as it was asked for."""

import re
from collections.abc import Iterable

NEAR = 0.05  # of a number: a ski of 172 cm may be one of 170
NEAR_BARE = 0.0125  # of one without a unit: half a size of a shoe
PARTS = {"⅓": 1 / 3, "⅔": 2 / 3, "": 0}
_NUMBER = re.compile(r"(\d+(?:,\d+)?)\s?([⅓⅔]?)")
_BETWEEN = re.compile(r"(\d+)\s*[–-]\s*(\d+)")


def meant(asked: str, offered: Iterable[str]) -> frozenset[str]:
    """Labels as sizes have them: "M" is "M (56–58 cm)", a head of 57 cm too; else "172 cm" is
    "170 cm", the next that is written alike; empty where nothing is near."""
    labels = frozenset(offered)
    return _begin(asked, labels) or _hold(asked, labels) or _nearest(asked, labels)


def _begin(asked: str, labels: frozenset[str]) -> frozenset[str]:
    return frozenset(each for each in labels if re.match(rf"{re.escape(asked)}\s*[(/]", each))


def _hold(asked: str, labels: frozenset[str]) -> frozenset[str]:
    wanted = _number(asked)
    return frozenset(
        each
        for each in labels
        if (ends := _BETWEEN.search(each)) and int(ends[1]) <= wanted <= int(ends[2])
    )


def _nearest(asked: str, labels: frozenset[str]) -> frozenset[str]:
    wanted, unit = _number(asked), _NUMBER.sub("", asked)
    alike = {each: abs(_number(each) - wanted) for each in labels if _NUMBER.sub("", each) == unit}
    least = min(alike.values(), default=0)
    if not least <= (NEAR if unit.strip() else NEAR_BARE) * wanted:
        return frozenset()
    return frozenset(each for each, distance in alike.items() if distance == least)


def _number(label: str) -> float:
    found = _NUMBER.search(label)
    if found is None:
        return float("-inf")
    return float(found[1].replace(",", ".")) + PARTS[found[2]]
