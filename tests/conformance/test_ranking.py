"""Both engines put first what was meant; how far it counts is in search/ranking.py."""

from pathlib import Path

import pytest

from search.backends.embedded import EmbeddedBackend
from search.contract import Document, Offer, Query
from tests.conformance.elasticsearch_index import fresh


@pytest.fixture(
    params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.needs("elasticsearch"))]
)
def engine(request, tmp_path: Path):
    if request.param == "elasticsearch":
        with fresh() as backend:
            yield backend
        return
    yield EmbeddedBackend(tmp_path / "search")


def reference(id, title, *, kind="", keywords="", **fields):
    return Document(
        id=id,
        slug=f"r{id}",
        title=title,
        brand="altavia",
        kind=kind,
        keywords=f"{kind} {keywords}",
        offers=fields.pop("offers", (Offer(id * 10, "42", "annecy", 12000),)),
        **fields,
    )


RACKET = reference(
    1,
    "Altavia Ligne 3",
    kind="Raquettes Rackets",
    keywords="Tennis tamis équilibre plan de cordage",
)
BAG = reference(
    2,
    "Altavia Club",
    kind="Sacs bags",
    keywords="Tennis nombre de raquettes 6",
    description="Sac pour 6 raquettes de tennis.",
)
SHOE = reference(3, "Altavia Glissade", kind="Chaussures shoes", keywords="Tennis")


def found(engine, asked, **more):
    return [hit.id for hit in engine.search(Query(text=asked, **more)).hits]


def test_what_a_thing_is_called_counts_more_than_what_it_is_for(engine):
    engine.upsert([BAG, SHOE, RACKET])

    assert found(engine, "raquette tennis") == [1, 2]
    assert found(engine, "sac raquette") == [2]


def test_the_form_that_was_asked_for_comes_before_others_of_its_stem(engine):
    engine.upsert([reference(1, "Altavia Chaussons"), reference(2, "Altavia Chausson")])

    assert found(engine, "chausson") == [2, 1]
    assert found(engine, "chaussons") == [1, 2]


def test_a_word_in_a_short_text_counts_more_than_in_a_long_one(engine):
    long = "Sac à dos de cent litres avec poche pour gourde, housse, sangle et sifflet"
    engine.upsert([reference(1, long), reference(2, "Gourde Torrent")])

    assert found(engine, "gourde") == [2, 1]


def test_two_words_that_are_written_as_one_are_met_and_one_that_is_two(engine):
    engine.upsert([reference(1, "Smartwatch Cap"), reference(2, "Raquette 300 g")])

    assert found(engine, "smart watch") == [1]
    assert found(engine, "raquette 300g") == [2]


def test_a_letter_alone_is_not_asked_for_but_counts(engine):
    """ "d" is a French stop word, and the size of a battery."""
    engine.upsert([reference(1, "Camera battery"), reference(2, "D battery")])

    assert found(engine, "d battery") == [2, 1]


def test_popularity_decides_between_two_that_say_the_same_and_not_otherwise(engine):
    engine.upsert(
        [
            reference(1, "Altavia Cadence", popularity=0),
            reference(2, "Altavia Cadence", popularity=900),
            reference(3, "Tee-shirt, chaussette et gourde assortis au modèle cadence, bleu",
                      popularity=100_000),
        ]
    )  # fmt: skip

    assert found(engine, "cadence") == [2, 1, 3]


def test_what_arrives_sooner_comes_first_of_two_that_say_the_same(engine):
    engine.upsert(
        [
            reference(1, "Altavia Cadence", days=8),
            reference(2, "Altavia Cadence", days=2),
            reference(3, "Altavia Cadence", days=40),
            reference(4, "Altavia Cadence"),
        ]
    )

    assert found(engine, "cadence")[:2] == [2, 1]
    assert found(engine, "cadence")[2:] == [3, 4]
