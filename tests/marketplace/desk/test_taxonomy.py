"""The taxonomy at the desk: read whole, edited with who and when."""

import pytest
from django.urls import reverse

from marketplace.core import clock
from marketplace.technical import classification, sheets
from marketplace.technical.models import (
    Attribute,
    AttributeEdit,
    ReferenceSheet,
    ValueQuestion,
)
from tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def use(operator):
    return shop.family().attributes.get(key="use")


def test_all_of_it_costs_the_same_at_any_size(client, use, django_assert_num_queries):
    url = reverse("desk:taxonomy")
    counts = []
    for only in ((), None):  # one family, then all
        classification.load(only=only)
        # session, user, basket of the frame, sports, families
        with django_assert_num_queries(5):
            counts.append(client.get(url).content.decode().count('scope="row"'))
    assert counts[0] == 1
    assert counts[1] > 50


def test_a_filter_is_switched_and_the_page_says_by_whom(client, use, operator):
    page = reverse("desk:family", args=[use.family.slug])
    client.post(reverse("desk:switch-facet", args=[use.pk]), {"on": "0"})

    assert not Attribute.objects.get(pk=use.pk).is_facet
    text = client.get(page).content.decode()
    assert operator.email in text
    assert "Usage ne filtre plus." in text


def test_a_choice_is_added_or_its_form_says_why_not(client, use):
    url = reverse("desk:add-choice", args=[use.pk])
    taken = client.post(url, {f"{use.pk}-label": "Tempo", f"{use.pk}-label_en": "Tempo"})
    assert taken.status_code == 422
    assert "existe déjà" in taken.content.decode()
    assert client.post(url, {}).status_code == 422

    done = client.post(url, {f"{use.pk}-label": "Piste", f"{use.pk}-label_en": "Track"})
    assert done.url == reverse("desk:family", args=[use.family.slug])
    assert AttributeEdit.objects.get().new["key"] == "track"


def test_a_doubted_value_is_counted_shown_and_answered(client, use):
    variant = shop.reference()[0]
    sheet = ReferenceSheet.objects.get(product__children=variant)
    for said in ("1 kg", "3 kg"):
        sheets.set_values(rows=[(sheet.pk, {"weight": said})], source="seller", at=clock.now())
    assert "2 valeurs à confirmer" in client.get(reverse("desk:taxonomy")).content.decode()
    right, wrong = ValueQuestion.objects.order_by("said")
    page = reverse("desk:family", args=[use.family.slug])
    text = client.get(page).content.decode()
    assert "« 3 kg » · vendeur · au-dessus du plausible" in text

    answered = client.post(reverse("desk:answer-question", args=[right.pk]), {"right": "1"})
    client.post(reverse("desk:answer-question", args=[wrong.pk]), {"right": "0"})
    again = client.post(
        reverse("desk:answer-question", args=[wrong.pk]), {"right": "1"}, follow=True
    )

    assert answered.url == page
    assert "Cette question a déjà sa réponse" in again.content.decode()
    assert "Valeurs à confirmer" not in client.get(page).content.decode()
    sheet.refresh_from_db()
    assert (sheet.value("weight"), sheet.values["weight"]["source"]) == (1000, "house")
