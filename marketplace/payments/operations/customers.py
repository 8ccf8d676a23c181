"""Shoppers' accounts at Stripe: cards are typed, kept and shown by Stripe alone."""

from datetime import datetime
from typing import Any

from django.db.models import F

from marketplace.core.errors import NotYours
from marketplace.payments import gateway
from marketplace.payments.gateway import Card, ServerFault
from marketplace.payments.models import StripeCustomer


def known_to_stripe(*, user: Any, at: datetime) -> str | None:
    """The customer of an account, made when there is none; None for whoever has no account.

    Outside transactions. :raises TransientError: Stripe did not answer; asking again is safe.
    """
    if user is None:
        return None
    row, made_now = StripeCustomer.objects.get_or_create(user=user, defaults={"created_at": at})
    if row.customer_id is None:
        row.customer_id = _made(row, user.email, look_first=not made_now)
        StripeCustomer.objects.filter(pk=row.pk, customer_id=None).update(
            customer_id=row.customer_id
        )
    return row.customer_id


def _made(row: StripeCustomer, email: str, *, look_first: bool) -> str:
    """The id of the customer of a row; found, if an earlier answer was lost."""
    found = gateway.find_customer(email=email, name=row.name) if look_first else None
    try:
        return found or gateway.create_customer(
            email=email, name=row.name, key=f"{row.name}:{row.key_round}"
        )
    except ServerFault:
        StripeCustomer.objects.filter(pk=row.pk).update(key_round=F("key_round") + 1)
        raise


def cards(*, user: Any) -> list[Card]:
    """The cards that a shopper has asked Stripe to keep; nothing of them is kept here.

    :raises TransientError: Stripe did not answer.
    """
    row = StripeCustomer.objects.filter(user=user, customer_id__isnull=False).first()
    return gateway.list_cards(str(row.customer_id)) if row else []


def forget_card(*, user: Any, card_id: str) -> Card:
    """Have Stripe forget one of the shopper's own cards; returns which it was.

    :raises NotYours: it is nobody's, or somebody else's. :raises TransientError: no answer.
    """
    own = next((card for card in cards(user=user) if card.id == card_id), None)
    if own is None:
        raise NotYours
    gateway.detach_card(own.id)
    return own
