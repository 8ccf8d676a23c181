"""Customers and the cards they keep."""

import urllib.parse
import urllib.request

import pytest
import stripe

from tests.stripe_twin import cards
from tests.stripe_twin.process import TwinError, pay

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
ASK = {"payment_method_save": "enabled"}


@pytest.fixture
def customer(client):
    return client.v1.customers.create(
        {"email": "sportif@cordee.test", "name": "Camille", "metadata": {"user": "5"}}
    )


@pytest.fixture
def visit(open_session, customer):
    """A session of the customer, which asks whether to keep the card."""

    def create(**changes):
        params = {"customer": customer.id, "saved_payment_method_options": ASK} | changes
        return open_session(**params, without=("customer_email",))

    return create


def _kept(client, customer):
    return client.v1.customers.payment_methods.list(customer.id, {"type": "card"}).data


def test_a_customer(client, customer, twin):
    assert customer.id.startswith("cus_")
    again = client.v1.customers.retrieve(customer.id)
    assert (again.email, again.name) == ("sportif@cordee.test", "Camille")
    assert again.metadata.to_dict() == {"user": "5"}
    assert [one.id for one in client.v1.customers.list({"email": customer.email}).data] == [
        customer.id
    ]
    assert client.v1.customers.list({"email": "other@cordee.test"}).data == []
    with pytest.raises(stripe.InvalidRequestError, match="Invalid email"):
        client.v1.customers.create({"email": "pas une adresse"})


def test_a_card_is_kept_when_asked(client, customer, visit):
    session = visit()

    assert pay(session.url, keep=True).outcome == "paid"

    (method,) = _kept(client, customer)
    assert (method.card.last4, method.card.brand, method.allow_redisplay) == (
        "4242",
        "visa",
        "always",
    )
    assert client.v1.payment_methods.retrieve(method.id).customer == customer.id
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert paid.customer == customer.id
    assert paid.customer_details.email == "sportif@cordee.test"
    assert (paid.payment_intent.customer, paid.payment_intent.payment_method) == (
        customer.id,
        method.id,
    )
    assert client.v1.charges.list({"customer": customer.id}).data[0].payment_method == method.id


def test_a_card_is_not_kept_unless_asked(client, customer, visit):
    pay(visit().url)

    assert _kept(client, customer) == []


def test_a_declined_card_is_not_kept(client, customer, visit):
    assert pay(visit().url, cards.DECLINED, keep=True).outcome == "declined"

    assert _kept(client, customer) == []


def test_a_kept_card_pays_again(client, customer, visit):
    pay(visit().url, cards.CHALLENGES, keep=True)
    (method,) = _kept(client, customer)
    again = visit()

    assert pay(again.url, saved_card=method.id).outcome == "paid"

    paid = client.v1.checkout.sessions.retrieve(
        again.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert paid.payment_intent.payment_method == method.id
    assert paid.payment_intent.latest_charge.payment_method_details.card.last4 == "3155"
    assert [one.id for one in _kept(client, customer)] == [method.id]


def test_a_card_is_offered_to_its_customer_alone(client, customer, visit, open_session):
    pay(visit().url, keep=True)
    (method,) = _kept(client, customer)
    other = client.v1.customers.create({"email": "autre@cordee.test"})

    for stranger in (visit(customer=other.id), open_session()):
        with pytest.raises(TwinError, match="does not offer"):
            pay(stranger.url, saved_card=method.id)


def test_a_card_forced_upon_a_page_is_not_charged(client, customer, visit):
    pay(visit().url, keep=True)
    (method,) = _kept(client, customer)
    other = client.v1.customers.create({"email": "autre@cordee.test"})
    pay(visit(customer=other.id).url, keep=True)
    session = visit(customer=other.id)

    body = urllib.parse.urlencode({"saved_card": method.id}).encode()
    with OPENER.open(session.url, body) as page:
        assert page.status == 200

    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert len(client.v1.charges.list().data) == 2


def test_detached_cards_are_gone(client, customer, visit):
    pay(visit().url, keep=True)
    (method,) = _kept(client, customer)

    assert client.v1.payment_methods.detach(method.id).customer is None

    assert _kept(client, customer) == []
    assert client.v1.payment_methods.list({"customer": customer.id}).data == []
    with pytest.raises(TwinError):
        pay(visit().url, saved_card=method.id)
    with pytest.raises(stripe.InvalidRequestError, match="not attached to a customer"):
        client.v1.payment_methods.detach(method.id)


def test_kept_for_later_use_alone_is_not_offered(client, customer, visit):
    usage = {"payment_intent_data": {"setup_future_usage": "on_session"}}
    session = visit(**usage, saved_payment_method_options={"payment_method_save": "disabled"})
    pay(session.url)

    (method,) = _kept(client, customer)
    assert method.allow_redisplay == "limited"
    with pytest.raises(TwinError):
        pay(visit().url, saved_card=method.id)
    wider = ASK | {"allow_redisplay_filters": ["always", "limited"]}
    shown = visit(saved_payment_method_options=wider)
    assert pay(shown.url, saved_card=method.id).outcome == "paid"


def test_the_page_asks_only_if_told_to(open_session, visit):
    for session in (open_session(), visit(saved_payment_method_options={})):
        with pytest.raises(TwinError, match="does not ask"):
            pay(session.url, keep=True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"customer": "cus_unknown"}, "No such customer"),
        ({"saved_payment_method_options": ASK}, "without a customer"),
        ({"payment_intent_data": {"setup_future_usage": "on_session"}}, "without a customer"),
    ],
)
def test_sessions_that_are_refused(client, open_session, changes, said):
    with pytest.raises(stripe.InvalidRequestError, match=said):
        open_session(**changes, without=("customer_email",) if "customer" in changes else ())

    assert client.v1.checkout.sessions.list().data == []


def test_a_customer_has_one_address(open_session, customer):
    with pytest.raises(stripe.InvalidRequestError, match="customer, customer_email"):
        open_session(customer=customer.id)


def test_cards_are_listed_by_customer(client):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_methods.list()
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        client.v1.payment_methods.list({"customer": "cus_unknown"})

    assert refused.value.code == "twin_unsupported"


# --- without a page ----------------------------------------------------------------------------
def test_a_test_card_pays_without_a_page(client, intent_params):
    intent = client.v1.payment_intents.create(
        intent_params | {"expand": ["latest_charge.balance_transaction"]}
    )

    assert (intent.status, intent.amount_received, intent.transfer_group) == (
        "succeeded",
        5000,
        "C-1",
    )
    assert intent.latest_charge.balance_transaction.status == "available"


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"confirm": False}, "confirm=false"),
        ({"payment_method": "pm_card_chargeDeclined"}, "payment_method"),
        ({"automatic_payment_methods": {"enabled": True}}, "automatic_payment_methods"),
        ({"amount": 49}, "amount"),
        ({"capture_method": "manual"}, "capture_method"),
    ],
)
def test_intents_that_are_refused(client, intent_params, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create(intent_params | changes)

    assert refused.value.param == param
    assert client.v1.payment_intents.list().data == []


@pytest.fixture
def intent_params():
    return {
        "amount": 5000,
        "currency": "eur",
        "payment_method": "pm_card_bypassPending",
        "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "transfer_group": "C-1",
    }
