"""Checkout Sessions: what they are made of, and how they end by themselves."""

import time

import pytest
import stripe

from tests.stripe_twin.conftest import line, session_params
from tests.stripe_twin.process import pay

MINUTE = 60
DECLINED = "4000000000000002"


def test_a_new_session_is_open_without_an_intent(open_session, twin):
    session = open_session()

    assert session.id.startswith("cs_test_")
    assert session.status == "open"
    assert session.payment_status == "unpaid"
    assert session.payment_intent is None
    assert (session.amount_total, session.currency) == (9200, "eur")
    assert session.client_reference_id == "C-1001"
    assert session.metadata.to_dict() == {"order": "C-1001"}
    assert session.url == f"{twin.url}/pay/{session.id}"
    assert session.livemode is False
    assert session.expires_at - session.created == 24 * 60 * MINUTE
    assert not hasattr(session, "line_items")


def test_lines_show_when_asked(client, open_session):
    session = open_session()

    lines = client.v1.checkout.sessions.line_items.list(session.id, {"limit": 1})
    shown = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})

    assert [(item.description, item.amount_total) for item in lines.data] == [
        ("Cadence 3, taille 42", 4000)
    ]
    assert lines.has_more is True
    assert [item.amount_total for item in lines.auto_paging_iter()] == [4000, 5200]
    assert [item.price.unit_amount for item in shown.line_items.data] == [4000, 2600]


def test_a_session_lives_at_least_thirty_minutes(client):
    now = int(time.time())

    with pytest.raises(stripe.InvalidRequestError, match="at least 30 minutes") as refused:
        client.v1.checkout.sessions.create(session_params(expires_at=now + 29 * MINUTE))

    assert refused.value.http_status == 400
    assert refused.value.param == "expires_at"
    assert client.v1.checkout.sessions.list().data == []
    assert client.v1.checkout.sessions.create(session_params(expires_at=now + 31 * MINUTE)).url


def test_a_session_lives_at_most_a_day(client):
    too_late = int(time.time()) + 25 * 60 * MINUTE

    with pytest.raises(stripe.InvalidRequestError, match="less than 24 hours"):
        client.v1.checkout.sessions.create(session_params(expires_at=too_late))


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"line_items": [line("Rien", 10)]}, None),
        ({"success_url": "/merci"}, "success_url"),
        ({"customer_email": "pas une adresse"}, "customer_email"),
        ({"metadata": {"note": "x" * 501}}, "metadata[note]"),
        ({"line_items": [line("Lacets", 200) | {"quantity": 0}]}, "line_items[0][quantity]"),
        ({"mode": "subscription"}, "mode=subscription"),
        ({"discounts": [{"coupon": "SOLDES"}]}, "discounts"),
    ],
)
def test_what_stripe_or_the_twin_cannot_do_is_refused(client, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(session_params(**changes))

    assert refused.value.http_status == 400
    assert refused.value.param == param
    assert client.v1.checkout.sessions.list().data == []


def test_expire_closes_an_open_session_once(client, open_session, twin):
    session = open_session()

    closed = client.v1.checkout.sessions.expire(session.id)

    assert (closed.status, closed.url) == ("expired", None)
    assert [event.type for event in twin.take()] == ["checkout.session.expired"]
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`") as refused:
        client.v1.checkout.sessions.expire(session.id)
    assert refused.value.http_status == 400
    assert twin.take() == []


def test_a_paid_session_cannot_be_expired(client, open_session):
    session = open_session()
    pay(session.url)

    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        client.v1.checkout.sessions.expire(session.id)

    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_session_expires_by_itself(client, open_session, twin):
    session = open_session(expires_at=int(time.time()) + 31 * MINUTE)

    twin.advance(30 * MINUTE)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    twin.advance(2 * MINUTE)

    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    (event,) = twin.take()
    assert event.type == "checkout.session.expired"
    assert pay(session.url or f"{twin.url}/pay/{session.id}").outcome == "closed"


def test_expiry_takes_the_unpaid_intent_along(client, open_session, twin):
    session = open_session()
    pay(session.url, DECLINED)
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent

    with pytest.raises(stripe.InvalidRequestError, match="created by Checkout") as refused:
        client.v1.payment_intents.cancel(intent)
    assert refused.value.http_status == 400
    assert client.v1.payment_intents.retrieve(intent).status == "requires_payment_method"

    client.v1.checkout.sessions.expire(session.id)
    assert client.v1.payment_intents.retrieve(intent).status == "canceled"


def test_sessions_are_listed_newest_first_and_by_intent(client, open_session):
    first, second, third = (open_session() for _ in range(3))
    pay(second.url)
    intent = client.v1.checkout.sessions.retrieve(second.id).payment_intent

    listed = client.v1.checkout.sessions.list({"limit": 2})
    rest = client.v1.checkout.sessions.list({"limit": 2, "starting_after": listed.data[-1].id})
    back = client.v1.checkout.sessions.list({"ending_before": second.id})
    by_intent = client.v1.checkout.sessions.list({"payment_intent": intent})

    assert [session.id for session in listed.data] == [third.id, second.id]
    assert (listed.has_more, rest.has_more) == (True, False)
    assert [session.id for session in rest.data] == [first.id]
    assert [session.id for session in back.data] == [third.id]
    assert [session.id for session in by_intent.data] == [second.id]
    assert len(list(client.v1.checkout.sessions.list({"limit": 1}).auto_paging_iter())) == 3
