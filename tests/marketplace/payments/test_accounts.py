"""Sellers' accounts: made once, believed only when asked; only who can be paid sells."""

from datetime import timedelta

import pytest

from marketplace.core import clock as real
from marketplace.core.errors import TransientError
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope
from marketplace.offers import queries as offers
from marketplace.payments import gateway, operations
from marketplace.payments.gateway import AccountState, ServerFault
from marketplace.payments.models import StripeAccount
from marketplace.payments.operations import accounts
from marketplace.traders.models import Trader
from tests import shop, stripe_accounts

pytestmark = pytest.mark.django_db
AT = real.now()


@pytest.fixture(autouse=True)
def _as_the_house():
    with house_scope():
        yield


@pytest.fixture
def trader():
    return shop.point().trader


def state(ready=True, **changes):
    told = {
        "id": "acct_1", "details_submitted": True, "card_payments_active": True,
        "transfers_active": ready, "payouts_enabled": ready,
        "requirements": {"currently_due": [] if ready else ["external_account"]},
    }  # fmt: skip
    return AccountState(**told | changes)


def told(topic):
    return OutboxEvent.objects.filter(topic=topic).count()


def test_an_account_is_made_once(trader, monkeypatch):
    made = []
    monkeypatch.setattr(
        gateway, "create_account", lambda **given: made.append(given) or state(ready=False)
    )
    first = accounts.open_account(trader=trader, at=AT)
    again = accounts.open_account(trader=trader, at=AT)

    assert first.pk == again.pk
    (given,) = made
    assert (given["country"], given["email"], given["key"]) == (
        "FR", trader.email, f"account:{first.pk}:0",
    )  # fmt: skip


def test_a_lost_answer_makes_no_second_account(trader, monkeypatch):
    def lost(**_given):
        raise ServerFault("oops")

    monkeypatch.setattr(gateway, "create_account", lost)
    with pytest.raises(TransientError):
        accounts.open_account(trader=trader, at=AT)
    monkeypatch.setattr(gateway, "find_account", lambda **_given: state(ready=False))
    row = accounts.open_account(trader=trader, at=AT)

    assert row.account_id == "acct_1"
    assert StripeAccount.objects.get().key_round == 1


def test_offers_sell_only_while_their_seller_can_be_paid(trader, monkeypatch, relay):
    record = shop.offer(point=trader.points.get())
    account = stripe_accounts.account(trader, account_id="acct_1")
    assert offers.offer(record.pk).available == 5
    monkeypatch.setattr(gateway, "retrieve_account", lambda _id: state(ready=False))
    accounts.refresh(account=account, at=AT)
    relay()

    assert not Trader.objects.get().payable
    assert offers.offer(record.pk).available == 0
    assert not offers.purchasable().exists()
    assert offers.chosen_offer(record.product) is None
    monkeypatch.setattr(gateway, "retrieve_account", lambda _id: state())
    accounts.refresh(account=account, at=AT)
    relay()

    assert offers.chosen_offer(record.product) == record
    assert offers.purchasable().count() == 1


def test_news_are_told_once(trader, monkeypatch):
    account = stripe_accounts.account(trader, ready=False, account_id="acct_1")
    monkeypatch.setattr(gateway, "retrieve_account", lambda _id: state())
    accounts.refresh(account=account, at=AT)
    accounts.refresh(account=StripeAccount.objects.get(), at=AT)

    assert (told("account.changed"), told("trader.changed")) == (1, 1)
    assert Trader.objects.get().payable


def test_more_is_asked_of_one_that_goes_on_selling(trader, monkeypatch):
    account = stripe_accounts.account(trader, account_id="acct_1")
    asked = state(requirements={"currently_due": ["company.verification.document"]})
    monkeypatch.setattr(gateway, "retrieve_account", lambda _id: asked)
    accounts.refresh(account=account, at=AT)

    assert StripeAccount.objects.get().requirements == asked.requirements
    assert (told("account.changed"), told("trader.changed")) == (1, 0)
    assert Trader.objects.get().payable


PENDING = {"disabled_reason": "requirements.pending_verification"}
BEGUN = {"details_submitted": False, "requirements": {"disabled_reason": "requirements.past_due"}}
REFUSED = {"details_submitted": True, "requirements": {"disabled_reason": "requirements.past_due"}}


@pytest.mark.parametrize("sold", [True, False])
@pytest.mark.parametrize(
    ("said", "stops"),
    [
        (BEGUN, False),
        ({"details_submitted": True, "requirements": PENDING}, False),
        ({"details_submitted": True, "requirements": {"disabled_reason": ""}}, False),
        (REFUSED, True),
        ({"details_submitted": False, "requirements": {"disabled_reason": "rejected.fraud"}}, True),
    ],
)
def test_who_sells_by_an_older_verification_goes_on_until_stripe_decides(
    trader, monkeypatch, said, stops, sold
):
    Trader.objects.update(payable=sold)
    monkeypatch.setattr(gateway, "create_account", lambda **_given: state(ready=False, **said))
    accounts.open_account(trader=trader, at=AT)

    assert Trader.objects.get().payable is (sold and not stops)
    assert told("trader.changed") == (1 if sold and stops else 0)
    assert not StripeAccount.objects.get().is_ready, "nothing can be sent there"


@pytest.mark.parametrize("said", [PENDING, {"disabled_reason": "under_review"}])
def test_what_was_ready_and_is_not_any_more_stops_at_once(trader, monkeypatch, said):
    account = stripe_accounts.account(trader, account_id="acct_1")
    paused = state(transfers_active=False, requirements=said)
    monkeypatch.setattr(gateway, "retrieve_account", lambda _id: paused)
    accounts.refresh(account=account, at=AT)
    asked_again = state(transfers_active=False, requirements={**said, "errors": []})
    monkeypatch.setattr(gateway, "retrieve_account", lambda _id: asked_again)
    accounts.refresh(account=StripeAccount.objects.get(), at=AT)

    assert not Trader.objects.get().payable


def test_a_new_trader_sells_nothing_until_it_is_known():
    stranger = Trader.objects.create(slug="n", name="N", legal_name="N", siren="552100554",
                                     line1="x", postcode="1", town="A", email="n@n.fr")  # fmt: skip

    assert not stranger.payable


def test_an_event_that_never_comes_is_the_sweepers(trader, monkeypatch):
    account = stripe_accounts.account(trader, ready=False, account_id="acct_1", check_at=AT)
    monkeypatch.setattr(gateway, "retrieve_account", lambda _id: state())
    assert operations.sweep(at=AT) == 1
    assert operations.sweep(at=AT + timedelta(hours=1)) == 0

    account.refresh_from_db()
    assert account.is_ready


def test_one_that_stripe_does_not_answer_about_is_put_off(trader, monkeypatch):
    def silent(_id):
        raise TransientError("no answer")

    stripe_accounts.account(trader, account_id="acct_1", check_at=AT)
    monkeypatch.setattr(gateway, "retrieve_account", silent)
    operations.sweep(at=AT)

    row = StripeAccount.objects.get()
    assert row.is_ready, "nothing has changed"
    assert row.check_at == AT + accounts.ASK_AGAIN
