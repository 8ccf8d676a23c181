"""Grades each reference of the demo world for each question, by rules and facts alone.

Nothing here asks the search: what is right was decided before any order was seen. The method is in
``search/judged/README.md``.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from marketplace.world import build, catalogue
from marketplace.world.catalogue import Made
from marketplace.world.people import BOUTIQUES, BRANDS
from scripts.judged import REFERENCES, SEED

FOLDER = Path(__file__).parents[2] / "search" / "judged"
QUESTIONS, RATINGS = FOLDER / "questions.toml", FOLDER / "ratings.csv"
CLASSES = ("technical", "natural", "brand", "typo", "empty-handed", "code")
# What a rule says besides attributes of the family.
OWN = ("ask", "family", "sport", "brand", "gender", "price", "near")
RIGHT, NEAR, FAMILY_ONLY, WRONG = 3, 2, 1, 0


@dataclass(frozen=True)
class Question:
    kind: str  # one of CLASSES
    ask: str
    rule: Mapping[str, Any]


@dataclass(frozen=True)
class Reference:
    """``price``: of its cheapest offer in stock, in euros."""

    made: Made
    price: float

    @property
    def docid(self) -> str:
        return self.made.draft.manufacturer_ref

    def fact(self, name: str) -> Any:
        draft = self.made.draft
        if name in ("family", "brand", "gender"):
            return getattr(draft, name)
        if name in ("price", "sport"):
            return self.price if name == "price" else self.made.sport
        return draft.values.get(name, {}).get("value")


# --- the world ------------------------------------------------------------------------------------
def world(references: int = REFERENCES, seed: int = SEED) -> list[Reference]:
    """What can be bought of the demo world of this size: sold-out references are found by code
    alone, and are judged for nothing else."""
    made = islice(catalogue.references(seed), references)
    return [each for one in made if (each := _reference(one, seed))]


def _reference(made: Made, seed: int) -> Reference | None:
    prices = [row.minor for row in _rows(made, seed) if row.stock]
    return Reference(made, min(prices) / 100) if prices else None


def _rows(made: Made, seed: int) -> Sequence[Any]:
    ids = dict(zip((variant.key for variant in made.draft.variants), count(), strict=False))
    points: Any = {each.slug: SimpleNamespace(pk=0) for each in (*BOUTIQUES, *BRANDS)}
    return build.offers_of(made, ids, seed=seed, points=points)


# --- questions ------------------------------------------------------------------------------------
def questions(known: Sequence[Reference]) -> list[Question]:
    """All that is asked; those of codes are made of the world's."""
    with QUESTIONS.open("rb") as file:
        said = tomllib.load(file)
    written = [
        Question(kind, rule["ask"], rule)
        for kind in CLASSES
        if kind != "code"
        for rule in said[kind]
    ]
    return [*written, *_codes(said["code"], known)]


def _codes(said: Mapping[str, Any], known: Sequence[Reference]) -> Iterator[Question]:
    by_number = {each.made.number: each for each in known}
    for place, number in enumerate(said["numbers"]):
        found = next(by_number[n] for n in count(number) if n in by_number)
        form = said["forms"][place % len(said["forms"])]
        yield Question("code", _code(found, form), {"docid": found.docid})


def _code(reference: Reference, form: str) -> str:
    """As people type or paste it."""
    draft = reference.made.draft
    gtin, maker, sku = (
        draft.variants[0].gtin,
        draft.manufacturer_ref,
        f"{draft.manufacturer_ref}-00",
    )
    return {
        "ean": gtin,
        "ean-spaced": f"{gtin[1]} {gtin[2:8]} {gtin[8:]}",
        "ean-13": gtin.lstrip("0"),
        "maker": maker,
        "maker-plain": maker.replace("-", "").lower(),
        "sku": sku,
        "sku-plain": sku.replace("-", " ").lower(),
    }[form]


# --- grades ---------------------------------------------------------------------------------------
def grade(rule: Mapping[str, Any], reference: Reference) -> int:
    """3 meets all; 2 all but one, and that one nearly; 1 is of the right family; else 0."""
    if "docid" in rule:
        return RIGHT if reference.docid == rule["docid"] else WRONG
    if not _allowed(rule, reference):
        return WRONG
    near = rule.get("near", {})
    missed = [
        name
        for name in rule
        if name not in ("ask", "family", "near") and not _meets(rule, name, reference)
    ]
    if not missed:
        return RIGHT
    if len(missed) == 1 and missed[0] in near and _nearly(rule, missed[0], reference):
        return NEAR
    return FAMILY_ONLY if "family" in rule else WRONG


def _allowed(rule: Mapping[str, Any], reference: Reference) -> bool:
    """Whether it is of a family that is asked for, where one is."""
    families = rule.get("family", reference.fact("family"))
    return reference.fact("family") in ([families] if isinstance(families, str) else families)


def _meets(rule: Mapping[str, Any], name: str, reference: Reference) -> bool:
    return _is(reference.fact(name), rule[name], name)


def _nearly(rule: Mapping[str, Any], name: str, reference: Reference) -> bool:
    wanted, near = rule[name], rule["near"][name]
    if isinstance(near, list):
        return _is(reference.fact(name), near, name)
    low, high = wanted
    return _is(reference.fact(name), [low - near, high + near], name)


def _is(fact: Any, wanted: Any, name: str) -> bool:
    if name == "gender":  # who asks for women's may wear what is made for both
        return fact in (wanted, "unisex") if wanted != "kids" else fact == "kids"
    if isinstance(wanted, list) and not isinstance(wanted[0], str):
        return fact is not None and wanted[0] <= round(fact, 3) <= wanted[1]
    facts = fact if isinstance(fact, list) else [fact]
    return any(each in (wanted if isinstance(wanted, list) else [wanted]) for each in facts)


def rows(known: Sequence[Reference]) -> Iterator[tuple[str, str, int]]:
    """(question, docid, grade), without what is worth 0; one of 0 where nothing is worth more."""
    for question in questions(known):
        graded = partial(grade, question.rule)
        worth = [(question.ask, each.docid, graded(each)) for each in known if graded(each)]
        yield from worth or [(question.ask, known[0].docid, WRONG)]


def written(found: Iterable[tuple[str, str, int]]) -> str:
    """As the file has it."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("query", "docid", "rating"))
    writer.writerows(found)
    return file.getvalue()
