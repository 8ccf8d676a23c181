"""Connected accounts, their onboarding, and the second endpoint of their events."""

import json

import pytest
import stripe

from tests.stripe_twin.conftest import account_params
from tests.stripe_twin.process import onboard

RETURN = "http://shop.test/vendeur/compte/retour"
REFRESH = "http://shop.test/vendeur/compte/lien"
DOCUMENT = "company.verification.document"


@pytest.fixture
def account(client):
    return client.v1.accounts.create(account_params())


@pytest.fixture
def link(client, account):
    def create(**changes):
        params = {
            "account": account.id,
            "type": "account_onboarding",
            "refresh_url": REFRESH,
            "return_url": RETURN,
        }
        return client.v1.account_links.create(params | changes)

    return create


def test_a_new_account_can_do_nothing_yet(account):
    assert account.id.startswith("acct_")
    assert (account.country, account.email) == ("FR", "boutique@cordee.test")
    assert account.controller.losses.payments == "application"
    assert account.controller.requirement_collection == "stripe"
    assert account.capabilities.to_dict() == {"card_payments": "inactive", "transfers": "inactive"}
    assert (account.charges_enabled, account.payouts_enabled) == (False, False)
    assert account.details_submitted is False
    assert account.requirements.disabled_reason == "requirements.past_due"
    assert "external_account" in account.requirements.past_due
    assert account.settings.payouts.schedule.interval == "manual"
    assert account.metadata.to_dict() == {"trader": "7"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"capabilities": {"transfers": {"requested": True}}}, "Your platform needs approval"),
        ({"capabilities": {}}, "does not act on"),
        ({"type": "express"}, "does not act on `type`"),
        ({"controller": {"losses": {"payments": "stripe"}}}, "does not act on `controller`"),
        ({"settings": {"payouts": {"schedule": {"interval": "daily"}}}}, "interval.=manual"),
        ({"country": "US"}, "country=US"),
        ({"controler": "platform"}, "unknown parameter"),
    ],
)
def test_accounts_on_other_terms_are_refused(client, changes, said):
    with pytest.raises(stripe.InvalidRequestError, match=said) as refused:
        client.v1.accounts.create(account_params(**changes))

    assert refused.value.http_status == 400
    assert client.v1.accounts.list().data == []


def test_onboarding_through_the_page(client, account, link, twin):
    visit = onboard(link().url)

    assert (visit.outcome, visit.redirect) == ("sent", RETURN)
    assert "boutique@cordee.test" in visit.page
    ready = client.v1.accounts.retrieve(account.id)
    assert ready.capabilities.to_dict() == {"card_payments": "active", "transfers": "active"}
    assert (ready.details_submitted, ready.payouts_enabled) == (True, True)
    assert ready.requirements.currently_due == []
    assert ready.requirements.disabled_reason is None
    assert ready.external_accounts.data[0].last4 == "2606"
    (event,) = twin.take()
    told = json.loads(event.payload)
    assert (event.type, event.account, told["account"]) == (
        "account.updated",
        account.id,
        account.id,
    )
    assert told["data"]["object"]["payouts_enabled"] is True
    assert told["data"]["previous_attributes"]["payouts_enabled"] is False


def test_the_page_can_be_filled_in_at_once(client, account, link):
    assert onboard(link().url, everything="oui").redirect == RETURN

    assert client.v1.accounts.retrieve(account.id).payouts_enabled is True


def test_what_is_left_empty_stays_due(client, account, link):
    onboard(link().url, business="Boutique", representative="Camille", terms="oui")

    half = client.v1.accounts.retrieve(account.id)
    assert half.requirements.past_due == ["external_account"]
    assert half.capabilities.transfers == "active"
    assert half.payouts_enabled is False


def test_coming_back_proves_nothing(client, account, link):
    visit = onboard(link().url, business="")

    assert visit.redirect == RETURN
    assert client.v1.accounts.retrieve(account.id).capabilities.transfers == "inactive"


def test_a_link_is_good_for_one_visit(link):
    url = link().url
    onboard(url)

    again = onboard(url)

    assert (again.outcome, again.redirect) == ("refresh", REFRESH)
    assert onboard(link().url).outcome == "sent"


def test_a_link_expires(account, client, link, twin):
    made = link()
    assert made.expires_at - made.created == 300

    twin.advance(301)

    assert onboard(made.url).outcome == "refresh"
    assert client.v1.accounts.retrieve(account.id).details_submitted is False


def test_a_link_that_does_not_exist(twin):
    assert onboard(f"{twin.url}/setup/alink_unknown").outcome == "closed"


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"account": "acct_unknown"}, "account"),
        ({"refresh_url": "/lien"}, "refresh_url"),
        ({"type": "account_update"}, "type=account_update"),
    ],
)
def test_links_that_are_refused(link, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        link(**changes)

    assert (refused.value.http_status, refused.value.param) == (400, param)


def test_more_is_asked_later(client, account, link, twin):
    twin.onboard(account.id)
    twin.take()

    twin.require(account.id, currently_due=[DOCUMENT], eventually_due=[DOCUMENT])

    warned = client.v1.accounts.retrieve(account.id)
    assert warned.requirements.currently_due == [DOCUMENT]
    assert warned.payouts_enabled is True

    twin.require(account.id, currently_due=[DOCUMENT], past_due=[DOCUMENT])

    stopped = client.v1.accounts.retrieve(account.id)
    assert stopped.requirements.disabled_reason == "requirements.past_due"
    assert (stopped.payouts_enabled, stopped.capabilities.transfers) == (False, "inactive")
    assert [event.type for event in twin.take()] == ["account.updated"] * 2
    visit = onboard(link().url)
    assert DOCUMENT in visit.page
    assert client.v1.accounts.retrieve(account.id).payouts_enabled is True


def test_a_rejected_account(client, account, twin):
    twin.onboard(account.id)

    twin.require(account.id, disabled_reason="rejected.fraud")

    rejected = client.v1.accounts.retrieve(account.id)
    assert rejected.requirements.disabled_reason == "rejected.fraud"
    assert (rejected.payouts_enabled, rejected.capabilities.transfers) == (False, "inactive")
    twin.onboard(account.id)
    assert client.v1.accounts.retrieve(account.id).capabilities.transfers == "inactive"


def test_events_of_accounts_have_a_secret_of_their_own(account, twin):
    twin.onboard(account.id)

    (event,) = twin.take()

    stripe.Webhook.construct_event(event.payload, event.signature, twin.connect_webhook_secret)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(event.payload, event.signature, twin.webhook_secret)


def test_events_of_accounts_are_listed_for_them_alone(client, account, twin):
    twin.onboard(account.id)

    assert client.v1.events.list().data == []
    (event,) = client.v1.events.list({}, {"stripe_account": account.id}).data
    assert (event.type, event.account) == ("account.updated", account.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.events.retrieve(event.id)


def test_an_address_that_is_not_served_for_accounts(client, account):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.list({}, {"stripe_account": account.id})

    assert (refused.value.code, refused.value.param) == ("twin_unsupported", "Stripe-Account")


def test_keys_belong_to_their_account(client, twin):
    key = {"idempotency_key": "account:7"}

    first = client.v1.accounts.create(account_params(), key)

    assert client.v1.accounts.create(account_params(), key).id == first.id
    assert len(client.v1.accounts.list().data) == 1


def test_seeded_accounts_are_known_once(client, twin):
    rows = [
        {"account_id": "acct_demo1", "name": "Altitude", "metadata": {"trader": "1"}},
        {"account_id": "acct_demo2", "onboarded": False},
    ]

    assert twin.seed_accounts(rows) == {"created": 2, "known": 0}
    assert twin.seed_accounts(rows) == {"created": 0, "known": 2}

    assert client.v1.accounts.retrieve("acct_demo1").payouts_enabled is True
    assert client.v1.accounts.retrieve("acct_demo2").payouts_enabled is False
    assert client.v1.events.list({}, {"stripe_account": "acct_demo1"}).data == []
