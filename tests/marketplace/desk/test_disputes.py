"""Disputes at the desk: which must be defended by when, with what, handed over once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.core.errors import PermanentError, TransientError
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.payments import gateway
from marketplace.payments.gateway import DisputeState
from marketplace.payments.models import Dispute, Payment
from tests import copies, shop, stripe_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispute(order, clock, relay):
    with house_scope():
        parcel = Consignment.objects.filter(order=order).earliest("number")
        fulfilment.accept(consignment=parcel, actor=None, at=clock())
        fulfilment.ship(
            consignment=parcel, carrier="Colissimo", tracking="6A123", actor=None, at=clock()
        )
        fulfilment.deliver(consignment=parcel, actor=None, at=clock() + timedelta(days=2))
    relay(clock())
    Payment.objects.update(charge_id="ch_1")
    return stripe_accounts.dispute(order, evidence_due_at=clock() + timedelta(days=9))


def state(dispute, status, **changes):
    told = {
        "id": dispute.stripe_id, "status": status, "reason": dispute.reason,
        "amount_minor": dispute.amount_minor, "currency": "EUR", "charge_id": "ch_1",
        "intent_id": None, "created_at": dispute.opened_at,
        "evidence_due_at": dispute.evidence_due_at, "submitted": True, "was_withdrawn": True,
        "fee_minor": 2000,
    }  # fmt: skip
    return DisputeState(**told | changes)


@pytest.fixture
def bank(monkeypatch, dispute):
    """What is handed to the bank, which takes it."""
    taken = []

    def submit(*, dispute_id, evidence, key):
        taken.append((dispute_id, evidence, key))
        return state(dispute, "under_review")

    monkeypatch.setattr(gateway, "submit_evidence", submit)
    return taken


def page(client, dispute):
    return client.get(reverse("desk:dispute", args=[dispute.pk]))


def test_evidence_gathers_itself(dispute, order, client):
    initial = page(client, dispute).context["form"].initial

    assert initial["customer_name"] == "Camille Perrin"
    assert initial["customer_email_address"] == "camille@exemple.fr"
    assert initial["shipping_address"] == "24 quai Saint-Antoine, 69002 Lyon, FR"
    assert initial["shipping_carrier"] == "Colissimo"
    assert initial["shipping_tracking_number"] == "6A123"
    assert initial["shipping_date"] == "2 mars 2026"
    assert "1er novembre 2026" in initial["refund_policy_disclosure"]
    story = initial["uncategorized_text"]
    for words in (f"Commande {order.number} passée", "envoyées à camille@exemple.fr", "6A123",
                  "4 mars 2026", "livré"):  # fmt: skip
        assert words in story, words
    assert "Foulées d’Annecy SARL" in initial["product_description"]


def test_what_was_fetched_is_said_to_have_been_handed_over(dispute, order, client):
    with house_scope():
        parcels = Consignment.objects.filter(order=order, delivered_at__isnull=False)
        parcels.update(method="pickup", carrier="", tracking="")

    story = page(client, dispute).context["form"].initial["uncategorized_text"]

    assert "remis au comptoir contre son code" in story
    assert "sous le numéro" not in story


def test_handed_over_once(dispute, client, bank, operator):
    url = reverse("desk:dispute", args=[dispute.pk])
    said = page(client, dispute).context["form"].initial | {"customer_name": ""}
    client.post(url, said | {"yes": "1"})
    again = client.post(url, said | {"yes": "1"})

    ((dispute_id, evidence, _key),) = bank
    assert dispute_id == dispute.stripe_id
    assert "customer_name" not in evidence
    dispute.refresh_from_db()
    assert (dispute.status, dispute.submitted_by, dispute.evidence) == (
        "under_review", operator, evidence,
    )  # fmt: skip
    assert dispute.submitted_at is not None
    assert again.status_code == 422
    assert "6A123" in page(client, dispute).content.decode(), "what was handed over can be read"


def test_before_it_is_handed_over_one_reads_what_is_missing(dispute, client, bank):
    url = reverse("desk:dispute", args=[dispute.pk])
    said = page(client, dispute).context["form"].initial
    said |= {"shipping_carrier": "", "shipping_tracking_number": " ", "customer_name": "Camille P."}
    asked = client.post(url, said)

    assert [str(label) for label in asked.context["empty"]] == ["Transporteur", "Numéros de suivi"]
    assert "Ces pièces sont vides" in asked.content.decode()
    assert bank == []
    back = client.post(url, said | {"back": "1"})
    assert back.status_code == 200
    assert back.context["form"].initial["customer_name"] == "Camille P."
    assert bank == []


def test_a_refund_says_that_it_waits_for_the_dispute(dispute, order, client):
    words = "Un remboursement attend la fin du litige"
    pages = [reverse(f"desk:{name}", args=[order.number]) for name in ("order", "give-back")]

    assert all(words in client.get(url).content.decode() for url in pages)
    Dispute.objects.update(status=Dispute.Status.WARNING)  # a question takes no money back
    assert not any(words in client.get(url).content.decode() for url in pages)


@pytest.mark.parametrize("error", [TransientError("no answer"), PermanentError("too late")])
def test_a_bank_that_does_not_take_it(dispute, client, monkeypatch, error):
    def refuse(**_fields):
        raise error

    monkeypatch.setattr(gateway, "submit_evidence", refuse)
    told = state(dispute, "needs_response", submitted=False)
    monkeypatch.setattr(gateway, "retrieve_dispute", lambda _id: told)
    answer = client.post(
        reverse("desk:dispute", args=[dispute.pk]), {"customer_name": "Camille Perrin", "yes": "1"}
    )

    assert answer.status_code == 422
    dispute.refresh_from_db()
    assert (dispute.status, dispute.submitted_at) == ("needs_response", None)


def test_after_its_deadline_nothing_is_taken(dispute, client, clock, bank):
    clock.advance(days=10)
    assert page(client, dispute).context["form"] is None
    answer = client.post(
        reverse("desk:dispute", args=[dispute.pk]), {"customer_name": "C", "yes": "1"}
    )

    assert answer.status_code == 422
    assert bank == []


@pytest.mark.parametrize("yes", [{}, {"yes": "1"}])
def test_empty_evidence_is_not_sent(dispute, client, bank, yes):
    answer = client.post(reverse("desk:dispute", args=[dispute.pk]), {"customer_name": " ", **yes})

    assert answer.status_code == 422
    assert bank == []


@pytest.mark.parametrize("yes", [{}, {"yes": "1"}])
def test_an_address_that_is_none_is_named_and_nothing_is_sent(dispute, client, bank, yes):
    said = {"customer_name": "Camille", "customer_email_address": "nope", **yes}
    answer = client.post(reverse("desk:dispute", args=[dispute.pk]), said)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["customer_email_address"]
    assert bank == []


def test_what_must_be_defended_waits_on_the_first_page(dispute, client, clock):
    def waiting():
        context = client.get(reverse("desk:home")).context["waiting"]
        return context["disputes"], context["disputes_soon"]

    assert waiting() == (1, 0)
    clock.advance(days=7)
    assert waiting() == (1, 1)
    Dispute.objects.update(submitted_at=clock())
    assert waiting() == (0, 0)


@pytest.mark.parametrize("size", [1, 30])
def test_disputes_cost_the_same_at_any_size(dispute, client, django_assert_num_queries, size):
    for n in range(size - 1):
        copies.copy(dispute, stripe_id=f"du_more_{n}")
    # session, user, basket of the frame, count, disputes
    with django_assert_num_queries(5):
        response = client.get(reverse("desk:disputes"))

    assert len(response.context["rows"]) == size


def test_an_order_says_that_it_is_disputed(dispute, order, client):
    text = client.get(reverse("desk:order", args=[order.number])).content.decode()

    assert reverse("desk:dispute", args=[dispute.pk]) in text


def test_without_disputes_the_list_says_so(client, operator):
    assert "Aucun paiement n’est contesté" in client.get(reverse("desk:disputes")).content.decode()


def test_for_operators_alone(client, dispute):
    client.force_login(shop.user())

    assert client.get(reverse("desk:disputes")).status_code == 404
