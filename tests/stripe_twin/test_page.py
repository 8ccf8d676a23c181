"""The hosted page, without a browser."""

import urllib.request

import pytest
import stripe

from tests.stripe_twin.conftest import line
from tests.stripe_twin.process import abandon, pay

DECLINED = "4000 0000 0000 0002"
CHALLENGES = "4000 0025 0000 3155"


def _types(twin):
    return [event.type for event in twin.take()]


def _page(url):
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url) as response:
        return response.headers, response.read().decode()


def test_a_good_card_pays(client, open_session, twin):
    session = open_session()

    visit = pay(session.url)

    assert visit.outcome == "paid"
    assert visit.redirect == f"http://shop.test/merci?session={session.id}"
    expand = ["payment_intent.latest_charge.balance_transaction"]
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details.email == "sportif@cordee.test"
    intent = paid.payment_intent
    assert (intent.status, intent.amount_received, intent.transfer_group) == (
        "succeeded",
        9200,
        "C-1001",
    )
    assert intent.metadata.to_dict() == {"order": "C-1001"}
    charge = intent.latest_charge
    assert (charge.amount, charge.paid, charge.captured, charge.refunded) == (
        9200,
        True,
        True,
        False,
    )
    assert charge.payment_method_details.card.last4 == "4242"
    booked = charge.balance_transaction
    assert (booked.amount, booked.fee, booked.net, booked.status) == (9200, 163, 9037, "pending")
    assert _types(twin) == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_declined_card_leaves_the_session_open_for_another(client, open_session, twin):
    session = open_session()

    refused = pay(session.url, DECLINED)

    assert refused.outcome == "declined"
    assert "Votre carte a été refusée." in refused.page
    still_open = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (still_open.status, still_open.payment_status) == ("open", "unpaid")
    intent = still_open.payment_intent
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error.decline_code == "generic_decline"
    assert intent.amount_received == 0
    assert _types(twin) == ["payment_intent.payment_failed"]
    assert twin.state()["balance"] == {}

    assert pay(session.url).outcome == "paid"
    again = client.v1.checkout.sessions.retrieve(session.id)
    assert again.payment_intent == intent.id
    charges = client.v1.charges.list({"payment_intent": intent.id}).data
    assert [charge.status for charge in charges] == ["succeeded", "failed"]


@pytest.mark.parametrize(
    ("card", "text"),
    [
        ("4000000000009995", "fonds suffisants"),
        ("4000000000000069", "a expiré"),
        ("4242424242424241", "numéro de votre carte est incorrect"),
        ("4539148803436467", "pas une carte de test"),
        ("", "numéro de votre carte est incorrect"),
    ],
)
def test_a_decline_says_why(open_session, card, text):
    visit = pay(open_session().url, card)

    assert visit.outcome == "declined"
    assert text in visit.page


def test_three_d_secure_accepted(client, open_session, twin):
    session = open_session()

    visit = pay(session.url, CHALLENGES, three_d_secure="accept")

    assert visit.outcome == "paid"
    paid = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    card = paid.payment_intent.latest_charge.payment_method_details.card
    assert card.three_d_secure.result == "authenticated"
    recorded = [event.type for event in client.v1.events.list().data]
    assert "payment_intent.requires_action" in recorded


def test_three_d_secure_refused(client, open_session, twin):
    session = open_session()

    visit = pay(session.url, CHALLENGES, three_d_secure="refuse")

    assert visit.outcome == "declined"
    assert "3-D Secure a été refusée" in visit.page
    expand = ["payment_intent"]
    shown = client.v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    intent = shown.payment_intent
    assert shown.status == "open"
    assert intent.last_payment_error.code == "payment_intent_authentication_failure"
    assert intent.latest_charge is None
    assert client.v1.charges.list().data == []
    assert _types(twin) == ["payment_intent.payment_failed"]
    assert pay(session.url).outcome == "paid"


def test_a_challenge_can_end_in_a_decline(open_session):
    assert pay(open_session().url, "4000008400001629").outcome == "declined"


def test_abandoning_leaves_the_session_open(client, open_session, twin):
    session = open_session()

    visit = abandon(session.url)

    assert (visit.outcome, visit.redirect) == ("abandoned", "http://shop.test/panier")
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert twin.take() == []
    assert pay(session.url).outcome == "paid"


def test_a_session_is_paid_once(client, open_session):
    session = open_session()
    pay(session.url)

    assert pay(session.url).outcome == "closed"

    assert len(client.v1.charges.list().data) == 1


def test_an_expired_session_takes_no_money(client, open_session):
    session = open_session()
    client.v1.checkout.sessions.expire(session.id)

    visit = pay(session.url)

    assert visit.outcome == "closed"
    assert "a expiré" in visit.page
    assert client.v1.charges.list().data == []


def test_the_page_shows_the_order_and_runs_no_script(open_session):
    session = open_session(line_items=[line("<b>Cadence</b> & co", 123456)])

    headers, page = _page(session.url)

    assert "Stripe (jumeau de test)" in page
    assert "&lt;b&gt;Cadence&lt;/b&gt; &amp; co" in page
    assert "Payer 1\u202f234,56\u00a0€" in page
    assert '<html lang="fr">' in page
    assert "<script" not in page
    assert "style=" not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_page_that_does_not_exist(twin):
    assert pay(f"{twin.url}/pay/cs_test_unknown").outcome == "closed"


def test_the_intent_appears_with_the_first_attempt(client, open_session):
    session = open_session()
    assert client.v1.payment_intents.list().data == []

    pay(session.url, DECLINED)

    (intent,) = client.v1.payment_intents.list({"expand": ["data.latest_charge"]}).data
    assert intent.latest_charge.failure_code == "card_declined"
    assert isinstance(intent, stripe.PaymentIntent)
