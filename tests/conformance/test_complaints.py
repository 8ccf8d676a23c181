"""What users of other shops complain about, on both engines, one test a complaint."""

import random
import weakref
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search.backends import elasticsearch
from search.backends.embedded import counting, folder, packed
from search.contract import (
    OFFER_FACETS,
    PRICE_EDGES,
    BadQuery,
    Document,
    Matching,
    Offer,
    Query,
    Range,
    Sort,
)
from tests.conformance import engines

SELLERS = 1_800


@pytest.fixture(params=engines.ALL)
def engine(request: pytest.FixtureRequest, tmp_path: Path):
    with engines.empty(request.param, tmp_path) as backend:
        yield backend


def offer(**said) -> Offer:
    plain = {"variant_id": 1, "size": "42", "boutique": "annecy", "minor": 10_000, "point": 7}
    return Offer(**plain | said)


def shoe(id: int, *offers: Offer, **said) -> Document:
    plain = {"slug": f"r{id}", "title": f"Cadence {id}", "brand": "altavia", "version": 1}
    return Document(id=id, offers=offers or (offer(),), **plain | said)


def ids(engine, **asked) -> list[int]:
    return [hit.id for hit in engine.search(Query(per_page=100, **asked)).hits]


def counts(engine, facet: str, **asked) -> dict[str, int]:
    answer = engine.search(Query(facets=(facet,), **asked))
    return {each.value: each.count for each in answer.facets[facet]}


# --- Magento #32207: a hyphenated SKU found 1,700 products ---------------------------------------
@pytest.mark.parametrize("typed", ["MH01-XS-Black", "mh01 xs black", "MH01XSBLACK"])
def test_a_hyphenated_sku_finds_its_one(engine, typed):
    others = [
        shoe(id, title=f"MH01 Black XS {id}", codes=(f"MH{id:02}-XS-Black",)) for id in range(2, 60)
    ]
    engine.upsert([shoe(1, codes=("MH01-XS-Black",)), *others])

    answer = engine.search(Query(text=typed))

    assert answer.matching is Matching.CODE
    assert [hit.id for hit in answer.hits] == [1]
    assert answer.total == 1


# --- Magento #20593: what is out of stock was counted --------------------------------------------
def test_a_size_that_is_out_of_stock_is_neither_counted_nor_found(engine):
    engine.upsert(
        [
            shoe(1, offer(size="42"), offer(size="43", purchasable=False)),
            shoe(2, offer(size="43")),
            shoe(3, offer(size="44", purchasable=False)),
        ]
    )

    assert counts(engine, "size") == {"42": 1, "43": 1}
    assert ids(engine, filters={"size": frozenset(["43"])}) == [2]
    assert counts(engine, "brand") == {"altavia": 2}


# --- Magento #30514: what takes more than 32,766 bytes vanished ----------------------------------
def test_a_big_reference_does_not_vanish(engine):
    described = "imperméable " * 5_000 + "x" * 40_000
    long = "é" * 20_000
    engine.upsert(
        [
            shoe(
                1,
                description=described,
                keywords=long,
                choices={"terrain": (long, "trail")},
                codes=(long,),
                payload={"values": {"notes": described}},
            ),
            shoe(2),
        ]
    )

    assert ids(engine, text="imperméable") == [1]
    assert counts(engine, "attr:terrain")["trail"] == 1
    [found] = engine.search(Query(filters={"attr:terrain": frozenset(["trail"])})).hits
    assert found.payload["values"]["notes"] == described


# --- Oscar #2739: the price facet did not say what its filter found ------------------------------
def test_each_bin_of_prices_counts_what_its_range_finds(engine):
    chance = random.Random(3)
    engine.upsert(
        shoe(id, *(offer(minor=chance.choice((4999, 5000, 7050, 9990, 120_000))) for _ in range(3)))
        for id in range(1, 40)
    )
    asked = {"size": frozenset(["42"])}

    bins = (
        engine.search(Query(filters=asked, histograms={"price": PRICE_EDGES}))
        .histograms["price"]
        .bins
    )

    assert sum(each.count for each in bins) > 39  # one with several prices is in several bins
    for each in bins:
        high = None if each.high == float("inf") else each.high - 1
        within = {"price": Range(each.low, high)}
        assert engine.search(Query(filters=asked, ranges=within)).total == each.count


# --- Vendure #3058: over a minute with 1,800 sellers, because the seller was a join --------------
def asked_for(engine, query: Query, monkeypatch) -> int:
    """How many times the engine was asked, or read from, for one answer."""
    asked: list[str] = []

    def noted(owner, name):
        plain = getattr(owner, name)

        def instead(*args, **kwargs):
            asked.append(name)
            return plain(*args, **kwargs)

        patch.setattr(owner, name, instead)

    with monkeypatch.context() as patch:
        for owner, name in (
            (counting.Counting, "tally"),
            (counting.Counting, "count"),
            (packed.Reading, "of"),
            (elasticsearch.Elasticsearch, "msearch"),
        ):
            noted(owner, name)
        engine.search(query)
    return len(asked)


@pytest.mark.parametrize("size", [None, "42"])
def test_sellers_are_values_and_cost_the_same_however_many_there_are(engine, size, monkeypatch):
    chosen = {"size": frozenset([size])} if size else {}
    query = Query(filters=chosen, facets=("boutique",))
    engine.upsert([shoe(1, offer(boutique="b0"), offer(boutique="b1"))])
    few = asked_for(engine, query, monkeypatch)
    engine.upsert(
        shoe(id, *(offer(boutique=f"b{(id * 6 + n) % SELLERS}") for n in range(6)))
        for id in range(1, SELLERS // 6 + 1)
    )

    assert asked_for(engine, query, monkeypatch) == few
    assert counts(engine, "boutique", filters=chosen) == Counter(f"b{n}" for n in range(SELLERS))


# --- Elasticsearch's default: only the ten most frequent values ----------------------------------
def test_all_values_are_listed_not_the_ten_most_frequent(engine):
    engine.upsert(
        shoe(
            id,
            offer(size=f"{id % 60}", point=id % 40, pickup=True),
            brand=f"brand-{id % 50}",
            choices={"terrain": (f"t{id % 30}",)},
        )
        for id in range(1, 601)
    )

    for facet, many in (("brand", 50), ("size", 60), ("pickup", 40), ("attr:terrain", 30)):
        found = counts(engine, facet)
        assert len(found) == many
        assert set(found.values()) == {600 // many}


# --- Sylius: findAll() of 400,000 products ended the memory --------------------------------------
def test_a_rebuild_never_holds_the_whole_catalogue(engine, monkeypatch):
    monkeypatch.setattr(elasticsearch, "REBUILD_CHUNK", 20)
    monkeypatch.setattr(folder, "COMMIT_EVERY", 20)
    alive: set[int] = set()
    most = 0

    def streamed(_after: int) -> Iterator[Document]:
        nonlocal most
        for id in range(1, 301):
            document = shoe(id)
            alive.add(id)
            weakref.finalize(document, alive.discard, id)
            most = max(most, len(alive))
            yield document

    assert engine.rebuild(streamed) == 300
    assert most <= 50
    assert engine.search(Query()).total == 300


# --- filters that several offers meet between them -----------------------------------------------
APART = {
    "size": offer(boutique="lille", minor=9000, point=8, pickup=True),
    "boutique": offer(size="43", minor=9000, point=8, pickup=True),
    "price": offer(size="43", boutique="lille", minor=8000, point=8, pickup=True),
    "pickup": offer(size="43", boutique="lille", minor=9000, pickup=True),
}


@pytest.mark.parametrize("missing", [None, *APART])
def test_one_offer_alone_must_meet_size_and_boutique_and_price_and_pickup(engine, missing):
    """Each of the four on an offer of its own finds nothing; on one offer it is found."""
    wanted = offer(minor=8000, pickup=True)
    others = {
        "size": replace(wanted, size="43"),
        "boutique": replace(wanted, boutique="lille"),
        "price": replace(wanted, minor=12_000),
        "pickup": replace(wanted, pickup=False),
    }
    nearly = () if missing is None else (others[missing],)
    engine.upsert([shoe(1, *APART.values(), *(nearly or (wanted,)))])
    asked = {
        "filters": {
            "size": frozenset(["42"]),
            "boutique": frozenset(["annecy"]),
            "pickup": frozenset(["7"]),
        },
        "ranges": {"price": Range(None, 8500)},
    }

    assert ids(engine, **asked) == ([] if missing else [1])
    found = {facet: counts(engine, facet, **asked) for facet in OFFER_FACETS}
    expected = {"size": {"42": 1}, "boutique": {"annecy": 1}, "pickup": {"7": 1}}
    if missing:
        expected = {"size": {"42": 0}, "boutique": {"annecy": 0}, "pickup": {"7": 0}}
        if missing in expected:
            other = {"size": {"43": 1}, "boutique": {"lille": 1}, "pickup": {}}
            expected[missing] |= other[missing]
    assert found == expected


# --- pages ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "cadence"])
def test_pages_hold_each_reference_once_and_in_one_order(engine, sort, text):
    everything = [shoe(id, offer(minor=5000 + id % 3), popularity=id % 2) for id in range(1, 31)]
    engine.upsert(everything)

    def pages():
        return [
            hit.id
            for page in range(1, 6)
            for hit in engine.search(Query(text=text, sort=sort, page=page, per_page=7)).hits
        ]

    once = pages()
    assert sorted(once) == list(range(1, 31))
    assert pages() == once


# --- questions that are none ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "asked",
    [
        {"filters": {"couleur": frozenset(["x"])}},
        {"facets": ("attr:Drop!",)},
        {"ranges": {"size": Range(1, 2)}},
        {"sort": "cheapest"},
        {"page": 0},
        {"per_page": 101},
        {"text": "x" * 5_001},
    ],
)
def test_what_cannot_be_asked_is_a_bad_query(asked):
    with pytest.raises(BadQuery):
        Query(**asked)
