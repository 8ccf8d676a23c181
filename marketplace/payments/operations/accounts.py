"""Sellers' accounts at Stripe: made once, asked about again; they say who may be paid."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError, PermanentError
from marketplace.payments import gateway
from marketplace.payments.gateway import AccountState, ServerFault
from marketplace.payments.models import Payout, StripeAccount, Transfer
from marketplace.payments.operations.asking import wait
from marketplace.traders import operations as traders
from marketplace.traders.models import Trader

logger = logging.getLogger(__name__)

FRESH = timedelta(minutes=30)
WAIT_FOR_ACCOUNT = timedelta(hours=1)
ASK_AGAIN = timedelta(hours=6)  # where no event came
ASK_READY_AGAIN = timedelta(days=1)
STILL_CHECKED = frozenset({"requirements.pending_verification", "under_review"})  # Stripe's words


class AccountNotReady(CordeeError):
    """The seller's account cannot be paid to: Stripe still asks it for something."""

    code = "account_not_ready"
    status = 409


def open_account(*, trader: Trader, at: datetime) -> StripeAccount:
    """The account of a seller, made at Stripe if it has none; outside transactions.

    :raises TransientError: Stripe did not answer; asking again makes no second one.
    """
    row, made_now = StripeAccount.objects.get_or_create(trader=trader, defaults={"created_at": at})
    if row.account_id is None:
        state = _made(row, trader, look_first=not made_now)
        _keep(row, state, at=at)
    return row


def _made(row: StripeAccount, trader: Trader, *, look_first: bool) -> AccountState:
    found = gateway.find_account(name=row.name, since=row.created_at) if look_first else None
    try:
        return found or gateway.create_account(
            country=trader.country,
            email=trader.email,
            shop_name=trader.name,
            url=settings.SITE_URL,
            name=row.name,
            key=f"{row.name}:{row.key_round}",
        )
    except ServerFault:
        StripeAccount.objects.filter(pk=row.pk).update(key_round=F("key_round") + 1)
        raise


def onboarding_link(*, trader: Trader, refresh_url: str, return_url: str, at: datetime) -> str:
    """The address at Stripe where a seller says who it is: good once, for a few minutes.

    :raises TransientError: Stripe did not answer; asking again is safe.
    """
    account = open_account(trader=trader, at=at)
    return gateway.onboarding_link(
        account_id=str(account.account_id), refresh_url=refresh_url, return_url=return_url
    )


def refresh(*, account: StripeAccount, at: datetime) -> StripeAccount:
    """Ask Stripe how an account stands; the seller's standing follows.

    :raises TransientError: Stripe did not answer; nothing has changed.
    """
    if account.account_id is not None:
        _keep(account, gateway.retrieve_account(account.account_id), at=at)
    return account


def refresh_later(*, account: StripeAccount, at: datetime) -> None:
    """``refresh`` for the sweeper: put off first, so that one that fails holds up no other."""
    StripeAccount.objects.filter(pk=account.pk).update(check_at=at + ASK_AGAIN)
    refresh(account=account, at=at)


def fresh(*, account: StripeAccount, at: datetime) -> StripeAccount:
    """The account as it stands, asked about again if that is a while ago."""
    if account.checked_at is None or at - account.checked_at > FRESH:
        return refresh(account=account, at=at)
    return account


@transaction.atomic
def _keep(row: StripeAccount, state: AccountState, *, at: datetime) -> None:
    """What Stripe said now replaces what it said before; news are told once.

    The seller's standing follows what Stripe has decided, and nothing else: see ``_decided``.
    """
    held = StripeAccount.objects.select_for_update().get(pk=row.pk)
    news: dict[str, Any] = {
        "account_id": state.id,
        "details_submitted": state.details_submitted,
        "card_payments_active": state.card_payments_active,
        "transfers_active": state.transfers_active,
        "payouts_enabled": state.payouts_enabled,
        "requirements": state.requirements,
    }
    changed = any(getattr(held, name) != value for name, value in news.items())
    decided = _decided(held, state)
    check_at = at + (ASK_READY_AGAIN if decided else ASK_AGAIN)
    for name, value in {**news, "checked_at": at, "check_at": check_at}.items():
        setattr(row, name, value)
    row.save(update_fields=[*news, "checked_at", "check_at"])
    if changed:
        if decided is not None:
            traders.set_payable(trader_id=row.trader_id, payable=decided)
        outbox.publish("account.changed", trader_id=row.trader_id)


def _decided(held: StripeAccount, state: AccountState) -> bool | None:
    """Whether the seller can be paid; None where Stripe has not said so yet.

    A seller sells while transfers are active and payouts enabled, whatever is ``currently_due``
    besides. An account that was never ready and is merely begun, or still checked, decides nothing:
    who sells by an older verification of the house's goes on and its payable waits, who does not
    sell yet does not begin. What was ready once and is not any more stops at once.
    """
    if state.transfers_active and state.payouts_enabled:
        return True
    said = str(state.requirements.get("disabled_reason", ""))
    is_answered = state.details_submitted or said.startswith("rejected")
    is_decided = is_answered and said not in {"", *STILL_CHECKED}
    return False if is_decided or held.is_ready else None


def of(*, trader_id: int) -> StripeAccount:
    """The account of a seller.

    :raises AccountNotReady: it has none.
    """
    row = StripeAccount.objects.filter(trader_id=trader_id, account_id__isnull=False).first()
    if row is None:
        raise AccountNotReady(_("Cette boutique n’a pas encore de compte de paiement."))
    return row


def ready(*, trader_id: int) -> StripeAccount:
    """The account of a seller that may be paid, as far as is known.

    :raises AccountNotReady: it has none, or Stripe still asks for something.
    """
    account = of(trader_id=trader_id)
    if not account.is_ready:
        raise AccountNotReady(_("Stripe attend encore des informations de cette boutique."))
    return account


def to_pay(row: Transfer | Payout, *, at: datetime) -> StripeAccount | None:
    """The account that ``row`` is paid to, asked about once more before the first call.

    None where it cannot be paid any more: the row then waits, and is looked at again later. It is
    put off before anything is asked, so that one that always fails holds up no other.

    :raises TransientError: Stripe did not answer.
    """
    rows = type(row)._base_manager.filter(pk=row.pk)
    rows.update(due_at=at + wait(row.attempts))
    account = of(trader_id=row.trader_id)
    if row.attempts:
        return account  # it may be made already: that is looked for first
    try:
        account = fresh(account=account, at=at)
    except PermanentError as error:
        logger.error("%s cannot be read any more: %s", account, error)
    else:
        if account.is_ready:
            return account
    words = _("Le compte de paiement de la boutique n’est pas actif.")
    rows.update(due_at=at + WAIT_FOR_ACCOUNT, last_error=words)
    return None
