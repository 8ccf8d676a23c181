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

    ``synonyms`` of an attribute that means the same everywhere are those of all families; what it
    means (``less``, ``more``, ``sought``, ``scale``, ``help``) is ``meanings/attributes.toml``'s.
    """
    files = sorted(HERE.glob("*.toml"))
    found = sorted((tomllib.loads(f.read_text("utf-8")) for f in files), key=_position)
    families = [family for sport in found for family in sport["families"]]
    shared = _shared([family["attributes"] for family in families])
    for family in families:
        _share(family["attributes"], shared)
        for attribute in family["attributes"]:
            attribute |= _meaning(family["slug"], attribute)
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


# --- what an attribute means -----------------------------------------------------------------
@cache
def meanings() -> dict[str, Any]:
    """The file that says what attributes mean, as it is written."""
    return tomllib.loads((HERE / "meanings" / "attributes.toml").read_text("utf-8"))


@cache
def fitting() -> frozenset[Kind]:
    """The attributes that say how a product fits, beside its sizes."""
    pairs = (each.split(":") for each in meanings()["fitting"])
    return frozenset((key, kind) for key, kind in pairs)


def _meaning(family: str, attribute: Mapping[str, Any]) -> dict[str, Any]:
    """What an attribute means in a family; empty where the file does not know it."""
    entry = _entry(family, attribute)
    if entry is None:
        return {}
    found = {name: entry.get(name, "") for name in ("help", "help_en")}
    known = {choice.partition(":")[0] for choice in attribute.get("choices", ())}
    scale = [key for key in entry.get("scale", ()) if key in known]
    if "less" not in entry or ("scale" in entry and len(scale) < 2):
        return found
    for name in ("less", "more"):
        french, found[f"{name}_en"] = entry[name].split(":")
        forms = french.split("|")
        found[name] = forms[-1] if family in meanings()["feminine"] else forms[0]
    return found | {"sought": entry["sought"], "scale": scale}


def _entry(family: str, attribute: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The family's own entry, else that of all."""
    alike = _by_kind().get(_kind(attribute), ())
    of_all = (each for each in alike if "families" not in each)
    return next((e for e in alike if family in e.get("families", ())), next(of_all, None))


@cache
def _by_kind() -> dict[Kind, list[Mapping[str, Any]]]:
    found: dict[Kind, list[Mapping[str, Any]]] = {}
    for entry in meanings()["attributes"]:
        found.setdefault((entry["key"], entry.get("type", "number")), []).append(entry)
    return found
