"""Both engines answer as the oracle does."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.backends.embedded import EmbeddedBackend, reader
from search.contract import Backend, Document, Matching, Query, Result, Sort
from tests.conformance import engines
from tests.conformance.search_catalogues import browsing, catalogues, queries
from tests.conformance.search_oracle import Oracle, order_key

SCORED = (Matching.ALL_WORDS, Matching.SPELLING, Matching.ANY_WORD)
ENGINES = [
    "embedded",
    "embedded-table",
    pytest.param("elasticsearch", marks=pytest.mark.needs("elasticsearch")),
    pytest.param("elasticsearch-shards", marks=pytest.mark.needs("elasticsearch")),
]
EXAMPLES = {"embedded": 60, "embedded-table": 40, "elasticsearch": 25, "elasticsearch-shards": 25}
MISSPELT = (
    *(
        "chausure",
        "chaussures",
        "huassure",
        "raqeutte",
        "raquete",
        "rouet",
        "legére",
        "route",
        "vetse",
    ),
    *("vetse", "raquettte", "vélo", "aa", "12ab", "a.c*", "licorne", "x" * 30),
)
# What Hypothesis makes need not be put in afresh for each query.
QUERIES_A_CATALOGUE = 8


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def backend(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    if engine == "embedded-table":  # all offers in memory from the first commit on
        monkeypatch.setattr(reader, "WORTH_A_TABLE", 0)
    with engines.empty(engine.removesuffix("-table"), tmp_path) as backend:
        if isinstance(backend, EmbeddedBackend) and engine == "embedded-table":
            _wait_for_table(backend)
        yield backend


def _wait_for_table(backend: EmbeddedBackend) -> None:
    until = time.monotonic() + 30
    while backend.commit().table is None:
        assert time.monotonic() < until, "the table is never filled"
        time.sleep(0.01)


def stock(backend: Backend, documents: tuple[Document, ...]) -> None:
    """Exactly these documents."""
    backend.delete(range(1, 20), version=1)
    backend.upsert(replace(document, version=1) for document in documents)


def agree(answer: Result, query: Query, oracle: Oracle) -> None:
    expected = oracle.search(query)
    assert answer.matching == expected.matching
    assert answer.total == expected.total
    assert answer.sized == expected.sized
    assert answer.facets == expected.facets
    assert answer.histograms == expected.histograms
    if query.sort is Sort.RELEVANCE and answer.matching in SCORED:
        everything = oracle.search(replace(query, page=1, per_page=100))
        assert len(answer.hits) == len(expected.hits)
        assert {hit.id for hit in answer.hits} <= {hit.id for hit in everything.hits}
    else:
        assert [hit.id for hit in answer.hits] == [hit.id for hit in expected.hits]
    by_id = {document.id: document for document in oracle.documents}
    for hit in answer.hits:
        lowest = order_key(by_id[hit.id], replace(query, sort=Sort.PRICE_ASC))[2]
        assert (hit.price or 0) == lowest
        assert hit.payload == by_id[hit.id].payload


def test_counts_hits_and_prices_equal_a_brute_force_search(engine: str, backend: Backend) -> None:
    check = checking(engine, backend, queries)

    check()


def test_so_does_what_the_shopper_can_wear_before_the_rest(engine: str, backend: Backend) -> None:
    check = checking(engine, backend, browsing)

    check()


def checking(engine: str, backend: Backend, asking: st.SearchStrategy[Query]) -> Callable[[], None]:
    """Compares the engine with the oracle over catalogues of all kinds."""

    @settings(
        max_examples=EXAMPLES[engine],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(catalogues, st.lists(asking, min_size=1, max_size=QUERIES_A_CATALOGUE))
    def check(documents: tuple[Document, ...], asked: list[Query]) -> None:
        stock(backend, documents)
        oracle = Oracle(documents)
        for query in asked:
            agree(backend.search(query), query, oracle)
        assert backend.spellings(MISSPELT) == oracle.spellings(MISSPELT)

    return check
