"""Both engines put first what was meant; how far it counts is in search/ranking.py."""

from dataclasses import replace
from pathlib import Path

import pytest

from search.contract import BadQuery, Document, Offer, Query, Range, Sort, Steering
from tests.conformance import engines


@pytest.fixture(params=engines.ALL[:2])
def engine(request, tmp_path: Path):
    with engines.empty(request.param, tmp_path) as backend:
        yield backend


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


def test_what_the_shopper_can_wear_comes_first_of_two_and_nothing_is_left_out(engine):
    small, large = Offer(10, "38", "annecy", 12000), Offer(20, "46", "annecy", 12000)
    gone = Offer(30, "46", "annecy", 12000, purchasable=False)
    engine.upsert(
        [
            reference(1, "Altavia Cadence", offers=(small,)),
            reference(2, "Altavia Cadence", offers=(large,)),
            reference(3, "Altavia Cadence", offers=(small, gone)),
            reference(4, "Cadence", offers=(small,), popularity=0),
        ]
    )

    assert found(engine, "altavia cadence", prefer_sizes=frozenset(["46"])) == [2, 1, 3]
    assert found(engine, "altavia cadence", prefer_sizes=frozenset(["99"])) == [1, 2, 3]
    assert found(engine, "altavia cadence") == [1, 2, 3]


# --- what the shopper can wear, without a word that is looked for --------------------------------
LARGE = frozenset(["46"])
# The most sought after first; of these the second and the last can be bought in 46, in two shops.
WORN = [
    reference(
        id,
        "Altavia Cadence",
        popularity=100 - id,
        offers=(Offer(id * 10, size, shop, 12000), Offer(id * 10, "38", "annecy", 12000)),
    )
    for id, size, shop in [(1, "44", "annecy"), (2, "46", "annecy"), (3, "44", "lille"),
                           (4, "46", "lille")]
]  # fmt: skip


def test_without_words_what_can_be_worn_comes_first_and_the_rest_after_it(engine):
    engine.upsert(WORN)

    assert found(engine, "", prefer_sizes=LARGE) == [2, 4, 1, 3]
    assert found(engine, "") == [1, 2, 3, 4]
    assert found(engine, "", prefer_sizes=LARGE, sort=Sort.POPULAR) == [1, 2, 3, 4]
    assert found(engine, "", prefer_sizes=frozenset(["99"])) == [1, 2, 3, 4]


def test_pages_after_what_can_be_worn_neither_repeat_nor_skip(engine):
    engine.upsert(WORN)

    pages = [found(engine, "", prefer_sizes=LARGE, per_page=3, page=page) for page in (1, 2, 3)]
    alone = [found(engine, "", prefer_sizes=LARGE, per_page=1, page=page) for page in range(1, 5)]

    assert pages == [[2, 4, 1], [3], []]
    assert alone == [[2], [4], [1], [3]]


def test_what_is_pinned_comes_before_what_can_be_worn(engine):
    engine.upsert(WORN)
    pinned = Steering(pinned=(3, 1))

    assert found(engine, "", prefer_sizes=LARGE, steering=pinned) == [3, 1, 2, 4]
    assert found(
        engine, "", prefer_sizes=LARGE, steering=pinned, per_page=1, page=3
    ) == [2]  # fmt: skip


def test_it_is_worn_only_where_it_meets_all_that_is_asked_of_an_offer(engine):
    engine.upsert(WORN)
    both = (*WORN[3].offers, Offer(41, "46", "annecy", 99000))
    engine.upsert([replace(WORN[3], offers=both)])

    in_annecy = {"boutique": frozenset(["annecy"])}
    assert found(engine, "", prefer_sizes=LARGE, filters=in_annecy) == [2, 4, 1, 3]
    cheap = {"price": Range(high=20000)}
    assert found(engine, "", prefer_sizes=LARGE, filters=in_annecy, ranges=cheap) == [2, 1, 3, 4]
    words = found(engine, "cadence", prefer_sizes=LARGE, filters=in_annecy, ranges=cheap)
    assert words == [2, 1, 3, 4]


def test_the_answer_says_whether_the_size_had_a_part(engine):
    engine.upsert([*WORN, reference(6, "Altavia Cap", codes=("ALT-000042",))])

    def sized(asked="", **more):
        return engine.search(Query(text=asked, prefer_sizes=LARGE, **more)).sized

    assert sized()
    assert sized("cadence")
    assert not sized("ALT-000042")
    assert not sized("licorne")
    assert not sized(sort=Sort.NEWEST)
    assert not sized(filters={"size": frozenset(["44"])})
    assert not engine.search(Query()).sized


# --- what operators put first ---------------------------------------------------------------------
SHELF = [
    reference(1, "Altavia Cadence", popularity=900, sports=("running",)),
    reference(2, "Altavia Foulée", kind="cadence", sports=("running",)),
    reference(3, "Norrsken Tempo", sports=("running",)),
    reference(4, "Norrsken Ace", sports=("tennis",), popularity=50),
    reference(5, "Cadence épuisée", offers=(Offer(50, "42", "annecy", 100, purchasable=False),)),
]


def steered(engine, asked="cadence", *, pinned=(), boosts=None, **more):
    steering = Steering(pinned=tuple(pinned), boosts=boosts or {})
    return engine.search(Query(text=asked, steering=steering, facets=("sport",), **more))


def shown(answer):
    return [(hit.id, hit.pinned) for hit in answer.hits]


def test_what_is_pinned_stands_first_in_its_order_and_is_counted(engine):
    engine.upsert(SHELF)

    answer = steered(engine, pinned=[4, 3])

    assert shown(answer)[:2] == [(4, True), (3, True)]
    assert {id for id, pinned in shown(answer)[2:] if not pinned} == {1, 2}
    assert answer.total == 4
    assert {value.value: value.count for value in answer.facets["sport"]} == {
        "running": 3, "tennis": 1,
    }  # fmt: skip
    assert answer.steered


def test_what_is_pinned_must_meet_the_filters_and_be_on_sale(engine):
    engine.upsert(SHELF)

    answer = steered(engine, pinned=[5, 4, 3, 99], filters={"sport": frozenset(["running"])})

    assert shown(answer)[0] == (3, True)
    assert {id for id, _pinned in shown(answer)} == {1, 2, 3}


def test_pages_after_what_is_pinned_neither_repeat_nor_skip(engine):
    engine.upsert(SHELF)

    pages = [steered(engine, pinned=[3, 4, 1], per_page=2, page=page) for page in (1, 2, 3)]

    assert [shown(each) for each in pages] == [
        [(3, True), (4, True)], [(1, True), (2, False)], [],
    ]  # fmt: skip


def test_without_a_word_that_is_looked_for_what_is_pinned_comes_before_the_popular(engine):
    engine.upsert(SHELF)

    answer = steered(engine, "", pinned=[3], filters={"sport": frozenset(["running"])})

    assert shown(answer) == [(3, True), (1, False), (2, False)]


def test_another_order_or_a_code_is_not_steered(engine):
    engine.upsert([*SHELF, reference(6, "Altavia Cap", codes=("ALT-000042",))])

    dear = steered(engine, pinned=[3], sort=Sort.NEWEST)
    coded = steered(engine, "ALT-000042", pinned=[3])
    nothing = steered(engine, "licorne", pinned=[3])

    assert not any(pinned for _id, pinned in shown(dear))
    assert not dear.steered
    assert shown(coded) == [(6, False)]
    assert (shown(nothing), nothing.steered) == ([], False)


def test_a_boost_adds_a_share_of_its_own_score_and_finds_nothing_more(engine):
    engine.upsert([reference(id, "Altavia Cadence") for id in (1, 2, 3)] + [SHELF[3]])

    assert [id for id, _ in shown(steered(engine, boosts={3: 0.1, 2: 0.5, 4: 0.5}))] == [2, 3, 1]


@pytest.mark.parametrize("boost", [0, -0.1, 0.51, float("nan")])
def test_a_boost_is_bounded(boost):
    with pytest.raises(BadQuery):
        Steering(boosts={1: boost})


def test_at_most_five_are_pinned():
    with pytest.raises(BadQuery):
        Steering(pinned=(1, 2, 3, 4, 5, 6))
