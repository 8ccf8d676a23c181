"""What tables of shops and suppliers call their columns, labelled by hand; how well it is guessed.

The tables are data in ``headers``: ``development.toml`` is what the guess was improved on,
``held_out.toml`` the half that it was then measured on, ``later.toml`` what was collected when its
rules stood. A column is its name, its label and values of the form that the source has: one value
stands on every line, fewer than lines go round. A label names the fields that the column is; one
with "?" may be guessed and need not. Columns without a label are nothing of ours.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sellers.feeds.guessing import guess
from sellers.feeds.reading import Header

PARTS = ("development", "held_out", "later")
MATTERS = frozenset({
    "key", "group", "title", "brand", "category", "price", "net_price", "special_price", "stock",
    "available", "gtin", "size", "colour", "gender", "pictures", "description",
})  # fmt: skip
BANDS = (0.9, 0.8, 0.7, 0.6, 0.0)  # of confidence, each from its number up


@dataclass(frozen=True)
class Table:
    """One source. ``labels``: what each column is; ``allowed``: what else it may be taken for."""

    name: str
    part: str
    language: str
    header: Header
    samples: Sequence[Sequence[str]]
    labels: frozenset[tuple[str, str]]  # (field, column)
    allowed: frozenset[tuple[str, str]]


def tables(*parts: str) -> list[Table]:
    """Those of some files, or all."""
    return [
        _table(name, part, said)
        for part in parts or PARTS
        for name, said in tomllib.loads(_path(part).read_text("utf-8")).items()
    ]


def _path(part: str) -> Path:
    return Path(__file__).parent / "headers" / f"{part}.toml"


def _table(name: str, part: str, said: dict[str, Any]) -> Table:
    columns: list[list[str]] = said["columns"]
    told = [(field, column) for column, label, *_cells in columns for field in label.split()]
    return Table(
        name,
        part,
        said["language"],
        Header.of([column for column, *_rest in columns]),
        [
            [_cell(cells, line) for _name, _label, *cells in columns]
            for line in range(said["lines"])
        ],
        frozenset((field, column) for field, column in told if not field.endswith("?")),
        frozenset((field.rstrip("?"), column) for field, column in told),
    )


def _cell(cells: Sequence[str], line: int) -> str:
    return cells[line % len(cells)] if cells else ""


@dataclass
class Measure:
    """``asked``: columns that matter; ``false``: columns taken for what they are not."""

    tables: int = 0
    asked: int = 0
    right: int = 0
    false: int = 0
    wrong: list[str] = field(default_factory=list)
    told: Counter[float] = field(default_factory=Counter)  # band → fields told with that confidence
    true: Counter[float] = field(default_factory=Counter)  # … and how many of them are right

    @property
    def share(self) -> float:
        return self.right / self.asked

    @property
    def false_share(self) -> float:
        return self.false / self.asked

    def true_share(self, band: float) -> float:
        return self.true[band] / self.told[band]


def measure(of: Iterable[Table]) -> Measure:
    """How much of it is guessed as the labels say."""
    found = Measure()
    for table in of:
        found.tables += 1
        told = list(_guessed(table))
        for ours, column, sure in told:
            band = next(band for band in BANDS if sure >= band)
            is_true = (ours, column) in table.allowed
            found.told[band] += 1
            found.true[band] += is_true
            if not is_true:
                found.false += 1
                found.wrong.append(f"{table.name}: {column!r} is no {ours} ({sure})")
        claims = {(ours, column) for ours, column, _sure in told}
        asked = {label for label in table.labels if label[0] in MATTERS}
        found.asked += len(asked)
        found.right += len(asked & claims)
        found.wrong += [f"{table.name}: {column!r} is {ours}" for ours, column in asked - claims]
    return found


def _guessed(table: Table) -> Iterator[tuple[str, str, float]]:
    """(field, column, confidence) of what matters."""
    found = guess(table.header, table.samples)
    for ours, names in found.mapping.columns.items():
        if ours in MATTERS:
            for name in names:
                yield ours, name, found.confidence[ours]
