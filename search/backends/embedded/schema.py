"""What of a document tantivy keeps, and under which names."""

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import product
from typing import TypeVar

import tantivy

from search import text
from search.backends.embedded import packed
from search.backends.embedded.packed import Names
from search.backends.stored import SPELLED, TEXTS, offer_rows, spelled, texts
from search.contract import (
    DOCUMENT_FACETS,
    Document,
    Hit,
    OfferFilter,
    thousandths,
)
from search.facets import bin_of

Value = TypeVar("Value", str, int)

WORDS = "words"  # the tokenizer: text comes as tokens with blanks between
# Facets of offers.
FIELD_OF = {"size": "size", "boutique": "boutique", "pickup": "pickup", "price": "bin"}

# Sort keys hold the id in their lower half: no two are equal, so that pages never overlap.
ID_BITS = 32
ID_MASK = 2**ID_BITS - 1
SOLD_OUT = 2**31 - 1  # above every price


def schema() -> tantivy.Schema:
    """Typed fields; what is only shown is stored as bytes, which have no greatest length."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name=WORDS, index_option="freq")
    for name in ("code", "place", SPELLED):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*DOCUMENT_FACETS, *FIELD_OF.values()):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("choices", "numbers", "prices"):
        builder.add_json_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_boolean_field("purchasable", indexed=True)
    builder.add_integer_field("price", indexed=True, fast=True)
    for name in (
        "by_low", "by_low_down", "by_high", "by_said", "by_said_down", "by_popularity", "by_age",
    ):  # fmt: skip
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_unsigned_field(packed.STAMP, indexed=True, fast=True)
    for name in (packed.ID, packed.COUNT, *packed.COLUMNS):
        builder.add_unsigned_field(name, fast=True)
    builder.add_float_field("weight", fast=True)
    for name in ("payload", "offers"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def path(size: int | None, boutique: int | None, point: int | None) -> str:
    """Where ``prices`` keeps those of offers of one place; None is any."""
    return (
        f"{'' if size is None else f's{size}'}"
        f"{'' if boutique is None else f'b{boutique}'}"
        f"{'' if point is None else f'k{point}'}"
    )


@lru_cache(1 << 16)
def _paths(size: int, boutique: int, point: int) -> tuple[str, ...]:
    """All places that one may ask for and get an offer of these; ``point`` is 0 where nothing can
    be fetched."""
    places = product((size, None), (boutique, None), (point, None) if point else (None,))
    return tuple(path(*place) for place in places if any(place))


def encode(document: Document, names: Names) -> tantivy.Document:
    """All fields of one reference; offers that cannot be bought are shown but never found.

    ``names`` learns what it does not know yet.
    """
    row = tantivy.Document()
    row.add_text("id", str(document.id))
    row.add_unsigned(packed.ID, document.id)
    row.add_unsigned(packed.STAMP, names.stamp)
    for name, tokens in texts(document).items():
        row.add_text(name, tokens)
    _add_each(row.add_text, SPELLED, spelled(document))
    _add_each(row.add_text, "code", {text.code_key(code) for code in document.codes} - {""})
    for name in DOCUMENT_FACETS:
        _add_each(row.add_text, name, document.values(name))
    row.add_json("choices", {key: list(values) for key, values in document.choices.items()})
    row.add_json("numbers", {key: thousandths(n) for key, n in document.numbers.items()})
    _add_offers(row, document, names)
    down = ID_MASK - document.id
    row.add_unsigned(
        "by_popularity", min(int(document.popularity * 100), SOLD_OUT) << ID_BITS | down
    )
    row.add_unsigned("by_age", max(document.created, 0) << ID_BITS | down)
    # The engine multiplies a score by log2(2 + this).
    row.add_float("weight", 2 ** document.weight() - 2)
    shown = {"id": document.id, "payload": document.payload}
    row.add_bytes("payload", json.dumps(shown, ensure_ascii=False).encode())
    row.add_bytes("offers", json.dumps(offer_rows(document.offers)).encode())
    return row


def _add_offers(row: tantivy.Document, document: Document, names: Names) -> None:
    offers = document.purchasable
    prices: dict[str, set[int]] = {}
    for offer in offers:
        for place in _paths(*names.numbers(offer)):
            prices.setdefault(place, set()).add(offer.minor)
    minors = {offer.minor for offer in offers}
    _add_each(row.add_text, "size", {offer.size for offer in offers})
    _add_each(row.add_text, "boutique", {offer.boutique for offer in offers})
    _add_each(row.add_text, "pickup", {offer.pickup_point for offer in offers} - {""})
    _add_each(row.add_text, "place", prices)
    _add_each(row.add_text, "bin", {str(bin_of(minor)) for minor in minors})
    _add_each(row.add_integer, "price", minors)
    row.add_json("prices", {place: sorted(values) for place, values in prices.items()})
    row.add_boolean("purchasable", bool(offers))
    numbers = packed.pack(offers, names)
    row.add_unsigned(packed.COUNT, packed.TOO_MANY if numbers is None else len(numbers))
    for column, number in zip(packed.COLUMNS, numbers or (), strict=False):
        row.add_unsigned(column, number)
    down = ID_MASK - document.id
    row.add_unsigned("by_low", min(minors, default=SOLD_OUT) << ID_BITS | document.id)
    row.add_unsigned("by_low_down", (min(minors) + 1 if minors else 0) << ID_BITS | down)
    row.add_unsigned("by_high", max(minors, default=0) << ID_BITS | down)
    said = {offer.minor for offer in offers if offer.chosen}
    row.add_unsigned("by_said", min(said, default=SOLD_OUT) << ID_BITS | document.id)
    row.add_unsigned("by_said_down", (min(said) + 1 if said else 0) << ID_BITS | down)


def price_and_id(field: str, key: int) -> tuple[int, int]:
    """What the sort keys ``by_low``, ``by_low_down`` and ``by_high`` are made of."""
    price, id = key >> ID_BITS, key & ID_MASK
    if field == "by_low":
        return price, id
    return price - (field == "by_low_down"), ID_MASK - id


def _add_each(add: Callable[[str, Value], None], name: str, values: Iterable[Value]) -> None:
    for value in values:
        add(name, value)


def hit_of(row: tantivy.Document, wanted: OfferFilter) -> Hit:
    shown = json.loads(row["payload"][0])
    return Hit(
        id=shown["id"], payload=shown["payload"], offers=wanted.best(packed.stored_offers(row))
    )
