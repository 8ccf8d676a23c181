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
    ("VTT", "vélos tout-terrain"), ("sac à dos", "sacs à dos"), ("sac a dos", "sac-à-dos"),
    ("gant", "gants"), ("bonnet", "bonnets"), ("manteau", "manteaux"), ("bleu", "bleue"),
    ("étanche", "étanches"), ("sec", "sèche"), ("premier", "première"), ("neuf", "neuve"),
    ("chaussette", "chaussettes"), ("corde", "cordes"), ("maillot", "maillots"),
    ("batterie", "batteries"), ("réglable", "réglables"), ("compétition", "compétitions"),
    ("genou", "genoux"), ("pull", "pulls"), ("cuissard", "cuissards"), ("casque", "casques"),
    ("coupe-vent", "coupe vent"), ("k-way", "kway"), ("home-trainer", "home trainer"),
    ("soft shell", "softshell"), ("vélo électrique", "VAE"),
]  # fmt: skip
ENGLISH_PAIRS = [
    ("shoe", "shoes"), ("running", "run"), ("racket", "rackets"), ("watch", "watches"),
    ("battery", "batteries"), ("glass", "glasses"), ("dress", "dresses"), ("jersey", "jerseys"),
    ("woman", "women's"), ("swim", "swimming"), ("hike", "hiking"), ("bike", "bikes"),
    ("string", "strings"), ("body", "bodies"),
]  # fmt: skip
STRANGERS = [
    ("trail", "train"), ("tente", "tennis"), ("veste", "vert"), ("course", "court"),
    ("drap", "drop"), ("chaussure", "chaussette"), ("chausson", "chaussure"), ("gant", "gain"),
    ("balle", "ballon"), ("ballon", "bâton"), ("short", "sport"), ("maillot", "maillet"),
    ("polo", "polaire"), ("corde", "cordage"), ("cordage", "cadrage"), ("planche", "plan"),
    ("casque", "casquette"), ("sac", "sec"), ("ski", "skate"), ("lampe", "lame"),
    ("raquette", "rack"), ("pneu", "neuf"), ("route", "roue"), ("selle", "sel"),
    ("homme", "home"), ("lacet", "lac"), ("marche", "marque"),
    ("montre", "monter"), ("coque", "coquille"), ("string", "strap"), ("fille", "fil"),
]  # fmt: skip


def meets(query, document):
    held = set(text.tokens(document))
    return all(
        any(held.issuperset(alternative) for alternative in word.alternatives)
        for word in text.words(query)
    )


@pytest.mark.parametrize(("one", "other"), PAIRS + ENGLISH_PAIRS)
def test_forms_of_a_word_meet_both_ways(one, other):
    assert meets(one, other)
    assert meets(other, one)


def test_a_compound_spans_no_line_break():
    assert "coupevent" in text.tokens("Veste coupe vent")
    assert text.tokens("Coupe\nVent frais") == ["coup", "vent", "frai"]


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_other_words_do_not(one, other):
    assert not meets(one, other)


def test_elisions_stop_words_and_possessives_are_not_looked_for():
    words = text.words("la veste de l’homme d'eau")
    assert [word.alternatives[0] for word in words] == [("vest",), ("hom",), ("eau",)]
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


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("réf 1011B548-001", "1011B548001"),
        ("chaussure réf. 1011 B548 001 homme", "1011B548001"),
        ("EAN 4 550330 012345", "4550330012345"),
        ("le 4-550330-012345 en 42", "4550330012345"),
        ("Altavia ALT-000042 bleu", "ALT000042"),
        ("(MH01-XS-001)", "MH01XS001"),
    ],
)
def test_a_code_among_other_words_may_be_one(typed, key):
    assert key in text.codes_in(typed)


@pytest.mark.parametrize("typed", ["chaussure route drop 8", "tente 2 places", "pegasus 41", "10k"])
def test_a_size_or_a_figure_is_no_code(typed):
    assert text.codes_in(typed)[1:] == ()


# --- synonyms ------------------------------------------------------------------------------------
SYNONYMS = text.Synonyms.of(
    [
        ("doudoune", "veste matelassée"),
        ("veste matelassée", "doudoune"),
        ("k-way", "coupe-vent"),
        ("basket", "chaussure de sport"),
    ]
)


def finds(query, document):
    held = set(text.tokens(document))
    return all(
        any(held.issuperset(alternative) for alternative in word.alternatives)
        for word in text.words(query, SYNONYMS)
    )


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("doudoune femme", "Veste matelassée, femme"),
        ("vestes matelassées", "Doudoune"),
        ("kway", "Coupe-vent"),
        ("K-Way bleu", "coupe vent bleu"),
        ("baskets", "Chaussures de sport"),
        ("basket", "Basket montante"),  # what was typed is still looked for
    ],
)
def test_a_synonym_is_looked_for_as_well(query, document):
    assert finds(query, document)


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("chaussure de sport", "Basket"),  # one way
        ("veste", "Doudoune"),  # a part of a phrase is not the phrase
        ("basket", "Sport"),  # nor is a part of what stands for it
    ],
)
def test_and_nothing_else(query, document):
    assert not finds(query, document)


@pytest.mark.parametrize(
    ("typed", "coded"),
    [
        ("VOL-000094", True), ("réf : VOL-000094", True), ("1011B548-001", True),
        ("20000mm", False), ("vif VOL-000094", False), ("pegasus 41", False), ("rt30", False),
        ("réf", False), ("", False),
    ],
)  # fmt: skip
def test_a_code_alone(typed, coded):
    assert text.is_code(typed) is coded


# --- spelling ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chausure", "chaussure"), ("chaussurre", "chaussure"), ("chaussire", "chaussure"),
        ("chuassure", "chaussure"), ("chaussuer", "chaussure"), ("hcaussure", "chaussure"),
        ("chaussur", "chaussure"), ("chaussure", "chaussure"), ("chaussurea", "chaussure"),
    ],
)  # fmt: skip
def test_one_typo_is_near(typed, meant):
    assert text.near(typed, meant)
    assert text.near(meant, typed)


@pytest.mark.parametrize("typed", ["chasure", "haussure", "thaussure", "chauszurz", "tente", "c"])
def test_two_are_not_nor_is_another_first_letter(typed):
    assert not text.near(typed, "chaussure")


def test_words_are_kept_as_they_are_written():
    assert text.spelled("Randonnées d’eau", "VTT 29 randonnée") == {
        "randon=randonnée",
        "randon=randonnées",
    }


def test_what_most_references_have_is_meant():
    counts = {"chaussur=chaussure": 9, "chaussur=chaussures": 9, "chaus=chausse": 30}
    assert text.corrected("chausure", counts) == "chaussure"
    assert text.corrected("raquette", counts) == ""
    rarer = {"cas=case": 5, "casqu=casque": 1, "casqu=casques": 90}
    assert text.corrected("casqe", rarer) == "casques"


@pytest.mark.parametrize(
    ("typed", "meant"), [("vetse", "veste"), ("trial", "trail"), ("vrte", "vert")]
)
def test_letters_that_changed_places_are_one_typo_and_nearer_than_two(typed, meant):
    counts = {"vert=vert": 300, "vest=veste": 9, "trail=trail": 9, "trac=trace": 50}
    assert text.corrected(typed, counts) == meant
