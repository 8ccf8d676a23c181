"""XML with one element a product: RSS, Atom and whatever list of records shops write.

Read as a stream by libxml2 with no DTD, no entities of its own and no network.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Final

from lxml import etree

from marketplace.core.sentences import Sentence as _
from sellers.feeds import errors, limits
from sellers.feeds.containers.trees import Columns, Node, Row, numbered, rows, variants_of

RECORDS: Final = frozenset({
    "item", "entry", "product", "produit", "article", "artikel", "produkt", "offer", "offre",
    "record", "row", "shopitem", "ad",
})  # fmt: skip
HTML: Final = frozenset({
    "p", "br", "b", "i", "u", "em", "strong", "span", "div", "ul", "ol", "li", "a", "h1", "h2",
    "h3", "h4", "h5", "h6", "table", "tr", "td", "th", "tbody", "thead", "img", "sup", "sub", "hr",
})  # fmt: skip
NAMESPACE: Final = re.compile(r' xmlns(?::\w+)?="[^"]*"')
LOOKED_AT: Final = 20_000  # elements, to learn which of them are the records
TRIED: Final = 500  # records, to learn whether they hold variants
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Layout:
    """Which element is a record, how deep it stands, and the names of variants within it."""

    tag: str
    depth: int
    variants: frozenset[str]
    columns: Columns


def layout(stream: BinaryIO) -> Layout:
    """Look through the whole file.

    :raises BrokenXml, ForbiddenXml: it cannot be read. :raises NoTable: there are no records.
    """
    tag, depth = _record(stream)
    tried = islice(_nodes(stream, tag, depth), TRIED)
    variants = frozenset(name for node in tried for name in variants_of(node))
    found = Layout(tag, depth, variants, Columns())
    for line, row in _rows(stream, found):
        found.columns.see(row, line)
    return found


def records(stream: BinaryIO, found: Layout) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row."""
    for line, row in numbered(_rows(stream, found)):
        yield line, found.columns.cells(row)


def _rows(stream: BinaryIO, found: Layout) -> Iterator[tuple[int, Row]]:
    for node in _nodes(stream, found.tag, found.depth):
        yield from rows(node, found.tag, found.variants)


# --- which element is a record ---------------------------------------------------------------
def _record(stream: BinaryIO) -> tuple[str, int]:
    """Elements that hold others: those with a telling name, else the outermost that repeats."""
    path: list[str] = []
    complex_at: Counter[tuple[int, str]] = Counter()
    nodes = 0
    for event, element in _events(stream):
        if event == "start":
            path.append(_name(element))
            nodes += 1
        else:
            if len(element):
                complex_at[len(path), path[-1]] += 1
            path.pop()
        if nodes > LOOKED_AT and complex_at:
            break
        if nodes > limits.MAX_NODES:
            raise errors.RecordTooLarge(line=element.sourceline or 1)
    named = [place for place in complex_at if place[1].casefold() in RECORDS and place[0] > 1]
    repeated = [place for place, count in complex_at.items() if count > 1 and place[0] > 1]
    single = [place for place in complex_at if place[0] > 1]
    for places in (named, repeated, single):
        if places:
            depth, tag = min(places, key=lambda place: (place[0], -complex_at[place]))
            return tag, depth
    raise errors.NoTable(
        _("Ce XML n’a pas d’élément par produit : envoyez l’export des produits."), line=1
    )


# --- reading ---------------------------------------------------------------------------------
def _nodes(stream: BinaryIO, tag: str, depth: int) -> Iterator[Node]:
    """Every record; what has been read is forgotten."""
    level = nodes = 0
    for event, element in _events(stream):
        if event == "start":
            level += 1
            nodes += 1
            if nodes > limits.MAX_NODES:
                raise errors.RecordTooLarge(line=element.sourceline or 1)
            continue
        if level == depth and _name(element) == tag:
            yield _node(element)
        if level <= depth:
            _forget(element)
            nodes = 0
        level -= 1


def _events(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    stream.seek(0)
    parser = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True,
        dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    first = True
    try:
        for event, element in parser:
            if first and element.getroottree().docinfo.doctype:
                raise errors.ForbiddenXml(line=1)
            first = False
            yield event, element
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise errors.BrokenXml(
            _("Le XML est mal formé à la ligne %(line)d : %(why)s")
            % {"line": line, "why": str(error.msg or "")[:200]},
            line=line,
        ) from error


def _forget(element: Any) -> None:
    parent = element.getparent()
    element.clear()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)


def _node(element: Any, depth: int = 0) -> Node:
    if depth > limits.MAX_DEPTH:
        raise errors.RecordTooLarge(line=element.sourceline or 1)
    line = element.sourceline or 0
    children = [child for child in element if isinstance(child.tag, str)]
    if children and all(_name(child).casefold() in HTML for child in children):
        return Node(line, _markup(element))
    node = Node(line, (element.text or "").strip())
    if not children and not node.text:
        node.text = (element.get("href") or element.get("url") or "").strip()
    if children:
        attributes = [(name, value) for name, value in element.attrib.items() if "}" not in name]
        node.parts = [*((name, Node(line, value)) for name, value in attributes),
                      *_parts(children, depth)]  # fmt: skip
    return node


def _parts(children: Iterable[Any], depth: int) -> Iterator[tuple[str, Node]]:
    """One of each name in French, or the first language that comes; all where there is none."""
    said: dict[str, tuple[str, Node]] = {}
    for child in children:
        name = _name(child)
        if (language := child.get("lang") or child.get(LANGUAGE)) is None:
            if child.tag in {"param", "attribute", "property"} and child.get("name"):
                name = f"{name} {child.get('name')}"
            yield name, _node(child, depth + 1)
        elif name not in said or language.lower().startswith("fr"):
            said[name] = (name, _node(child, depth + 1))
    yield from said.values()


def _markup(element: Any) -> str:
    inner = [element.text or ""]
    inner += [etree.tostring(child, encoding="unicode") for child in element]
    return NAMESPACE.sub("", "".join(inner)).strip()
