"""What is said of an attribute, read into its own unit; and whose word stands against whose.

Pure: nothing here asks the database. A number is stored in the attribute's unit, whatever unit it
was said in; one outside the plausible range is read, but not believed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

import pint

from marketplace.core.words import holds, tokens
from marketplace.technical.models import Attribute, Doubt, Source

Entry = dict[str, Any]  # {"value", "source", "at"}: "at" the ISO date on which it was said
Values = dict[str, Entry]

# From the most trusted to the least.
TRUST: Final = (Source.MEASURED, Source.HOUSE, Source.BRAND, Source.SELLER, Source.TEXT)
TEXT_LENGTH: Final = 120
CONVERTED_DIGITS: Final = 4  # 27 in are 68.58 cm: what a conversion adds is not known
# A key that stands for several materials at once, where the family has such a choice.
BLEND: Final = "blend"

YES: Final = frozenset({"yes", "oui", "true", "vrai", "1", "avec", "with", "x", "✓", "✔"})
NO: Final = frozenset({"no", "non", "false", "faux", "0", "sans", "without"})

# Units as exports write them, by pint's name. Only what stands here is read as a unit.
SPELLINGS: Final = {
    "millimeter": "mm|millimètre|millimètres|millimetre|millimetres|millimeters",
    "centimeter": "cm|centimètre|centimètres|centimetre|centimetres|centimeters",
    "meter": "m|mètre|mètres|metre|metres|meters",
    "kilometer": "km|kilomètre|kilomètres|kilometres|kilometers",
    "inch": "in|inch|inches|pouce|pouces|po|\"|″|''|”",
    "foot": "ft|foot|feet|pied|pieds",
    "mile": "mi|mile|miles",
    "centimeter ** 2": "cm2|centimètre carré|centimètres carrés",
    "inch ** 2": "in2|sq in|sq. in|sqin|square inch|square inches|pouce carré|pouces carrés",
    "meter ** 2": "m2|mètre carré|mètres carrés",
    "inch ** 3": "in3|cu in|cubic inches|pouces cubes",
    "milligram": "mg",
    "gram": "g|gr|grs|gramme|grammes|gram|grams",
    "kilogram": "kg|kgs|kilo|kilos|kilogramme|kilogrammes|kilograms",
    "pound": "lb|lbs|livre|livres|pound|pounds",
    "ounce": "oz|ozs|once|onces|ounce|ounces",
    "fluid_ounce": "fl oz|floz|fl. oz|once liquide",
    "milliliter": "ml|millilitre|millilitres|cc",
    "centiliter": "cl|centilitre|centilitres",
    "liter": "l|ltr|litre|litres|liter|liters",
    "degC": "°c|c|degc|celsius|degrés celsius",
    "degF": "°f|f|degf|fahrenheit",
    "second": "s|sec|seconde|secondes|seconds",
    "minute": "min|mn|minute|minutes",
    "hour": "h|hr|hrs|heure|heures|hour|hours",
    "degree": "°|deg|degré|degrés|degrees",
    "kilometer / hour": "km/h|kmh|kph",
    "mile / hour": "mph|mi/h",
    "meter / second": "m/s",
    "watt": "w|watt|watts",
    "kilowatt": "kw",
    "metric_horsepower": "ch|cv|ps",
    "horsepower": "hp",
    "watt * hour": "wh",
    "newton": "n|newton|newtons",
    "kilonewton": "kn",
    "newton * meter": "nm|n.m|n·m",
    "kilogram * centimeter ** 2": "kg·cm2|kg.cm2|kgcm2",
    "gram / meter ** 2": "g/m2|gsm|gr/m2",
    "gram / meter": "g/m|gr/m",
    "ounce / yard ** 2": "oz/yd2",
    "lumen": "lm|lumen|lumens",
    "bar": "bar|bars",
    "psi": "psi",
    "kilopascal": "kpa",
    "kilocalorie": "kcal",
    "kilojoule": "kj",
    "percent": "%|pct|pour cent",
}
# What a spelling means as well, where its first meaning measures something else: "17 oz" of water.
ALSO: Final = {"ounce": "fluid_ounce", "gram / meter": "gram / meter ** 2"}

_SPACES = " \u00a0\u202f'’"
_SAID = re.compile(
    rf"(?P<sign>[-−–+]?)\s*"
    rf"(?P<figure>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    rf"(?P<thousand>k(?=\s|$))?\s*(?P<unit>\S.*)?",
    re.IGNORECASE,
)
_ROUGHLY = re.compile(r"^\s*(?:env\.?|environ|ca\.?|approx\.?|about|~|≈)\s*", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)")
_TIMES = re.compile(r"(?<=\d)\s*[x×*]\s*(?=\d)")


@dataclass(frozen=True)
class Reading:
    """``value`` None: nothing that the attribute understands. ``doubt``: why it is not believed."""

    value: Any = None
    doubt: Doubt | None = None


NOTHING: Final = Reading()


def read(said: Any, attribute: Attribute, *, unit: str = "") -> Reading:
    """What ``said`` (a text, a value, or several of either) means for the attribute.

    ``unit``: the one that a number without a unit is in; the attribute's own by default.
    """
    parts = [said] if isinstance(said, str) or not isinstance(said, Sequence) else list(said)
    texts = [_text(part) for part in parts if _text(part)]
    if not texts:
        return NOTHING
    readers = {
        Attribute.Type.NUMBER: lambda: _number(texts[0], attribute, unit),
        Attribute.Type.CHOICE: lambda: Reading(_one(texts, attribute)),
        Attribute.Type.CHOICES: lambda: Reading(_chosen(texts, attribute) or None),
        Attribute.Type.BOOL: lambda: Reading(_yes_or_no(texts[0])),
        Attribute.Type.TEXT: lambda: Reading(", ".join(texts)[:TEXT_LENGTH]),
    }
    return readers[Attribute.Type(attribute.type)]()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value).strip()


# --- numbers ---------------------------------------------------------------------------------
def _number(text: str, attribute: Attribute, unit: str) -> Reading:
    """The first figure that is plausible, else the first that can be read at all."""
    readings = [
        reading
        for part in re.split(r"\s[/|]\s|;", _ASIDE.sub(" ", text))
        for reading in _figures(part, attribute, unit)
    ]
    believed = next((each for each in readings if each.doubt is None), None)
    return believed or next(iter(readings), NOTHING)


def _figures(text: str, attribute: Attribute, unit: str) -> Iterable[Reading]:
    found = _SAID.fullmatch(_ROUGHLY.sub("", text).strip())
    if found is None:
        return
    line = _line(found["unit"] or unit or attribute.unit, attribute.unit)
    if line is None:
        return
    slope, offset = line
    sign = -1 if found["sign"] in {"-", "−", "–"} else 1
    for amount in _amounts(found["figure"]):
        value = sign * amount * (1000 if found["thousand"] else 1)
        if line != SAME:
            value = float(f"{value * slope + offset:.{CONVERTED_DIGITS}g}")
        yield Reading(int(value) if float(value).is_integer() else value, _doubt(value, attribute))


def in_unit(amount: float, *, said: str, wanted: str) -> float | None:
    """``amount`` of the unit ``said`` in the one that is ``wanted``; None where there is no way."""
    line = _line(said, wanted)
    if line is None:
        return None
    return amount if line == SAME else float(f"{amount * line[0] + line[1]:.{CONVERTED_DIGITS}g}")


def units() -> frozenset[str]:
    """Every spelling that is read as a unit."""
    return frozenset(_names())


def _doubt(value: float, attribute: Attribute) -> Doubt | None:
    if attribute.minimum is not None and value < attribute.minimum:
        return Doubt.LOW
    if attribute.maximum is not None and value > attribute.maximum:
        return Doubt.HIGH
    return None


def _amounts(figure: str) -> list[float]:
    """What a written figure may mean: ``"1.200"`` is 1.2, else twelve hundred."""
    plain = re.sub(f"[{_SPACES}]", "", figure)
    marks = re.findall("[.,]", plain)
    if len(set(marks)) > 1:  # 1.200,5 or 1,200.5: the last mark is the decimal one
        whole, _mark, part = plain.rpartition(marks[-1])
        return [float(f"{re.sub('[.,]', '', whole)}.{part}")]
    together = float(re.sub("[.,]", "", plain))
    if len(marks) != 1:
        return [together]
    decimal = float(plain.replace(",", "."))
    return [decimal, together] if re.fullmatch(r"\d{1,3}[.,]\d{3}", plain) else [decimal]


SAME: Final = (1.0, 0.0)


@lru_cache(maxsize=1024)
def _line(said: str, wanted: str) -> tuple[float, float] | None:
    """(slope, offset) from one unit to the other, None where there is no way."""
    if _spelt(said) == _spelt(wanted):
        return SAME
    source, target = _unit(said), _unit(wanted)
    if not source or not target:
        return None
    for meant in (source, ALSO.get(source)):
        if meant and _units().is_compatible_with(meant, target):
            zero, one = (_units().Quantity(n, meant).to(target).magnitude for n in (0.0, 1.0))
            return SAME if meant == target else (one - zero, zero)
    return None


def _unit(text: str) -> str:
    """pint's name of a unit, "" when it is not one that we read."""
    return _names().get(_spelt(text), "")


def _spelt(text: str) -> str:
    plain = text.casefold().replace("²", "2").replace("³", "3").strip().rstrip(".")
    return re.sub(r"\s+", " ", re.sub(r"\s*([/·.])\s*", r"\1", plain)).replace("24 h", "24h")


@cache
def _names() -> dict[str, str]:
    return {_spelt(text): name for name, texts in SPELLINGS.items() for text in texts.split("|")}


@cache
def _units() -> Any:
    return pint.UnitRegistry()


# --- choices ---------------------------------------------------------------------------------
def _one(texts: Iterable[str], attribute: Attribute) -> str | None:
    """The one choice that is named; several together are a blend, where the family knows one."""
    keys = _chosen(texts, attribute)
    if len(keys) > 1 and any(choice["key"] == BLEND for choice in attribute.choices):
        return BLEND
    return keys[0] if keys else None


def _chosen(texts: Iterable[str], attribute: Attribute) -> list[str]:
    """Keys of the choices that are named, in their order: "EVA + TPU" does not name "EVA"."""
    said = [_compared(text) for text in texts]
    named = {
        choice["key"]: {
            phrase
            for phrase in _phrases(choice)
            if phrase and any(holds(text, phrase) for text in said)
        }
        for choice in attribute.choices
    }
    phrases = set().union(*named.values())
    inner = {one for one in phrases for other in phrases if one != other and holds(other, one)}
    return [key for key, found in named.items() if found - inner]


def _phrases(choice: Mapping[str, Any]) -> set[tuple[str, ...]]:
    names = [choice["key"].replace("_", " "), choice["label"], choice["label_en"]]
    return {_compared(name) for name in (*names, *choice.get("synonyms", ()))}


@lru_cache(maxsize=4096)
def _compared(text: str) -> tuple[str, ...]:
    return tokens(_TIMES.sub(" ", text.casefold()))


def _yes_or_no(text: str) -> bool | None:
    plain = text.casefold()
    return True if plain in YES else False if plain in NO else None


# --- whose word stands -----------------------------------------------------------------------
def entry(value: Any, *, source: str, on: date) -> Entry:
    """A value as a sheet keeps it."""
    return {"value": value, "source": str(source), "at": on.isoformat()}


def measured_on(values: Mapping[str, Entry]) -> date | None:
    """The last day on which one of them was measured, None when none was."""
    days = [each.get("at", "") for each in values.values() if each.get("source") == Source.MEASURED]
    return date.fromisoformat(max(days)) if any(days) else None


def trust(source: str) -> int:
    """0 for the most trusted source; what nobody vouches for comes last."""
    return TRUST.index(Source(source)) if source in Source.values else len(TRUST)


def merged(known: Mapping[str, Entry], said: Mapping[str, Entry]) -> Values:
    """``known`` with what is said besides or better.

    A lesser source never overwrites a better one; of one source the newer value stands, and what
    it said before and says again keeps its date.
    """
    return dict(known) | {
        key: dict(new) for key, new in said.items() if _stands(new, known.get(key))
    }


def _stands(new: Entry, old: Entry | None) -> bool:
    if old is None:
        return True
    better = trust(old.get("source", "")) - trust(new["source"])
    if better:
        return better > 0
    return bool(old["value"] != new["value"] and new.get("at", "") >= old.get("at", ""))
