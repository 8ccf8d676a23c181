"""« Paiements »: a boutique reads whether it can be paid, and goes to Stripe for the rest."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from marketplace.core import outbox
from marketplace.core.errors import TransientError
from marketplace.core.models import StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.payments import gateway
from marketplace.payments.gateway import AccountState
from marketplace.payments.models import StripeAccount
from marketplace.traders.models import Trader
from sellers.portal import requirements
from tests import shop, stripe_accounts

pytestmark = pytest.mark.django_db
PAGE, BEGIN, AGAIN, BACK = (
    f"portal:{name}" for name in ("payments", "payments-begin", "payments-again", "payments-back")
)


@pytest.fixture
def trader(db):
    return shop.point("Foulées d’Annecy").trader


@pytest.fixture
def seller(trader, client):
    client.force_login(shop.member(trader))
    return client


def state(**changes):
    told = {
        "id": "acct_1", "details_submitted": True, "card_payments_active": True,
        "transfers_active": True, "payouts_enabled": True, "requirements": {},
    }  # fmt: skip
    return AccountState(**told | changes)


def read(client):
    return client.get(reverse(PAGE)).content.decode()


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def payable(trader):
    return Trader.objects.get(pk=trader.pk).payable


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ready": True}, "Votre compte de paiement est actif"),
        (
            {"ready": False, "requirements": {"past_due": ["external_account"] * 2}},
            "Le compte bancaire (IBAN)",
        ),
        ({"ready": False, "details_submitted": True}, "Stripe vérifie votre compte"),
        ({"ready": False}, "Il manque des informations"),
        (
            {"ready": True, "requirements": {"currently_due": ["company.verification.document"],
                                             "current_deadline": 1_780_000_000}},
            "Complétez avant le",
        ),
        (
            {"ready": False, "requirements": {"disabled_reason": "rejected.fraud"}},
            "Stripe a refusé ce compte",
        ),
    ],
)  # fmt: skip
def test_where_the_account_stands_in_words(trader, seller, fields, words):
    stripe_accounts.account(trader, **fields)

    assert words in read(seller)


@pytest.mark.parametrize("sells", [True, False])
def test_without_an_account_the_page_says_what_to_do(seller, sells):
    Trader.objects.update(payable=sells)
    page = read(seller)

    assert "Vous n’avez pas encore de compte de paiement" in page
    assert ("vos offres ne se vendent pas" in page) is not sells
    assert ("Vos offres se vendent ; ce qui vous est dû attend" in page) is sells


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("company.tax_id", "Le SIREN de votre société"),
        ("person_1MqjB.verification.document", "Des informations sur une personne"),
        ("representative.first_name", "la personne qui représente"),
        ("something.nobody.knows", "Une information que Stripe"),
    ],
)
def test_fields_in_words(field, words):
    (said,) = requirements.in_words([field, field])

    assert words in said


def test_to_stripe_and_back(trader, seller, monkeypatch, settings):
    settings.SITE_URL = "https://cordee.example"
    made, links = [], []
    late = state(transfers_active=False, requirements={"disabled_reason": "requirements.past_due"})
    monkeypatch.setattr(gateway, "create_account", lambda **given: made.append(given) or late)
    monkeypatch.setattr(
        gateway, "onboarding_link", lambda **given: links.append(given) or "https://connect.test/s"
    )
    for name in (BEGIN, AGAIN):
        answer = seller.post(reverse(name)) if name == BEGIN else seller.get(reverse(name))
        assert answer.url == "https://connect.test/s"

    assert len(made) == 1, "one account, a link each time"
    assert links == [
        {
            "account_id": "acct_1",
            "refresh_url": f"https://cordee.example{reverse(AGAIN)}",
            "return_url": f"https://cordee.example{reverse(BACK)}",
        }
    ] * 2  # fmt: skip
    assert not payable(trader)

    monkeypatch.setattr(gateway, "retrieve_account", lambda _id: state())
    assert told(seller.get(reverse(BACK))) == [
        "Votre compte de paiement est actif : vos offres se vendent."
    ]
    assert payable(trader)


def test_coming_back_proves_nothing(trader, seller, monkeypatch):
    stripe_accounts.account(trader, ready=False, account_id="acct_1")
    monkeypatch.setattr(gateway, "retrieve_account", lambda _id: state(payouts_enabled=False))
    seller.get(reverse(BACK))

    assert not payable(trader)


@pytest.mark.parametrize("name", [BEGIN, AGAIN, BACK])
def test_a_silent_stripe_is_said(trader, seller, monkeypatch, name):
    def silent(*_args, **_given):
        raise TransientError("no answer")

    for each in ("create_account", "onboarding_link", "retrieve_account"):
        monkeypatch.setattr(gateway, each, silent)
    stripe_accounts.account(trader, ready=False)
    answer = seller.post(reverse(name)) if name == BEGIN else seller.get(reverse(name))

    assert answer.url == reverse(PAGE)
    assert "Stripe ne répond pas" in told(answer)[0]


def test_a_get_opens_no_account(seller):
    assert seller.get(reverse(BEGIN)).url == reverse(PAGE)
    with house_scope():
        assert not StripeAccount.objects.exists()


def test_another_sellers_account_is_not_shown(trader, seller):
    stranger = shop.point().trader
    stripe_accounts.account(stranger)

    assert "Vous n’avez pas encore de compte de paiement" in read(seller)


def test_the_first_page_says_when_nothing_sells(trader, seller):
    home = reverse("portal:home")
    assert "Vos offres ne se vendent pas" not in seller.get(home).content.decode()
    Trader.objects.update(payable=False)

    assert "Vos offres ne se vendent pas" in seller.get(home).content.decode()


# --- by e-mail ---------------------------------------------------------------------------------
def mails(trader):
    return list(StoredEmail.objects.filter(to=trader.email).order_by("pk"))


def change(trader, relay, at, **fields):
    with house_scope():
        StripeAccount.objects.filter(trader=trader).update(**fields)
    outbox.publish("account.changed", trader_id=trader.pk)
    relay(at)


def test_a_seller_is_written_to_when_there_is_something_to_do(trader, relay, clock):
    stripe_accounts.account(trader)
    asked = {"currently_due": ["company.verification.document"], "current_deadline": 1_780_000_000}
    change(trader, relay, clock(), requirements=asked)
    change(trader, relay, clock(), requirements=asked)
    change(
        trader, relay, clock(), payouts_enabled=False,
        requirements={"past_due": ["external_account"], "disabled_reason": "requirements.past_due"},
    )  # fmt: skip

    first, second = mails(trader)
    assert first.subject == "Stripe vous demande une information"
    assert "Kbis" in first.text
    assert "Avant le" in first.text
    assert second.subject == "Vos offres ne se vendent plus : Stripe attend une information"
    assert "IBAN" in second.text
    assert reverse(PAGE) in second.text


def test_nobody_is_written_to_while_on_stripes_page_or_while_it_checks(trader, relay, clock):
    stripe_accounts.account(trader, ready=False)
    change(trader, relay, clock(), requirements={"past_due": ["external_account"]})
    change(trader, relay, clock(), details_submitted=True, requirements={})
    assert mails(trader) == []
    change(trader, relay, clock(), transfers_active=True, payouts_enabled=True)

    assert [mail.subject for mail in mails(trader)] == ["Votre compte de paiement est actif"]
