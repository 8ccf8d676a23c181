"""Shoppers' accounts at Stripe and the cards that are kept there."""

from dataclasses import dataclass
from typing import Any

from marketplace.payments.gateway.door import asked, client, named


@dataclass(frozen=True)
class Card:
    """A card as Stripe describes it: nothing that one could pay with."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


def create_customer(*, email: str, name: str, key: str) -> str:
    """The id of a customer made for an account."""
    params: Any = {"email": email, "metadata": {"customer": name}}
    options: Any = {"idempotency_key": f"{key}:{email}"}
    return str(asked(lambda: client().v1.customers.create(params, options)).id)


def find_customer(*, email: str, name: str) -> str | None:
    """The customer made for our row, when the answer that told its id was lost."""
    params: Any = {"email": email, "limit": 100}
    made = asked(lambda: list(client().v1.customers.list(params).auto_paging_iter()))
    return next((str(row.id) for row in made if named(row, "customer") == name), None)


def list_cards(customer_id: str) -> list[Card]:
    """The cards that a customer has asked to keep, the latest first."""
    params: Any = {"type": "card", "allow_redisplay": "always", "limit": 100}
    rows = asked(lambda: client().v1.customers.payment_methods.list(customer_id, params).data)
    return [_card(row) for row in rows]


def detach_card(card_id: str) -> None:
    """Forget a card: nobody can pay with it here any more."""
    asked(lambda: client().v1.payment_methods.detach(card_id))


def _card(row: Any) -> Card:
    card = row.card
    return Card(row.id, card.brand, card.last4, card.exp_month, card.exp_year)
