"""Offers as numbers: what is read where references are counted by what one offer of theirs says.

Each purchasable offer of a reference is one whole number in a column of its own, so that those of
thousands of references are read in milliseconds and counted by numpy. Sizes, boutiques and points
have numbers, which one document of the index lists. Of a reference with more offers than there are
columns, or with one that does not fit into a number, the stored row is read instead.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tantivy

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

NAMES = "names"  # the id of the document that lists them; those of references are numbers
COLUMNS = tuple(f"offer{number}" for number in range(64))
COUNT = "offers_packed"
TOO_MANY = len(COLUMNS) + 1  # instead of a count: see the stored row

PRICE_BITS = 24
BITS = {SIZE: 13, BOUTIQUE: 13, PICKUP: 14}  # with the price, 64
EDGES = np.array(PRICE_EDGES[1:-1], dtype=np.int64)

Array = npt.NDArray[Any]


class Names:
    """What sizes, boutiques and points are called, and the number of each: from 1, 0 is none."""

    def __init__(self, listed: Mapping[str, Sequence[str]] | None = None) -> None:
        self.listed = {facet: list((listed or {}).get(facet, ())) for facet in OFFER_FACETS}
        self._numbers = {
            facet: {name: number for number, name in enumerate(names, 1)}
            for facet, names in self.listed.items()
        }

    @classmethod
    def of(cls, index: tantivy.Index, searcher: tantivy.Searcher) -> "Names":
        """Those of one commit; none where nothing was written yet."""
        asked = tantivy.Query.term_query(index.schema, "id", NAMES, index_option="basic")
        found = searcher.search(asked, limit=1).hits
        return cls(json.loads(searcher.doc(found[0][1])["payload"][0])) if found else cls()

    def __len__(self) -> int:
        return sum(map(len, self.listed.values()))

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
        row.add_text("id", NAMES)
        row.add_bytes("payload", json.dumps(self.listed, ensure_ascii=False).encode())
        return row


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
        found.add(packed << PRICE_BITS | offer.minor)
    return sorted(found) if len(found) <= len(COLUMNS) else None


@dataclass(frozen=True)
class Offers:
    """Purchasable offers of some references: whose each is, and what it says, in numbers."""

    reference: Array
    values: Mapping[str, Array]  # facet of offers → number of the value
    minor: Array
    unpacked: Sequence[Sequence[Offer]]  # of each reference that does not fit
    names: Names

    def counts(self, facet: str, wanted: OfferFilter) -> "Counter[str]":
        """Value of ``facet`` → how many references have an offer with it that meets ``wanted``."""
        met = self._meeting(wanted)
        values = np.searchsorted(EDGES, self.minor[met], "right") + 1
        if facet != PRICE:
            values = self.values[facet][met]
        pairs = np.sort((self.reference[met] << PRICE_BITS | values)[values > 0])
        once = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))] & (1 << PRICE_BITS) - 1
        found = np.bincount(once)
        called = self.names.listed.get(facet)
        counts = Counter(
            {
                called[number - 1] if called is not None else str(number - 1): int(found[number])
                for number in np.flatnonzero(found).tolist()
            }
        )
        for offers in self.unpacked:
            said = {offer_value(facet, o) for o in offers if wanted.meets(o)}
            counts.update(said - {""} if facet == PICKUP else said)
        return counts

    def ends(self, wanted: OfferFilter) -> tuple[int, int] | None:
        """The lowest and the highest price, in cents, of the offers that meet ``wanted``."""
        minors = self.minor[self._meeting(wanted)].tolist()
        minors += [o.minor for offers in self.unpacked for o in offers if wanted.meets(o)]
        return (min(minors), max(minors)) if minors else None

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
    """Reads the offers of references of one commit."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        names: Names,
        stored: Callable[[tantivy.Document], list[Offer]],
    ) -> None:
        self._searcher = searcher
        self._names = names
        self._stored = stored

    def offers(self, clause: tantivy.Query) -> Offers:
        """Those of all references that match."""
        most = max(self._searcher.num_docs, 1)
        found = self._searcher.search(clause, limit=most, count=False).hits
        addresses = [address for _score, address in found]
        counts = self._column(COUNT, addresses)
        order = np.argsort(-counts, kind="stable")  # those with the most offers first
        addresses, counts = [addresses[place] for place in order.tolist()], counts[order]
        many = _with_more(counts, len(COLUMNS))
        whose, packed = [counts[:0]], [counts[:0].astype(np.uint64)]
        for number in range(int(counts[many]) if many < len(counts) else 0):
            last = _with_more(counts, number)
            whose.append(np.arange(many, last))
            packed.append(self._column(COLUMNS[number], addresses[many:last]))
        stored = [self._stored(self._searcher.doc(address)) for address in addresses[:many]]
        purchasable = [[offer for offer in each if offer.purchasable] for each in stored]
        return _unpack(np.concatenate(whose), np.concatenate(packed), purchasable, self._names)

    def _column(self, name: str, addresses: list[tantivy.DocAddress]) -> Array:
        values = self._searcher.fast_field_values(name, addresses)
        return np.array(values, dtype=np.int64 if name == COUNT else np.uint64)


def _with_more(counts: Array, number: int) -> int:
    """How many have more than ``number``; ``counts`` fall."""
    return int(np.searchsorted(-counts, -number, "left"))


def _unpack(
    reference: Array, packed: Array, unpacked: Sequence[Sequence[Offer]], names: Names
) -> Offers:
    values: dict[str, Array] = {}
    shift = PRICE_BITS
    for facet, bits in reversed(BITS.items()):
        values[facet] = _part(packed, shift, bits)
        shift += bits
    return Offers(reference, values, _part(packed, 0, PRICE_BITS), unpacked, names)


def _part(packed: Array, shift: int, bits: int) -> Array:
    part = packed >> np.uint64(shift) & np.uint64((1 << bits) - 1)
    return part.astype(np.int64)
