"""Texts that feeds changed, at the desk: read side by side, put back for good."""

import html
import re
from typing import Any

import pytest
from django.urls import reverse

from marketplace.core import clock
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope, trader_scope
from marketplace.desk.wordings import Between, between
from marketplace.technical import following
from marketplace.technical.following import Said
from marketplace.technical.models import ReferenceSheet, TextChange
from tests import shop

pytestmark = pytest.mark.django_db


def rewritten(title: str = "Cadence 4", **trader: Any) -> ReferenceSheet:
    """A reference of a trader of which its feed changed both texts."""
    owner = shop.point(**trader).trader
    variant = shop.reference(model_name="Cadence 3", description="<p>Un amorti franc.</p>")[0]
    sheet = ReferenceSheet.objects.select_related("product").get(product__children=variant)
    product: Any = sheet.product
    with trader_scope(owner):
        following.publish(
            rows=[(sheet.pk, product.title, sheet.model_name, product.description)],
            trader_id=owner.pk,
        )
        says = Said({}, follows=True, title=title, description="<p>Un amorti très doux.</p>")
        following.follow(said={sheet.pk: says}, trader_id=owner.pk, at=clock.now())
    return sheet


def test_what_changed_is_shown_and_put_back_for_good(client, operator):
    sheet = rewritten()
    page = reverse("desk:texts")
    text = client.get(page).content.decode()
    assert "<del>3</del>" in text
    assert "<ins>très doux.</ins>" in text
    with house_scope():
        title = TextChange.objects.get(field="title")
    OutboxEvent.objects.all().delete()

    done = client.post(reverse("desk:put-back-text", args=[title.pk]), follow=True)

    assert "Texte remis" in done.content.decode()
    assert operator.get_full_name() in done.content.decode()
    sheet.refresh_from_db()
    assert (sheet.model_name, sheet.product.title) == ("Cadence 3", "Cadence 3")
    assert [e.payload for e in OutboxEvent.objects.filter(topic="catalogue.changed")] == [
        {"reference_ids": [sheet.pk]}
    ]
    with house_scope():
        says = {sheet.pk: Said({}, follows=True, title="Cadence 5", description="<p>Encore.</p>")}
        following.follow(said=says, trader_id=title.trader_id, at=clock.now())
    sheet = ReferenceSheet.objects.select_related("product").get()
    assert (sheet.product.title, sheet.product.description) == ("Cadence 3", "<p>Encore.</p>")


def test_a_text_that_changed_since_is_not_put_back(client, operator):
    sheet = rewritten()
    with house_scope():
        change = TextChange.objects.get(field="description")
    sheet.product.description = "<p>Par Cordée.</p>"
    sheet.product.save()
    done = client.post(reverse("desk:put-back-text", args=[change.pk]), follow=True)
    assert "a changé depuis" in done.content.decode()
    sheet.product.refresh_from_db()
    assert sheet.product.description == "<p>Par Cordée.</p>"


def test_brands_that_publish_by_themselves_are_shown_on_demand(client, operator):
    rewritten(trusted_to_publish=True)
    page = reverse("desk:texts")
    assert "Aucun texte n’a changé." in client.get(page).content.decode()
    shown = client.get(f"{page}?toutes").content.decode()
    assert "très doux." in shown

    (action, *_others) = re.findall(r'action="(/regie/textes/\d+/remettre/[^"]*)"', shown)
    done = client.post(html.unescape(action), follow=True)
    assert "Texte remis" in done.content.decode()
    assert "très doux." in done.content.decode(), "the list that one was on"


@pytest.mark.parametrize("size", [1, 30])
def test_it_costs_the_same_at_any_size(client, operator, django_assert_num_queries, size):
    sheet = rewritten()
    with house_scope():
        change = TextChange.objects.first()
        TextChange.objects.exclude(pk=change.pk).delete()
        for _time in range(size - 1):
            change.pk = None
            change.save()
    with django_assert_num_queries(5):  # session, user, basket of the frame, count, changes
        response = client.get(reverse("desk:texts"))
    assert len(response.context["rows"]) == size
    sheet.refresh_from_db()
    assert str(sheet) in response.content.decode()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Cadence 3 Bleu", "Cadence 4 Bleu", Between("Cadence", "3", "4", "Bleu")),
        ("", "Un mot", Between("", "", "Un mot", "")),
        ("<p>Un mot</p>", "<h3>Un mot</h3>", Between("", "<p>Un mot</p>", "<h3>Un mot</h3>", "")),
        ("a b a", "a b a b a", Between("a b a", "", "b a", "")),
        ("x " * 50 + "old", "x " * 50 + "new", Between("… " + "x " * 29 + "x", "old", "new", "")),
    ],
)
def test_the_part_that_differs(old, new, told):
    found = between(old, new)
    assert (found.gone, found.come, found.after) == (told.gone, told.come, told.after)
    assert found.before.split() == told.before.split() or len(found.before) <= 62


def test_what_an_operator_put_back_is_not_put_back_again(client, operator):
    rewritten()
    with house_scope():
        title = TextChange.objects.get(field="title")
    client.post(reverse("desk:put-back-text", args=[title.pk]))
    with house_scope():
        back = TextChange.objects.get(field="title", user=operator)

    assert client.post(reverse("desk:put-back-text", args=[back.pk])).status_code == 404

    with house_scope():
        assert TextChange.objects.filter(field="title").count() == 2
