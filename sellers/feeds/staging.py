"""A feed's lines between reading and importing, in a file beside the shop's database.

What needs all lines is found here: parents that come after their variants, keys that repeat,
offers that the feed no longer names. Memory stays flat, and nothing is imported of a file that
cannot be read to its end.
"""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from sellers.feeds.faults import Fault, RowError, Rule
from sellers.feeds.rows import Parsed, ProductFacts, VariantFacts, plain

BATCH: Final = 500
SLICE: Final = 500  # lines of one product that are in memory at once
CONTEXT, VARIANT, REJECTED = "context", "variant", "rejected"

SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
CREATE TABLE line (
    line INTEGER PRIMARY KEY, kind TEXT, key TEXT, key_column TEXT, product TEXT, gtin TEXT,
    facts TEXT, variant TEXT, parent INTEGER, gone INTEGER
);
CREATE TABLE child (key TEXT PRIMARY KEY, product TEXT, options TEXT) WITHOUT ROWID;
CREATE TABLE fault (line INTEGER, "column" TEXT, value TEXT, rule TEXT, message TEXT, fix TEXT);
"""
INDEXES: Final = (
    "CREATE INDEX line_key ON line (key) WHERE key != ''",
    "CREATE INDEX line_gtin ON line (gtin) WHERE gtin != ''",
    "CREATE INDEX line_product ON line (product, line)",
    "CREATE INDEX fault_line ON fault (line)",
)


@dataclass(frozen=True, slots=True)
class StagedVariant:
    line: int
    key: str
    facts: VariantFacts


@dataclass(frozen=True, slots=True)
class StagedProduct:
    """A product and some of its variants; one with very many comes in several pieces."""

    key: str
    facts: ProductFacts
    variants: list[StagedVariant]
    gone: bool  # its parent is off sale


class Staging:
    """Close it when done: it holds a temporary file."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="feed-")
        self._db = sqlite3.connect(
            Path(self._folder.name) / "lines.sqlite3", isolation_level=None, check_same_thread=False
        )
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        self._db.close()
        self._folder.cleanup()

    # --- filling --------------------------------------------------------------------------
    def fill(self, lines: Iterable[Parsed], *, columns: Mapping[str, str]) -> None:
        """Take all lines, then judge what only all of them together tell.

        ``columns``: our name → the seller's, for faults of the whole file.
        """
        self._db.execute("BEGIN")
        rows = iter(lines)
        while batch := list(islice(rows, BATCH)):
            self._take(batch)
        for index in INDEXES:
            self._db.execute(index)
        self._adopt()
        self._refuse_repeated(columns)
        self._db.execute("COMMIT")

    def _take(self, batch: list[Parsed]) -> None:
        self._db.executemany(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    row.line,
                    _kind(row),
                    row.key,
                    row.key_column,
                    row.group,
                    row.variant.gtin if row.variant else "",
                    json.dumps(plain(row.product)) if row.product else None,
                    json.dumps(plain(row.variant)) if row.variant else None,
                    bool(row.children),
                    row.gone,
                )
                for row in batch
            ],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO child VALUES (?, ?, ?)",
            [
                (key, row.group, json.dumps(options))
                for row in batch
                for key, options in row.children.items()
            ],
        )
        self.refuse(fault for row in batch for fault in row.faults)

    def refuse(self, faults: Iterable[RowError]) -> None:
        """Note faults; ``settle`` refuses their lines."""
        self._db.executemany(
            "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?)",
            ((f.line, f.column, f.value, f.rule, f.message, f.fix) for f in faults),
        )

    def settle(self) -> None:
        """Every line with a fault is refused."""
        self._db.execute(
            "UPDATE line SET kind = ? WHERE line IN (SELECT line FROM fault)", [REJECTED]
        )

    def _adopt(self) -> None:
        """Give variants to the parent that names them, wherever in the file it stands."""
        self._db.execute(
            "UPDATE line SET product = (SELECT product FROM child WHERE child.key = line.key) "
            "WHERE key != '' AND key IN (SELECT key FROM child)"
        )

    def _refuse_repeated(self, columns: Mapping[str, str]) -> None:
        """A key or a barcode that several lines carry is a fault of each of them."""
        key = Fault(
            Rule.REPEATED_KEY,
            _(
                "Cette référence est sur plusieurs lignes : donnez à chaque taille et coloris la "
                "sienne."
            ),
        )
        gtin = Fault(
            Rule.REPEATED_GTIN,
            _(
                "Ce code-barres est sur plusieurs lignes : chaque taille et coloris a le sien, "
                "sinon laissez vide."
            ),
        )
        self._refuse_where("key", columns, key)
        self._refuse_where("gtin", columns, gtin)
        self.settle()

    def _refuse_where(self, field: str, columns: Mapping[str, str], fault: Fault) -> None:
        found = self._db.execute(
            f"SELECT line, {field}, key_column FROM line WHERE {field} IN (SELECT {field} "  # noqa: S608
            f"FROM line WHERE {field} != '' GROUP BY {field} HAVING COUNT(*) > 1)"
        )
        for line, value, key_column in _unbuffered(found):
            column = columns.get(key_column if field == "key" else field, "")
            self.refuse([RowError.of(line, column, value, fault)])

    # --- reading --------------------------------------------------------------------------
    def counts(self) -> dict[str, int]:
        """Lines by kind."""
        found = dict(self._db.execute("SELECT kind, COUNT(*) FROM line GROUP BY kind"))
        return {kind: found.get(kind, 0) for kind in (CONTEXT, VARIANT, REJECTED)}

    def products(self) -> Iterator[StagedProduct]:
        """Every product that has something to sell, with its variants."""
        rows = self._db.execute(
            "SELECT line.product, line, kind, line.key, facts, variant, parent, gone, options "
            "FROM line LEFT JOIN child ON child.key = line.key WHERE line.product != '' "
            "ORDER BY line.product, line"
        )
        for key, lines in groupby(_unbuffered(rows), key=lambda row: row[0]):
            facts, gone = ProductFacts(), False
            while piece := list(islice(lines, SLICE)):
                facts, gone = _merged(facts, piece), gone or any(row[6] and row[7] for row in piece)
                if variants := [_variant(row) for row in piece if row[2] == VARIANT]:
                    yield StagedProduct(key, facts, variants, gone)

    def on_sale(self, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` that the feed still names, be the line refused; not what is gone."""
        return {key for key, gone in self._named(keys) if not gone}

    def gone(self, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` that the seller has taken off sale."""
        return {key for key, gone in self._named(keys) if gone}

    def _named(self, keys: Iterable[str]) -> list[tuple[str, int]]:
        wanted = list(keys)
        marks = ",".join("?" * len(wanted))
        found = self._db.execute(
            "SELECT line.key, MAX(line.gone OR COALESCE(parent.gone, 0)) FROM line "  # noqa: S608
            "LEFT JOIN line parent ON parent.product = line.product AND parent.parent "
            f"WHERE line.key IN ({marks}) AND line.key != '' GROUP BY line.key",
            wanted,
        )
        return list(found)

    def faults(self) -> Iterator[RowError]:
        """Every fault, in the order of the file."""
        rows = self._db.execute("SELECT * FROM fault ORDER BY line, rowid")
        for line, column, value, rule, message, fix in _unbuffered(rows):
            yield RowError(line, column, value, Rule(rule), message, fix)

    def rules(self) -> dict[str, int]:
        """Rule → how many faults, the most frequent first."""
        return dict(
            self._db.execute(
                "SELECT rule, COUNT(*) FROM fault GROUP BY rule ORDER BY COUNT(*) DESC, rule"
            )
        )


def _unbuffered(rows: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
    while batch := rows.fetchmany(BATCH):
        yield from batch


def _kind(row: Parsed) -> str:
    if row.faults:
        return REJECTED
    return VARIANT if row.variant else CONTEXT


def _variant(row: tuple[Any, ...]) -> StagedVariant:
    facts = json.loads(row[5])
    if row[8]:
        facts["options"] = json.loads(row[8])
    return StagedVariant(row[1], row[3], VariantFacts(**{"options": {}, **facts}))


def _merged(known: ProductFacts, rows: Iterable[tuple[Any, ...]]) -> ProductFacts:
    """What all lines say of a product: a parent speaks first, then whoever comes first."""
    told = [plain(known)]
    told += [json.loads(row[4]) for row in sorted(rows, key=lambda row: not row[6]) if row[4]]
    merged: dict[str, Any] = {}
    for facts in told:
        for name, value in facts.items():
            if name != "pictures":
                merged.setdefault(name, value)
    pictures = [picture for facts in told for picture in facts.get("pictures", ())]
    return ProductFacts(**merged, pictures=tuple(dict.fromkeys(pictures)))
