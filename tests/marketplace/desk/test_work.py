"""Cases, proposals, e-mails and events at the desk: decided once, with a reason."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.care import operations as care
from marketplace.care import queries, refunds
from marketplace.care.models import Case, CaseMessage
from marketplace.core import outbox
from marketplace.core.models import OutboxDelivery, OutboxEvent, StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.payments.models import Refund
from marketplace.technical.models import Proposal, ReferenceSheet
from tests import copies, shop

Product = get_model("catalogue", "Product")
pytestmark = pytest.mark.django_db


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def plain(response):
    return response.content.decode().replace("\xa0", " ").replace("\u202f", " ")


# --- cases -----------------------------------------------------------------------------------
@pytest.fixture
def case(order, clock):
    with house_scope():
        return care.open_case(
            order=order, order_line_id=order.lines.order_by("pk")[0].pk, topic="size",
            text="Trop petite.", key="k", at=clock(),
        )  # fmt: skip


def written(case):
    with house_scope():
        return list(CaseMessage.objects.filter(case=case).values_list("author", "text"))


@pytest.mark.parametrize("size", [1, 30])
def test_cases_cost_the_same_at_any_size(case, client, django_assert_num_queries, size):
    copies.cases(case, size - 1)
    # session, user, basket of the frame, count, cases
    with django_assert_num_queries(5):
        response = client.get(reverse("desk:cases"))

    assert len(response.context["rows"]) == size


def test_both_sides_are_read_and_written_to(case, client, clock):
    with house_scope():
        care.answer(case=case, text="Renvoyez-la.", user=None, at=clock())
    response = client.post(reverse("desk:note", args=[case.pk]), {"text": "Nous suivons."})

    text = client.get(response.url).content.decode()
    for words in ("Trop petite.", "Renvoyez-la.", "Nous suivons.", "Foulées d’Annecy"):
        assert words in text
    assert written(case)[-1] == ("house", "Nous suivons.")


def test_closed_once_with_a_reason(case, client):
    url = reverse("desk:close", args=[case.pk])
    assert client.get(url).url == reverse("desk:case", args=[case.pk])
    empty = client.post(url, {"reason": " "})
    assert empty.status_code == 422
    assert "Indiquez le motif de votre décision." in empty.content.decode()
    with house_scope():
        assert Case.objects.get().status == "open"

    client.post(url, {"reason": "Remboursée : la boutique a tort."})
    again = client.post(url, {"reason": "Autrement."})

    assert told(again)[-1] == "Ce dossier est déjà clos."
    with house_scope():
        row = Case.objects.get()
    assert (row.status, row.closing_reason) == ("closed", "Remboursée : la boutique a tort.")
    assert written(case)[-1] == ("house", "Remboursée : la boutique a tort.")
    assert OutboxEvent.objects.filter(topic="case.closed").count() == 1
    assert list(client.get(reverse("desk:cases")).context["rows"]) == []
    assert list(client.get(reverse("desk:cases"), {"tous": ""}).context["rows"]) == [row]


def test_the_desk_refunds_an_article_that_was_sent(case, client, clock):
    page, url = reverse("desk:case", args=[case.pk]), reverse("desk:close", args=[case.pk])
    assert "Rembourser" not in client.get(page).content.decode()
    with house_scope():
        parcel = case.order_line.consignment_line.consignment
        fulfilment.accept(consignment=parcel, actor=None, at=clock())
        fulfilment.ship(
            consignment=parcel, carrier="Colissimo", tracking="6A1", actor=None, at=clock()
        )
        amount = refunds.of_case(case).amount
    assert f"Rembourser l’article au client : {amount}" in client.get(page).content.decode()

    client.post(url, {"reason": "Abîmée à l’arrivée.", "refund": "on"})

    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.reason) == (amount.minor, "case")
    rows = client.get(reverse("desk:refunds", args=["tous"])).content.decode()
    assert "Décidé dans un dossier" in rows


def test_of_what_a_voucher_paid_whole_the_page_says_what_will_happen(client, operator, clock):
    shop.voucher(minor=5000)
    order = shop.paid_order(shop.offer(point=shop.point(shipping=0), minor=5000), code="BIENVENUE")
    with house_scope():
        parcel = Consignment.objects.get(order=order)
        fulfilment.accept(consignment=parcel, actor=None, at=clock())
        fulfilment.ship(consignment=parcel, carrier="DPD", tracking="6A1", actor=None, at=clock())
        case = care.open_case(
            order=order, order_line_id=order.lines.get().pk, topic="size", text="?", key="k",
            at=clock(),
        )  # fmt: skip
    page, url = reverse("desk:case", args=[case.pk]), reverse("desk:close", args=[case.pk])
    shown = plain(client.get(page))
    for words in (
        "Reprendre à la boutique le prix de l’article : rien à rembourser au client",
        "Un bon l’avait payé en entier : la boutique rend ses 50,00 € à Cordée.",
        "Offrir au client un bon neuf de 50,00 €",
    ):
        assert words in shown, words
    alone = client.post(url, {"reason": "Abîmée.", "new_voucher": "on"})
    assert alone.status_code == 422
    assert "cochez aussi « Reprendre à la boutique le prix de l’article" in plain(alone)
    assert not Refund.objects.exists()

    client.post(url, {"reason": "Abîmée.", "refund": "on", "new_voucher": "on"})

    assert Refund.objects.get().amount_minor == 0
    with house_scope():
        code = str(queries.code_of(Case.objects.get()))
    assert code in plain(client.get(page))
    portal = shop.member(case.trader)
    client.force_login(portal)
    seen = client.get(reverse("portal:case", args=[case.pk]))
    assert seen.status_code == 200
    assert code not in seen.content.decode(), "a seller is not given it"


def test_a_message_that_is_too_long_is_kept_in_its_form(case, client):
    response = client.post(reverse("desk:note", args=[case.pk]), {"text": "é" * 4001})

    assert response.status_code == 422
    assert response.context["note_form"]["text"].value() == "é" * 4001
    assert len(written(case)) == 1


# --- proposals -------------------------------------------------------------------------------
@pytest.fixture
def proposal(operator, clock):
    family, seller = shop.family(), shop.point()
    shop.maker("Cap Ouest")
    return Proposal._base_manager.create(
        trader=seller.trader, partner=seller.partner, key="brise", title="Brise 2",
        brand_name="Cap Ouest", created_at=clock(),
        content={
            "family": family.slug, "model_name": "Brise 2", "gender": "women",
            "colour_name": "Corail", "description": "<p onclick=x>Souple</p>",
            "variants": [
                {"key": "B-38", "size": "38", "gtin": ""},
                {"key": "B-39", "size": "39", "gtin": "03700000000006"},
            ],
        },
    )  # fmt: skip


def decide(client, proposal, action, **data):
    return client.post(reverse(f"desk:{action}-proposal", args=[proposal.pk]), data)


def test_a_proposal_is_read(proposal, client):
    response = client.get(reverse("desk:proposal", args=[proposal.pk]))

    text = response.content.decode()
    for words in ("Cap Ouest", "Corail", "Femme", "03700000000006", "sans code-barres", "Souple"):
        assert words in text
    assert "onclick" not in text
    assert response.context["accept_form"]["family"].value() == proposal.content["family"]
    assert "Running · Chaussures" in text


def test_a_proposal_is_accepted_once(proposal, client):
    family = proposal.content["family"]
    response = decide(client, proposal, "accept", family=family)
    assert response.url == reverse("desk:proposals")

    again = decide(client, proposal, "accept", family=family)

    assert told(again)[-1] == "Cette proposition était déjà acceptée : rien n’a changé."
    sheet = ReferenceSheet.objects.get()
    assert (sheet.brand.name, sheet.model_name, sheet.family.slug) == (
        "Cap Ouest", "Brise 2", family,
    )  # fmt: skip
    assert Product.objects.filter(parent=sheet.product).count() == 2


def test_without_its_family_nothing_is_published(proposal, client):
    for family in ("", "autre"):
        response = decide(client, proposal, "accept", family=family)
        assert response.status_code == 422
    assert not ReferenceSheet.objects.exists()


def test_a_proposal_is_refused_with_a_reason(proposal, client):
    assert decide(client, proposal, "refuse", reason=" ").status_code == 422
    decide(client, proposal, "refuse", reason="Hors de nos familles.")
    late = decide(client, proposal, "accept", family=proposal.content["family"])

    assert told(late)[-1] == "Cette proposition était déjà refusée : rien n’a changé."
    row = Proposal._base_manager.get()
    assert (row.status, row.reason) == ("refused", "Hors de nos familles.")
    assert not ReferenceSheet.objects.exists()
    decided = client.get(reverse("desk:proposals"), {"etat": "decidees"})
    assert "Hors de nos familles." in decided.content.decode()


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize("query", [{}, {"etat": "decidees"}, {"etat": "refusees", "q": "brise"}])
def test_proposals_cost_the_same_at_any_size(proposal, client, size, query,
                                             django_assert_num_queries):  # fmt: skip
    for n in range(size - 1):
        copies.copy(proposal, key=f"brise-{n}")
    if query:
        Proposal._base_manager.update(status="refused", decided_at=proposal.created_at)
    # session, user, basket of the frame, count, ranks, proposals; boutiques and families to choose
    # from; the families that are said; what waits has a maker, and is published in families
    with django_assert_num_queries(9 if query else 11):
        response = client.get(reverse("desk:proposals"), query)

    assert len(response.context["rows"]) == size


# --- e-mails ---------------------------------------------------------------------------------
@pytest.fixture
def mail(operator, clock):
    return StoredEmail.objects.create(
        to="camille@exemple.fr", sender="Cordée <bonjour@cordee.test>", subject="Votre commande",
        text="Bonjour,\n\nhttp://127.0.0.1:8000/x", language="fr", created_at=clock(),
        html="<p>Bonjour</p><script>alert(1)</script>",
    )  # fmt: skip


def test_a_mail_is_read_as_text_and_as_its_reader_sees_it(mail, client):
    response = client.get(reverse("desk:mail", args=[mail.pk]))

    text = response.content.decode()
    assert '<a href="http://127.0.0.1:8000/x"' in text
    assert "alert(1)" not in text
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert "frame-src" not in client.get(reverse("desk:mails"))["Content-Security-Policy"]


def test_its_html_is_a_document_that_can_do_nothing(mail, client):
    response = client.get(reverse("desk:letter", args=[mail.pk]))

    assert response.content.decode() == mail.html
    policy = dict(
        part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "sandbox": "allow-popups", "default-src": "'none'", "form-action": "'none'",
        "frame-ancestors": "'self'", "style-src": "'unsafe-inline'",
    }  # fmt: skip
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    client.logout()
    assert client.get(reverse("desk:letter", args=[mail.pk])).status_code == 302


@pytest.mark.parametrize("size", [1, 30])
def test_mails_cost_the_same_at_any_size(mail, client, size, django_assert_num_queries):
    for _n in range(size - 1):
        copies.copy(mail)
    # session, user, basket of the frame, count, mails
    with django_assert_num_queries(5):
        response = client.get(reverse("desk:mails"))

    assert len(response.context["rows"]) == size
    assert len(client.get(reverse("desk:mails"), {"q": "camille@"}).context["rows"]) == size
    assert "Aucun courriel ne correspond." in client.get(
        reverse("desk:mails"), {"q": "zz"}
    ).content.decode()  # fmt: skip


# --- events ----------------------------------------------------------------------------------
@pytest.fixture
def failing(operator, clock):
    outbox.publish("order.expired", order_id=404)
    OutboxDelivery.objects.update(
        last_error="DoesNotExist: Order <404>", attempts=3, due_at=clock.advance(minutes=5)
    )
    clock.advance(minutes=-4)
    return OutboxDelivery.objects.order_by("pk")[0]


def test_what_fails_is_shown_with_its_error_and_tried_again(failing, client, clock):
    text = client.get(reverse("desk:events")).content.decode()
    assert text.count("DoesNotExist: Order &lt;404&gt;") == 2
    assert "order_id 404" in text
    assert "dans 4 min" in text
    url = reverse("desk:hasten", args=[failing.pk])

    client.get(url)
    failing.refresh_from_db()
    assert failing.due_at > clock()
    response = client.post(url)

    assert response.url == reverse("desk:events")
    failing.refresh_from_db()
    assert failing.due_at == clock()
    assert OutboxDelivery.objects.filter(due_at__gt=clock()).count() == 1, "the other one waits"


def test_what_was_handled_meanwhile_is_left_alone(failing, client, clock):
    OutboxDelivery.objects.update(done_at=clock())
    response = client.post(reverse("desk:hasten", args=[failing.pk]))

    assert told(response) == ["Cet événement est déjà traité."]
    assert list(client.get(reverse("desk:events")).context["rows"]) == []


@pytest.mark.parametrize("size", [1, 30])
def test_events_cost_the_same_at_any_size(failing, client, size, django_assert_num_queries):
    for n in range(size - 1):
        copies.copy(failing, event_id=copies.copy(failing.event).pk, subscriber=f"s{n}")
    # session, user, basket of the frame, count, deliveries with their events, lag
    with django_assert_num_queries(6):
        response = client.get(reverse("desk:events"))

    assert len(response.context["rows"]) == size + 1
