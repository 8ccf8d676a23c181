"""The taxonomy's files, one a sport: families, what one chooses by, plausible ranges."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from marketplace.core.words import Phrase, tokens

HERE = Path(__file__).parent
Kind = tuple[str, str]  # an attribute's key and its type


@cache
def sports() -> list[dict[str, Any]]:
    """The files' content, in the order in which the shop shows the sports.

    ``synonyms`` of an attribute that means the same everywhere are those of all families.
    """
    files = sorted(HERE.glob("*.toml"))
    found = sorted((tomllib.loads(f.read_text("utf-8")) for f in files), key=_position)
    families = [family["attributes"] for sport in found for family in sport["families"]]
    shared = _shared(families)
    for attributes in families:
        _share(attributes, shared)
    return found


@cache
def fits() -> dict[str, list[str]]:
    """Slug of a family → slugs of the families of accessories that go with it."""
    return tomllib.loads((HERE / "fits" / "families.toml").read_text("utf-8"))


def names(attribute: Mapping[str, Any]) -> set[Phrase]:
    """Every name under which an attribute, as a file tells it, is known."""
    labels = (attribute["label"], attribute["label_en"])
    bare = (label.partition("(")[0] for label in labels)  # "Poids (paire)" is its weight
    key = attribute["key"].replace("_", " ")
    said = (key, *labels, *bare, *attribute.get("synonyms", ()))
    return set(map(tokens, said)) - {()}


def _position(sport: dict[str, Any]) -> int:
    return int(sport["position"])


def _kind(attribute: Mapping[str, Any]) -> Kind:
    default = "choice" if "choices" in attribute else "number"
    return attribute["key"], attribute.get("type", default)


def _shared(families: Iterable[Sequence[Mapping[str, Any]]]) -> dict[Kind, list[str]]:
    """The synonyms of ``names/alike.toml``'s attributes, in all families together."""
    alike = tomllib.loads((HERE / "names" / "alike.toml").read_text("utf-8"))["keys"]
    found: dict[Kind, list[str]] = {}
    for attribute in (each for attributes in families for each in attributes):
        if attribute["key"] in alike:
            found.setdefault(_kind(attribute), []).extend(attribute.get("synonyms", ()))
    return found


def _share(attributes: Sequence[dict[str, Any]], shared: Mapping[Kind, Sequence[str]]) -> None:
    """Give a family's attributes the names that they have elsewhere, but none of another's own."""
    taken = set().union(*map(names, attributes))
    for attribute in attributes:
        new: dict[Phrase, str] = {}
        for name in shared.get(_kind(attribute), ()):
            new.setdefault(tokens(name), name)
        lacking = [name for phrase, name in new.items() if phrase and phrase not in taken]
        if lacking:
            attribute["synonyms"] = [*attribute.get("synonyms", ()), *lacking]
