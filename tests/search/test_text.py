"""Words as search compares them."""

import pytest

from search import text

# What must meet although it is written otherwise.
PAIRS = [
    ("vélo", "vélos"), ("ski", "skis"), ("pneu", "pneus"), ("chaussure", "Chaussures"),
    ("léger", "légère"), ("léger", "légères"), ("imperméable", "impermeables"),
    ("chaud", "chaude"), ("blanc", "blanche"), ("gris", "grise"), ("bon", "bonne"),
    ("long", "longue"), ("sportif", "sportive"), ("horizontal", "horizontaux"),
    ("cheval", "chevaux"), ("raquette", "raquettes"), ("sac", "sacs"), ("bâton", "batons"),
    ("cœur", "coeur"), ("femme", "femmes"), ("enfant", "enfants"), ("été", "étés"),
    ("noir", "noire"), ("vert", "verte"), ("souple", "souples"), ("T-shirt", "tee shirt"),
    ("t-shirts", "tshirt"), ("Gore-Tex", "goretex"), ("VTT", "vélo tout terrain"),
]  # fmt: skip
STRANGERS = [
    ("trail", "train"), ("tente", "tennis"), ("veste", "vert"), ("course", "court"),
    ("drap", "drop"),
]  # fmt: skip


def meets(query, document):
    held = set(text.tokens(document))
    return all(
        any(held.issuperset(alternative) for alternative in word.alternatives)
        for word in text.words(query)
    )


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_forms_of_a_word_meet_both_ways(one, other):
    assert meets(one, other)
    assert meets(other, one)


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_other_words_do_not(one, other):
    assert not meets(one, other)


def test_elisions_stop_words_and_possessives_are_not_looked_for():
    assert text.words("la veste de l’homme d'eau") == text.words("veste homme eau")
    assert text.words("de la") == ()


def test_numbers_keep_their_comma():
    assert meets("8,5 mm", "drop 8.5 mm")
    assert not meets("8,5 mm", "drop 85 mm")


def test_only_the_first_twelve_words_are_looked_at():
    assert len(text.words(" ".join(f"mot{number}" for number in range(40)))) == text.MOST_WORDS


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("MH01-XS-Black", "MH01XSBLACK"),
        ("mh01 xs black", "MH01XSBLACK"),
        ("03612345678901", "3612345678901"),
        ("3612345678901", "3612345678901"),
        ("ALT-000042", "ALT000042"),
        ("chaussures", ""),  # no digit
        ("42", ""),  # a size
        ("x" * 200 + "1", ""),
    ],
)
def test_what_looks_like_a_code(typed, key):
    assert text.code_in(typed) == key
