"""Two endpoints with a secret each: the house's events to one, sellers' to the other."""

import json
import time

import pytest
import stripe
from django.urls import reverse

from marketplace.core import clock as real
from marketplace.core.scopes import house_scope
from marketplace.payments import gateway
from marketplace.payments.models import StripeAccount, WebhookEvent
from tests import shop, stripe_accounts

pytestmark = pytest.mark.django_db
HOUSE, SELLERS = "payments:stripe-events", "payments:stripe-account-events"


def event(**changes):
    return {
        "id": "evt_1", "object": "event", "type": "account.updated", "livemode": False,
        "api_version": gateway.API_VERSION,
        "data": {"object": {"id": "acct_1", "object": "account"}},
        **changes,
    }  # fmt: skip


def post(client, name, body, secret):
    payload = body if isinstance(body, str) else json.dumps(body)
    signature = stripe.WebhookSignature.generate_signature_header(
        payload, secret, timestamp=int(time.time())
    )
    return client.post(
        reverse(name), payload, content_type="application/json",
        headers={"Stripe-Signature": signature},
    ).status_code  # fmt: skip


@pytest.fixture
def account(db):
    return stripe_accounts.account(shop.point().trader)


def test_a_sellers_event_is_kept_with_its_account(client, settings, account):
    body = event(account=account.account_id)
    assert post(client, SELLERS, body, settings.STRIPE_CONNECT_WEBHOOK_SECRET) == 200
    assert post(client, SELLERS, body, settings.STRIPE_CONNECT_WEBHOOK_SECRET) == 200

    assert WebhookEvent.objects.get().account == account.account_id


def test_each_endpoint_has_its_secret(client, settings, account):
    of_seller, of_house = event(account=account.account_id), event()
    assert post(client, SELLERS, of_seller, settings.STRIPE_WEBHOOK_SECRET) == 400
    assert post(client, HOUSE, of_house, settings.STRIPE_CONNECT_WEBHOOK_SECRET) == 400

    assert not WebhookEvent.objects.exists()


def test_events_come_to_their_own_endpoint(client, settings, account):
    of_seller, of_house = event(account=account.account_id), event()
    assert post(client, HOUSE, of_seller, settings.STRIPE_WEBHOOK_SECRET) == 400
    assert post(client, SELLERS, of_house, settings.STRIPE_CONNECT_WEBHOOK_SECRET) == 400

    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("foreign", ["acct_somebody_elses", 7, ["acct_1"]])
def test_other_accounts_events_are_refused(client, settings, account, foreign):
    body = event(account=foreign)
    assert post(client, SELLERS, body, settings.STRIPE_CONNECT_WEBHOOK_SECRET) == 400

    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("name", ["STRIPE_CONNECT_WEBHOOK_SECRET", "STRIPE_WEBHOOK_SECRET"])
def test_a_blank_secret_lets_nobody_in(client, settings, account, name):
    setattr(settings, name, " ")
    endpoint = SELLERS if "CONNECT" in name else HOUSE
    body = event(account=account.account_id) if "CONNECT" in name else event()

    assert post(client, endpoint, body, " ") == 400


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        event(id="e" * 256),
        event(id=""),
        event(id="evt_\0"),
        event(type="t" * 81),
        event(data={"object": {"object": "account", "name": "\0"}}),
        event(data={"object": {"object": "account", "name": "\ud800"}}),
        event(data={"object": {"object": "account", "n": float("nan")}}),
    ],
)
def test_what_no_database_keeps_is_refused_though_signed(client, settings, body):
    assert post(client, HOUSE, body, settings.STRIPE_WEBHOOK_SECRET) == 400

    assert not WebhookEvent.objects.exists()


def test_an_id_may_be_as_long_as_its_column(client, settings):
    assert post(client, HOUSE, event(id="e" * 255), settings.STRIPE_WEBHOOK_SECRET) == 200

    assert WebhookEvent.objects.get().event_id == "e" * 255


def test_a_sellers_event_about_a_payment_moves_nothing(client, settings, account, relay):
    """What a seller's own account tells of is listened to for its account and payouts alone."""
    order = shop.order()
    about = {"id": "cs_1", "object": "checkout.session", "client_reference_id": order.number}
    body = event(account=account.account_id, data={"object": about})
    assert post(client, SELLERS, body, settings.STRIPE_CONNECT_WEBHOOK_SECRET) == 200
    relay()

    order.refresh_from_db()
    assert order.status == "awaiting_payment"
    assert WebhookEvent.objects.get().handled_at is not None
    with house_scope():
        assert StripeAccount.objects.get().checked_at <= real.now()
