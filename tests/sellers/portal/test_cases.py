"""Cases in the portal: read, answered once, another seller's not there."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from marketplace.care import operations
from marketplace.care.models import Case, CaseMessage
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope
from tests import copies, shop

pytestmark = pytest.mark.django_db


def open_case(two, line, clock, key="k"):
    with house_scope():
        return operations.open_case(
            order=two.order, order_line_id=line, topic="size", text="Trop petite.", key=key,
            at=clock(),
        )  # fmt: skip


@pytest.fixture
def case(two, clock):
    return open_case(two, two.lines[0].order_line_id, clock)


@pytest.fixture
def foreign(two, clock):
    with house_scope():
        line = two.foreign.lines.get().order_line_id
    return open_case(two, line, clock, key="other")


def answer(client, case, text):
    return client.post(reverse("portal:case", args=[case.pk]), {"text": text})


def written(case):
    with house_scope():
        return list(CaseMessage.objects.filter(case=case).values_list("author", "text"))


def test_answered(two, case, client):
    response = answer(client, case, "Renvoyez-la, nous l’échangeons.")

    assert response.url == reverse("portal:case", args=[case.pk])
    assert written(case) == [
        ("shopper", "Trop petite."), ("trader", "Renvoyez-la, nous l’échangeons."),
    ]  # fmt: skip
    with house_scope():
        assert Case.objects.get(pk=case.pk).status == "answered"
    text = client.get(response.url).content.decode()
    assert "Renvoyez-la, nous l’échangeons." in text
    assert two.parcel.number in text


def test_sent_twice_answered_once(case, client):
    for _n in range(2):
        answer(client, case, "Renvoyez-la.")

    assert len(written(case)) == 2
    assert OutboxEvent.objects.filter(topic="case.answered").count() == 1


@pytest.mark.parametrize("text", ["", "   ", "é" * 4001])
def test_nothing_or_too_much_is_not_sent_and_not_lost(case, client, text):
    response = answer(client, case, text)

    assert response.status_code == 422
    assert response.context["form"]["text"].value() == text
    assert len(written(case)) == 1


def test_a_closed_case_takes_no_answer(case, client, clock):
    with house_scope():
        operations.close(case=case, reason="Remboursé.", user=shop.operator(), at=clock())
    response = answer(client, case, "Et encore.")

    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert told == ["Ce dossier est clos : rien n’y est plus ajouté."]
    assert written(case)[-1] == ("house", "Remboursé.")
    text = client.get(reverse("portal:case", args=[case.pk])).content.decode()
    assert "<textarea" not in text
    assert "Remboursé." in text


def test_another_sellers_case_does_not_exist(two, foreign, client):
    assert client.get(reverse("portal:case", args=[foreign.pk])).status_code == 404
    assert answer(client, foreign, "Bonjour").status_code == 404
    assert len(written(foreign)) == 1


@pytest.mark.parametrize("size", [1, 30])
def test_a_list_costs_the_same_at_any_size(case, foreign, client, django_assert_num_queries, size):
    for each in (case, foreign):
        copies.cases(each, size - 1)
    # session, user, member, basket, count, cases
    with django_assert_num_queries(6):
        response = client.get(reverse("portal:cases"))

    assert [row.trader_id for row in response.context["rows"]] == [case.trader_id] * size


def test_nobody_has_written(two, client):
    text = client.get(reverse("portal:cases")).content.decode()
    assert "Aucun client ne vous a écrit." in text
