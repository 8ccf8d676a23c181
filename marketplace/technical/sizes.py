"""Sizes: what the seller wrote, the system it belongs to, and a rank that sorts as people do.

Shoes have one bridge between systems, the length of the foot in millimetres (Mondopoint); what is
said in another system is shown in EU. The tables are data: ``taxonomy/sizes``.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from marketplace.technical.models import Family, Gender, VariantSheet

Guide = Family.SizeGuide
ALPHA = ("3XS", "2XS", "XS", "S", "M", "L", "XL", "2XL", "3XL", "4XL", "5XL")
ALPHA_NAMES = {
    "XXXS": "3XS", "XXS": "2XS", "XXL": "2XL", "XXXL": "3XL", "XXXXL": "4XL",
    "SMALL": "S", "MEDIUM": "M", "LARGE": "L", "EXTRA SMALL": "XS", "EXTRA LARGE": "XL",
    "X-LARGE": "XL", "X-SMALL": "XS",
}  # fmt: skip
ONE_SIZE_NAMES = {"", "ONE SIZE", "OS", "TU", "T.U.", "TAILLE UNIQUE", "UNIQUE", "DEFAULT TITLE"}
NUMERIC = re.compile(r"^(\d{1,3})(?:[.,](\d)|\s*(1/2|½|1/3|⅓|2/3|⅔))?$")
HALVES = ("1/2", "½")
LAST = 100_000

TABLES: Final = Path(__file__).parent / "taxonomy" / "sizes"
LENGTH, EU, UK, US_MEN, US_WOMEN = range(5)  # columns of a table of shoes
# A bare number is EU from here on, millimetres further on; below it could be UK or US.
EU_FROM, EU_TO = 16, 52
SKI_LENGTHS: Final = (150, 350)  # mm
ALIKE: Final = 2.5  # mm: a size between two of a table is the one that it is so near to
THIRDS: Final = {33: "⅓", 67: "⅔"}
CUTS: Final = {
    "REGULAR": "", "REG": "", "R": "", "SHORT": "court", "COURT": "court", "PETITE": "court",
    "LONG": "long", "TALL": "long",
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """``label``: what the shop shows: "42,5", "2XL", "Taille unique", at most 24 characters.

    ``system``: which the seller wrote: "one", "alpha", "numeric", "eu", "uk", "us", "kids", "cm",
    "mondo", "range", "age", "inseam", "cup", "length", or "" when unknown. ``mondo_mm``: the length
    of the foot, of what is worn on one.
    """

    label: str
    system: str
    rank: int
    mondo_mm: int | None = None


@lru_cache(maxsize=4096)
def normalise(raw: str, *, guide: str = "", brand: str = "", gender: str = "") -> Size:
    """The size that ``raw`` means; what is not understood is kept as it was written.

    ``guide``: of the product's family; ``brand``: its slug, for shoes whose maker has a table.
    """
    text = re.sub(r"\s+", " ", raw.replace("\u202f", " ")).strip()
    if text.upper() in ONE_SIZE_NAMES:
        return Size(VariantSheet.ONE_SIZE, "one", 0)
    return _guided(text, guide, brand, gender) or _any(text)


def _guided(text: str, guide: str, brand: str, gender: str) -> Size | None:
    if guide in FEET:
        return FEET[guide](text, brand, gender)
    if guide == Guide.CLOTHING:
        return _clothing(text, gender)
    return OTHERS[guide](text) if guide in OTHERS else None


def _any(text: str) -> Size:
    upper = text.upper().removeprefix("EU ").removeprefix("T").strip() or text.upper()
    if alpha := _alpha(text):
        return alpha
    if match := NUMERIC.match(upper):
        return _numeric(match)
    return Size(text, "", _leading(text))


def _alpha(text: str) -> Size | None:
    """A letter, or a size cut for two of them: "S/M" stands with its smaller one."""
    if (whole := _letter(text)) is not None:
        return Size(ALPHA[whole], "alpha", 10 + whole)
    match [_letter(part) for part in re.split(r"\s*[/-]\s*", text)]:
        case [int(low), int(high)] if low < high:
            return Size(f"{ALPHA[low]}/{ALPHA[high]}", "alpha", 10 + low)
    return None


def _letter(text: str) -> int | None:
    """Its place in ``ALPHA``."""
    name = ALPHA_NAMES.get(text.upper(), text.upper())
    return ALPHA.index(name) if name in ALPHA else None


def _numeric(match: re.Match[str]) -> Size:
    amount = _amount(match)
    return Size(_written(amount), "numeric", _rank(amount))


def _amount(match: re.Match[str]) -> float:
    """Adidas' and Salomon's thirds are kept to two digits."""
    whole, tenth, fraction = match.groups()
    if not fraction:
        return float(f"{whole}.{tenth or 0}")
    part = 0.5 if fraction in HALVES else 0.33 if fraction in {"1/3", "⅓"} else 0.67
    return int(whole) + part


def _written(amount: float) -> str:
    whole, part = divmod(round(amount * 100), 100)
    if part in THIRDS:
        return f"{whole} {THIRDS[part]}"
    return f"{amount:g}".replace(".", ",")


def _rank(amount: float) -> int:
    return 1000 + round(amount * 10)


def _leading(text: str) -> int:
    """Sizes nobody knows sort by the number that they start with, behind those that are known."""
    found = re.match(r"\D{0,2}(\d{1,3})", text)
    return LAST + int(found[1]) if found else 2 * LAST


# --- shoes -----------------------------------------------------------------------------------
_SYSTEMS: Final = {"EU": EU, "EUR": EU, "FR": EU, "UK": UK, "GB": UK, "US": US_MEN}
_SHOE = re.compile(
    r"(?P<before>EUR?|FR|UK|GB|US)?\s*(?P<who>M|W|H|F|MEN|WOMEN|MEN'S|WOMEN'S)?\s*"
    r"(?P<figure>\d{1,2}(?:[.,]\d{1,2})?(?:\s*(?:1/2|½|1/3|⅓|2/3|⅔))?)\s*"
    r"(?P<kids>[CYK])?\s*(?P<after>EUR?|FR|UK|GB|US)?",
)
_LONG = re.compile(r"(?:JP|MP|MONDO|MONDOPOINT|CM)?\s*(\d{2,3})(?:[.,](\d))?\s*(CM|MM)?")
WOMEN: Final = {"W", "F", "WOMEN", "WOMEN'S"}


def _shoe(text: str, brand: str, gender: str) -> Size | None:
    """By its EU part, "42 (US 9)" and "UK 8 / EU 42" alike; else by the first that is known."""
    parts = [part.strip(" )") for part in re.split(r"\s[/|]\s|[(;|]", text) if part.strip(" )")]
    found = [size for part in parts if (size := _one_shoe(part.upper(), brand, gender))]
    european = next((size for size in found if size.system == "eu"), None)
    return european or next(iter(found), None)


def _one_shoe(text: str, brand: str, gender: str) -> Size | None:
    text = re.sub(r"^(?:POINTURE|TAILLE|SIZE|T\.?)\s*", "", text)
    text = re.sub(r"[.,](?:3{2,}|6+7|66+)\b", lambda m: " 1/3" if m[0][1] == "3" else " 2/3", text)
    return _by_length(text, brand, "cm") or _by_system(text, brand, gender)


def _by_length(text: str, brand: str, system: str) -> Size | None:
    found = _LONG.fullmatch(text)
    if found is None or (text == found[1] and int(found[1]) <= EU_TO):
        return None
    if not (found[3] or not text[0].isdigit() or int(found[1]) >= SKI_LENGTHS[0]):
        return None
    length = float(f"{found[1]}.{found[2] or 0}")
    length = round(length if length >= SKI_LENGTHS[0] else length * 10)
    row = min(_shoes(brand), key=lambda row: abs(row[LENGTH] - length))
    if abs(row[LENGTH] - length) > 5:  # longer than any shoe of the table, or a child's
        row = min(_kids(), key=lambda row: abs(row[LENGTH] - length))
    return Size(_written(row[EU]), system, _rank(row[EU]), length)


def _by_system(text: str, brand: str, gender: str) -> Size | None:
    found = _SHOE.fullmatch(text)
    number = found and NUMERIC.match(found["figure"].replace(",", "."))
    if not found or not number:
        return None
    amount, named = _amount(number), found["before"] or found["after"]
    if found["kids"]:
        return _by_kids(f"{amount:g}{found['kids'].replace('K', 'C')}")
    if named is None and not EU_FROM <= amount <= EU_TO:
        return None  # UK, US of men, or US of women: nobody can tell
    column = _SYSTEMS[named] if named else EU
    if column == EU:
        return Size(_written(amount), "eu", _rank(amount), length_of(amount, brand=brand))
    woman = found["who"] in WOMEN or (not found["who"] and gender == Gender.WOMEN)
    if column == US_MEN and woman:
        column = US_WOMEN
    row = next((row for row in _adult_or_child(brand, gender) if row[column] == amount), None)
    if row is None:
        return None
    system = "uk" if column == UK else "us"
    return Size(_written(row[EU]), system, _rank(row[EU]), round(row[LENGTH]))


def _by_kids(name: str) -> Size | None:
    row = next((row for row in _kids_table() if row[3] == name), None)
    return Size(_written(row[EU]), "kids", _rank(row[EU]), row[LENGTH]) if row else None


def _adult_or_child(brand: str, gender: str) -> Sequence[Sequence[float]]:
    return _kids() if gender == Gender.KIDS else _shoes(brand)


def length_of(eu: float, *, brand: str = "") -> int | None:
    """The foot in mm that an EU size fits; between two sizes of the table it is in between."""
    length = _between(eu, brand)
    return None if length is None else round(length)


def _between(eu: float, brand: str) -> float | None:
    rows = [(row[EU], row[LENGTH]) for row in _shoes(brand)]
    if eu < rows[0][0]:
        rows = [(row[EU], row[LENGTH]) for row in _kids()]
    for (low, short), (high, long) in pairwise(rows):
        if low <= eu <= high:
            return short + (eu - low) / (high - low) * (long - short)
    return None


def _ski_boot(text: str, brand: str, gender: str) -> Size | None:
    """Half centimetres of the foot: "26/26.5" is one shell, named by its longer foot."""
    upper = text.upper()
    both = re.fullmatch(r"(?:MP|MONDO)?\s*(\d{2})(?:[.,]0)?\s*[/-]\s*(\d{2}[.,]5)(?:\s*CM)?", upper)
    found = _LONG.fullmatch(both[2] if both else upper)
    length = round(float(f"{found[1]}.{found[2] or 0}") * 10) if found else 0
    length = length // 10 if length >= SKI_LENGTHS[0] * 10 else length
    if not SKI_LENGTHS[0] <= length <= EU_FROM * 20:
        shoe = _by_system(upper, brand, gender)
        if shoe is None or shoe.mondo_mm is None:
            return None
        length = round(shoe.mondo_mm / 5) * 5
        return Size(_written(length / 10), shoe.system, _rank(length / 10), length)
    return Size(_written(length / 10), "mondo", _rank(length / 10), length)


# --- what is worn and ridden -----------------------------------------------------------------
def _clothing(text: str, gender: str) -> Size | None:
    upper = text.upper()
    return (
        _alpha(text)
        or _with_cut(upper)
        or _inseam(upper)
        or _age(upper)
        or _foreign(upper, "women" if gender == Gender.WOMEN else "men")
    )


def _with_cut(upper: str) -> Size | None:
    """ "M / long", "48 Short": the size, then what is cut longer or shorter."""
    found = re.fullmatch(rf"(.+?)\s*[-/ ]\s*({'|'.join(CUTS)})", upper)
    base = found and (_alpha(found[1]) or _any(found[1]))
    if not found or not base or not base.system:
        return None
    cut = CUTS[found[2]]
    return Size(f"{base.label} {cut}".strip(), base.system, base.rank)


def _inseam(upper: str) -> Size | None:
    """Waist and inseam in inches: "W32 L34", "32/34", "32x34"."""
    found = re.fullmatch(r"W?\s?(\d{2})\s*[/X×,-]?\s*L?\s?(\d{2})", upper)
    if not found or ("L" not in upper and not re.search(r"\d\s*[/X×]\s*\d", upper)):
        return None
    return Size(f"W{found[1]} L{found[2]}", "inseam", 2000 + int(found[1]) * 100 + int(found[2]))


def _age(upper: str) -> Size | None:
    """A child's years, or the height in cm that stands for them."""
    found = re.fullmatch(r"(\d{1,2})(?:\s*[-/–]\s*(\d{1,2}))?\s*(?:ANS?|YEARS?|YRS?|Y|A)", upper)
    if found:
        ages = "–".join(str(int(age)) for age in found.groups() if age)
        return Size(f"{ages} ans", "age", 3000 + int(found[1]))
    tall = re.fullmatch(r"(\d{2,3})\s*CM", upper)
    by_height = {row[1]: row[0] for row in _bodies()["clothing"]["kids"]["rows"]}
    if tall and int(tall[1]) in by_height:
        return Size(f"{by_height[int(tall[1])]} ans", "age", 3000 + by_height[int(tall[1])])
    return None


def _foreign(upper: str, who: str) -> Size | None:
    """A number with its country: shown as the French one."""
    found = re.fullmatch(r"(FR|EU|EUR|DE|D|IT|I|UK|GB|US)\s*(\d{1,2})", upper)
    found = found or re.fullmatch(r"(\d{1,2})\s*(FR|EU|EUR|DE|IT|UK|GB|US)", upper)
    if not found:
        return None
    system, number = sorted(found.groups(), key=str.isdigit)
    column = {"DE": "eu", "D": "eu", "EUR": "eu", "I": "it", "GB": "uk"}.get(system, system.lower())
    table = _bodies()["clothing"][who]
    at, shown = table["columns"].index(column), table["columns"].index("fr")
    row = next((row for row in table["rows"] if row[at] == int(number)), None)
    return row and Size(str(row[shown]), column, _rank(row[shown]))


def _range(text: str) -> Size | None:
    """Heads in cm and socks by shoe size: "54-58 cm", "M (55–59)", "39/42"."""
    found = re.fullmatch(
        r"(?:(?P<alpha>[A-Z0-9]{1,3})\s*[(:/ ]\s*)?(?P<low>\d{2})\s*[-/–à]\s*(?P<high>\d{2})"
        r"\s*(?P<unit>CM)?\)?", text.upper(),
    )  # fmt: skip
    if not found:
        return _alpha(text)
    unit = " cm" if found["unit"] else ""
    between = f"{found['low']}–{found['high']}{unit}"
    alpha = _alpha(found["alpha"]) if found["alpha"] else None
    if alpha:
        return Size(f"{alpha.label} ({between})", "alpha", alpha.rank)
    return Size(between, "range", _rank(float(found["low"])))


def _glove(text: str) -> Size | None:
    return _alpha(text) or (_numeric(found) if (found := NUMERIC.match(text)) else None)


def _bike(text: str) -> Size | None:
    """A letter, the frame in cm or in inches; "M/54" is its letter."""
    upper = text.upper().replace("POUCES", '"').replace("″", '"').replace("''", '"')
    found = re.fullmatch(r"(\d{2}(?:[.,]\d)?)\s*(CM|\"|IN)?", upper)
    if found:
        amount = float(found[1].replace(",", "."))
        inches = found[2] in {'"', "IN"}
        label = f"{_written(amount)}{'″' if inches else ' cm'}"
        return Size(label, "in" if inches else "cm", _rank(amount * (2.54 if inches else 1)))
    first = re.split(r"[/( -]", text.strip())[0]
    return _alpha(text) or _alpha(first)


def _bra(text: str) -> Size | None:
    """The band as France counts it, with the cup: "90B", from "75B EU" and "34B UK" too."""
    found = re.fullmatch(r"(FR|EU|UK|US|IT)?\s*(\d{1,3})\s*([A-H]{1,3})\s*(FR|EU|UK|US|IT)?",
                         text.upper())  # fmt: skip
    if not found:
        return _alpha(text)
    band, system = int(found[2]), (found[1] or found[4] or "").lower().replace("us", "uk")
    table = _bodies()["bra"]
    system = system or ("uk" if band < table["rows"][0][1] else "fr")
    row = next((r for r in table["rows"] if r[table["columns"].index(system)] == band), None)
    return row and Size(
        f"{row[0]}{found[3]}", "cup", 4000 + row[0] * 10 + ord(found[3][0]) - ord("A")
    )


def _length(text: str) -> Size | None:
    """Skis and poles in cm, ropes in m: a bare number is in cm from 70 on."""
    found = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(CM|M)?", text.upper())
    if not found:
        return _alpha(text)
    amount = float(found[1].replace(",", "."))
    metres = found[2] == "M"
    if not found[2] and amount < 70:
        return None
    centimetres = amount * 100 if metres else amount
    if metres and amount < 3:  # "1,60 m" is a ski
        metres, amount = False, centimetres
    label = f"{_written(amount)} {'m' if metres else 'cm'}"
    return Size(label, "length", 1000 + round(centimetres))


def _ball(text: str) -> Size | None:
    found = re.fullmatch(r"(?:TAILLE|SIZE|T|N°|#)?\s*(\d{1,2})", text.upper())
    return found and Size(found[1], "numeric", _rank(float(found[1])))


FEET: Final[Mapping[str, Callable[[str, str, str], Size | None]]] = {
    Guide.SHOE: _shoe,
    Guide.SKI_BOOT: _ski_boot,
}
OTHERS: Final[Mapping[str, Callable[[str], Size | None]]] = {
    Guide.HELMET: _range,
    Guide.SOCK: _range,
    Guide.GLOVE: _glove,
    Guide.BIKE: _bike,
    Guide.BRA: _bra,
    Guide.LENGTH: _length,
    Guide.BALL: _ball,
}


# --- the same size in other systems ----------------------------------------------------------
def equivalents(
    sizes: Iterable[tuple[str, int | None]], *, guide: str, brand: str = "", gender: str = ""
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """(headings, a row for each size), of (label, length of the foot in mm); empty where a guide
    has one system only, or none of the sizes stands in its table."""
    headings, row_of = _others(guide, brand, gender)
    rows = [tuple(row) for label, mondo in sizes if (row := row_of(label, mondo))]
    return (headings, list(dict.fromkeys(rows))) if rows else ((), ())


RowOf = Callable[[str, int | None], Sequence[str] | None]


def _others(guide: str, brand: str, gender: str) -> tuple[Sequence[str], RowOf]:
    if guide in {Guide.SHOE, Guide.SKI_BOOT}:
        own = "EU" if guide == Guide.SHOE else "Mondopoint"
        others = ("UK", "US", "cm") if guide == Guide.SHOE else ("EU", "UK", "US")
        return (own, *others), lambda label, mondo: _shoe_row(label, mondo, guide, brand, gender)
    if guide == Guide.CLOTHING:
        who = "women" if gender == Gender.WOMEN else "kids" if gender == Gender.KIDS else "men"
        return _table(_bodies()["clothing"][who])
    if guide in {Guide.GLOVE, Guide.BIKE}:
        return _table(_bodies()[guide])
    if guide == Guide.BRA:
        return ("FR", "EU", "IT", "UK / US"), _bra_row
    return (), lambda _label, _mondo: None


def _shoe_row(
    label: str, mondo: int | None, guide: str, brand: str, gender: str
) -> Sequence[str] | None:
    rows = _kids_table() if gender == Gender.KIDS else _shoes(brand)
    shoe = guide == Guide.SHOE
    mondo = mondo or normalise(label, guide=guide, brand=brand, gender=gender).mondo_mm
    if mondo is None:
        return None
    row = next((r for r in rows if _written(r[EU]) == label), None) if shoe else None
    if row is None:
        exact = _exact(label, mondo, brand) if shoe else mondo
        near = min(rows, key=lambda r: (round(abs(r[LENGTH] - exact), 1), _whole(r, label)))
        row = near if round(abs(near[LENGTH] - exact), 1) <= ALIKE else None
    if row is None:
        return (label, "–", "–", _written(mondo / 10)) if shoe else None
    american = _american(row, gender)
    if shoe:
        return label, _written(row[UK]), american, _written(mondo / 10)
    return label, _written(row[EU]), _written(row[UK]), american


def _exact(label: str, mondo: int, brand: str) -> float:
    """The length before it was rounded, of a label that is an EU size: to the millimetre, what lies
    midway between two sizes of a table would be the one or the other by chance.
    """
    number = NUMERIC.match(label)
    length = _between(_amount(number), brand) if number else None
    return length if length is not None and round(length) == mondo else mondo


def _whole(row: Sequence[Any], label: str) -> bool:
    """Whether a row's EU size begins with another whole number than the label: last of two rows
    that are as near. Shops cut a size's fraction off: 43 is 43 1/3 and not 42 2/3.
    """
    return str(int(row[EU])) != re.split(r"[, ]", label)[0]


def _american(row: Sequence[Any], gender: str) -> str:
    if gender == Gender.KIDS:
        return str(row[US_MEN])
    if gender == Gender.WOMEN:
        return _written(row[US_WOMEN])
    if gender == Gender.MEN:
        return _written(row[US_MEN])
    return _("%(men)s H · %(women)s F") % {
        "men": _written(row[US_MEN]), "women": _written(row[US_WOMEN])
    }  # fmt: skip


# --- a size as the shopper says it -------------------------------------------------------------
# The systems that a guide's sizes can be said in; the first is the one that they are kept in.
SYSTEMS: Final[Mapping[str, Sequence[str]]] = {
    Guide.SHOE: ("eu", "uk", "us-h", "us-f", "cm"),
    Guide.CLOTHING: ("boutiques", "lettres", "fr-f", "fr-h"),
    Guide.GLOVE: ("boutiques", "lettres", "numeros"),
}
WORN_BY: Final = {"us-f": Gender.WOMEN, "fr-f": Gender.WOMEN, "fr-h": Gender.MEN}
GENDERS: Final = {"women": Gender.WOMEN, "men": Gender.MEN}
SHOE_COLUMNS: Final = {"uk": 1, "us-h": 2, "us-f": 2, "cm": 3}  # of ``_shoe_row``
UNSAID: Final = "–"


@lru_cache(maxsize=4096)
def said_in(system: str, label: str, *, guide: str, brand: str = "", gender: str = "") -> str:
    """A size that the shop keeps as ``label``, in one of the guide's ``SYSTEMS``.

    Shoes by the brand's own table where ``brand`` is given; else by the length of the foot, a size
    in thirds by the table of those who make thirds. A child's UK size ends in K. What has no
    equivalent is said as it is, a shoe's with "EU" before.
    """
    if system not in SYSTEMS.get(guide, ())[1:]:
        return label
    if guide == Guide.SHOE:
        return _shoe_said_in(system, label, brand)
    parts = re.fullmatch(r"([^/ ]+)(/[^/ ]+)?( .+)?", label)
    if parts is None:
        return label
    whole = _letters if system == "lettres" else _figures
    who = WORN_BY.get(system) or next((g for g in GENDERS.values() if g == gender), None)
    said = [whole(part.strip("/"), guide, who) for part in (parts[1], parts[2] or "") if part]
    return "/".join(dict.fromkeys(said)) + (parts[3] or "")


def meant_by(
    system: str, said: str, *, guide: str, brand: str = "", gender: str = ""
) -> frozenset[str]:
    """The labels that the shop may keep what somebody calls ``said`` under; at least itself."""
    known = _meanings(system, guide, brand, gender)
    return known.get(said) or frozenset([said])


@lru_cache(maxsize=256)
def _meanings(system: str, guide: str, brand: str, gender: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for label in _labels(guide) if system in SYSTEMS.get(guide, ())[1:] else ():
        said = said_in(system, label, guide=guide, brand=brand, gender=gender)
        found.setdefault(said, set()).add(label)
    return {said: frozenset(labels) for said, labels in found.items()}


@cache
def _labels(guide: str) -> Sequence[str]:
    """Those that may be kept of what can be said in several systems."""
    if guide == Guide.SHOE:
        parts = (0.0, 0.33, 0.5, 0.67)
        return [_written(whole + part) for whole in range(EU_FROM, EU_TO) for part in parts]
    tables = _bodies()["clothing"].values() if guide == Guide.CLOTHING else [_bodies()[guide]]
    figures = {str(row[1]) for table in tables for row in table["rows"]}
    pairs = [f"{low}/{high}" for low, high in pairwise(ALPHA)]
    cuts = [f"{base} {cut}" for cut in ("court", "long") for base in (*ALPHA, *sorted(figures))]
    return [*ALPHA, *pairs, *sorted(figures), *cuts]


def _shoe_said_in(system: str, label: str, brand: str) -> str:
    number = NUMERIC.match(label)
    if number is None:
        return label
    child = _amount(number) < _shoes(brand)[0][EU]
    if not brand and label[-1] in THIRDS.values():
        brand = _maker_of_thirds()
    gender = Gender.KIDS if child else WORN_BY.get(system, Gender.MEN)
    row = _shoe_row(label, None, Guide.SHOE, "" if child else brand, gender)
    said = row[SHOE_COLUMNS[system]] if row else UNSAID
    if said == UNSAID:
        return f"EU {label}"
    if system == "cm":  # to the half that shoes are made in
        return _written(round(float(said.replace(",", ".")) * 2) / 2)
    return f"{said}K" if child and system == "uk" else said


def _letters(label: str, guide: str, who: Gender | None) -> str:
    """The letter of a number, where it is the same whoever wears it or one knows who does."""
    found = {row[0] for table in _worn(guide, who) for row in table if str(row[1]) == label}
    return str(*found) if len(found) == 1 else label


def _figures(label: str, guide: str, who: Gender | None) -> str:
    found = {row[1] for table in _worn(guide, who) for row in table if row[0] == label}
    return str(*found) if len(found) == 1 else label


def _worn(guide: str, who: Gender | None) -> Sequence[Sequence[Sequence[Any]]]:
    """Rows of letter and number."""
    if guide == Guide.GLOVE:
        return [_bodies()[guide]["rows"]]
    clothing = _bodies()["clothing"]
    return [clothing[name]["rows"] for name in ("women", "men") if who in (None, GENDERS[name])]


def _headings() -> Mapping[str, str]:
    return {
        "alpha": _("Taille"), "fr": "FR", "eu": "EU, DE", "it": "IT", "uk": "UK", "us": "US",
        "size": _("Numéro"), "cm": "cm", "in": _("pouces"), "age": _("Âge"),
        "rider": _("Taille du cycliste, cm"),
    }  # fmt: skip


def _table(table: Mapping[str, Any]) -> tuple[Sequence[str], RowOf]:
    """Headings, and the row of the table that a label stands in."""
    headings = [_headings()[column] for column in table["columns"]]

    def row_of(label: str, _mondo: int | None) -> Sequence[str] | None:
        plain = label.upper().split(" ")[0].rstrip("″")
        named = {"in"} if "″" in label else {"alpha", "fr", "size", "age", "cm"}
        columns = [at for at, column in enumerate(table["columns"]) if column in named]
        for row in table["rows"]:
            if any(_stands_for(row[at], plain) for at in columns):
                return [_cell(cell) for cell in row]
        return None

    return headings, row_of


def _stands_for(cell: Any, label: str) -> bool:
    if isinstance(cell, list):
        return label.isdigit() and cell[0] <= int(label) <= cell[1]
    return str(cell) == label


def _cell(cell: Any) -> str:
    if not isinstance(cell, list):
        return str(cell)
    low, high = cell
    return str(low) if low == high else f"{low}–{high}"


def _bra_row(label: str, _mondo: int | None) -> Sequence[str] | None:
    found = re.fullmatch(r"(\d+)([A-H]+)", label)
    row = found and next((r for r in _bodies()["bra"]["rows"] if r[0] == int(found[1])), None)
    return [f"{band}{found[2]}" for band in row] if found and row else None


# --- a size that somebody wears ----------------------------------------------------------------
# The guides of what has the size of a body; a rope's, a ski's and a ball's are their own.
WORN: Final = (
    *(Guide.SHOE, Guide.CLOTHING, Guide.SKI_BOOT, Guide.HELMET),
    *(Guide.GLOVE, Guide.BIKE, Guide.SOCK, Guide.BRA),
)
LONGEST: Final = 24  # letters of a label


def is_worn(label: str, *, guide: str) -> bool:
    """Whether the shop may keep a size under ``label`` that is one of those who wear it."""
    if guide not in WORN or len(label) > LONGEST:
        return False
    size = normalise(label, guide=guide)
    return size.label == label and size.system not in {"", "one"}


# --- the tables ------------------------------------------------------------------------------
@cache
def _bodies() -> dict[str, Any]:
    return tomllib.loads((TABLES / "bodies.toml").read_text("utf-8"))


@cache
def _shoe_tables() -> dict[str, Any]:
    return tomllib.loads((TABLES / "shoes.toml").read_text("utf-8"))


def has_table(brand: str) -> bool:
    """Whether a brand's shoes are read with a table of its own."""
    return any(brand in table.get("brands", ()) for table in _shoe_tables()["tables"])


@lru_cache(maxsize=1024)
def _shoes(brand: str) -> Sequence[Sequence[float]]:
    """The brand's table, or the first one."""
    tables = _shoe_tables()["tables"]
    own = next((table for table in tables if brand in table.get("brands", ())), tables[0])
    rows: Sequence[Sequence[float]] = own["rows"]
    return rows


@cache
def _maker_of_thirds() -> str:
    """A brand of the table in thirds: nobody else's sizes are written so."""
    return str(next(t for t in _shoe_tables()["tables"] if t["name"] == "thirds")["brands"][0])


def _kids_table() -> Sequence[Sequence[Any]]:
    rows: Sequence[Sequence[Any]] = _shoe_tables()["kids"]["rows"]
    return rows


@cache
def _kids() -> Sequence[Sequence[float]]:
    """The children's table with numbers alone: the US of a "3Y" is 3."""
    return [[*row[:3], float(row[3][:-1]), float(row[3][:-1])] for row in _kids_table()]
