"""Judged sets in files: products as lines of JSON, ratings as CSV, each plain or ``.gz``.

A product has ``id`` and ``title``, and may have ``supplier``, ``name``, ``ean`` (a list), ``price``
(cents), ``short_description`` and ``attributes`` (key → value), as in the public Chorus set. A
rating is ``query,docid,rating`` with 0 (of no use) to 3 (just what was asked for).
"""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from search.contract import MOST_TEXT, Document, Offer, SearchError

HIGHEST = 3
COLUMNS = ("query", "docid", "rating")
KIND = "attr_t_product_type"
TEXT_ATTRIBUTE = "attr_t_"

# Question → docid → grade.
Ratings = Mapping[str, Mapping[str, int]]


class BadJudgedSet(SearchError):
    """A file of a judged set is missing or cannot be read; the message says where and why."""

    code = "bad_judged_set"


def one_set(*, products_at: Path, ratings_at: Path) -> tuple[Ratings, dict[str, Document]]:
    """What was judged, and the products by the id that the ratings name.

    :raises BadJudgedSet: a file cannot be read, or the two are not of one set.
    """
    judged, known = ratings(ratings_at), dict(products(products_at))
    check_known(judged, known, path=ratings_at, where=str(products_at))
    return judged, known


# --- ratings --------------------------------------------------------------------------------------
def ratings(path: Path) -> dict[str, dict[str, int]]:
    """What was judged of each question.

    :raises BadJudgedSet: no such file, a column is missing, a grade is none, one is judged twice.
    """
    found: dict[str, dict[str, int]] = {}
    with _opened(path) as file:
        rows = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise BadJudgedSet(
                f"{path}: column {missing[0]} is missing; the first line must be "
                f"{','.join(COLUMNS)}."
            )
        for row in rows:
            query, docid, grade = _rating(row, f"{path}, line {rows.line_num}")
            if docid in found.setdefault(query, {}):
                raise BadJudgedSet(
                    f"{path}, line {rows.line_num}: {docid!r} is judged twice for {query!r}; "
                    "keep one line."
                )
            found[query][docid] = grade
    if not found:
        raise BadJudgedSet(f"{path}: there is no rating in it.")
    return found


def _rating(row: Mapping[str, str | None], where: str) -> tuple[str, str, int]:
    query, docid, rating = ((row[name] or "").strip() for name in COLUMNS)
    for name, value in (("query", query), ("docid", docid)):
        if not value:
            raise BadJudgedSet(
                f"{where}: {name} is empty; each line names a question and a product."
            )
    if len(query) > MOST_TEXT:
        raise BadJudgedSet(f"{where}: query is longer than {MOST_TEXT} characters.")
    if rating not in {str(grade) for grade in range(HIGHEST + 1)}:
        raise BadJudgedSet(
            f"{where}: rating {rating[:20]!r} is no grade; it must be a whole number "
            f"from 0 to {HIGHEST}."
        )
    return query, docid, int(rating)


def check_known(judged: Ratings, known: Iterable[str], *, path: Path, where: str) -> None:
    """:raises BadJudgedSet: a product was judged that ``known`` does not have."""
    there = set(known)
    unknown = sorted({docid for rated in judged.values() for docid in rated} - there)
    if unknown:
        raise BadJudgedSet(
            f"{path}: {len(unknown)} judged products are not in {where}, {unknown[0]!r} first; "
            "ratings and products must be of one set."
        )


# --- products -------------------------------------------------------------------------------------
def products(path: Path) -> Iterator[tuple[str, Document]]:
    """Each product's id as the ratings name it, and the document that stands for it.

    :raises BadJudgedSet: no such file, a line that is no product, an id that comes twice.
    """
    seen: set[str] = set()
    with _opened(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            where = f"{path}, line {number}"
            docid, document = _product(line, where, number=number)
            if docid in seen:
                raise BadJudgedSet(f"{where}: id {docid!r} comes twice; each product has its own.")
            seen.add(docid)
            yield docid, document
    if not seen:
        raise BadJudgedSet(f"{path}: there is no product in it.")


def _product(line: str, where: str, *, number: int) -> tuple[str, Document]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadJudgedSet(f"{where}: not JSON ({error}); each line is one object.") from None
    if not isinstance(row, dict):
        raise BadJudgedSet(f"{where}: each line must be one JSON object.")
    docid, title = (str(row.get(name) or "").strip() for name in ("id", "title"))
    for name, value in (("id", docid), ("title", title)):
        if not value:
            raise BadJudgedSet(f"{where}: {name} is missing; a product needs one.")
    attributes, eans = row.get("attributes") or {}, row.get("ean") or []
    if not isinstance(attributes, dict) or not isinstance(eans, list):
        raise BadJudgedSet(f"{where}: attributes must be an object and ean a list.")
    price = row.get("price") or 0
    if isinstance(price, bool) or not isinstance(price, int | float) or not 0 <= price < 1e9:
        raise BadJudgedSet(f"{where}: price {price!r} must be a number of cents.")
    return docid, _document(row, docid, title, attributes, eans, int(price), id=number)


def _document(
    row: Mapping[str, Any],
    docid: str,
    title: str,
    attributes: Mapping[str, Any],
    eans: Iterable[Any],
    price: int,
    *,
    id: int,
) -> Document:
    """As the shop's own: what it is called, what is known of it, what is written about it."""
    said = {key: str(each) for key, each in attributes.items() if key.startswith(TEXT_ATTRIBUTE)}
    return Document(
        id=id,
        slug=docid,
        title=title,
        brand=str(row.get("supplier") or ""),
        kind=said.get(KIND, ""),
        keywords=" ".join(said.values()),
        description=str(row.get("short_description") or ""),
        codes=tuple(filter(None, (str(row.get("name") or ""), *map(str, eans)))),
        offers=(Offer(variant_id=id, size="", boutique="", minor=price),),
    )


# --- files ----------------------------------------------------------------------------------------
@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadJudgedSet(f"{path}: cannot be read ({error.strerror}).") from None
    with file:
        packed = file.peek(2)[:2] == b"\x1f\x8b"
        plain = gzip.GzipFile(fileobj=file) if packed else file
        try:
            yield io.TextIOWrapper(cast(IO[bytes], plain), encoding="utf-8-sig", newline="")
        except (UnicodeDecodeError, csv.Error, EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BadJudgedSet(f"{path}: cannot be read as text in UTF-8 ({error}).") from None
