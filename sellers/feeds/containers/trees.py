"""From a record that is a tree, of XML or JSON, to rows of one table.

What is nested is named by its path, ``shipping/price``; what repeats stands in one cell, parted by
``|``. A record may hold its variants: each is a row of its own that inherits what the record says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sellers.feeds import errors, limits

JOIN: Final = "|"
# A nested list is one of variants when its entries say at least two of these.
OF_VARIANTS: Final = frozenset({
    "code", "sku", "id", "ref", "reference", "référence", "ean", "gtin", "barcode", "price", "prix",
    "preis", "stock", "quantity", "qty", "inventory_quantity", "quantité", "size", "taille",
})  # fmt: skip


@dataclass
class Node:
    """An element or object: where it stands, its text if it holds nothing else, and its parts."""

    line: int = 0
    text: str = ""
    parts: list[tuple[str, "Node"]] = field(default_factory=list)


Row = dict[str, str]


def variants_of(node: Node) -> set[str]:
    """The names under which a record holds variants."""
    return {name for name, part in node.parts
            if len(OF_VARIANTS & {each.casefold() for each, _part in part.parts}) > 1}  # fmt: skip


def rows(node: Node, record: str, variants: Iterable[str]) -> Iterator[tuple[int, Row]]:
    """(line, name → text) of a record: its own, or those of its variants."""
    names = frozenset(variants)
    own: Row = {}
    for name, part in node.parts:
        if name not in names or not part.parts:
            _put(own, name, part)
    inner = [part for name, part in node.parts if name in names and part.parts]
    if not inner:
        yield node.line, own
    for part in inner:
        said: Row = {}
        for name, each in part.parts:
            _put(said, name, each)
        kept = {f"{record}/{name}": own[name] for name in said if name in own}
        yield part.line, {**own, **kept, **said}


def _put(row: Row, path: str, node: Node, depth: int = 0) -> None:
    if depth > limits.MAX_DEPTH:
        raise errors.RecordTooLarge(line=node.line)
    if not node.parts:
        row[path] = f"{row[path]}{JOIN}{node.text}" if row.get(path) else node.text
        if len(row[path]) > limits.MAX_CELL:
            raise errors.CellTooLong(line=node.line)
        return
    if node.text:
        row.setdefault(path, node.text)
    for name, part in node.parts:
        _put(row, f"{path}/{name}", part, depth + 1)


@dataclass
class Columns:
    """The names of all rows of a file, by their folded form, in the order in which they come."""

    names: dict[str, str] = field(default_factory=dict)

    def see(self, row: Mapping[str, str], line: int) -> None:
        """:raises TooManyColumns: there are more than a table has."""
        for name in row:
            if name not in self.names:
                self.names[name] = name
        if len(self.names) > limits.MAX_COLUMNS:
            raise errors.TooManyColumns(line=line)

    def cells(self, row: Mapping[str, str]) -> list[str]:
        return [row.get(name, "") for name in self.names]


def numbered(found: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """Lines that only grow: what stands on one line with the row before it gets the next number."""
    last = 0
    for line, row in found:
        last = max(line, last + 1)
        yield last, row
