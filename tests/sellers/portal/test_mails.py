"""E-mails to sellers: French, once for each step, with a link that opens the right page."""

import re

import pytest

from marketplace.care import operations as care
from marketplace.core.models import StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations
from marketplace.fulfilment.models import Consignment
from tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(two, relay, clock):
    """Runs a step in the house, lets everybody hear of it, and returns what the seller got."""

    def run(step, to=None):
        with house_scope():
            step()
        relay(clock())
        mails = StoredEmail.objects.filter(to=(to or two.trader).email).order_by("pk")
        return list(mails)

    return run


def link(mail):
    (url,) = re.findall(r"https?://\S+", mail.text)
    return url.removeprefix("http://127.0.0.1:8000")


def nothing():
    """Only what the order itself set off."""


def test_to_accept(two, story, client, relay, clock):
    (mail,) = story(nothing)

    assert mail.subject == f"Colis {two.parcel.number} à accepter"
    assert mail.language == "fr"
    assert "avant mardi 3 mars, 10\xa0h" in mail.text
    assert [line for line in mail.text.splitlines() if line.startswith("- ")] == [
        f"- 1 × {line.order_line.title} ({line.order_line.partner_sku})" for line in two.lines
    ]
    assert "Perrin" not in mail.text
    assert "camille@exemple.fr" not in mail.text
    assert client.get(link(mail)).context["consignment"].number == two.parcel.number
    assert len(story(nothing)) == 1, "once"
    assert f"{two.foreign.number} à accepter" in story(nothing, to=two.other)[0].subject


def test_the_shopper_cancels_an_article(two, story, client, clock):
    mails = story(lambda: operations.cancel_line(line=two.lines[0], actor=None, at=clock()))

    assert [mail.subject for mail in mails[1:]] == [
        f"Colis {two.parcel.number} : un article annulé"
    ]
    assert two.lines[0].order_line.title in mails[1].text
    assert "Le reste du colis part comme prévu" in mails[1].text
    assert client.get(link(mails[1])).status_code == 200


def test_the_deadline_has_passed(two, story, clock):
    story(nothing)
    clock.advance(hours=25)
    mails = story(lambda: operations.sweep(at=clock()))

    assert mails[1].subject == f"Colis {two.parcel.number} : 2 articles annulés"
    assert "Le délai est passé" in mails[1].text
    assert "Il ne reste rien à envoyer" in mails[1].text


def test_what_the_seller_refused_itself_it_is_not_told(two, story, clock):
    mails = story(
        lambda: operations.refuse_line(line=two.lines[0], reason="Perdu", actor=None, at=clock())
    )
    assert len(mails) == 1
    with house_scope():
        assert Consignment.objects.get(pk=two.parcel.pk).status == "to_accept"


def test_a_case_is_told_message_by_message(two, story, client, clock):
    opened = {}

    def open_case():
        opened["case"] = care.open_case(
            order=two.order, order_line_id=two.lines[0].order_line_id, topic="size",
            text="Petite & étroite.", key="k", at=clock(),
        )  # fmt: skip

    def say(function, words, **extra):
        return lambda: function(case=opened["case"], at=clock(), **{words: f"{words}.", **extra})

    operator, number = shop.operator(), two.order.number
    story(open_case)
    story(say(care.answer, "text", user=two.seller))
    story(say(care.note, "text", user=operator))
    story(say(care.reply, "text"))
    mails = story(say(care.close, "reason", user=operator))[1:]

    assert [mail.subject for mail in mails] == [
        f"Un client vous écrit, commande {number}",
        f"Cordée vous écrit, commande {number}",
        f"Un client vous écrit, commande {number}",
        f"Dossier clos, commande {number}",
    ]
    assert "Petite & étroite." in mails[0].text
    assert "Petite &amp; étroite." in mails[0].html
    assert "Répondez avant mercredi 4 mars, 10\xa0h." in mails[0].text
    assert "reason." in mails[3].text
    assert {client.get(link(mail)).context["case"] for mail in mails} == {opened["case"]}
    assert not StoredEmail.objects.filter(to=two.other.email, subject__contains="écrit").exists()
