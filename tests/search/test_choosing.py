"""The ranking's weights are chosen on one half of a judged set and looked at on the other."""

from dataclasses import replace

import pytest

from scripts.judged import choosing, halves
from scripts.judged.choosing import Choice
from search.judging import files
from search.ranking import RANKING
from tests.search.test_judging import PRODUCTS, lines

QUESTIONS = [f"question {number}" for number in range(40)]


def seen(question):
    return halves.is_seen(question, salt=halves.CHORUS)


def choice(better):
    """``better``: question → by how much."""
    published = dict.fromkeys(QUESTIONS, 0.5)
    return Choice(RANKING, published, {each: 0.5 + better(each) for each in QUESTIONS})


def test_a_question_is_in_one_half_and_always_the_same():
    assert halves.is_seen("raquette tennis")
    assert not halves.is_seen("lunettes de piscine")
    assert 10 < sum(map(seen, QUESTIONS)) < 30


@pytest.mark.parametrize(
    ("better", "taken"),
    [
        (lambda each: 0.1 + 0.01 * (len(each) % 2), True),
        (lambda each: 0.4 * seen(each), False),  # on what it was chosen on alone
        (lambda each: 0.4 * (hash(each) == hash(QUESTIONS[-1])), False),  # one question is chance
        (lambda each: -0.1 * (len(each) % 2), False),
    ],
)
def test_it_is_taken_where_it_is_better_on_the_other_half(better, taken):
    assert choice(better).is_better is taken


def test_the_grid_has_what_is_published():
    grid = list(choosing.grid())

    assert RANKING in grid
    assert len(grid) == 243
    assert len({repr(each) for each in grid}) == 243


def test_other_weights_make_another_order(search_index, tmp_path, monkeypatch):
    """The engines read what is tried, and what is published afterwards."""
    products = tmp_path / "products"
    rows = [
        {"id": "said", "title": "Pad", "short_description": "mouse mouse"},
        {"id": "titled", "title": "Mouse for hands", "short_description": "of use"},
        *PRODUCTS[2:],
    ]
    products.write_text(lines(rows))
    questions = [*filter(seen, QUESTIONS)][:2] + [*(e for e in QUESTIONS if not seen(e))][:2]
    ratings = tmp_path / "ratings"
    ratings.write_text(
        "query,docid,rating\n" + "".join(f"mouse {each},titled,3\n" for each in questions)
    )
    told = replace(RANKING, fields={**RANKING.fields, "title": 9.0})
    monkeypatch.setattr(choosing, "grid", lambda: iter([RANKING, told]))
    monkeypatch.setattr(choosing, "_is_seen", lambda question: seen(question[len("mouse ") :]))

    found = choosing.of_files(products=products, ratings=ratings)

    assert set(files.ratings(ratings)) == set(found.new)
    assert found.chosen == told
    assert found.flat["chosen_seen"] > found.flat["published_seen"]
    assert (found.flat["questions_seen"], found.flat["questions_unseen"]) == (2, 2)
