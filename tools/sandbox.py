"""The money's journey through a sandbox of Stripe, step by step, with an owner's test keys.

Session, payment, refund in part, account, transfer out of the charge, reversal, payouts, dispute,
balance transactions, webhook: each step asks Stripe and compares the answer with what the shop
counts on. The hosted page cannot be driven by a script, so the payment is confirmed by the API
with one of Stripe's test cards.
"""

import argparse
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import stripe

from tools.listener import Listener

API_VERSION = "2026-10-28.endive"
LIVE = ("sk_live", "rk_live", "pk_live")
TEST_KEYS = ("sk_test_", "rk_test_")
REFUSED = 2
CURRENCY = "eur"
PAID, REFUNDED, TRANSFERRED, REVERSED = 5000, 1200, 2000, 500
EXPIRES_AFTER = 31 * 60


class Failed(Exception):
    """Stripe answered otherwise than the shop counts on."""


@dataclass(kw_only=True)
class Journey:
    """One walk: its client, its mark on all it makes, and what it has made so far."""

    client: stripe.StripeClient
    mark: str
    account: str | None = None
    patience: float = 600.0
    listener: Listener | None = None
    charge: Any = None
    fee: int = 0
    made: dict[str, Any] = field(default_factory=dict)

    def key(self, step: str) -> Any:
        """A deterministic idempotency key, as the shop sends one with each call."""
        return {"idempotency_key": f"{self.mark}:{step}"}


def expect(held: bool, said: str) -> None:
    """Go on only if it is so.

    :raises Failed: it is not.
    """
    if not held:
        raise Failed(said)


def refused(call: Callable[[], Any], *, what: str) -> str:
    """The code or text of Stripe's refusal.

    :raises Failed: Stripe did it.
    """
    try:
        call()
    except stripe.InvalidRequestError as error:
        return str(error.code or error.user_message)
    raise Failed(f"{what} was not refused")


def eventually(journey: Journey, look: Callable[[], Any], *, what: str) -> Any:
    """The first true answer, asked for every second or so.

    :raises Failed: there is none in time.
    """
    end = time.monotonic() + journey.patience
    pause = 0.1
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(pause)
        pause = min(pause * 1.5, 3.0)
    raise Failed(f"{what} did not happen within {journey.patience:.0f} s")


# --- the steps -----------------------------------------------------------------------------------
def open_and_close_a_session(journey: Journey) -> str:
    """A hosted session as the shop opens it, and its end."""
    params: Any = {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "client_reference_id": journey.mark,
        "customer_email": "sandbox@example.com",
        "locale": "fr",
        "expires_at": int(time.time()) + EXPIRES_AFTER,
        "success_url": "https://shop.example/merci?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.example/panier",
        "metadata": {"order": journey.mark},
        "payment_intent_data": {"transfer_group": journey.mark},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": CURRENCY,
                    "unit_amount": PAID,
                    "product_data": {"name": "Sandbox"},
                },
            }
        ],
    }
    sessions = journey.client.v1.checkout.sessions
    session = sessions.create(params, journey.key("session"))
    expect(session.livemode is False, "the session is live")
    expect(session.status == "open" and bool(session.url), f"its status is {session.status}")
    again = sessions.create(params, journey.key("session"))
    expect(again.id == session.id, "the same key opened a second session")
    closed = sessions.expire(session.id)
    expect(closed.status == "expired", f"it was {closed.status} after it was closed")
    return f"{session.id} opened once under its key, then expired"


def pay(journey: Journey) -> str:
    """A payment by a test card that is available at once."""
    intent = _confirm(journey, "pm_card_bypassPending", step="pay")
    charge = _booked(journey, intent.id)
    journey.charge = charge
    journey.fee = charge.balance_transaction.fee
    expect(charge.amount == PAID, f"{charge.amount} were charged instead of {PAID}")
    expect(charge.transfer_group == journey.mark, "the charge lacks its transfer_group")
    return f"{charge.id}, {PAID} in, fee {journey.fee}"


def refund_in_part(journey: Journey) -> str:
    """Once under its key, and never more than is left."""
    refunds = journey.client.v1.refunds
    intent = journey.charge.payment_intent
    params: Any = {"payment_intent": intent, "amount": REFUNDED, "metadata": {"refund": "1"}}
    refund = refunds.create(params, journey.key("refund"))
    again = refunds.create(params, journey.key("refund"))
    expect(again.id == refund.id, "the same key refunded twice")
    expect(refund.status in {"succeeded", "pending"}, f"the refund is {refund.status}")
    too_much: Any = {"payment_intent": intent, "amount": PAID}
    why = refused(lambda: refunds.create(too_much), what="a refund beyond the charge")
    journey.made["refund"] = refund
    return f"{refund.id}, {REFUNDED} out; more was refused ({why})"


def have_an_account(journey: Journey) -> str:
    """One that may receive: the named one, or a new one once its page is filled in."""
    if journey.account is None:
        journey.account = _new_account(journey)
    account = eventually(journey, lambda: _able(journey), what="the onboarding")
    expect(account.controller.losses.payments == "application", "the platform bears no losses")
    return f"{account.id}, transfers active, payouts_enabled {account.payouts_enabled}"


def transfer(journey: Journey) -> str:
    """Out of the charge, at most what it took."""
    transfers = journey.client.v1.transfers
    params: Any = {
        "amount": TRANSFERRED,
        "currency": CURRENCY,
        "destination": journey.account,
        "source_transaction": journey.charge.id,
        "metadata": {"transfer": "1"},
    }
    made = transfers.create(params, journey.key("transfer"))
    again = transfers.create(params, journey.key("transfer"))
    expect(again.id == made.id, "the same key transferred twice")
    expect(made.transfer_group == journey.mark, "the transfer lacks the charge's group")
    too_much: Any = params | {"amount": PAID - TRANSFERRED + 1}
    why = refused(lambda: transfers.create(too_much), what="a transfer beyond the charge")
    journey.made["transfer"] = made
    return f"{made.id}, {TRANSFERRED} to the account; more was refused ({why})"


def reverse_in_part(journey: Journey) -> str:
    """Some of the transfer comes back, never more than all of it."""
    reversals = journey.client.v1.transfers.reversals
    made = journey.made["transfer"].id
    reversal = reversals.create(made, {"amount": REVERSED}, journey.key("reversal"))
    seen = journey.client.v1.transfers.retrieve(made)
    expect(seen.amount_reversed == REVERSED, f"{seen.amount_reversed} were reversed")
    too_much: Any = {"amount": TRANSFERRED}
    why = refused(lambda: reversals.create(made, too_much), what="a reversal beyond the transfer")
    journey.made["reversal"] = reversal
    return f"{reversal.id}, {REVERSED} back; more was refused ({why})"


def read_payouts(journey: Journey) -> str:
    """The account's own balance and payouts."""
    theirs: Any = {"stripe_account": journey.account}
    balance: Any = journey.client.v1.balance.retrieve({}, theirs)
    held = sum(one.amount for one in [*balance.available, *balance.pending])
    expect(held >= TRANSFERRED - REVERSED, f"the account holds {held}")
    payouts = journey.client.v1.payouts.list({"limit": 3}, theirs).data
    said = ", ".join(f"{one.id} {one.status}" for one in payouts) or "none yet"
    return f"the account holds {held}; payouts: {said}"


def win_a_dispute(journey: Journey) -> str:
    """The card that is disputed, answered with the evidence that wins."""
    charge = _booked(journey, _confirm(journey, "pm_card_createDispute", step="disputed").id)
    disputes = journey.client.v1.disputes
    params: Any = {"charge": charge.id}
    dispute = eventually(
        journey, lambda: next(iter(disputes.list(params).data), None), what="the dispute"
    )
    expect(dispute.evidence_details.due_by > time.time(), "there is no time left to answer")
    why = refused(
        lambda: journey.client.v1.refunds.create(params), what="a refund of a disputed charge"
    )
    evidence: Any = {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True}
    disputes.update(dispute.id, evidence, journey.key("evidence"))

    def decided() -> Any:
        seen = disputes.retrieve(dispute.id)
        return seen if seen.status in {"won", "lost"} else None

    ended = eventually(journey, decided, what="the decision")
    expect(ended.status == "won", f"it was {ended.status}")
    moved = sum(one.amount for one in ended.balance_transactions)
    expect(moved == 0, f"{moved} of the amount did not come back")
    fees = sum(one.fee for one in ended.balance_transactions)
    return f"{dispute.id} won, its fees {fees}; meanwhile a refund was refused ({why})"


def add_up(journey: Journey) -> str:
    """The platform's balance moved by exactly what was done."""
    expected = {
        journey.charge.id: PAID - journey.fee,
        journey.made["refund"].id: -REFUNDED,
        journey.made["transfer"].id: -TRANSFERRED,
        journey.made["reversal"].id: REVERSED,
    }
    for source, net in expected.items():
        moves = journey.client.v1.balance_transactions.list({"source": source}).data
        booked = sum(one.net for one in moves)
        expect(booked == net, f"{source} moved {booked} instead of {net}")
    return f"{len(expected)} movements, {sum(expected.values())} together, as expected"


def hear_of_it(journey: Journey) -> str:
    """The payment's event arrived, signed, in the version the shop is built for."""
    if journey.listener is None:
        return "left out: give --listen PORT and --webhook-secret whsec_… (stripe listen)"
    listener = journey.listener
    charge = journey.charge.id

    def heard() -> Any:
        named = (one for one in listener.events if one.type == "charge.succeeded")
        return next((one for one in named if one.data.object.id == charge), None)

    event = eventually(journey, heard, what="charge.succeeded")
    expect(event.api_version == API_VERSION, f"events come in version {event.api_version}")
    expect(listener.refused == 0, f"{listener.refused} arrived with a wrong signature")
    return f"{event.id}, signed, version {event.api_version}"


STEPS: tuple[tuple[str, Callable[[Journey], str]], ...] = (
    ("session", open_and_close_a_session),
    ("payment", pay),
    ("refund", refund_in_part),
    ("account", have_an_account),
    ("transfer", transfer),
    ("reversal", reverse_in_part),
    ("payouts", read_payouts),
    ("dispute", win_a_dispute),
    ("balance", add_up),
    ("webhook", hear_of_it),
)


# --- what they are made of -----------------------------------------------------------------------
def _confirm(journey: Journey, method: str, *, step: str) -> Any:
    params: Any = {
        "amount": PAID,
        "currency": CURRENCY,
        "payment_method": method,
        "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "metadata": {"order": journey.mark},
        "transfer_group": journey.mark,
    }
    intent = journey.client.v1.payment_intents.create(params, journey.key(step))
    expect(intent.status == "succeeded", f"the payment is {intent.status}")
    return intent


def _booked(journey: Journey, intent_id: str) -> Any:
    """The charge of an intent, once its balance transaction is there (Stripe may take a while)."""
    params: Any = {"expand": ["latest_charge.balance_transaction"]}

    def look() -> Any:
        charge: Any = journey.client.v1.payment_intents.retrieve(intent_id, params).latest_charge
        return charge if charge and charge.balance_transaction else None

    return eventually(journey, look, what="the booking of the charge")


def _new_account(journey: Journey) -> str:
    """On the shop's terms; its page is for a person to fill in."""
    params: Any = {
        "controller": {
            "fees": {"payer": "application"},
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "express"},
        },
        "capabilities": {
            "card_payments": {"requested": True},
            "transfers": {"requested": True},
        },
        "country": "FR",
        "email": "boutique@example.com",
        "metadata": {"trader": journey.mark},
        "settings": {"payouts": {"schedule": {"interval": "manual"}}},
    }
    account = journey.client.v1.accounts.create(params, journey.key("account"))
    link_params: Any = {
        "account": account.id,
        "type": "account_onboarding",
        "refresh_url": "https://shop.example/lien",
        "return_url": "https://shop.example/retour",
    }
    link = journey.client.v1.account_links.create(link_params)
    _say(f"open     {link.url}")
    _say(f"         and fill it in for {account.id}; {journey.patience:.0f} s are left")
    return account.id


def _able(journey: Journey) -> Any:
    account = journey.client.v1.accounts.retrieve(str(journey.account))
    capabilities = account.capabilities
    return account if capabilities and capabilities.transfers == "active" else None


# --- the command ---------------------------------------------------------------------------------
def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Walk it; returns 0, 1 at the first step that fails, 2 without a test key."""
    options = _parser().parse_args(arguments)
    key = environment.get("STRIPE_API_KEY", "")
    values = [*environment.values(), *arguments]
    if any(live in value for value in values for live in LIVE):
        return _refuse("a live key of Stripe is in the environment or among the arguments")
    if not key.startswith(TEST_KEYS):
        return _refuse("STRIPE_API_KEY must be a test key, sk_test_… or rk_test_…")
    if (options.listen is None) != (not options.webhook_secret):
        return _refuse("--listen and --webhook-secret go together")
    base = environment.get("STRIPE_API_BASE") or "https://api.stripe.com"
    journey = Journey(
        client=_client(key, base),
        mark=f"CHECK-{secrets.token_hex(6)}",
        account=options.account,
        patience=options.wait,
        listener=None
        if options.listen is None
        else Listener(options.listen, options.webhook_secret),
    )
    _say(f"{base}, all of it marked {journey.mark}")
    try:
        return _walk(journey)
    finally:
        if journey.listener:
            journey.listener.close()


def _walk(journey: Journey) -> int:
    for name, step in STEPS:
        try:
            _say(f"{name:<8} {step(journey)}")
        except Failed as failure:
            _say(f"{name:<8} FAILED: {failure}")
            return 1
        except stripe.StripeError as error:
            _say(f"{name:<8} FAILED: {type(error).__name__}: {error}")
            return 1
    return 0


def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        max_network_retries=2,
        stripe_version=API_VERSION,
        http_client=stripe.RequestsClient(timeout=30),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tools/stripe_sandbox_check",
        description="Walk the money's journey through a sandbox of Stripe (STRIPE_API_KEY).",
    )
    parser.add_argument("--account", help="a connected account that is onboarded, acct_…")
    parser.add_argument("--wait", type=float, default=600.0, help="seconds for each wait")
    parser.add_argument("--listen", type=int, metavar="PORT", help="where `stripe listen` forwards")
    parser.add_argument("--webhook-secret", default="", help="whsec_… that it prints")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _refuse(reason: str) -> int:
    sys.stderr.write(f"stripe_sandbox_check does not start: {reason}.\n")
    return REFUSED
