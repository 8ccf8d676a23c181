"""A feed's lines between reading and importing, in a file beside the shop's database.

What needs all lines is found here: parents that come after their variants, keys that repeat,
offers that the feed no longer names. Memory stays flat, and nothing is imported of a file that
cannot be read to its end.

What lines say besides their offer is kept as a digest (table ``saying``): of those whose digest is
not the one that was noted, ``news`` tells whether another one was. ``context`` is the same of the
lines of a product that are no offer's, all together; ``fresh`` are the products with news.

A line is taken either whole (``fill``, ``read_again``), as what the dialect made of it, or lean
(``take``), as the key, price and stock of an offer that is known; see ``comparing``.
"""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from marketplace.core.sentences import Sentence
from marketplace.core.sentences import Sentence as _
from marketplace.offers.operations import Said
from marketplace.offers.queries import Difference
from sellers.feeds import saying
from sellers.feeds.dialects.base import not_published
from sellers.feeds.faults import BEYOND_THE_CELL, ONCE_A_COLUMN, Fault, RowError, Rule, Severity
from sellers.feeds.quick.base import CONTEXT, ODD, OFFER, Lean, Told
from sellers.feeds.rows import Parsed, ProductFacts, Shown, VariantFacts, plain

BATCH: Final = 500
SLICE: Final = 500  # lines of one product that are in memory at once
VARIANT, REJECTED = "variant", "rejected"
FEWEST_PRICES: Final = 2  # that must change before their median is asked for

SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
CREATE TABLE line (
    line INTEGER PRIMARY KEY, kind TEXT, key TEXT, key_column TEXT, product TEXT, gtin TEXT,
    facts TEXT, variant TEXT, parent INTEGER, gone INTEGER, minor INTEGER, stock INTEGER,
    digest INTEGER, speaks_of TEXT
);
CREATE TABLE change (
    line INTEGER PRIMARY KEY, id INTEGER, was_minor INTEGER, was INTEGER, will INTEGER
);
CREATE TABLE new (line INTEGER PRIMARY KEY);
CREATE TABLE saying (line INTEGER PRIMARY KEY, news INTEGER);
CREATE TABLE context (product TEXT PRIMARY KEY, digest INTEGER, news INTEGER) WITHOUT ROWID;
CREATE TABLE fresh (product TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE missing (id INTEGER PRIMARY KEY, stockrecord INTEGER, stock INTEGER);
CREATE TABLE wanted (line INTEGER PRIMARY KEY);
CREATE TABLE repeated (value TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE child (key TEXT PRIMARY KEY, product TEXT, options TEXT) WITHOUT ROWID;
CREATE TABLE fault (
    line INTEGER, "column" TEXT, value TEXT, rule TEXT, message TEXT, fix TEXT, severity TEXT
);
"""
# Lines of known offers that would change them, and all lines of known offers.
CHANGING: Final = "change JOIN line USING (line) WHERE kind IN ('offer', 'variant')"
KNOWN: Final = (
    "line LEFT JOIN change USING (line) WHERE (kind = 'offer' OR "
    "(kind = 'variant' AND line NOT IN (SELECT line FROM new)))"
)
# A line that leaves the price what it is says so by a blank.
FORESEEN: Final = (
    "(SELECT * FROM (SELECT line, key, was_minor, COALESCE(line.minor, was_minor) AS minor, was, "  # noqa: S608
    f"will FROM {CHANGING}) WHERE minor IS NOT was_minor OR was != will)"
)
# Lines that describe what they are not taken to be: heard again each time, until it is put right.
UNHEARD: Final = f"(SELECT line FROM fault WHERE rule = '{Rule.OTHER_PRODUCT}')"  # noqa: S608
BY_SPEECH: Final = (
    "CREATE INDEX IF NOT EXISTS line_speech ON line (speaks_of) WHERE speaks_of != ''"
)
BY_KEY: Final = "CREATE INDEX IF NOT EXISTS line_key ON line (key) WHERE key != ''"
BY_PRODUCT: Final = "CREATE INDEX IF NOT EXISTS line_product ON line (product, line)"


@dataclass(frozen=True, slots=True)
class StagedVariant:
    line: int
    key: str
    facts: VariantFacts
    digest: int | None = None  # of what it says besides its offer


@dataclass(frozen=True, slots=True)
class StagedProduct:
    """A product and some of its variants; one with very many comes in several pieces."""

    key: str
    facts: ProductFacts
    variants: list[StagedVariant]
    line: int  # which describes it
    fresh: bool = False  # something is said of it that was not said before
    whole: bool = True  # no line of it is missing here


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the offers that a feed names and that are known: how many would change, would sell out,
    would change their price; the median price (cents) before and after, 0 where none was asked."""

    changed: int
    sold_out: int
    priced: int
    median_before: int = 0
    median_after: int = 0


class Staging:
    """Close it when done: it holds a temporary file."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="feed-")
        self._db = sqlite3.connect(
            Path(self._folder.name) / "lines.sqlite3", isolation_level=None, check_same_thread=False
        )
        self._db.executescript(SCHEMA)
        self._said: set[tuple[str, Sentence]] = set()  # columns and what was said of them

    def close(self) -> None:
        self._db.close()
        self._folder.cleanup()

    # --- filling --------------------------------------------------------------------------
    def fill(self, lines: Iterable[Parsed], *, columns: Shown) -> None:
        """Take all lines whole, then judge what only all of them together tell.

        ``columns``: our name → the seller's, for faults of the whole file.
        """
        self._take_whole(lines)
        self.judge(columns)

    def take(self, lines: Sequence[Lean]) -> None:
        """Take lines lean; ``judge`` when all are there."""
        with self._written():
            self._db.executemany(
                "INSERT INTO line (line, kind, key, key_column, product, gtin, minor, stock) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                lines,
            )

    def take_told(self, lines: Sequence[Told]) -> None:
        """The same with what they say besides their offer."""
        with self._written():
            self._db.executemany(
                "INSERT INTO line (line, kind, key, key_column, product, gtin, minor, stock, "
                "digest, speaks_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                lines,
            )

    def compared(self, differing: Sequence[Difference], unknown: Sequence[int]) -> None:
        """Of lines that were taken lean: what differs from its offer, and what has none."""
        if not (differing or unknown):
            return
        with self._written():
            self._db.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?)", differing)
            self._db.executemany(
                "UPDATE line SET kind = ? WHERE line = ?", ((ODD, line) for line in unknown)
            )

    def compared_whole(self, differing: Sequence[Difference], new: Sequence[int]) -> None:
        """Of lines that were taken whole: what differs from its offer, and what has none yet."""
        with self._written():
            self._db.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?)", differing)
            self._db.executemany("INSERT INTO new VALUES (?)", ((line,) for line in new))

    def said(self, lines: Sequence[tuple[int, int]]) -> None:
        """Of lines of known offers: those that say something else besides it than was noted (line,
        1), or of which nothing was (line, 0). The former must be read whole."""
        if not lines:
            return
        with self._written():
            self._db.executemany("INSERT OR REPLACE INTO saying VALUES (?, ?)", lines)
            self._db.executemany(
                "UPDATE line SET kind = ? WHERE line = ? AND kind = ?",
                ((ODD, line, OFFER) for line, news in lines if news),
            )

    def new_words(self) -> Iterator[str]:
        """The keys of lines that say something else besides their offer than was noted."""
        rows = self._db.execute(
            "SELECT key FROM line JOIN saying USING (line) WHERE news ORDER BY line"
        )
        return (key for (key,) in _unbuffered(rows))

    def want(self, keys: Sequence[str]) -> None:
        """Have the lines with these keys read whole."""
        self._db.execute(BY_KEY)
        with self._written():
            self._db.executemany(
                "UPDATE line SET kind = ? WHERE key = ? AND key != '' AND kind = ?",
                ((ODD, key, OFFER) for key in keys),
            )

    def contexts(self) -> Iterator[tuple[str, int]]:
        """Every product of which lines speak that are no offer's, and a digest of all of these."""
        rows = self._db.execute(
            "SELECT speaks_of, digest FROM line WHERE kind = ? AND speaks_of != '' "
            "AND digest IS NOT NULL ORDER BY speaks_of, line",
            [CONTEXT],
        )
        for product, lines in groupby(_unbuffered(rows), key=lambda row: row[0]):
            yield product, saying.together(digest for _product, digest in lines)

    def said_of(self, products: Sequence[tuple[str, int, int]]) -> None:
        """The same of ``contexts``, as (product, digest, whether another one was noted)."""
        with self._written():
            self._db.executemany("INSERT OR REPLACE INTO context VALUES (?, ?, ?)", products)

    def want_contexts(self) -> None:
        """Have the lines read whole that say something new of a product and are no offer's."""
        if not self._any_context():
            return
        self._db.execute(BY_SPEECH)
        with self._written():
            self._db.execute(
                "UPDATE line SET kind = ? WHERE kind = ? AND speaks_of IN "
                "(SELECT product FROM context WHERE news)",
                [ODD, CONTEXT],
            )

    def sizes_wanted(self) -> bool:
        """Whether lines were left lean that belong, as a parent says, to products of which
        something is new; they are wanted now."""
        if not (self._any("child") and (self._any("saying WHERE news") or self._any_context())):
            return False
        self._db.execute(BY_KEY)
        with self._written():
            return bool(self._db.execute(
                "UPDATE line SET kind = :odd WHERE kind = :offer AND key IN (SELECT key FROM child "
                "WHERE product IN (SELECT product FROM context WHERE news UNION SELECT product "
                "FROM child WHERE key IN (SELECT key FROM line JOIN saying USING (line) "
                "WHERE news)))",
                {"odd": ODD, "offer": OFFER},
            ).rowcount)  # fmt: skip

    def _any_context(self) -> bool:
        return self._any("context WHERE news")

    def wanted(self) -> Iterator[int]:
        """The lines that must be read whole, in order: those that lean reading left, the others of
        their product, and whatever may speak for them."""
        with self._written():
            self._db.execute("DELETE FROM wanted")
            self._db.execute(
                "INSERT INTO wanted SELECT line FROM line WHERE kind = :odd OR (product != '' AND "
                "product IN (SELECT product FROM line WHERE kind = :odd)) OR (kind = :context AND "
                "product = '' AND EXISTS (SELECT 1 FROM line WHERE kind = :odd))",
                {"odd": ODD, "context": CONTEXT},
            )
            # Read whole they warn again, and are compared again.
            for table in ("fault", "change"):
                self._db.execute(f"DELETE FROM {table} WHERE line IN (SELECT line FROM wanted)")  # noqa: S608
        rows = _unbuffered(self._db.execute("SELECT line FROM wanted ORDER BY line"))
        yield from (line for (line,) in rows)

    def read_again(self, lines: Iterable[Parsed]) -> None:
        """Take lines whole that were taken lean before."""
        self._take_whole(lines)

    def judge(self, columns: Shown) -> None:
        """Find what only all lines together tell."""
        with self._written():
            self._db.execute("CREATE INDEX IF NOT EXISTS fault_line ON fault (line)")
            self._adopt()
            self._refuse_repeated(columns)

    @contextmanager
    def _written(self) -> Iterator[None]:
        """Together, which is faster. No journal is kept to take anything back by: whom an exception
        stops in here closes the staging."""
        self._db.execute("BEGIN")
        yield
        self._db.execute("COMMIT")

    def _take_whole(self, lines: Iterable[Parsed]) -> None:
        rows = iter(lines)
        while batch := list(islice(rows, BATCH)):
            with self._written():
                self._take(batch)

    def _take(self, batch: list[Parsed]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                    row.variant.minor if row.variant else None,
                    row.variant.stock if row.variant else None,
                    row.digest,
                    row.group if _kind(row) == CONTEXT else "",
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
        self.refuse(fault for row in batch for fault in (*row.faults, *row.warnings))

    def refuse(self, faults: Iterable[RowError]) -> None:
        """Note faults; ``settle`` refuses the lines of those that are errors."""
        self._db.executemany(
            "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?)",
            map(_row, faults),
        )

    def warn(self, warnings: Iterable[RowError]) -> None:
        """Note warnings, each once: what is true of a product is found again with each of its
        colours, and what is true of a column with each product; once all lines are judged."""
        self._db.executemany(
            "INSERT INTO fault SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS "
            '(SELECT 1 FROM fault WHERE line = ?1 AND "column" = ?2 AND rule = ?4)',
            map(_row, filter(self._is_news, warnings)),
        )

    def _is_news(self, warning: RowError) -> bool:
        """Whether nothing like it was said of another line."""
        if warning.rule not in ONCE_A_COLUMN:
            return True
        said = warning.column, warning.message
        known = said in self._said
        self._said.add(said)
        return not known

    def settle(self) -> None:
        """Every line with an error is refused."""
        self._db.execute(
            "UPDATE line SET kind = ? WHERE line IN (SELECT line FROM fault WHERE severity = ?)",
            [REJECTED, Severity.ERROR],
        )

    def _adopt(self) -> None:
        """Give variants to the parent that names them, wherever in the file it stands."""
        if not self._any("child"):
            return
        self._db.execute(BY_KEY)
        self._db.execute(
            "UPDATE line SET product = (SELECT product FROM child WHERE child.key = line.key) "
            "WHERE key != '' AND key IN (SELECT key FROM child)"
        )
        if not self._any("line WHERE parent AND gone"):
            return
        off_sale = self._db.execute(
            "SELECT line.line, COALESCE(json_extract(parent.facts, '$.title'), "
            "json_extract(line.facts, '$.title'), '') FROM line JOIN line parent "
            "ON parent.product = line.product AND parent.parent AND parent.gone "
            "WHERE line.kind IN (?, ?)",
            [OFFER, VARIANT],
        ).fetchall()
        self.refuse(RowError.of(line, "", title, not_published()) for line, title in off_sale)

    def _any(self, table: str) -> bool:
        return self._db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None  # noqa: S608

    def _refuse_repeated(self, columns: Shown) -> None:
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

    def _refuse_where(self, field: str, columns: Shown, fault: Fault) -> None:
        self._db.execute("DELETE FROM repeated")
        self._db.execute(
            f"INSERT INTO repeated SELECT {field} FROM line WHERE {field} != '' "  # noqa: S608
            f"GROUP BY {field} HAVING COUNT(*) > 1"
        )
        if not self._any("repeated"):
            return
        found = self._db.execute(
            f"SELECT line, {field}, key_column FROM line "  # noqa: S608
            f"WHERE {field} IN (SELECT value FROM repeated) ORDER BY line"
        )
        for line, value, key_column in _unbuffered(found):
            column = columns.at(line).get(key_column if field == "key" else field, "")
            self.refuse([RowError.of(line, column, value, fault)])

    # --- reading --------------------------------------------------------------------------
    def counts(self) -> dict[str, int]:
        """Lines by kind; ``variant``: all that can be sold, be they taken whole or lean."""
        found = dict(self._db.execute("SELECT kind, COUNT(*) FROM line GROUP BY kind"))
        found[VARIANT] = found.get(VARIANT, 0) + found.get(OFFER, 0)
        return {kind: found.get(kind, 0) for kind in (CONTEXT, VARIANT, REJECTED)}

    def refused_with_their_products(self, others: Sequence[int]) -> Iterator[int]:
        """The lines that are refused, and ``others``, in order, with what describes their products:
        lines of context, and where they do not name the product themselves the line that does.

        Of a refused line that has no key, as a product's with combinations, all lines of its
        product: alone it would be taken for what is to be sold.
        """
        with self._written():
            self._db.executemany(
                "UPDATE line SET kind = ? WHERE line = ?", ((REJECTED, line) for line in others)
            )
        self._db.execute(BY_PRODUCT)
        refused = f"SELECT product FROM line WHERE kind = '{REJECTED}' AND product != ''"  # noqa: S608
        named = "COALESCE(json_extract(facts, '$.title'), '') != ''"
        rows = self._db.execute(
            f"SELECT line FROM line WHERE kind = '{REJECTED}' "  # noqa: S608
            f"OR (kind = '{CONTEXT}' AND product IN ({refused})) "
            f"OR ({named} AND product IN ({refused} AND NOT {named})) "
            f"OR product IN ({refused} AND key = '') ORDER BY line"
        )
        return (line for (line,) in _unbuffered(rows))

    def known(self) -> int:
        """How many lines are those of offers that are known, and were taken lean."""
        return self._count("line WHERE kind = ?", OFFER)

    def other_keys(self, *, most: int) -> list[str] | None:
        """The keys of all other lines, each once; None if there are more than ``most``."""
        rows = self._db.execute(
            "SELECT DISTINCT key FROM line WHERE kind != ? AND key != '' LIMIT ?",
            [OFFER, most + 1],
        )
        keys = [key for (key,) in rows]
        return keys if len(keys) <= most else None

    def _count(self, what: str, *params: Any) -> int:
        return int(self._db.execute(f"SELECT COUNT(*) FROM {what}", params).fetchone()[0])  # noqa: S608

    def changes(self) -> Iterator[Said]:
        """What known offers have to say from now on, where they say something else now."""
        rows = self._db.execute(
            "SELECT id, line.minor, line.stock FROM change JOIN line USING (line) WHERE kind = ? "
            "ORDER BY change.line",
            [OFFER],
        )
        return _unbuffered(rows)

    def changing(self) -> int:
        """How many lines ``changes`` tells of."""
        return self._count("change JOIN line USING (line) WHERE kind = ?", OFFER)

    def unchanged(self) -> int:
        """How many lines, taken lean or whole, say what their known offer says already."""
        return self._count(f"{KNOWN} AND change.line IS NULL")

    def figures(self) -> Figures:
        """What the changes of known offers would do, all together."""
        changed, sold_out, priced = self._db.execute(
            "SELECT COUNT(*), COUNT(DISTINCT CASE WHEN was > 0 AND will <= 0 THEN id END), "  # noqa: S608
            f"COALESCE(SUM(was_minor != minor), 0) FROM {CHANGING}"
        ).fetchone()
        if priced < FEWEST_PRICES:
            return Figures(changed, sold_out, priced)
        before = self._median("COALESCE(was_minor, minor)")
        return Figures(changed, sold_out, priced, before, self._median("minor"))

    def _median(self, price: str) -> int:
        """The middle one of a price of the known offers whose line says one, the lower of two."""
        said = f"{KNOWN} AND minor IS NOT NULL"
        middle = (self._count(said) - 1) // 2
        found = self._db.execute(
            f"SELECT {price} FROM {said} ORDER BY 1 LIMIT 1 OFFSET ?",  # noqa: S608
            [middle],
        )
        return int(found.fetchone()[0])

    def products(self) -> Iterator[StagedProduct]:
        """Every product that has something to sell, with its variants; not what was taken lean."""
        if not self._count("line WHERE kind = ?", VARIANT):
            return
        self._db.execute(BY_PRODUCT)
        self._refresh()
        rows = self._db.execute(
            "SELECT line.product, line, kind, line.key, facts, variant, parent, options, digest, "
            "fresh.product IS NOT NULL FROM line LEFT JOIN child ON child.key = line.key "
            "LEFT JOIN fresh ON fresh.product = line.product WHERE line.product != '' "
            "AND kind != ? ORDER BY line.product, line",
            [OFFER],
        )
        for key, lines in groupby(_unbuffered(rows), key=lambda row: row[0]):
            facts, told, first = ProductFacts(), 0, True
            while piece := list(islice(lines, SLICE)):
                facts = _merged(facts, piece)
                told = told or next((row[1] for row in _speaking(piece)), 0)
                whole = first and len(piece) < SLICE and all(row[2] != REJECTED for row in piece)
                first = False
                if variants := [_variant(row) for row in piece if row[2] == VARIANT]:
                    line = told or variants[0].line
                    yield StagedProduct(key, facts, variants, line, bool(piece[0][9]), whole)

    def _refresh(self) -> None:
        """Find the products of which something new is said, once all lines have theirs."""
        self._db.execute(
            "INSERT OR IGNORE INTO fresh SELECT product FROM line JOIN saying USING (line) "
            "WHERE news AND product != '' UNION SELECT product FROM context WHERE news"
        )

    def to_note(self) -> Iterator[tuple[str, int]]:
        """Key and digest of the lines of known offers that say something else than was noted."""
        rows = self._db.execute(
            "SELECT key, digest FROM line JOIN saying USING (line) WHERE kind IN (?, ?) "  # noqa: S608
            f"AND line NOT IN {UNHEARD} ORDER BY line",
            [OFFER, VARIANT],
        )
        return _unbuffered(rows)

    def contexts_to_note(self) -> Iterator[tuple[str, int]]:
        """The same of products, and of their lines that are no offer's."""
        rows = self._db.execute(
            "SELECT product, digest FROM context WHERE product NOT IN "  # noqa: S608
            f"(SELECT product FROM line WHERE line IN {UNHEARD}) ORDER BY product"
        )
        return _unbuffered(rows)

    def miss(self, lines: Iterable[tuple[int, int | None, int | None]]) -> None:
        """Note identities that the feed takes off sale: (id, stock record, stock that waits)."""
        with self._written():
            self._db.executemany("INSERT INTO missing VALUES (?, ?, ?)", lines)

    def missing(self) -> Iterator[tuple[int, int | None, int | None]]:
        return _unbuffered(self._db.execute("SELECT * FROM missing ORDER BY id"))

    def names_gone(self) -> bool:
        """Whether any line is there to say that something is off sale."""
        return self._any("line WHERE gone")

    def on_sale(self, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` that the feed still names, be the line refused; not what is gone."""
        return {key for key, gone in self._named(keys) if not gone}

    def gone(self, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` that the seller has taken off sale."""
        return {key for key, gone in self._named(keys) if gone}

    def _named(self, keys: Iterable[str]) -> list[tuple[str, int]]:
        wanted = list(keys)
        self._db.execute(BY_KEY)
        self._db.execute(BY_PRODUCT)
        marks = ",".join("?" * len(wanted))
        found = self._db.execute(
            "SELECT line.key, MAX(line.gone OR COALESCE(parent.gone, 0)) FROM line "  # noqa: S608
            "LEFT JOIN line parent ON parent.product = line.product AND parent.parent "
            f"WHERE line.key IN ({marks}) AND line.key != '' GROUP BY line.key",
            wanted,
        )
        return list(found)

    def whole(self) -> Iterator[tuple[int, str, int, int, int | None]]:
        """Line, key, price (cents), stock and digest of what can be sold and was taken whole."""
        rows = self._db.execute(
            "SELECT line, key, minor, stock, digest FROM line WHERE kind = ? ORDER BY line",
            [VARIANT],
        )
        return _unbuffered(rows)

    def foreseen(self) -> dict[str, int]:
        """How many known offers would have a higher or lower price, would sell out or come back."""
        counted = self._db.execute(
            "SELECT COALESCE(SUM(minor > was_minor), 0), COALESCE(SUM(minor < was_minor), 0), "  # noqa: S608
            f"COALESCE(SUM(was > 0 AND will <= 0), 0), COALESCE(SUM(was <= 0 AND will > 0), 0) "
            f"FROM {FORESEEN}"
        ).fetchone()
        return dict(zip(("up", "down", "sold_out", "back"), counted, strict=True))

    def largest(self, *, most: int) -> list[dict[str, Any]]:
        """The changes of known offers that move the greatest value of stock; see ``foresight``."""
        moved = "ABS(minor * MAX(will, 0) - was_minor * MAX(was, 0))"
        rows = self._db.execute(
            f"SELECT line, key, was_minor, minor, was, will FROM {FORESEEN} "  # noqa: S608
            f"ORDER BY {moved} DESC, ABS(minor - was_minor) DESC, line LIMIT ?",
            [most],
        )
        return [
            {
                "line": line,
                "key": key,
                "price": [before, after],
                "stock": [max(was, 0), max(will, 0)],
            }
            for line, key, before, after, was, will in rows
        ]

    def faults(self, *severities: Severity) -> Iterator[RowError]:
        """Every fault of these severities, all by default, in the order of the file."""
        wanted = severities or tuple(Severity)
        rows = self._db.execute(
            f"SELECT * FROM fault WHERE severity IN ({','.join('?' * len(wanted))}) "  # noqa: S608
            "ORDER BY line, rowid",
            wanted,
        )
        for line, column, value, rule, message, fix, severity in _unbuffered(rows):
            said = Sentence.read(message)
            yield RowError(line, column, value, Rule(rule), said, fix, Severity(severity))

    def rules(self, severity: Severity = Severity.ERROR) -> dict[str, int]:
        """Rule → how many faults of a severity, the most frequent first."""
        return dict(
            self._db.execute(
                "SELECT rule, COUNT(*) FROM fault WHERE severity = ? GROUP BY rule "
                "ORDER BY COUNT(*) DESC, rule",
                [severity],
            )
        )

    def to_mend(self) -> tuple[int, int]:
        """How many cells with an error have a value to put instead, and how many the seller alone
        can fill."""
        beyond = ",".join("?" * len(BEYOND_THE_CELL))
        fixed, left = self._db.execute(
            "SELECT COALESCE(SUM(fixed), 0), COALESCE(SUM(NOT fixed), 0) FROM ("  # noqa: S608
            "SELECT MAX(fix != '') AS fixed FROM fault WHERE severity = ? AND \"column\" != '' "
            f'AND rule NOT IN ({beyond}) GROUP BY line, "column")',
            [Severity.ERROR, *sorted(BEYOND_THE_CELL)],
        ).fetchone()
        return fixed, left


def _row(fault: RowError) -> tuple[Any, ...]:
    return (
        fault.line, fault.column, fault.value, fault.rule, fault.message.kept, fault.fix,
        fault.severity,
    )  # fmt: skip


def _unbuffered(rows: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
    while batch := rows.fetchmany(BATCH):
        yield from batch


def _kind(row: Parsed) -> str:
    if row.faults:
        return REJECTED
    return VARIANT if row.variant or row.said else CONTEXT


def _variant(row: tuple[Any, ...]) -> StagedVariant:
    facts = json.loads(row[5])
    if row[7]:
        facts["options"] = json.loads(row[7])
    return StagedVariant(row[1], row[3], VariantFacts(**{"options": {}, **facts}), row[8])


def _speaking(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Those that describe the product, in the order in which they are believed."""
    return [row for row in sorted(rows, key=lambda row: not row[6]) if row[4]]


def _merged(known: ProductFacts, rows: Iterable[tuple[Any, ...]]) -> ProductFacts:
    """What all lines say of a product: a parent speaks first, then whoever comes first."""
    told = [plain(known)]
    told += [json.loads(row[4]) for row in _speaking(rows)]
    merged: dict[str, Any] = {}
    for facts in told:
        for name, value in facts.items():
            if name != "pictures":
                merged.setdefault(name, value)
    pictures = [picture for facts in told for picture in facts.get("pictures", ())]
    return ProductFacts(**merged, pictures=tuple(dict.fromkeys(pictures)))
