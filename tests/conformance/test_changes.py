"""Both engines: what is put in is found once, what goes is gone, a rebuild loses nothing."""

import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from search.backends import elasticsearch
from search.backends.embedded import EmbeddedBackend, folder
from search.contract import Document, Matching, NotBuilt, Offer, Query
from tests.conformance import engines
from tests.conformance.elasticsearch_index import prefixed

CADENCE = Document(
    id=1,
    slug="cadence",
    title="Cadence 3",
    brand="altavia",
    codes=("MH01-XS-Black", "03612345678901"),
    offers=(Offer(variant_id=11, size="42", boutique="annecy", minor=12000),),
    payload={"title": "Cadence 3"},
    version=10,
)
SENTIER = replace(CADENCE, id=3, title="Sentier", codes=())
FOULEE = replace(CADENCE, id=2, title="Foulée 3", codes=("MH02-XS-Black",))


@pytest.fixture(params=engines.ALL[:2])
def engine(request, tmp_path: Path):
    with engines.empty(request.param, tmp_path) as backend:
        yield backend


def found(engine, **asked):
    return sorted((hit.id, hit.price) for hit in engine.search(Query(**asked)).hits)


def at(document, minor, *, version):
    return replace(document, version=version, offers=(replace(document.offers[0], minor=minor),))


@pytest.fixture(params=engines.ALL[:2])
def unbuilt(request, tmp_path: Path):
    with engines.unbuilt(request.param, tmp_path) as backend:
        yield backend


def test_changes_make_no_index_where_none_was_built(unbuilt):
    """It would answer with what has changed since, and leave out all the rest."""
    for _ in range(2):
        assert not unbuilt.is_built()
        assert unbuilt.status().generation == ""
        with pytest.raises(NotBuilt):
            unbuilt.search(Query())
        unbuilt.upsert([CADENCE])
        unbuilt.delete([2], version=11)

    assert unbuilt.rebuild(from_then_on([CADENCE, FOULEE])) == 2

    assert unbuilt.is_built()
    assert found(unbuilt) == [(1, 12000), (2, 12000)]


def test_an_index_of_nothing_is_one(unbuilt):
    unbuilt.rebuild(from_then_on([]))
    assert unbuilt.is_built()
    assert found(unbuilt) == []

    unbuilt.upsert([CADENCE])

    assert found(unbuilt) == [(1, 12000)]


def test_changes_while_the_first_index_is_built_are_in_it(unbuilt):
    def read_long_ago(_after):
        yield CADENCE
        unbuilt.upsert([at(CADENCE, 9990, version=20)])
        unbuilt.delete([2], version=20)
        assert not unbuilt.is_built()
        yield FOULEE

    unbuilt.rebuild(read_long_ago)

    assert found(unbuilt) == [(1, 9990)]


def lose(engine) -> None:
    if isinstance(engine, EmbeddedBackend):
        shutil.move(engine._folder.path, engine._folder.path.with_name("moved"))
    else:
        engine.drop()


def test_an_index_that_was_lost_is_none(engine):
    engine.upsert([CADENCE, FOULEE])
    assert found(engine) == [(1, 12000), (2, 12000)]
    lose(engine)

    engine.upsert([at(CADENCE, 9990, version=11)])

    assert not engine.is_built()
    with pytest.raises(NotBuilt):
        engine.search(Query())
    assert engine.rebuild(from_then_on([CADENCE, FOULEE])) == 2
    assert found(engine) == [(1, 12000), (2, 12000)]


def test_a_folder_that_lost_its_live_generation_has_none(tmp_path):
    engine = EmbeddedBackend(tmp_path / "search")
    engine.rebuild(from_then_on([CADENCE]))
    shutil.rmtree(tmp_path / "search" / engine.status().generation)

    engine.upsert([FOULEE])

    assert not engine.is_built()
    with pytest.raises(NotBuilt):
        engine.search(Query())


def test_the_same_reference_again_takes_its_own_place(engine):
    engine.upsert([CADENCE, FOULEE])
    engine.upsert([at(CADENCE, 9990, version=11)])

    assert found(engine) == [(1, 9990), (2, 12000)]
    assert engine.status().documents == 2


def test_what_was_deleted_is_in_no_answer(engine):
    engine.upsert([CADENCE, FOULEE])
    engine.delete([1], version=11)

    answer = engine.search(Query(facets=("brand", "size")))
    assert [hit.id for hit in answer.hits] == [2]
    assert {name: [v.count for v in values] for name, values in answer.facets.items()} == {
        "brand": [1],
        "size": [1],
    }
    assert engine.search(Query(text="cadence")).matching is Matching.NOTHING
    assert engine.search(Query(text="MH01-XS-Black")).matching is not Matching.CODE


def test_it_comes_back_after_it_was_deleted(engine):
    engine.upsert([CADENCE])
    engine.delete([1], version=11)
    engine.upsert([at(CADENCE, 9990, version=12)])

    assert found(engine) == [(1, 9990)]


def test_changes_made_while_it_is_rebuilt_are_in_both(engine):
    engine.upsert([CADENCE, FOULEE])
    before = engine.status().generation
    live = []

    def read_long_ago(_after):
        yield CADENCE
        engine.upsert([at(CADENCE, 9990, version=20)])
        engine.delete([2], version=20)
        live.extend(found(engine))
        yield FOULEE

    assert engine.rebuild(read_long_ago) == 2

    assert live == [(1, 9990)]
    assert found(engine) == [(1, 9990)]
    assert engine.status().generation != before


def test_no_answer_fails_or_is_empty_or_stale_while_it_is_rebuilt(engine):
    """Prices only rise here: a search never finds less than what was committed before it began."""
    committed = [1000]
    engine.upsert([at(CADENCE, 1000, version=10)])
    trouble, answers, stop = [], [], threading.Event()

    def keep_asking():
        while not stop.is_set():
            before = committed[-1]
            try:
                price = engine.search(Query()).hits[0].price
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not be
                trouble.append(error)
                return
            answers.append(price)
            if price < before:
                trouble.append((before, price))

    def read_while_it_changes(after):
        yield from from_then_on([at(CADENCE, committed[-1], version=10)])(after)
        for _ in range(5):
            minor = committed[-1] + 100
            engine.upsert([at(CADENCE, minor, version=minor)])
            committed.append(minor)

    asking = threading.Thread(target=keep_asking)
    asking.start()
    for _ in range(3):
        engine.rebuild(read_while_it_changes)
    stop.set()
    asking.join()

    assert trouble == []
    assert len(set(answers)) > 3
    assert found(engine) == [(1, 2500)]


def from_then_on(documents):
    return lambda after: [document for document in documents if document.id > after]


def test_a_rebuild_that_broke_off_leaves_the_live_index_and_is_gone_on_with(engine, monkeypatch):
    monkeypatch.setattr(folder, "COMMIT_EVERY", 1)
    monkeypatch.setattr(elasticsearch, "REBUILD_CHUNK", 1)
    engine.upsert([CADENCE])
    began_after = []

    def broken(after):
        began_after.append(after)
        yield CADENCE
        yield FOULEE
        raise ConnectionError("the database went away")

    def the_rest(after):
        began_after.append(after)
        return from_then_on([CADENCE, FOULEE, SENTIER])(after)

    with pytest.raises(ConnectionError):
        engine.rebuild(broken)
    assert found(engine) == [(1, 12000)]
    engine.upsert([at(CADENCE, 9990, version=11)])  # nobody rebuilds now, and it was read already
    engine.delete([2], version=11)
    assert found(engine) == [(1, 9990)]

    assert engine.rebuild(the_rest) == 3
    assert began_after == [0, 2]
    assert found(engine) == [(1, 9990), (3, 12000)]
    assert engine.status().documents == 2


def test_a_rebuild_after_a_rebuild_begins_anew(engine):
    engine.rebuild(from_then_on([CADENCE, FOULEE]))
    engine.upsert([at(CADENCE, 9990, version=11)])

    assert engine.rebuild(from_then_on([FOULEE])) == 1
    assert found(engine) == [(2, 12000)]


def test_what_broke_off_too_long_ago_is_begun_anew(tmp_path, monkeypatch):
    """Changes are noted for a while only: a journal does not grow for ever."""
    engine = EmbeddedBackend(tmp_path / "search")
    monkeypatch.setattr(folder, "COMMIT_EVERY", 1)

    def broken(_after):
        yield CADENCE
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        engine.rebuild(broken)
    monkeypatch.setattr(folder, "GONE_ON_WITH_S", -1)
    engine.upsert([FOULEE])
    assert not (tmp_path / "search" / "journal").exists()

    assert engine.rebuild(from_then_on([FOULEE])) == 1
    assert found(engine) == [(2, 12000)]


def test_a_reference_with_very_many_offers_is_found_by_each(engine):
    """Other shops lost what takes more than 32,766 bytes."""
    offers = tuple(
        Offer(variant_id=n, size=f"taille {n}", boutique=f"boutique-{n % 40}", minor=5000 + n)
        for n in range(1, 1201)
    )
    engine.upsert([replace(CADENCE, offers=offers), FOULEE])

    wanted = {"size": frozenset(["taille 1200"]), "boutique": frozenset(["boutique-0"])}
    assert found(engine, filters=wanted) == [(1, 6200)]
    assert found(engine, text="cadence") == [(1, 5001)]


@pytest.mark.parametrize("typed", ["MH01-XS-Black", "mh01 xs black", "3612345678901"])
def test_a_code_finds_its_one_reference(engine, typed):
    engine.upsert([CADENCE, FOULEE])

    answer = engine.search(Query(text=typed))

    assert answer.matching is Matching.CODE
    assert [hit.id for hit in answer.hits] == [1]
    assert answer.total == 1


def test_several_questions_find_nothing_where_nothing_was_built(unbuilt):
    with pytest.raises(NotBuilt):
        unbuilt.search_all([Query()])


def test_several_questions_at_once_are_answered_each_in_its_place(engine):
    engine.upsert([CADENCE, FOULEE])
    by_brand = frozenset(["altavia"])
    asked = [
        Query(facets=("brand",)),
        Query(text="cadence"),
        Query(text="licorne"),  # nothing: every reading is tried
        Query(text="cadense", facets=("brand",)),  # as it is spelt: another round trip
        Query(text=" ", filters={"brand": by_brand}, facets=("brand", "size")),
        Query(text="le"),  # without a word
        Query(text="MH01-XS-Black"),
    ]

    answers = engine.search_all(asked)

    assert answers == [engine.search(query) for query in asked]
    assert [answer.total for answer in answers][:4] == [2, 1, 0, 1]
    assert engine.search_all([]) == []


@pytest.mark.needs("elasticsearch")
def test_an_older_write_from_another_machine_never_wins(tmp_path):
    with engines.empty("elasticsearch", tmp_path) as engine:
        engine.upsert([at(CADENCE, 9990, version=20), FOULEE])
        engine.delete([2], version=20)

        engine.upsert([at(CADENCE, 12000, version=19), replace(FOULEE, version=19)])

        assert found(engine) == [(1, 9990)]


# --- what older versions of the program made -------------------------------------------------
def made_by(version, monkeypatch, client, prefix):
    """A shop with this prefix, as a version of the program sees it."""
    monkeypatch.setattr(elasticsearch, "INDEX_VERSION", version)
    return elasticsearch.ElasticsearchBackend(client, prefix, refresh=True)


@pytest.mark.needs("elasticsearch")
def test_indexes_of_older_versions_go_and_nobody_else_s(monkeypatch):
    with prefixed() as (client, prefix):
        others = [f"{prefix}-v2", f"{prefix}-autre", f"{prefix}-v1-5"]
        for name in others:
            made_by(4, monkeypatch, client, name).rebuild(from_then_on([FOULEE]))
        made_by(9, monkeypatch, client, prefix).rebuild(from_then_on([FOULEE]))
        for version in (3, 4, 5):
            made_by(version, monkeypatch, client, prefix).rebuild(from_then_on([CADENCE]))
        newest = made_by(6, monkeypatch, client, prefix)

        def left():
            """The versions of which there is an index, and those of which there is a template."""
            names = [
                {re.sub(r"-\d{9,}$", "", name).removeprefix(prefix) for name in found}
                for found in (
                    client.indices.get(index=f"{prefix}*"),
                    [
                        each["name"]
                        for each in client.indices.get_index_template(name=f"{prefix}*")[
                            "index_templates"
                        ]
                    ],
                )
            ]
            assert names[0] == names[1]
            return names[0] - {f"{name}-v4".removeprefix(prefix) for name in others}

        assert left() == {"-v4", "-v5", "-v9"}  # 3 went as 5 was built
        newest.rebuild(from_then_on([CADENCE]))
        assert left() == {"-v5", "-v6", "-v9"}  # who still runs the version before is answered
        assert found(made_by(5, monkeypatch, client, prefix)) == [(1, 12000)]
        newest = made_by(6, monkeypatch, client, prefix)
        newest.rebuild(from_then_on([CADENCE]))
        assert left() == {"-v6", "-v9"}
        assert found(newest) == [(1, 12000)]
        for name in others:
            assert found(made_by(4, monkeypatch, client, name)) == [(2, 12000)]


def test_generations_of_older_versions_go_from_the_folder(tmp_path, monkeypatch):
    for version in (4, 5, 6):
        monkeypatch.setattr(folder, "INDEX_VERSION", version)
        engine = EmbeddedBackend(tmp_path / "search")
        engine.rebuild(from_then_on([CADENCE]))
    names = {path.name for path in (tmp_path / "search").iterdir() if path.is_dir()}

    assert names == {"000002-v5", "000003-v6"}
    assert found(engine) == [(1, 12000)]
