"""Both engines suggest what a look at every document would, and nothing that is not on sale."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.contract import Backend, Document, NotBuilt, Offer
from tests.conformance import engines
from tests.conformance.search_catalogues import BRANDS, FAMILIES, TYPED, catalogues
from tests.conformance.search_oracle import suggested

ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.needs("elasticsearch"))]
EXAMPLES = {"embedded": 80, "elasticsearch": 40}
ASKED_A_CATALOGUE = 8
MOST = 4
OFFER = Offer(variant_id=11, size="42", boutique="annecy", minor=12000)
SOLD_OUT = replace(OFFER, purchasable=False)

# A few words, the last of them cut off somewhere.
begun = st.tuples(
    st.lists(st.sampled_from(TYPED), max_size=2), st.sampled_from(TYPED), st.integers(1, 12)
).map(lambda each: " ".join([*each[0], each[1][: each[2]]]))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def backend(engine: str, tmp_path: Path) -> Iterator[Backend]:
    with engines.empty(engine, tmp_path) as backend:
        yield backend


def reference(id: int, title: str, *, offers: tuple[Offer, ...] = (OFFER,), **fields) -> Document:
    return Document(
        id=id, slug=f"r{id}", title=title, offers=offers, version=1,
        payload={"title": title}, **{"brand": "altavia", **fields},
    )  # fmt: skip


def ids(backend: Backend, written: str) -> list[int]:
    return [hit.id for hit in backend.suggest(written, most=MOST, counting={}).hits]


def test_suggestions_equal_a_look_at_every_document(engine: str, backend: Backend) -> None:
    @settings(
        max_examples=EXAMPLES[engine],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(catalogues, st.lists(begun, min_size=1, max_size=ASKED_A_CATALOGUE))
    def check(documents: tuple[Document, ...], asked: list[str]) -> None:
        backend.delete(range(1, 20), version=1)
        backend.upsert(replace(document, version=1) for document in documents)
        values = {"brand": BRANDS, "family": FAMILIES}
        on_sale = [document for document in documents if document.purchasable]
        counts = {
            facet: dict(Counter(getattr(d, facet) for d in on_sale))
            for facet in ("brand", "family")
        }
        for written in asked:
            answer = backend.suggest(written, most=MOST, counting=values)

            assert [hit.id for hit in answer.hits] == suggested(documents, written, MOST), written
            assert answer.counts == counts
            for hit in answer.hits:
                assert hit.price == min(o.minor for o in hit.offers if o.chosen)
                assert hit.payload["title"] == f"Référence {hit.id}"

    check()


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("ca", [1, 2]),  # the more popular first
        ("cadence t", [2]),
        ("CADENCE  Tr", [2]),
        ("foul", [3]),
        ("fou l", []),
        ("foulé", [3]),
        ("fouele", [3]),  # one typo
        ("feoluee", []),  # two
        ("raquet", [4]),  # a keyword, as no title has it
        ("l'endu", [5]),
        ("t-sh", [5]),
        ("tee-shirt", [5]),
        ("tshirts", [5]),
        ("cadence de", [1, 2]),  # the word that comes after it is not there yet
        ("mh01 xs", [2]),
        ("c", []),
        ("", []),
        ("*", []),
        ("ca*", [1, 2]),
        (".*", []),
        ("(((((", []),
        ("cadence\0", [1, 2]),
        ("🏃", []),
        ("<script>alert(1)</script>", []),
    ],
)
def test_what_is_typed_means(backend: Backend, written: str, found: list[int]) -> None:
    backend.upsert(
        [
            reference(1, "Altavia Cadence Route", popularity=9.0),
            reference(2, "Altavia Cadence Trail", codes=("MH01-XS",)),
            reference(3, "Altavia Foulée"),
            reference(4, "Norrsken Ace", keywords="raquettes tennis"),
            reference(5, "Norrsken T-shirt endurance"),
        ]
    )

    assert ids(backend, written) == found


def test_what_is_sold_out_or_gone_is_never_suggested(backend: Backend) -> None:
    backend.upsert(
        [
            reference(1, "Cadence", offers=(SOLD_OUT,), codes=("MH01-XS",)),
            reference(2, "Cadence", offers=()),
            reference(3, "Cadence", brand="norrsken"),
            reference(4, "Cadence"),
        ]
    )
    backend.delete([4], version=2)

    answer = backend.suggest("cade", most=MOST, counting={"brand": ["altavia", "norrsken"]})

    assert [hit.id for hit in answer.hits] == [3]
    assert answer.counts == {"brand": {"norrsken": 1}}
    assert ids(backend, "MH01-XS") == []


@pytest.mark.parametrize(
    "written", ["a" * 5000, "a b " * 1250, "é" * 5000, "(.*)+" * 1000, "\0" * 5000, "9" * 5000]
)
def test_nothing_typed_is_too_much(backend: Backend, written: str) -> None:
    backend.upsert([reference(1, "Cadence")])

    assert ids(backend, written) == []


def test_no_index_suggests_nothing(engine: str, tmp_path: Path) -> None:
    with engines.unbuilt(engine, tmp_path) as backend, pytest.raises(NotBuilt):
        backend.suggest("cadence", most=MOST, counting={})
