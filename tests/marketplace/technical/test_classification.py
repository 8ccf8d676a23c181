"""The taxonomy's files and what operators make of it: nothing is lost, all is told."""

import re
import tomllib
from collections import Counter
from itertools import chain

import pytest
from django.core.management import call_command
from oscar.core.loading import get_model

from marketplace.core.words import tokens
from marketplace.technical import classification, taxonomy
from marketplace.technical.classification import ChoiceExists, NotAChoice
from marketplace.technical.drawings import DRAWINGS
from marketplace.technical.models import Attribute, AttributeEdit, Family, Sport
from tests import shop

Category = get_model("catalogue", "Category")
FAMILIES = list(chain.from_iterable(sport["families"] for sport in taxonomy.sports()))


# --- the files -------------------------------------------------------------------------------
def test_every_sport_and_family_has_an_address_of_its_own() -> None:
    for rows in (taxonomy.sports(), FAMILIES):
        slugs = [row["slug"] for row in rows]
        assert len(set(slugs)) == len(slugs)
    positions = [sport["position"] for sport in taxonomy.sports()]
    assert len(set(positions)) == len(positions)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["slug"])
def test_a_family_is_whole(family) -> None:
    attributes = family["attributes"]
    keys = [each["key"] for each in attributes]
    deciders = sorted(each["decider"] for each in attributes if "decider" in each)
    assert len(set(keys)) == len(keys)
    assert deciders == list(range(1, len(deciders) + 1))
    assert len(deciders) <= 4
    assert family["drawing"] in DRAWINGS
    assert family.get("size_guide", "none") in Family.SizeGuide.values
    for each in attributes:
        assert each.get("type", "number") in Attribute.Type.values, each["key"]
        assert each["label"], each["key"]
        assert each["label_en"], each["key"]
        low, high = each.get("minimum"), each.get("maximum")
        assert low is None or high is None or low < high, each["key"]
        choices = [choice.split(":") for choice in each.get("choices", [])]
        assert all(len(choice) == 3 and all(choice) for choice in choices), each["key"]
        assert len({choice[0] for choice in choices}) == len(choices), each["key"]


def test_what_attributes_mean_is_written_for_attributes_that_there_are() -> None:
    told = taxonomy.meanings()
    slugs = {family["slug"] for family in FAMILIES}
    kinds = {taxonomy._kind(a) for family in FAMILIES for a in family["attributes"]}
    entries = told["attributes"]
    keys = [(e["key"], e.get("type", "number"), tuple(e.get("families", ()))) for e in entries]

    assert told["feminine"] == sorted(set(told["feminine"]))
    assert set(told["feminine"]) <= slugs
    assert len(set(keys)) == len(keys)
    assert not [key for *key, families in keys if tuple(key) not in kinds]
    assert {slug for *_key, families in keys for slug in families} <= slugs


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["slug"])
def test_each_figure_that_decides_says_what_more_and_less_of_it_is(family) -> None:
    numbers = [a for a in family["attributes"] if a.get("decider") and "choices" not in a]
    numbers = [a for a in numbers if a.get("type", "number") == "number"]
    assert not [a["key"] for a in numbers if not a.get("less")]
    for each in family["attributes"]:
        words = [each.get(name, "") for name in ("less", "less_en", "more", "more_en")]
        assert all(words) or not any(words), each["key"]
        assert not any(":" in word or "|" in word for word in words), each["key"]
        assert len(set(words)) == len(words) or not any(words), each["key"]
        assert (each.get("sought", "") in Attribute.Sought.values) == all(words), each["key"]
        chosen = [choice.partition(":")[0] for choice in each.get("choices", [])]
        scale = each.get("scale", [])
        assert set(scale) <= set(chosen), each["key"]
        assert len(scale) != 1, each["key"]
        assert bool(scale) == (bool(each.get("less")) and bool(chosen)), each["key"]
        assert bool(each.get("help")) == bool(each.get("help_en")), each["key"]


@pytest.mark.parametrize(
    ("slug", "key", "said"),
    [
        ("chaussures-running-route", "weight", ("plus légère", "lighter", "less")),
        ("sacs-a-dos", "weight", ("plus léger", "lighter", "less")),
        ("raquettes", "weight", ("plus légère", "lighter", "either")),
        ("sacs-de-couchage", "comfort", ("plus chaud", "warmer", "less")),
        ("vestes-impermeables", "waterproof", ("moins imperméable", "less waterproof", "more")),
    ],
)
def test_less_of_a_figure_is_said_as_the_family_s_noun_wants_it(slug, key, said) -> None:
    family = next(family for family in FAMILIES if family["slug"] == slug)
    attribute = next(each for each in family["attributes"] if each["key"] == key)
    assert (attribute["less"], attribute["less_en"], attribute["sought"]) == said


def test_a_choice_off_the_scale_is_neither_more_nor_less() -> None:
    family = next(family for family in FAMILIES if family["slug"] == "chaussures-running-route")
    cushioning = next(each for each in family["attributes"] if each["key"] == "cushioning")
    assert cushioning["scale"] == ["firm", "balanced", "max"]  # "reactive" is another thing


# --- loading ---------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


def test_loaded_twice_changes_once(django_assert_max_num_queries) -> None:
    first = classification.load()
    assert len(first) == sum(model.objects.count() for model in (Sport, Family, Attribute))
    assert Category.objects.count() == Sport.objects.count() + Family.objects.count()
    with django_assert_max_num_queries(10):
        assert classification.load() == []


@pytest.mark.parametrize("name", ["Masse", "poids", "Item weight", "Gewicht"])
def test_a_weight_has_the_same_names_in_every_family(name: str) -> None:
    told = [a for family in FAMILIES for a in family["attributes"] if a["key"] == "weight"]
    assert len(told) > 100
    assert not [a for a in told if tokens(name) not in taxonomy.names(a)]


def test_a_shared_name_takes_none_from_another_attribute_of_the_family() -> None:
    attributes = [
        {"key": "weight", "label": "Poids", "label_en": "Weight", "synonyms": ["Gewicht"]},
        {"key": "ballast", "label": "Lest", "label_en": "Ballast", "synonyms": ["masse"]},
    ]
    taxonomy._share(attributes, {("weight", "number"): ["masse", "poids", "kilos", "Kilos"]})
    assert [a["synonyms"] for a in attributes] == [["Gewicht", "kilos"], ["masse"]]


def test_no_label_claims_a_size_that_the_value_may_not_be_of() -> None:
    said = re.compile(r"\b(42|M|26[.,]5)\b")
    labels = [a[name] for f in FAMILIES for a in f["attributes"] for name in ("label", "label_en")]
    assert not [label for label in labels if said.search(label.partition("(")[2])]


def test_every_attribute_that_is_alike_everywhere_is_one_of_several_families() -> None:
    told = Counter(a["key"] for family in FAMILIES for a in family["attributes"])
    keys = tomllib.loads((taxonomy.HERE / "names" / "alike.toml").read_text("utf-8"))["keys"]
    assert keys == sorted(set(keys))
    assert not [key for key in keys if told[key] < 2]


def test_categories_grow_beside_those_that_stand(django_assert_max_num_queries) -> None:
    Category.add_root(name="Marques", slug="marques").add_child(name="Altavia", slug="altavia")
    classification.load(only={shop.SHOES})
    with django_assert_max_num_queries(55):  # SQLite takes attributes forty at a time
        classification.load()

    assert Category.find_problems() == ([], [], [], [], [])
    assert [child.slug for child in Category.get_first_root_node().get_children()] == ["altavia"]
    for sport in Sport.objects.all():
        root = Category.objects.get(depth=1, slug=sport.slug)
        families = sport.families.values_list("category_id", flat=True)
        assert {child.pk for child in root.get_children()} == set(families)


def test_what_a_file_says_anew_is_told_and_written(monkeypatch) -> None:
    classification.load(only={shop.SHOES})
    family = Family.objects.get()
    Attribute.objects.filter(key="drop").update(label="Dénivelé", maximum=99)
    Attribute.objects.create(family=family, key="former", label="Ancien", label_en="Former")

    assert classification.load(only={shop.SHOES}) == [
        f"~ Attribute {shop.SHOES} drop: label, maximum"
    ]
    drop = Attribute.objects.get(key="drop")
    assert (drop.label, drop.maximum) == ("Drop", 14)
    assert Attribute.objects.filter(key="former").exists(), "its values are still in use"


def test_the_command_says_what_would_change_and_changes_nothing(capsys) -> None:
    call_command("taxonomy", "--dry-run")
    assert capsys.readouterr().out.splitlines()[0] == "+ Sport running"
    assert not Sport.objects.exists()
    call_command("taxonomy")
    call_command("taxonomy")
    assert capsys.readouterr().out.splitlines()[-1] == "0 changed"


# --- operators -------------------------------------------------------------------------------
@pytest.fixture
def use(clock) -> Attribute:
    return shop.family().attributes.get(key="use")


def test_a_choice_that_an_operator_added_outlives_the_files(use, clock) -> None:
    maud = shop.operator()
    choice = classification.add_choice(
        attribute=use, label="Sentier", label_en="Gravel path", user=maud, at=clock()
    )
    assert choice == {"key": "gravel_path", "label": "Sentier", "label_en": "Gravel path"}

    assert classification.load(only={shop.SHOES}) == []
    use.refresh_from_db()
    assert use.choices[-1] == choice
    edit = AttributeEdit.objects.get()
    assert (edit.field, edit.new, edit.user, edit.at) == ("choice", choice, maud, clock())


@pytest.mark.parametrize(
    ("label", "label_en", "error"),
    [
        ("Compétition", "Contest", ChoiceExists),
        ("Course", "race", ChoiceExists),
        ("Été", "！", NotAChoice),
    ],
)
def test_no_choice_twice_and_none_without_a_key(use, clock, label, label_en, error) -> None:
    with pytest.raises(error):
        classification.add_choice(
            attribute=use, label=label, label_en=label_en, user=None, at=clock()
        )
    assert not AttributeEdit.objects.exists()


def test_a_number_takes_no_choice(use, clock) -> None:
    with pytest.raises(NotAChoice):
        classification.add_choice(
            attribute=use.family.attributes.get(key="drop"),
            label="Bas",
            label_en="Low",
            user=None,
            at=clock(),
        )


def test_a_facet_stays_as_it_was_switched(use, clock) -> None:
    for _twice in range(2):
        classification.switch_facet(attribute=use, on=False, user=None, at=clock())

    assert AttributeEdit.objects.count() == 1
    assert classification.load(only={shop.SHOES}) == []
    use.refresh_from_db()
    assert use.is_facet is False
