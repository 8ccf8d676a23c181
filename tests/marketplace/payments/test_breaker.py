"""The breaker: after failures in a row nobody asks Stripe for a while, then one probe does."""

import pytest
import stripe
from django.core.cache import cache

from marketplace.core.errors import PermanentError, TransientError
from marketplace.payments import gateway, operations
from marketplace.payments.gateway import Resting, ServerFault, TooMany, breaker, door
from marketplace.payments.models import Refund
from tests import shop

DOWN = stripe.APIConnectionError("no answer")


def failing(error):
    def call():
        raise error

    return call


def fail(times, error=DOWN):
    for _n in range(times):
        with pytest.raises(TransientError):
            door.asked(failing(error))


def test_it_opens_after_failures_in_a_row_and_fails_fast(clock):
    calls = []
    fail(breaker.FAILURES)

    with pytest.raises(Resting):
        door.asked(lambda: calls.append(1))

    assert calls == []
    assert gateway.is_resting()


def test_an_answer_in_between_starts_the_count_anew(clock):
    fail(breaker.FAILURES - 1)
    door.asked(lambda: 1)
    fail(breaker.FAILURES - 1)

    assert door.asked(lambda: 7) == 7


def test_a_refusal_is_an_answer(clock):
    fail(breaker.FAILURES - 1)
    with pytest.raises(PermanentError):
        door.asked(failing(stripe.InvalidRequestError("no", "amount", http_status=400)))
    fail(1)

    assert not gateway.is_resting()


def test_faults_of_stripe_count_too(clock):
    for _n in range(breaker.FAILURES):
        with pytest.raises(ServerFault):
            door.asked(failing(stripe.APIError("oops", http_status=500)))

    assert gateway.is_resting()


def test_one_probe_goes_first(clock):
    fail(breaker.FAILURES)
    clock.advance(seconds=breaker.REST_S + 1)
    assert not gateway.is_resting()

    def probe():
        with pytest.raises(Resting):
            door.asked(lambda: "another, meanwhile")
        return "there"

    assert door.asked(probe) == "there"
    assert door.asked(lambda: "and so are all") == "and so are all"


def test_a_probe_that_fails_lets_it_rest_again(clock):
    fail(breaker.FAILURES)
    clock.advance(seconds=breaker.REST_S + 1)
    fail(1)

    assert gateway.is_resting()
    clock.advance(seconds=breaker.REST_S + 1)
    assert door.asked(lambda: 1) == 1
    assert not gateway.is_resting()


def test_a_cache_that_does_not_answer_is_no_breaker(clock, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ConnectionError("the cache is gone")

    for name in ("get", "get_many", "add", "incr", "set", "delete", "delete_many"):
        monkeypatch.setattr(cache, name, broken)
    fail(breaker.FAILURES + 1)

    assert door.asked(lambda: 1) == 1


# --- asked too often ---------------------------------------------------------------------------
def limited(headers):
    return stripe.RateLimitError("slow down", http_status=429, headers=headers)


def test_stripe_says_how_long_to_wait(clock):
    with pytest.raises(TooMany) as error:
        door.asked(failing(limited({"Retry-After": "30"})))
    assert error.value.details["retry_after"] == 30
    clock.advance(seconds=29)
    with pytest.raises(Resting):
        door.asked(lambda: 1)
    clock.advance(seconds=2)

    assert door.asked(lambda: 1) == 1


def test_without_a_word_it_may_be_asked_at_once(clock):
    fail(1, limited({}))

    assert door.asked(lambda: 1) == 1


def test_a_key_that_is_not_taken_fails_nothing_for_good(clock):
    with pytest.raises(TransientError):
        door.asked(failing(stripe.AuthenticationError("who?", http_status=401)))


# --- what is owed meanwhile --------------------------------------------------------------------
@pytest.mark.django_db
def test_sweepers_leave_rows_as_they_are(clock, twin):
    from marketplace.core.money import Money

    order = shop.paid_order(shop.offer())
    refund = operations.request_refund(
        order_id=order.pk, key="line:1", amount=Money(100), reason="x", at=clock()
    )
    fail(breaker.FAILURES)

    assert operations.sweep(at=clock()) == 0
    with pytest.raises(Resting):
        operations.send_refund(refund=refund, at=clock())

    row = Refund.objects.get()
    assert (row.status, row.attempts) == ("new", 0), "it was not tried"
