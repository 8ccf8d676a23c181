"""Synonyms at the desk: who said what when, and what cannot be said."""

import tomllib

import pytest
from django.urls import reverse

from marketplace.core import clock
from marketplace.desk import operations as desk
from search.models import Synonym, SynonymChange
from search.question import current
from search.synonyms import operations, queries
from search.text import name
from tests import shop

pytestmark = pytest.mark.django_db
PAGE = "/regie/synonymes/"


def say(client, *phrases, one_way=False, page=PAGE):
    data = {"phrases": "\n".join(phrases)} | ({"one_way": "on"} if one_way else {})
    return client.post(page, data, follow=True)


def journal():
    rows = SynonymChange.objects.order_by("pk")
    return [(row.what, row.phrases, row.one_way, row.user) for row in rows]


def finds():
    """What the shop looks for, and what else with it."""
    current.forget()
    return current.of_now().synonyms.others


def test_what_is_added_is_looked_for_and_says_who_added_it(client, operator):
    response = say(client, " doudoune ", "", "veste   matelassée")

    assert "Synonymes ajoutés : doudoune = veste matelassée." in response.content.decode()
    assert "Maud Ferrand" in response.content.decode()
    assert journal() == [("added", ["doudoune", "veste matelassée"], False, operator)]
    assert finds() == {
        name("doudoune"): (name("veste matelassée"),),
        name("veste matelassée"): (name("doudoune"),),
    }


def test_one_way_finds_one_way(client, operator):
    say(client, "basket", "chaussure de sport", one_way=True)

    assert finds() == {name("basket"): (name("chaussure de sport"),)}


def test_what_is_changed_keeps_what_it_was(client, operator):
    say(client, "bonnet", "tuque")
    row = Synonym.objects.get()
    page = reverse("desk:synonym", args=[row.pk])
    assert "bonnet\ntuque" in client.get(page).content.decode()

    say(client, "bonnet", "tuque", "beanie", page=page)
    say(client, "bonnet", "tuque", "beanie", page=page)  # the same again: nothing is written

    assert [(what, phrases) for what, phrases, _one_way, _user in journal()] == [
        ("added", ["bonnet", "tuque"]),
        ("changed", ["bonnet", "tuque", "beanie"]),
    ]
    assert "bonnet, tuque, beanie" in client.get(page).content.decode()


def test_what_is_ended_is_no_longer_looked_for(client, operator):
    say(client, "bonnet", "tuque")
    row = Synonym.objects.get()

    client.get(reverse("desk:end-synonym", args=[row.pk]))
    assert finds()
    response = client.post(reverse("desk:end-synonym", args=[row.pk]), follow=True)

    assert "Aucun synonyme ici." in response.content.decode()
    assert finds() == {}
    assert [what for what, *_rest in journal()] == ["added", "ended"]
    assert "bonnet = tuque" in client.get(PAGE + "?arretes").content.decode()
    again = client.post(reverse("desk:end-synonym", args=[row.pk]), follow=True)
    assert "déjà arrêtés" in again.content.decode()
    changed = say(client, "bonnet", "cagoule", page=reverse("desk:synonym", args=[row.pk]))
    assert changed.status_code == 422
    assert len(journal()) == 2


@pytest.mark.parametrize(
    ("phrases", "said"),
    [
        (["doudoune"], "au moins deux expressions"),
        (["", "  "], "au moins deux expressions"),
        (["vélo", "vélos"], "déjà le même mot"),
        (["t-shirt", "tee shirt"], "déjà le même mot"),
        (["doudoune", "de la"], "ne contient aucun mot"),
        (["doudoune", "x" * 81], "trop long"),
        (["doudoune", "un deux trois quatre cinq six sept"], "trop long"),
        ([f"mot{n}" for n in range(13)], "12 expressions au plus"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(client, operator, phrases, said):
    response = say(client, *phrases)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Synonym.objects.exists()


def test_what_is_said_already_is_not_said_twice(client, operator):
    say(client, "bonnet", "tuque", "beanie")

    for phrases, one_way in ((["tuque", "Bonnets"], False), (["beanie", "tuque"], True)):
        response = say(client, *phrases, one_way=one_way)
        assert response.status_code == 422
        assert "C’est déjà dit : bonnet = tuque = beanie." in response.content.decode()
    assert Synonym.objects.count() == 1


def test_letters_find_their_row(client, operator):
    say(client, "bonnet", "tuque")
    say(client, "gant", "mitaine")

    html = client.get(PAGE, {"q": "tuq"}).content.decode()

    assert "bonnet = tuque" in html
    assert "gant = mitaine" not in html


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_at_any_size(client, operator, django_assert_num_queries, size):
    for number in range(size):
        operations.add(
            phrases=[f"mota{number}", f"motb{number}"], one_way=False, user=operator, at=clock.now()
        )

    # session, user, basket of the frame, count, rows, their changes, by whom
    with django_assert_num_queries(7):
        response = client.get(PAGE)

    assert len(response.context["page"].object_list) == size


# --- the file ------------------------------------------------------------------------------------
def test_the_file_is_brought_once_and_what_operators_did_stays(operator):
    added = operations.load(at=clock.now())
    assert len(added) == Synonym.objects.count() > 80
    ended = Synonym.objects.get(filed_as="bonnet")
    operations.end(synonym=ended, user=operator, at=clock.now())
    changed = Synonym.objects.get(filed_as="polaire")
    operations.change(
        synonym=changed, phrases=["polaire", "laine"], one_way=True, user=operator, at=clock.now()
    )

    assert operations.load(at=clock.now()) == []

    assert not queries.in_use().filter(filed_as="bonnet").exists()
    changed.refresh_from_db()
    assert changed.phrases == ["polaire", "laine"]


def test_a_release_brings_its_new_rows_and_leaves_edits_alone(operator, monkeypatch, tmp_path):
    file = tmp_path / "words.toml"
    monkeypatch.setattr(operations, "FILE", file)
    file.write_text('groups = [["polaire", "fleece"]]\none_way = []\n', "utf-8")
    operations.load(at=clock.now())
    kept = Synonym.objects.get(filed_as="polaire")
    operations.change(
        synonym=kept, phrases=["polaire", "laine"], one_way=False, user=operator, at=clock.now()
    )
    file.write_text(
        'groups = [["polaire", "fleece", "micropolaire"]]\none_way = [["manteau", "veste"]]\n',
        "utf-8",
    )

    changes = desk.prepare(domain="cordee.test")

    assert [each for each in changes if "Synonym" in each] == ["+ Synonym manteau → veste"]
    kept.refresh_from_db()
    assert kept.phrases == ["polaire", "laine"]


def test_the_file_names_each_row_once():
    told = tomllib.loads(operations.FILE.read_text("utf-8"))
    names = [row[0] for row in (*told["groups"], *told["one_way"])]

    assert len(names) == len(set(names))


# --- every process -------------------------------------------------------------------------------
def test_another_process_takes_a_change_up_within_seconds(monkeypatch, django_assert_num_queries):
    now = 100.0
    monkeypatch.setattr(current.time, "monotonic", lambda: now)
    assert current.of_now().synonyms.others == {}
    operations.add(phrases=["bonnet", "tuque"], one_way=False, user=None, at=clock.now())

    now = 101.0  # nobody looks
    with django_assert_num_queries(0):
        assert current.of_now().synonyms.others == {}
    now = 102.1
    assert name("tuque") in current.of_now().synonyms.others
    now = 105.0  # one question, and nothing is read again
    with django_assert_num_queries(1):
        kept = current.of_now()
    assert kept is current.of_now()
    shop.family()
    now = 108.0
    assert kept is not current.of_now()
