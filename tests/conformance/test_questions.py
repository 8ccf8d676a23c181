"""What is found of a question, and what is let go of to find something, on both engines."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from search import text
from search.contract import (
    PRICE_EDGES,
    Backend,
    Document,
    Matching,
    Offer,
    Query,
    Range,
    Relaxed,
    Relaxing,
)
from search.question import answering
from search.question.answering import MOST_SEARCHES, Answer
from tests.conformance import engines
from tests.search.question.known import vocabulary

TRAIL = "chaussures-trail"
FACETS = ("category", "gender", "brand", "colour", "size")


def shoe(id: int, title: str, **fields: object) -> Document:
    told: dict[str, object] = {
        "brand": "altavia",
        "family": TRAIL,
        "sports": ("running",),
        "categories": ("running", TRAIL),
        "gender": "women",
        "colour": "blue",
        "keywords": "Chaussures de trail Trail running shoes Running femme women bleu",
        "codes": (f"1011B{id:03}-001", f"45503300123{id:02}"),
        "offers": (Offer(id, "38", "annecy", 12_000), Offer(id, "39", "annecy", 12_000)),
        "numbers": {"drop": 6.0, "weight": 250.0},
        "payload": {"title": title},
        "version": 1,
    }
    return Document(id=id, slug=f"r{id}", title=title, **{**told, **fields})  # type: ignore[arg-type]


CATALOGUE = [
    shoe(1, "Altavia Sentier Vif"),
    shoe(2, "Altavia Crête", numbers={"drop": 10.0, "weight": 300.0}, colour="black"),
    shoe(3, "Norrsken Ravin", brand="norrsken", gender="men"),
    shoe(
        4, "Norrsken Tente Deux",
        brand="norrsken", family="tentes", categories=("outdoor", "tentes"), sports=("outdoor",),
        gender="", keywords="Tentes Tents bivouac léger", numbers={"persons": 2, "weight": 1900.0},
        offers=(Offer(4, "Taille unique", "annecy", 30_000),),
    ),
]  # fmt: skip


class Counted:
    """An engine that says how often it was asked."""

    def __init__(self, engine: Backend) -> None:
        self._engine = engine
        self.searches: list[Query] = []
        self.spellings_asked = 0

    def search(self, query: Query):
        self.searches.append(query)
        return self._engine.search(query)

    def spellings(self, words):
        self.spellings_asked += 1
        return self._engine.spellings(words)


@pytest.fixture(scope="module", params=engines.ALL[:2])
def engine(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Backend]:
    with engines.empty(request.param, tmp_path_factory.mktemp("questions")) as backend:
        backend.upsert(CATALOGUE)
        yield backend


@pytest.fixture
def ask(engine):
    """``ask(text, **chosen)``: the answer, never by more searches than are allowed."""

    def asked(written: str, **chosen: object) -> Answer:
        counted = Counted(engine)
        base = Query(facets=FACETS, histograms={"price": PRICE_EDGES}, **chosen)
        read = answering.reader(vocabulary())
        found = answering.answer(counted, base, read(written), read)
        assert 1 <= len(counted.searches) <= MOST_SEARCHES
        assert counted.spellings_asked <= 1
        asked.searches = len(counted.searches)
        return found

    with translation.override("fr"):
        yield asked


def ids(found: Answer) -> set[int]:
    return {hit.id for hit in found.result.hits}


# --- what is there -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("chaussure trail", {1, 2, 3}),
        ("chaussure trail femme", {1, 2}),
        ("chaussure trail drop 6", {1, 3}),
        ("chaussure trail femme drop 6 moins de 130 €", {1}),
        ("chaussure trail noire", {2}),
        ("norrsken", {3, 4}),
        ("norrsken ravin", {3}),
        ("tente 2 places moins de 2 kg", {4}),
        ("chaussure trail 38", {1, 2, 3}),
        ("sentier vif", {1}),
    ],
)
def test_one_search_finds_what_is_there(ask, written, expected):
    found = ask(written)

    assert ids(found) == expected
    assert found.result.relaxed == ()
    assert ask.searches == 1


def test_what_is_chosen_takes_the_place_of_what_is_understood(ask):
    found = ask("chaussure trail femme", filters={"gender": frozenset({"men"})})

    assert ids(found) == {3}
    assert found.result.relaxed == ()


@pytest.mark.parametrize(
    "written",
    [
        "1011B002-001", "1011b002 001", "réf 1011B002-001", "chaussure trail réf. 1011B002-001",
        "altavia 1011B002001 femme rouge", "4550330012302", "EAN 4 550330 012302",
        "04550330012302", "chaussure drop 6 EAN 4550330012302",
    ],
)  # fmt: skip
def test_an_exact_code_comes_first_whatever_stands_around(ask, written):
    found = ask(written)

    assert [hit.id for hit in found.result.hits] == [2]
    assert found.result.matching is Matching.CODE
    assert found.understood.phrases == ()
    assert ask.searches == 1  # the first one


# --- what is not ---------------------------------------------------------------------------------
def test_a_spelling_first(ask):
    found = ask("sentir vif")

    assert ids(found) == {1}
    assert found.result.relaxed == (Relaxed(Relaxing.SPELLING, "sentir vif", "sentier vif"),)
    assert ask.searches == 2


@pytest.mark.parametrize(
    ("typed", "meant"), [("chaussure trial", "chaussure trail"), ("tnete", "tente")]
)
def test_two_letters_that_changed_places_are_one_typo(ask, typed, meant):
    found = ask(typed)

    assert found.result.relaxed == (Relaxed(Relaxing.SPELLING, typed, meant),)
    assert found.understood.family


@pytest.mark.parametrize("typed", ["chausures", "chausure", "chuassure"])
def test_a_corrected_word_is_understood(ask, typed):
    found = ask(f"{typed} trail femme")

    assert ids(found) == {1, 2}
    assert found.understood.family == TRAIL
    assert found.result.relaxed == (
        Relaxed(Relaxing.SPELLING, f"{typed} trail femme", "chaussures trail femme"),
    )
    assert ask.searches == 2


def test_what_is_tried_after_the_first_search_finds_all_words_or_nothing(engine):
    """A typo in each, or some of them, are looked for once."""
    counted = Counted(engine)
    read = answering.reader(vocabulary())

    answering.answer(counted, Query(), read("sentir ravin licorne"), read)

    assert [each.strict for each in counted.searches] == [False, True, True]


def test_then_a_word_less(ask):
    found = ask("sentier licorne")

    assert ids(found) == {1}
    assert found.result.relaxed == (Relaxed(Relaxing.WORD, "licorne"),)


def test_both_where_both_are_needed(ask):
    found = ask("sentir licorne")

    assert ids(found) == {1}
    assert [each.kind for each in found.result.relaxed] == [Relaxing.SPELLING, Relaxing.WORD]
    assert ask.searches == 2  # in one go


def test_of_words_that_are_never_together_the_last_goes(ask):
    found = ask("ravin sentier")

    assert ids(found) == {3}
    assert found.result.relaxed == (Relaxed(Relaxing.WORD, "sentier"),)


def test_then_the_next_figure_that_there_is(ask):
    found = ask("chaussure trail drop 8")

    assert ids(found) in ({1, 3}, {2}, {1, 2, 3})
    assert [each.kind for each in found.result.relaxed] == [Relaxing.VALUE]
    told = found.result.relaxed[0]
    assert told.asked == "8 mm"
    assert told.instead in {"Drop 6 à 8 mm", "Drop 8 à 10 mm"}
    assert [phrase.label for phrase in found.understood.phrases][1] == told.instead


def test_of_two_neighbours_the_nearest(ask):
    assert ask("chaussure trail drop 9").result.relaxed == (
        Relaxed(Relaxing.VALUE, "9 mm", "Drop 9 à 10 mm"),
    )
    assert ask("tente 4 places").result.relaxed == (Relaxed(Relaxing.VALUE, "4", "Places 2 à 4"),)
    assert ask("chaussure trail moins de 50 €").result.relaxed == (
        Relaxed(Relaxing.VALUE, "jusqu’à 50 €", "Prix jusqu’à 120 €"),
    )


def test_a_chosen_figure_is_never_let_go_of(ask):
    found = ask("chaussure trail femme", ranges={"attr:drop": Range(8, 8)})

    assert ids(found) == set()
    assert found.result.relaxed == ()


def test_then_the_condition_that_is_in_the_way(ask):
    found = ask("chaussure trail homme noire")

    assert ids(found) == {3}
    assert found.result.relaxed == (Relaxed(Relaxing.CONDITION, "Noir"),)
    assert [phrase.facet for phrase in found.understood.phrases] == ["category", "gender"]


def test_words_that_are_never_together_beside_what_was_understood_go(ask):
    found = ask("chaussure trail homme 7 8 9")

    assert ids(found) == {3}
    assert [(each.kind, each.asked) for each in found.result.relaxed] == [
        (Relaxing.WORD, "9"),
        (Relaxing.WORD, "7 8"),
    ]


def test_what_was_understood_outlasts_words_beside_it(ask):
    """ "bivouac" is there, on no shoe."""
    found = ask("chaussure trail bivouac")

    assert ids(found) == {1, 2, 3}
    assert found.result.relaxed == (Relaxed(Relaxing.WORD, "bivouac"),)
    assert [phrase.facet for phrase in found.understood.phrases] == ["category"]


def test_a_sport_goes_before_words_that_name_a_thing(ask):
    found = ask("chaussure natation")

    assert ids(found) == {1, 2, 3}
    assert found.result.relaxed == (Relaxed(Relaxing.CONDITION, "Natation"),)


def test_words_that_name_nothing_go_before_those_that_do(ask):
    found = ask("vif ravin chaussure")

    assert ids(found) == {1, 2, 3}
    assert [(each.kind, each.asked) for each in found.result.relaxed] == [
        (Relaxing.WORD, "vif ravin"),
    ]


def test_words_around_a_question_cost_nothing(ask):
    found = ask("je cherche une chaussure trail pour offrir")

    assert ids(found) == {1, 2, 3}
    assert found.result.relaxed == ()
    assert found.understood.unasked == "je cherche offrir"
    assert ask.searches == 1


def test_conditions_go_one_after_the_other_the_most_doubtful_first(ask):
    found = ask("chaussure trail homme noire pointure 45 licorne")

    assert ids(found) == {3}
    assert found.result.relaxed == (
        Relaxed(Relaxing.WORD, "licorne"),
        Relaxed(Relaxing.CONDITION, "Noir"),
        Relaxed(Relaxing.CONDITION, "Pointure 45"),
    )


def test_of_two_figures_one_holds(ask):
    found = ask("chaussure trail drop 2 moins de 50 €")

    assert ids(found) == {1, 2, 3}
    assert found.result.relaxed == (
        Relaxed(Relaxing.CONDITION, "Drop 2 mm"),
        Relaxed(Relaxing.VALUE, "jusqu’à 50 €", "Prix jusqu’à 120 €"),
    )


def test_a_size_that_is_not_offered_is_the_next_one(ask):
    found = ask("chaussure trail 38 2/3")

    assert found.result.relaxed == (Relaxed(Relaxing.VALUE, "38 ⅔", "Pointure 39"),)
    assert ids(found) == {1, 2, 3}


def test_where_less_serves_as_well_the_next_is_less(ask):
    """A shoe of 265 g: that of 250 g is further away than that of 300 g would be from 290 g."""
    found = ask("chaussure trail 285 g")

    assert found.result.relaxed[0].instead == "Poids 250 à 299 g"
    assert ids(found) == {1, 3}


def test_then_the_category_alone(ask):
    written = "chaussure trail enfant noire pointure 45 norrsken mauve moins de 20 €"

    found = ask(written)

    assert ids(found) == {1, 2, 3}
    assert found.result.relaxed == (Relaxed(Relaxing.CATEGORY, written, "Chaussures de trail"),)


@pytest.mark.parametrize("written", ["VIF-000094", "réf. VIF-000094", "1011B999-001"])
def test_a_code_that_no_reference_has_is_not_taken_apart(ask, written):
    found = ask(written)

    assert found.result.total == 0
    assert found.result.relaxed == ()
    assert ask.searches == 1


@pytest.mark.parametrize("written", ["soldes", "livraison", "licorne 6", "poney licorne 250"])
def test_nothing_is_taken_for_what_is_no_thing_here(ask, written):
    """Neither a word of the shop for one that is written nearly so, nor a number alone."""
    found = ask(written)

    assert found.result.total == 0
    assert found.result.relaxed == ()


def test_nothing_at_all_is_nothing(ask):
    found = ask("licorne poney")

    assert found.result.total == 0
    assert found.result.relaxed == ()


def test_a_page_further_on_lets_go_of_the_same(ask):
    found = ask("sentir vif", page=2)

    assert found.result.total == 1
    assert found.result.hits == []
    assert found.result.relaxed == (Relaxed(Relaxing.SPELLING, "sentir vif", "sentier vif"),)


# --- as they are typed ---------------------------------------------------------------------------
def test_words_can_be_looked_for_as_they_are_typed(engine):
    found = answering.literally(engine, Query(), "chaussure trail femme")

    assert found.understood.phrases == ()
    assert {hit.id for hit in found.result.hits} == {1, 2, 3}  # "femme" is a keyword of all
    near = answering.literally(engine, Query(), "sentir vif").result
    assert near.relaxed == (Relaxed(Relaxing.SPELLING, "sentir vif"),)


def test_a_synonym_finds_on_both(engine):
    synonyms = text.Synonyms.of([("canadienne", "tente")])

    assert engine.search(Query(text="canadienne")).total == 0
    assert [h.id for h in engine.search(Query(text="canadienne", synonyms=synonyms)).hits] == [4]
