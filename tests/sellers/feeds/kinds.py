"""Products labelled by hand with the family that their words name; how well it is guessed.

The products are data in ``kinds``: ``development.toml`` is what the guess was improved on,
``held_out.toml`` what it was then measured on.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sellers.feeds.families import guess
from sellers.feeds.rows import ProductFacts

PARTS = ("development", "held_out")


@dataclass(frozen=True)
class Product:
    """What a boutique says of it. ``families``: those that will do; ``asked``: one must be told."""

    category: str
    title: str
    families: frozenset[str]
    asked: bool


def products(*parts: str) -> list[Product]:
    """Those of some files, or all."""
    return [
        Product(
            category,
            title,
            frozenset(label.rstrip("?").split("|")) - {""},
            bool(label) and not label.endswith("?"),
        )
        for part in parts or PARTS
        for category, title, label in tomllib.loads(_path(part).read_text("utf-8"))["products"]
    ]


def _path(part: str) -> Path:
    return Path(__file__).parent / "kinds" / f"{part}.toml"


@dataclass
class Measure:
    """``told``: products for which a family is guessed; ``true``: those of them that are right."""

    products: int = 0
    told: int = 0
    true: int = 0
    asked: int = 0
    found: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what is told, how much is right."""
        return self.true / self.told

    @property
    def coverage(self) -> float:
        """Of what should be told, how much is."""
        return self.found / self.asked


def measure(of: Iterable[Product]) -> Measure:
    """How much of it is guessed as the labels say."""
    measured = Measure()
    for product in of:
        told = guess(ProductFacts(title=product.title, categories=[product.category]))
        is_true = told in product.families
        measured.products += 1
        measured.told += bool(told)
        measured.true += is_true
        measured.asked += product.asked
        measured.found += product.asked and is_true
        if (told or product.asked) and not is_true:
            measured.wrong.append(
                f"{product.category}, {product.title}: {told or 'none'}, "
                f"not {' or '.join(sorted(product.families)) or 'any'}"
            )
    return measured
