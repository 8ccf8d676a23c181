"""JSON with one object a product: an object a line, or an array, at the top or in an object.

Read as a stream, one object at a time; numbers stay as they are written.
"""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Final

from marketplace.core.sentences import Sentence as _
from sellers.feeds import errors, limits
from sellers.feeds.containers.trees import Columns, Node, Row, numbered, rows, variants_of

TRIED: Final = 500  # objects, to learn whether they hold variants
BLANKS: Final = re.compile(r"[\s,]*")
INTO: Final = re.compile(r"\[\s*(?=\{)")  # where the first array of objects begins
DECODER: Final = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
RECORD: Final = "product"


@dataclass(frozen=True)
class Layout:
    """How the file is written, and the names of variants within its objects."""

    encoding: str
    variants: frozenset[str]
    columns: Columns


def layout(stream: BinaryIO, encoding: str) -> Layout:
    """Look through the whole file.

    :raises BrokenJson: it cannot be read. :raises NoTable: there are no objects.
    """
    tried = islice(_nodes(stream, encoding), TRIED)
    variants = frozenset(name for node in tried for name in variants_of(node))
    found = Layout(encoding, variants, Columns())
    for line, row in _rows(stream, found):
        found.columns.see(row, line)
    if not found.columns.names:
        raise errors.NoTable(_("Ce JSON n’a pas d’objet par produit."), line=1)
    return found


def records(stream: BinaryIO, found: Layout) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row."""
    for line, row in numbered(_rows(stream, found)):
        yield line, found.columns.cells(row)


def _rows(stream: BinaryIO, found: Layout) -> Iterator[tuple[int, Row]]:
    for node in _nodes(stream, found.encoding):
        yield from rows(node, RECORD, found.variants)


def _nodes(stream: BinaryIO, encoding: str) -> Iterator[Node]:
    try:
        for line, said in _objects(_Text(stream, encoding)):
            yield _node(said, line)
    except RecursionError as error:
        raise errors.BrokenJson(_("Ce JSON est emboîté trop profondément.")) from error


def _objects(text: "_Text") -> Iterator[tuple[int, dict[str, Any]]]:
    """(line, object) of each record."""
    if not text.skip_to_first():
        return
    while text.has_more():
        line = text.line
        said = text.value()
        if isinstance(said, dict):
            yield line, said


class _Text:
    """A window that moves over the file."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        stream.seek(0)
        on_error = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors=on_error)
        self._stream = stream
        self._buffer, self._at, self._ended = "", 0, False
        self.line = 1

    def _more(self) -> None:
        block = self._stream.read(limits.BLOCK)
        self._ended = not block
        self._buffer = self._buffer[self._at :] + self._decoder.decode(block, final=not block)
        self._at = 0

    def _move(self, to: int) -> None:
        self.line += self._buffer.count("\n", self._at, to)
        self._at = to

    def skip_to_first(self) -> bool:
        """To the first object of an array, or of a file with one object a line."""
        self._more()
        start = self._buffer.lstrip("\ufeff \t\r\n")
        first = start.partition("\n")[0].rstrip()
        if start.startswith("{") and _is_object(first) and not _holds_array(first):
            self._move(len(self._buffer) - len(start))
            return True
        into = INTO.search(self._buffer)
        if into is None:
            return False
        self._move(into.end())
        return True

    def has_more(self) -> bool:
        """Whether another value follows; blanks and commas are passed over."""
        while True:
            blanks = BLANKS.match(self._buffer, self._at)
            self._move(blanks.end() if blanks else self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at] != "]"
            if self._ended:
                return False
            self._more()

    def value(self) -> Any:
        """The value that stands here.

        :raises BrokenJson: none can be read. :raises LineTooLong: it is too long.
        """
        while True:
            try:
                said, end = DECODER.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if self._ended:
                    raise self._broken(error) from error
                # An end that is not there yet and a fault look the same until there is more.
                if len(self._buffer) - self._at > limits.MAX_LINE:
                    raise self._broken(error) from error
                self._more()
                continue
            self._move(end)
            return said

    def _broken(self, error: json.JSONDecodeError) -> errors.FeedError:
        line = self.line + self._buffer.count("\n", self._at, error.pos)
        return errors.BrokenJson(
            _("Le JSON est mal formé à la ligne %(line)d.") % {"line": line}, line=line
        )


def _is_object(line: str) -> bool:
    try:
        return isinstance(DECODER.decode(line), dict)
    except ValueError:
        return False


def _holds_array(line: str) -> bool:
    """Whether an object is the list of all products rather than one of them."""
    said = DECODER.decode(line)
    return any(
        isinstance(value, list) and value and isinstance(value[0], dict) and len(said) <= 3
        for value in said.values()
    )


def _node(said: Any, line: int, depth: int = 0) -> Node:
    if depth > limits.MAX_DEPTH:
        raise errors.RecordTooLarge(line=line)
    if not isinstance(said, dict):
        return Node(line, _text(said))
    node = Node(line)
    for name, value in said.items():
        several = value if isinstance(value, list) else [value]
        for each in several:
            if isinstance(each, list):
                each = json.dumps(each, ensure_ascii=False)[: limits.MAX_CELL]
            if each is not None:
                node.parts.append((name[:200], _node(each, line, depth + 1)))
    if len(node.parts) > limits.MAX_NODES:
        raise errors.RecordTooLarge(line=line)
    return node


def _text(said: Any) -> str:
    if isinstance(said, bool):
        return "true" if said else "false"
    return str(said)
