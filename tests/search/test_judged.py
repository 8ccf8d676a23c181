"""The French judged set is what its rules say, of the world that they are about."""

from collections import Counter

import pytest

from scripts.judged import grading
from scripts.judged.grading import FAMILY_ONLY, NEAR, RIGHT, WRONG, grade
from search.judging import files

LEAST = {"technical": 40, "natural": 30, "typo": 30, "code": 20, "brand": 15, "empty-handed": 15}


@pytest.fixture(scope="module")
def known():
    return grading.world()


@pytest.fixture(scope="module")
def asked(known):
    return grading.questions(known)


def test_the_ratings_are_those_that_the_rules_give(known):
    assert grading.RATINGS.read_text("utf-8") == grading.written(grading.rows(known))


def test_every_class_is_there_and_no_question_twice(asked):
    assert Counter(each.kind for each in asked) >= Counter(LEAST)
    assert len({each.ask for each in asked}) == len(asked)


def test_every_question_has_an_answer_but_those_that_must_not(known, asked):
    judged = files.ratings(grading.RATINGS)
    for each in asked:
        best = max(judged[each.ask].values())
        if each.kind == "empty-handed":
            assert best < RIGHT, each.ask
        else:
            assert best >= NEAR, each.ask


def test_a_rule_names_attributes_that_its_families_have(known, asked):
    """A slip of the pen would make everything miss."""
    for each in asked:
        families = each.rule.get("family", [])
        families = [families] if isinstance(families, str) else families
        names = set(each.rule) - set(grading.OWN) - {"docid"}
        held = {
            name
            for reference in known
            if reference.fact("family") in families
            for name in reference.made.draft.values
        }
        assert names <= held, each.ask


# --- grades ---------------------------------------------------------------------------------------
SHOE = "chaussures-running-route"


@pytest.fixture(scope="module")
def shoe(known):
    return next(each for each in known if each.fact("family") == SHOE and each.fact("drop") == 6)


def rule(shoe, **more):
    return {"ask": "", "family": SHOE, "gender": shoe.fact("gender"), **more}


@pytest.mark.parametrize(
    ("drop", "near", "worth"),
    [([6, 6], 1, RIGHT), ([7, 7], 1, NEAR), ([8, 8], 1, FAMILY_ONLY), ([0, 5], 1, NEAR)],
)
def test_a_near_miss_is_worth_two_and_a_far_one_the_family(shoe, drop, near, worth):
    assert grade(rule(shoe, drop=drop, near={"drop": near}), shoe) == worth


def test_two_near_misses_are_worth_the_family(shoe):
    near = {"drop": 1, "price": 1}
    missing = rule(shoe, drop=[7, 7], price=[0, shoe.price - 1], near=near)

    assert grade(missing, shoe) == FAMILY_ONLY
    assert grade({**missing, "drop": [6, 6]}, shoe) == NEAR


def test_another_family_is_worth_nothing(shoe):
    assert grade({"ask": "", "family": "raquettes"}, shoe) == WRONG
    assert grade({"ask": "", "family": []}, shoe) == WRONG


def test_of_a_brand_alone_there_is_no_family_to_be_right_about(shoe):
    assert grade({"ask": "", "brand": shoe.fact("brand")}, shoe) == RIGHT
    assert grade({"ask": "", "brand": "Nobody"}, shoe) == WRONG


def test_what_is_for_both_is_for_each_and_not_for_children(known):
    racket = next(each for each in known if each.fact("gender") == "unisex")
    of_it = {"ask": "", "family": racket.fact("family")}

    assert grade({**of_it, "gender": "women"}, racket) == RIGHT
    assert grade({**of_it, "gender": "kids"}, racket) == FAMILY_ONLY
