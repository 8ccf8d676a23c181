"""The parameter contract, who may call, and the form of what comes back."""

import json
import typing
import urllib.error
import urllib.request

import pytest
import stripe

from tests.stripe_twin import contract, rendering
from tests.stripe_twin.conftest import account_params, line, session_params
from tests.stripe_twin.process import API_KEY, pay
from tests.stripe_twin.resources import REGISTRY

PRICE = line("Cadence 3", 4000)["price_data"]


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"sucess_url": "http://shop.test/"}, "parameter_unknown", "sucess_url"),
        (
            {"payment_intent_data": {"order": "1"}},
            "parameter_unknown",
            "payment_intent_data[order]",
        ),
        (
            {"line_items": [{"quantity": 1, "price_data": {"unit_amount": 4000}}]},
            "parameter_missing",
            "line_items[0][price_data][currency]",
        ),
        (
            {"line_items": [{"price_data": PRICE}]},
            "parameter_missing",
            "line_items[0][quantity]",
        ),
        (
            {"line_items": [{"quantity": 1, "price_data": PRICE | {"unit_amount": 40.5}}]},
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        ({"line_items": "one shoe"}, "parameter_invalid_type", "line_items"),
        ({"metadata": "C-1001"}, "parameter_invalid_type", "metadata"),
        ({"client_reference_id": {"order": "1"}}, "parameter_invalid_type", "client_reference_id"),
        ({"client_reference_id": ""}, "parameter_invalid_empty", "client_reference_id"),
        ({"expires_at": "tomorrow"}, "parameter_invalid_integer", "expires_at"),
        ({"allow_promotion_codes": "yes"}, "parameter_invalid_type", "allow_promotion_codes"),
        ({"locale": "klingon"}, None, "locale"),
        # Gone from this version: allowed_payment_method_types took its place.
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
    ],
)
def test_a_request_that_breaks_the_contract(client, changes, code, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(session_params(**changes))

    assert refused.value.http_status == 400
    assert (refused.value.code, refused.value.param) == (code, param)
    assert client.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize("name", ["line_items", "mode", "success_url"])
def test_what_a_session_needs(client, name):
    params = session_params()
    del params[name]

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(params)

    assert (refused.value.code, refused.value.param) == ("parameter_missing", name)


def test_a_refund_for_a_reason_stripe_does_not_know(client):
    with pytest.raises(stripe.InvalidRequestError, match="must be one of duplicate") as refused:
        client.v1.refunds.create({"charge": "ch_1", "reason": "too small"})

    assert refused.value.param == "reason"


def test_a_known_parameter_the_twin_ignores_is_refused(client):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": "ch_1", "reverse_transfer": True})

    assert (refused.value.code, refused.value.param) == ("twin_unsupported", "reverse_transfer")


def test_an_expansion_that_does_not_exist(client, open_session):
    session = open_session()

    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.checkout.sessions.retrieve(session.id, {"expand": ["shoes"]})


def test_an_object_that_does_not_exist(client):
    with pytest.raises(stripe.InvalidRequestError, match="No such session") as missing:
        client.v1.checkout.sessions.retrieve("cs_test_unknown")

    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")


def test_an_address_that_is_not_served(client):
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL") as missing:
        client.v1.topups.list()

    assert missing.value.http_status == 404


@pytest.mark.parametrize("key", ["sk_live_1234", "pk_test_1234", "nonsense", "sk_test_"])
def test_only_test_keys_are_accepted(twin, key):
    client = stripe.StripeClient(key, base_addresses={"api": twin.url})

    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key") as refused:
        client.v1.refunds.list()

    assert refused.value.http_status == 401


def test_no_key_at_all(twin):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(f"{twin.url}/v1/refunds")

    with refused.value as answer:
        error = json.load(answer)["error"]
    assert answer.code == 401
    assert error["type"] == "invalid_request_error"
    assert "did not provide an API key" in error["message"]


def test_another_version_is_refused(twin):
    client = twin.client(stripe_version="2022-08-01")

    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        client.v1.refunds.list()


def test_a_connected_account_is_refused(twin):
    with pytest.raises(stripe.PermissionError):
        twin.client(stripe_account="acct_1").v1.refunds.list()


def test_controls_take_json_only(twin, open_session):
    open_session()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(f"{twin.url}/_twin/reset", data=b"x=1")

    refused.value.close()
    assert refused.value.code == 415
    assert twin.state()["sessions"] == {"open": 1}


@pytest.mark.parametrize("route", REGISTRY.routes, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_acts_on_parameters_its_class_has(route):
    assert set(route.acts_on) <= contract.fields(route.params).keys()


def test_every_object_has_the_fields_of_its_class(client, open_session):
    pay(open_session().url, "4000000000000002")
    pay(open_session().url)
    charge = client.v1.charges.list().data[0]
    client.v1.refunds.create({"charge": charge.id})

    shown = [
        client.v1.checkout.sessions.list().data[0],
        client.v1.payment_intents.list().data[0],
        client.v1.payment_intents.list().data[1],
        charge,
        client.v1.refunds.list().data[0],
        client.v1.balance_transactions.list().data[0],
        client.v1.events.list().data[0],
    ]

    _check_fields(shown)


def test_every_object_of_connect_has_the_fields_of_its_class(client, charge, transfer, twin):
    made = transfer(4000)
    client.v1.transfers.reversals.create(made.id, {"amount": 100})
    twin.dispute(charge.id)
    twin.advance(8 * 24 * 3600)
    theirs = {"stripe_account": made.destination}
    client.v1.payouts.create({"amount": 100, "currency": "eur"}, theirs)
    client.v1.customers.create({"email": "sportif@cordee.test"})

    shown = [
        client.v1.accounts.list().data[0],
        client.v1.accounts.create(account_params()),
        client.v1.transfers.list().data[0],
        client.v1.transfers.reversals.list(made.id).data[0],
        client.v1.payouts.list({}, theirs).data[0],
        client.v1.disputes.list().data[0],
        client.v1.customers.list().data[0],
        client.v1.payment_methods.retrieve(charge.payment_method),
        client.v1.balance.retrieve({}, theirs),
        client.v1.charges.retrieve(made.destination_payment, {}, theirs),
        client.v1.events.list({}, theirs).data[0],
        *client.v1.balance_transactions.list().data,
    ]

    _check_fields(shown)
    assert [one.object for one in shown[:9]] == [
        "account",
        "account",
        "transfer",
        "transfer_reversal",
        "payout",
        "dispute",
        "customer",
        "payment_method",
        "balance",
    ]


def _check_fields(shown):
    for obj in shown:
        fields = type(obj).__annotations__
        values = obj.to_dict()
        needed = {
            name
            for name, hint in fields.items()
            if typing.get_origin(hint) is not typing.ClassVar
            and type(None) not in typing.get_args(hint)
        }
        assert values.keys() <= fields.keys(), obj.object
        assert needed - rendering.LEFT_OUT.get(obj.object, set()) <= values.keys(), obj.object


def test_the_sdk_is_pointed_at_the_twin_by_its_base_address(twin):
    client = stripe.StripeClient(API_KEY, base_addresses={"api": twin.url})

    assert client.v1.checkout.sessions.list().url == "/v1/checkout/sessions"
