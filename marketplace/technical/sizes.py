"""Sizes: what the seller wrote, the system it belongs to, and a rank that sorts as people do."""

import re
from dataclasses import dataclass

from marketplace.technical.models import VariantSheet

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


@dataclass(frozen=True)
class Size:
    label: str  # what the shop shows: "42,5", "2XL", "Taille unique"
    system: str  # "one", "alpha", "numeric" or "" when unknown
    rank: int


def normalise(raw: str) -> Size:
    """The size that ``raw`` means; what is not understood is kept as it was written."""
    text = re.sub(r"\s+", " ", raw).strip()
    upper = text.upper().removeprefix("EU ").removeprefix("T").strip() or text.upper()
    if text.upper() in ONE_SIZE_NAMES:
        return Size(VariantSheet.ONE_SIZE, "one", 0)
    alpha = ALPHA_NAMES.get(text.upper(), text.upper())
    if alpha in ALPHA:
        return Size(alpha, "alpha", 10 + ALPHA.index(alpha))
    if match := NUMERIC.match(upper):
        return _numeric(match)
    return Size(text, "", LAST)


def _numeric(match: re.Match[str]) -> Size:
    whole, tenth, fraction = match.groups()
    if fraction and fraction not in HALVES:  # adidas' and Salomon's thirds keep their writing
        third = 3 if fraction in {"1/3", "⅓"} else 7
        sign = "⅓" if third == 3 else "⅔"
        return Size(f"{int(whole)} {sign}", "numeric", 1000 + int(whole) * 10 + third)
    part = "5" if fraction else tenth or "0"
    label = whole.lstrip("0") or "0"
    return Size(
        label if part == "0" else f"{label},{part}", "numeric", 1000 + int(whole) * 10 + int(part)
    )
