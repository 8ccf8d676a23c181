"""What one line of a feed says, whatever shop wrote it: a variant, a product, or all its faults."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from django.utils.functional import Promise

from marketplace.core.sentences import Piece, Sentence
from marketplace.core.sentences import Sentence as _
from sellers.feeds import errors
from sellers.feeds.faults import Fault, RowError, Rule, Severity
from sellers.feeds.limits import FILE, MAX_CELL
from sellers.feeds.reading import UNFIT, Header, Line, normalised

Value = TypeVar("Value")
MAX_KEY: Final = 128  # characters; a stock record's SKU has no more
# Characters of a cell: what is longer is a fault, and memory stays flat.
MAX_TEXT: Final = 20_000
SHORT: Final = 255  # characters that any cell may have
LIMITS: Final = {"title": 255, "description": 60_000, "summary": 60_000, "children": MAX_CELL}


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is the same for all colours and sizes of a product; blanks where the feed is silent."""

    title: str = ""
    description: str = ""  # clean HTML
    brand: str = ""
    type: str = ""
    categories: Sequence[str] = ()  # "Men/Tops/Tees"
    tags: Sequence[str] = ()
    style: Sequence[str] = ()
    audience: Sequence[str] = ()  # words on gender and age
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pictures: Sequence[str] = ()  # as the feed writes them
    manufacturer_ref: str = ""
    family: str = ""  # slug, where the boutique itself has said it
    gender: str = ""  # as the feed writes it, where it has a column of its own
    removed: str = ""  # what the description lost when it was cleaned: "iframe, script"


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """One thing that can be bought."""

    options: Mapping[str, str]  # the seller's name of an option → its value
    minor: int  # cents, tax included
    stock: int
    gtin: str = ""  # GTIN-14
    manufacturer_ref: str = ""
    pictures: Sequence[str] = ()
    colour_family: str = ""  # one of ``ColourFamily``, where the boutique itself has said it


@dataclass(frozen=True, slots=True)
class Parsed:
    """One line. It is refused (``faults``), a variant to sell, or context: all three count it.

    ``key``: the identity of its offer, "" for context. ``group``: the seller's key of its product.
    """

    line: int
    key: str = ""
    key_column: str = ""  # our name of the column that the key comes from
    group: str = ""
    product: ProductFacts | None = None
    variant: VariantFacts | None = None
    # Of an offer that is there: cents and units, None where the line leaves what it has.
    said: tuple[int | None, int | None] | None = None
    faults: Sequence[RowError] = ()
    warnings: Sequence[RowError] = ()  # which refuse nothing
    # The keys of the variants that a parent names, with the options that tell them apart.
    children: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    gone: bool = False  # the seller has taken it off sale: an offer that exists goes to 0
    digest: int | None = None  # of what it says besides its offer, see ``saying``


class Shown(dict[str, str]):
    """Our names of columns → the seller's own writing, in the first of two files that belong
    together."""

    def __init__(self, first: Mapping[str, str], beside: Mapping[str, str] | None = None) -> None:
        super().__init__(first)
        self._beside = beside

    def at(self, line: int) -> Mapping[str, str]:
        """As the file writes them that the line is of."""
        return self if self._beside is None or line <= FILE else self._beside


@dataclass(frozen=True)
class Mapped:
    """Our names of columns → the normalised names that this file has for them.

    ``beside``: those of the second file, where two belong together.
    """

    header: Header
    columns: Mapping[str, str]
    attributes: Mapping[str, str] = field(default_factory=dict)  # normalised name → attribute
    unused: Mapping[str, str] = field(default_factory=dict)  # known columns → why they are not read
    beside: "Mapped | None" = None

    @classmethod
    def of(
        cls,
        header: Header,
        *,
        known: Mapping[str, Sequence[str]],
        required: Iterable[str],
        attribute: re.Pattern[str] | None,
        unused: Mapping[str, str | Promise],
    ) -> "Mapped":
        """:raises MissingColumns: without one of ``required`` nothing can be sold."""
        columns = {
            ours: next(name for name in names if name in header)
            for ours, names in known.items()
            if any(name in header for name in names)
        }
        missing = [known[ours][0] for ours in required if ours not in columns]
        if missing:
            raise errors.MissingColumns(
                _("Il manque %(columns)s : refaites l’export avec toutes les colonnes.")
                % {"columns": [quoted(name) for name in missing]},
                line=1,
                column=missing[0],
            )
        named = {name: attribute.match(name) for name in header.columns} if attribute else {}
        return cls(
            header,
            columns,
            {name: match[1] for name, match in named.items() if match},
            {name: str(why) for name, why in unused.items() if name in header},
        )

    @property
    def unmapped(self) -> list[str]:
        """The seller's columns that nobody reads."""
        read = {*self.columns.values(), *self.attributes, *self.unused}
        return [name for name in self.header.names if name and normalised(name) not in read]

    @property
    def shown(self) -> Shown:
        """Our name → the seller's own writing."""
        first = {ours: self.header.name(name) for ours, name in self.columns.items()}
        return Shown(first, self.beside.shown if self.beside else None)


class Cells:
    """The cells of one line under our names; gathers every fault instead of stopping at one."""

    def __init__(self, line: Line, mapped: Mapped) -> None:
        self._line, self._mapped = line, mapped
        self.number = line.number
        self.faults: list[RowError] = []
        self.warnings: list[RowError] = []
        self.last: Fault | None = None  # the fault that was noted last
        self._sound = False  # whether every cell is short and fit to be stored
        self._check()

    def __getitem__(self, name: str) -> str:
        column = self._mapped.columns.get(name)
        if self._sound:
            return self._line[column] if column is not None else ""
        return fit(self._line[column][: _limit(name)]) if column is not None else ""

    @property
    def attributes(self) -> dict[str, str]:
        """What stands in the columns of attributes, blanks left out."""
        columns = self._mapped.attributes.items()
        told = {name: fit(self._line[column][:MAX_TEXT]) for column, name in columns}
        return {name: text for name, text in told.items() if text}

    def take(
        self, name: str, read: Callable[[str], Value], *, required: bool = False
    ) -> Value | None:
        """The cell through ``read``; None when it is blank or offends against a rule."""
        text = self[name]
        if not text:
            if required:
                self.refuse(name, Fault(Rule.MISSING, _("Cette cellule est vide : remplissez-la.")))
            return None
        try:
            return read(text)
        except Fault as fault:
            self.refuse(name, fault)
            return None

    def refuse(self, name: str, fault: Fault, *, value: str | None = None) -> None:
        """Note a fault of the cell under ``name``, or of the whole line when it is ""."""
        self.faults.append(self._found(name, fault, value, Severity.ERROR))
        self.last = fault

    def warn(self, name: str, fault: Fault, *, value: str | None = None) -> None:
        """Note what is not taken as it was meant of a line that is taken in."""
        self.warnings.append(self._found(name, fault, value, Severity.WARNING))

    def _found(self, name: str, fault: Fault, value: str | None, severity: Severity) -> RowError:
        column = self._mapped.header.name(self._mapped.columns.get(name, name))
        shown = self[name] if value is None else value
        return RowError.of(self.number, column, shown, fault, severity)

    def _check(self) -> None:
        """What is wrong with the line as such, whatever its columns mean."""
        if extra := self._line.extra:
            self.refuse("", Fault(Rule.EXTRA_CELLS, _(
                "La ligne a plus de cellules que de titres : un séparateur est de trop, ou un "
                "texte qui en contient n’est pas entre guillemets.")), value=extra)  # fmt: skip
        cells = self._line.cells
        if max(map(len, cells), default=0) <= SHORT and not UNFIT.search("".join(cells)):
            self._sound = True
            return
        for name, column in (*self._mapped.columns.items(), *self._attribute_columns()):
            text = self._line[column]
            if found := UNFIT.search(text):
                self.refuse(name, _unfit(found[0]), value=text)
            if len(text) > _limit(name):
                self.refuse(name, _too_long(_limit(name)))

    def _attribute_columns(self) -> Iterable[tuple[str, str]]:
        return ((column, column) for column in self._mapped.attributes)


def _limit(name: str) -> int:
    return LIMITS.get(name, MAX_TEXT)


def _too_long(most: int) -> Fault:
    return Fault(
        Rule.TOO_LONG,
        _("Ce texte dépasse %(most)d caractères : raccourcissez-le.") % {"most": most},
    )


def fit(text: str) -> str:
    """The text with a mark in place of what no encoding explains, so that it can be stored."""
    return UNFIT.sub("\ufffd", text)


def _unfit(char: str) -> Fault:
    if char == "\0":
        return Fault(
            Rule.NUL_BYTE,
            _("La cellule contient un caractère nul : le fichier est abîmé, refaites l’export."),
        )
    return Fault(
        Rule.BROKEN_ENCODING, _("Des caractères sont abîmés : enregistrez le fichier en UTF-8.")
    )


def key_of(text: str) -> str:
    """A line's key as it is stored.

    :raises Fault: it is too long for a stock record.
    """
    if len(text) > MAX_KEY:
        raise Fault(Rule.TOO_LONG, _("Une référence a %(most)d caractères au plus.")
                    % {"most": MAX_KEY})  # fmt: skip
    return text


def quoted(text: Piece) -> Sentence:
    """The text between the quotation marks of the reader's language."""
    return _("« %(text)s »") % {"text": text}


def short(text: str, most: int = MAX_KEY) -> str:
    """The text, or its beginning and a digest of it when it is longer than ``most``."""
    if len(text) <= most:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[: most - 17]}…{digest}"


def plain(facts: ProductFacts | VariantFacts) -> dict[str, Any]:
    """As JSON takes it; what is blank is left out."""
    named = ((name, getattr(facts, name)) for name in facts.__dataclass_fields__)
    return {name: value for name, value in named if value or value == 0}
