"""The taxonomy at the desk: read whole, edited with who and when."""

import pytest
from django.urls import reverse

from marketplace.technical import classification
from marketplace.technical.models import Attribute, AttributeEdit
from tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def use(operator, clock):
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
