"""What operators put first for a question: added with a reason and a date, ended, never forever."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from marketplace.core import clock as house_clock
from marketplace.technical.models import VariantSheet
from search.contract import NOT_STEERED, Steering
from search.models import Steer
from search.steering import current, operations
from search.steering.operations import BadSteer, SteerEnded, SteerTaken
from tests import factories, shop
from tests.marketplace.storefront import shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def shoe() -> Any:
    return factories.ReferenceFactory(sheet__manufacturer_ref="ALT-000042").sheet


def add(shoe, **more):
    now = house_clock.now()
    said = {
        "text": "Chaussures de trail", "kind": "pin", "reference": "alt-000042", "percent": None,
        "until": now + timedelta(days=9), "reason": "Semaine du trail", "user": None, "at": now,
    }  # fmt: skip
    return operations.add(**{**said, **more})


def of(text):
    current.forget()
    return current.of(text, at=house_clock.now())


# --- what is steered ------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["chaussure trail", "CHAUSSURES  DE TRAIL", "chaussures trail"])
def test_a_question_of_the_same_words_is_steered(shoe, typed):
    add(shoe)
    assert of(typed) == Steering(pinned=(shoe.pk,))


@pytest.mark.parametrize("typed", ["trail chaussure", "chaussure trail femme", "trail", ""])
def test_a_question_of_other_words_is_not(shoe, typed):
    add(shoe)
    assert of(typed) == NOT_STEERED


def test_a_boost_is_a_share(shoe):
    add(shoe, kind="boost", percent=20)
    assert of("chaussure trail") == Steering(boosts={shoe.pk: 0.2})


def test_it_is_over_at_its_date_whatever_a_process_has_kept(shoe, clock):
    add(shoe)
    assert of("chaussure trail").pinned
    clock.advance(days=9)
    assert current.of("chaussure trail", at=house_clock.now()) == NOT_STEERED


def test_after_its_date_it_can_be_put_first_again(shoe, clock):
    add(shoe)
    clock.advance(days=10)
    add(shoe, until=house_clock.now() + timedelta(days=2))
    assert of("chaussure trail").pinned == (shoe.pk,)


def test_asking_again_within_five_seconds_costs_no_query(shoe, django_assert_num_queries):
    add(shoe)
    current.forget()
    with django_assert_num_queries(1):
        for _ in range(3):
            current.of("chaussure trail", at=house_clock.now())
    with django_assert_num_queries(0):
        current.of("", at=house_clock.now())


# --- what cannot be -------------------------------------------------------------------------------
@pytest.mark.usefixtures("search_index")
@pytest.mark.parametrize("kind", ["pin", "boost"])
def test_what_the_words_are_understood_as_would_hide_it_is_told_before(kind):
    shoe = shelf.shoe()
    shelf.shoe("Grand Chemin", of="sacs-a-dos", sizes=["Taille unique"], values={})
    shelf.open_shop()
    page = f"/produit/x_{shoe.pk}/"

    with pytest.raises(BadSteer) as error:
        add(shoe, text="sac à dos rouge 50 €", reference=page, kind=kind, percent=9)

    assert error.value.field == "reference"
    assert "« Sacs à dos, Rouge »" in str(error.value.message)  # the price may change
    assert not Steer.objects.exists()


@pytest.mark.usefixtures("search_index")
@pytest.mark.parametrize("text", ["chaussure de running route bleu", "cadence"])
def test_what_meets_its_words_or_has_words_alone_is_put_first(client, text):
    shoe = shelf.shoe()
    shelf.open_shop()

    add(shoe, text=text, reference=f"/produit/x_{shoe.pk}/")
    current.forget()

    [card] = client.get("/catalogue/", {"q": text}).context["listing"].cards
    assert (card.id, card.pinned) == (shoe.pk, True)


@pytest.mark.usefixtures("search_index")
def test_what_is_sold_out_today_may_be_put_first_for_tomorrow():
    shoe = shelf.shoe(stock=0)
    shelf.shoe("Grand Chemin", of="sacs-a-dos", sizes=["Taille unique"], values={})
    shelf.open_shop()

    assert add(shoe, text="sac à dos", reference=f"/produit/x_{shoe.pk}/").pk


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", {"text": "de la"}),
        ("text", {"text": "x" * 201}),
        ("text", {"text": "a\0b"}),
        ("text", {"text": " ".join(f"mot{n}" for n in range(12))}),
        ("reference", {"reference": "ZZZ-1"}),
        ("reference", {"reference": ""}),
        ("reference", {"reference": "a\0b"}),
        ("reference", {"reference": "/produit/x_999999999/"}),
        ("kind", {"kind": "buy"}),
        ("percent", {"kind": "boost"}),
        ("percent", {"kind": "boost", "percent": 0}),
        ("percent", {"kind": "boost", "percent": 51}),
        ("until", {"until": datetime(2020, 1, 1, tzinfo=UTC)}),
        ("until", {"until": datetime(2999, 1, 1, tzinfo=UTC)}),
        ("reason", {"reason": "  "}),
        ("reason", {"reason": "x" * 301}),
    ],
)
def test_what_cannot_be_is_told_by_its_field(shoe, field, wrong):
    with pytest.raises(BadSteer) as error:
        add(shoe, **wrong)
    assert error.value.field == field
    assert not Steer.objects.exists()


def test_a_reference_that_is_not_on_show_is_never_put_first(shoe):
    shoe.product.is_public = False
    shoe.product.save()
    with pytest.raises(BadSteer):
        add(shoe)


def test_a_code_of_several_is_asked_for_more_exactly(shoe):
    factories.ReferenceFactory(sheet__manufacturer_ref="ALT-000042")
    with pytest.raises(BadSteer, match="EAN"):
        add(shoe)
    assert add(shoe, reference=f"https://cordee.test/produit/x_{shoe.pk}/?taille=42")


def test_an_ean_names_its_reference():
    variant = VariantSheet.objects.get(product_id=shop.reference()[0])
    variant.gtin = "03700000003007"
    variant.save()
    assert add(None, reference="3700000003007").reference_id == variant.product.parent_id


def test_the_same_twice_is_refused_by_the_operation_and_by_the_database(shoe):
    row = add(shoe)
    with pytest.raises(SteerTaken):
        add(shoe, text="chaussure trail", kind="boost", percent=10)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_sixth_is_not_pinned(shoe):
    for number in range(5):
        factories.ReferenceFactory(sheet__manufacturer_ref=f"ALT-{number}")
        add(None, reference=f"ALT-{number}")
    with pytest.raises(BadSteer, match="5"):
        add(shoe)


def test_it_ends_once(shoe):
    row = add(shoe)
    operations.end(steer=row, user=None, at=house_clock.now())
    assert of("chaussure trail") == NOT_STEERED
    with pytest.raises(SteerEnded):
        operations.end(steer=row, user=None, at=house_clock.now())


# --- the page -------------------------------------------------------------------------------------
PAGE = "/regie/mises-en-avant/"


def said(**more):
    until = (house_clock.now() + timedelta(days=3)).date().isoformat()
    return {
        "text": "chaussure trail", "reference": "ALT-000042", "kind": "pin", "until": until,
        "reason": "Semaine du trail", **more,
    }  # fmt: skip


def test_an_operator_adds_sees_and_ends(client, operator, shoe):
    page = client.post(PAGE, said(), follow=True).content.decode()
    row = Steer.objects.get()
    assert row.user == operator
    for told in ("chaussure trail", str(shoe), "en tête", "Semaine du trail", "Maud Ferrand"):
        assert told in page

    client.post(reverse("desk:end-steer", args=[row.pk]))

    assert "Semaine du trail" not in client.get(PAGE).content.decode()
    ended = client.get(f"{PAGE}?terminees").content.decode()
    assert "arrêtée par Maud Ferrand" in ended


def test_the_last_day_is_included(client, operator, shoe):
    tomorrow = (house_clock.now() + timedelta(days=1)).date().isoformat()
    client.post(PAGE, said(until=tomorrow))
    until = Steer.objects.get().until
    assert until - house_clock.now() > timedelta(days=1)


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("text", "", "obligatoire"),
        ("reference", "ZZZ", "Aucune référence publiée"),
        ("kind", "buy", "choix valide"),
        ("until", "2020-01-01", "Une date à venir"),
        ("until", "31/02/2026", "date valide"),
        ("until", "9999-12-31", "Une date à venir"),
        ("until", "0001-01-01", "Une date à venir"),
        ("reason", "", "Indiquez pourquoi"),
    ],
)
def test_a_slip_is_told_on_the_page(client, operator, shoe, field, wrong, told):
    answer = client.post(PAGE, said(**{field: wrong}))

    assert answer.status_code == 422
    assert told in answer.content.decode().replace("'", "’")
    assert not Steer.objects.exists()


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_at_any_size(client, operator, size, django_assert_num_queries):
    for number in range(size):
        factories.ReferenceFactory(sheet__manufacturer_ref=f"ALT-{number}")
        add(None, reference=f"ALT-{number}", text=f"mot{number}")
    client.get(PAGE)

    with django_assert_num_queries(5):  # session, user, its till, count, rows
        answer = client.get(PAGE)

    assert len(answer.context["page"]) == size
