"""Many at once: the twin keeps its own promises, else it could not catch a broken one."""

from concurrent.futures import ThreadPoolExecutor

import stripe

from tests.stripe_twin.process import pay

MANY = 8


def _at_once(action):
    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(lambda _place: action(), range(MANY)))


def test_many_payers_of_one_session(client, open_session):
    url = open_session().url

    outcomes = _at_once(lambda: pay(url).outcome)

    assert "paid" in outcomes
    assert set(outcomes) <= {"paid", "closed"}  # who comes second is led to the shop as well
    assert len(client.v1.charges.list().data) == 1
    assert len(client.v1.payment_intents.list().data) == 1


def test_many_refunds_of_one_charge(client, open_session):
    pay(open_session().url)
    charge = client.v1.charges.list().data[0].id

    def refund():
        try:
            return client.v1.refunds.create({"charge": charge, "amount": 2000}).amount
        except stripe.InvalidRequestError:
            return 0

    amounts = _at_once(refund)

    assert sorted(amounts) == [0] * 4 + [2000] * 4
    assert client.v1.charges.retrieve(charge).amount_refunded == 8000


def test_many_requests_with_one_key(client, open_session):
    pay(open_session().url)
    charge = client.v1.charges.list().data[0].id
    key = {"idempotency_key": "refund:1"}

    def refund():
        try:
            return client.v1.refunds.create({"charge": charge, "amount": 100}, key).id
        except stripe.APIError as in_flight:
            return in_flight.http_status

    answers = set(_at_once(refund)) - {409}

    assert answers == {client.v1.refunds.list().data[0].id}
    assert client.v1.charges.retrieve(charge).amount_refunded == 100
