"""Offers as numbers: what is read where references are counted by what one offer of theirs says.

Each purchasable offer of a reference is one whole number in a column of its own, so that those of
thousands of references are read in milliseconds and counted by numpy. Sizes, boutiques and points
have numbers, which one document of the index lists. Every write has a stamp, higher than that of
the one before: what changed since is found by it. Of a reference with more offers than there are
columns, or with one that does not fit into a number, the stored row is read instead.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tantivy

from search.backends.stored import offers_from
from search.contract import (
    BOUTIQUE,
    OFFER_FACETS,
    PICKUP,
    PRICE,
    PRICE_EDGES,
    SIZE,
    Offer,
    OfferFilter,
)
from search.facets import offer_value

NAMES_ID = "names"  # the id of the document that lists them; those of references are numbers
COLUMNS = tuple(f"offer{number}" for number in range(64))
ID = "number"
STAMP = "stamp"
COUNT = "offers_packed"
TOO_MANY = len(COLUMNS) + 1  # instead of a count: see the stored row

PRICE_BITS = 23
CHOSEN_BITS = 1
NO_PRICE = np.iinfo(np.int64).max
BITS = {SIZE: 13, BOUTIQUE: 13, PICKUP: 14}  # with the choice and the price, 64
CHUNK = 1 << 16  # references that are read at a time
EDGES = np.array(PRICE_EDGES[1:-1], dtype=np.int64)

BINS = [str(number) for number in range(len(PRICE_EDGES) - 1)]

Array = npt.NDArray[Any]
Priced = tuple[int, int, tantivy.DocAddress]  # a price, and whose it is


class Names:
    """What sizes, boutiques and points are called, and the number of each: from 1, 0 is none.

    ``stamp``: of the write that they were last kept by.
    """

    def __init__(
        self, listed: Mapping[str, Sequence[str]] | None = None, *, stamp: int = 0
    ) -> None:
        self.stamp = stamp
        self.listed = {facet: list((listed or {}).get(facet, ())) for facet in OFFER_FACETS}
        self._numbers = {
            facet: {name: number for number, name in enumerate(names, 1)}
            for facet, names in self.listed.items()
        }

    @classmethod
    def of(cls, index: tantivy.Index, searcher: tantivy.Searcher) -> "Names":
        """Those of one commit; none where nothing was written yet."""
        found = searcher.search(names_row(index.schema), limit=1).hits
        if not found:
            return cls()
        row = json.loads(searcher.doc(found[0][1])["payload"][0])
        return cls(row["listed"], stamp=row["stamp"])

    def known(self, facet: str, names: Iterable[str]) -> list[int]:
        """The numbers of those that have one: no offer has another."""
        numbers = self._numbers[facet]
        return [numbers[name] for name in sorted(names) if name in numbers]

    def number(self, facet: str, name: str) -> int:
        """Its number, which it gets if it has none."""
        numbers = self._numbers[facet]
        if name not in numbers:
            self.listed[facet].append(name)
            numbers[name] = len(self.listed[facet])
        return numbers[name]

    def numbers(self, offer: Offer) -> tuple[int, int, int]:
        """Size, boutique and point; the last is 0 where nothing can be fetched."""
        return (
            self.number(SIZE, offer.size),
            self.number(BOUTIQUE, offer.boutique),
            self.number(PICKUP, offer.pickup_point) if offer.pickup else 0,
        )

    def row(self) -> tantivy.Document:
        row = tantivy.Document()
        row.add_text("id", NAMES_ID)
        row.add_unsigned(STAMP, self.stamp)
        kept = {"stamp": self.stamp, "listed": self.listed}
        row.add_bytes("payload", json.dumps(kept, ensure_ascii=False).encode())
        return row


def names_row(schema: tantivy.Schema) -> tantivy.Query:
    """What finds the document that lists the names."""
    return tantivy.Query.term_query(schema, "id", NAMES_ID, index_option="basic")


def pack(offers: Iterable[Offer], names: Names) -> list[int] | None:
    """One number for each different offer; None if they do not fit."""
    found = set()
    for offer in offers:
        packed = 0
        for number, bits in zip(names.numbers(offer), BITS.values(), strict=True):
            if number >> bits:
                return None
            packed = packed << bits | number
        if offer.minor >> PRICE_BITS:
            return None
        found.add((packed << CHOSEN_BITS | offer.chosen) << PRICE_BITS | offer.minor)
    return sorted(found) if len(found) <= len(COLUMNS) else None


@dataclass(frozen=True)
class Offers:
    """Purchasable offers of some references: whose each is, and what it says, in numbers."""

    found: Sequence[tuple[int, tantivy.DocAddress]]  # the references
    reference: Array  # its place among them
    values: Mapping[str, Array]  # facet of offers → number of the value
    minor: Array
    chosen: Array
    unpacked: Mapping[int, Sequence[Offer]]  # place of a reference → those that do not fit
    names: Names

    def counts(self, facet: str, wanted: OfferFilter) -> "Counter[str]":
        """Value of ``facet`` → how many references have an offer with it that meets ``wanted``."""
        met = self._meeting(wanted)
        values = np.searchsorted(EDGES, self.minor[met], "right") + 1
        if facet != PRICE:
            values = self.values[facet][met]
        pairs = np.sort((self.reference[met] << PRICE_BITS | values)[values > 0])
        once = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))] & (1 << PRICE_BITS) - 1
        found = np.bincount(once).tolist()
        called = self.names.listed[facet] if facet != PRICE else BINS
        counts = Counter({called[number - 1]: count for number, count in enumerate(found) if count})
        for offers in self.unpacked.values():
            said = {offer_value(facet, o) for o in offers if wanted.meets(o)}
            counts.update(said - {""} if facet == PICKUP else said)
        return counts

    def ends(self, wanted: OfferFilter) -> tuple[int, int] | None:
        """The lowest and the highest price, in cents, of the offers that meet ``wanted``."""
        minors = self.minor[self._meeting(wanted)].tolist()
        minors += [o.minor for offers in self.unpacked.values() for o in offers if wanted.meets(o)]
        return (min(minors), max(minors)) if minors else None

    def by_price(self, wanted: OfferFilter, *, most: int, descending: bool) -> list[Priced]:
        """The first of the references by the price that is said of what meets ``wanted``."""
        met = self._meeting(wanted)
        if wanted.by_choice:
            met &= self.chosen
        lowest = np.full(len(self.found), NO_PRICE)
        np.minimum.at(lowest, self.reference[met], self.minor[met])
        for place, offers in self.unpacked.items():
            best = wanted.best(offers)
            lowest[place] = best[0].minor if best else NO_PRICE
        places = np.flatnonzero(lowest < NO_PRICE)
        ids = np.array([id for id, _address in self.found], dtype=np.int64)[places]
        order = np.lexsort((ids, -lowest[places] if descending else lowest[places]))[:most]
        return [(int(lowest[place]), *self.found[place]) for place in places[order].tolist()]

    def _meeting(self, wanted: OfferFilter) -> Array:
        met: Array = np.ones(len(self.minor), dtype=bool)
        asked = {SIZE: wanted.sizes, BOUTIQUE: wanted.boutiques, PICKUP: wanted.pickups}
        for facet, names in asked.items():
            if names is not None:
                met &= np.isin(self.values[facet], self.names.known(facet, names))
        if wanted.low is not None:
            met &= self.minor >= wanted.low
        if wanted.high is not None:
            met &= self.minor <= wanted.high
        return met


class Reading:
    """Reads the offers of references of one commit, from ``table`` if there is one."""

    def __init__(
        self, index: tantivy.Index, searcher: tantivy.Searcher, table: "Table | None"
    ) -> None:
        self._searcher = searcher
        self._index = index
        self._table = table

    def of(self, clause: tantivy.Query, names: Names) -> Offers:
        """The offers of all references that match."""
        most = max(self._searcher.num_docs, 1)
        found = self._searcher.search(clause, limit=most, count=False, order_by_field=ID).hits
        addresses = [address for _id, address in found]
        if self._table is None:
            read = columns(self._searcher, addresses)
        else:
            read = self._table.rows(np.array([id for id, _address in found], dtype=np.int64))
        stored = {
            place: stored_offers(self._searcher.doc(addresses[place])) for place in read.too_many
        }
        minor = _part(read.packed, 0, PRICE_BITS)
        chosen = _part(read.packed, PRICE_BITS, CHOSEN_BITS) > 0
        return Offers(found, read.reference, _values(read.packed), minor, chosen, stored, names)


@dataclass(frozen=True)
class Rows:
    """Packed offers, whose each is, and which references have too many of them.

    References go by their place in what was asked for.
    """

    reference: Array
    packed: Array
    too_many: Sequence[int]


def columns(searcher: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress]) -> Rows:
    """As the index has them."""
    counts = _column(searcher, COUNT, addresses)
    order = np.argsort(-counts, kind="stable")  # those with the most offers first
    falling = counts[order]
    last = _with_more(falling, len(COLUMNS))
    too_many, order, falling = order[:last].tolist(), order[last:], falling[last:]
    ordered = [addresses[place] for place in order.tolist()]
    whose, packed = [order[:0]], [order[:0].astype(np.uint64)]
    for number in range(int(falling[0]) if len(falling) else 0):
        last = _with_more(falling, number)
        whose.append(order[:last])
        packed.append(_column(searcher, COLUMNS[number], ordered[:last]))
    return Rows(np.concatenate(whose), np.concatenate(packed), too_many)


def _column(searcher: tantivy.Searcher, name: str, addresses: Sequence[Any]) -> Array:
    values = searcher.fast_field_values(name, list(addresses))
    return np.array(values, dtype=np.int64 if name == COUNT else np.uint64)


def _with_more(falling: Array, number: int) -> int:
    """How many counts are greater than ``number``."""
    return int(np.searchsorted(-falling, -number, "left"))


class Table:
    """The packed offers of all references of one commit, in this process's memory.

    8 bytes an offer and 10 an id: for 300,000 references some 35 MB. The next commit's is made
    from it in a few milliseconds, by reading what bears a later stamp. References that are gone
    stay in it: no search finds them.
    """

    def __init__(self, start: Array, count: Array, packed: Array, stamp: int) -> None:
        self._start, self._count, self._packed = start, count, packed
        self.stamp = stamp

    @classmethod
    def empty(cls) -> "Table":
        nothing = np.zeros(0, dtype=np.int64)
        return cls(nothing, nothing.astype(np.int16), nothing.astype(np.uint64), 0)

    def after(self, index: tantivy.Index, searcher: tantivy.Searcher, stamp: int) -> "Table":
        """The one of a later commit of the same generation."""
        kind = tantivy.FieldType.Unsigned
        newer = tantivy.Query.range_query(index.schema, STAMP, kind, self.stamp + 1, None)
        wanted = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, newer),
                (tantivy.Occur.MustNot, names_row(index.schema)),
            ]
        )
        start, count, packed = self._start.copy(), self._count.copy(), [self._packed]
        used, offset = len(self._packed), 0
        while found := searcher.search(
            wanted, limit=CHUNK, offset=offset, count=False, order_by_field=ID
        ).hits:
            offset += len(found)
            ids = np.array([id for id, _address in found], dtype=np.int64)
            read = columns(searcher, [address for _id, address in found])
            start, count = (_grown(each, int(ids.max()) + 1) for each in (start, count))
            order = np.argsort(read.reference, kind="stable")
            packed.append(read.packed[order])
            each = np.bincount(read.reference, minlength=len(ids))
            start[ids] = used + np.cumsum(each) - each
            count[ids] = each
            count[ids[read.too_many]] = TOO_MANY
            used += len(order)
        return Table(start, count, np.concatenate(packed), stamp)

    @property
    def sparse(self) -> bool:
        """Whether most of it belongs to what has changed since: time to read it anew."""
        return len(self._packed) > 2 * int(self._count.sum(dtype=np.int64)) + CHUNK

    def rows(self, ids: Array) -> Rows:
        counts = self._count[ids].astype(np.int64)
        too_many = np.flatnonzero(counts == TOO_MANY)
        counts[too_many] = 0
        whose = np.repeat(np.arange(len(ids)), counts)
        first = self._start[ids] - (np.cumsum(counts) - counts)
        return Rows(whose, self._packed[first[whose] + np.arange(len(whose))], too_many.tolist())


def _grown(array: Array, length: int) -> Array:
    """With at least ``length`` places, those that are new empty."""
    missing = max(length - len(array), 0)
    return np.concatenate([array, np.zeros(missing, dtype=array.dtype)]) if missing else array


def _values(packed: Array) -> dict[str, Array]:
    values: dict[str, Array] = {}
    shift = PRICE_BITS + CHOSEN_BITS
    for facet, bits in reversed(BITS.items()):
        values[facet] = _part(packed, shift, bits)
        shift += bits
    return values


def _part(packed: Array, shift: int, bits: int) -> Array:
    part = packed >> np.uint64(shift) & np.uint64((1 << bits) - 1)
    return part.astype(np.int64)


def stored_offers(row: tantivy.Document) -> list[Offer]:
    return offers_from(json.loads(row["offers"][0]))
