"""The test cards of Stripe's documentation that the twin knows."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Card:
    """How a number behaves.

    ``decline`` is ``(code, decline_code)``; ``refund`` says what becomes of a refund to it;
    ``dispute`` is the reason its holder goes to the bank for; ``at_once`` cards pay into the
    available balance.
    """

    number: str
    brand: str = "visa"
    challenge: bool = False
    decline: tuple[str, str | None] | None = None
    refund: str = "succeeds"
    dispute: str | None = None
    at_once: bool = False

    @property
    def last4(self) -> str:
        return self.number[-4:]


SUCCEEDS = "4242424242424242"
DECLINED = "4000000000000002"
CHALLENGES = "4000002500003155"
AVAILABLE_AT_ONCE = "4000000000000077"
DISPUTED = "4000000000000259"

CARDS = {
    card.number: card
    for card in (
        Card(number=SUCCEEDS),
        Card(number="5555555555554444", brand="mastercard"),
        Card(number=DECLINED, decline=("card_declined", "generic_decline")),
        Card(number="4000000000009995", decline=("card_declined", "insufficient_funds")),
        Card(number="4000000000000069", decline=("expired_card", None)),
        Card(number="4000000000000127", decline=("incorrect_cvc", None)),
        Card(number=CHALLENGES, challenge=True),
        Card(number="4000000000003220", challenge=True),
        Card(
            number="4000008400001629",
            challenge=True,
            decline=("card_declined", "generic_decline"),
        ),
        Card(number="4000000000005126", refund="fails"),
        Card(number="4000000000007726", refund="pending"),
        Card(number=AVAILABLE_AT_ONCE, at_once=True),
        Card(number=DISPUTED, dispute="fraudulent"),
        Card(number="4000000000002685", dispute="product_not_received"),
    )
}

TOKENS = {
    "pm_card_visa": SUCCEEDS,
    "pm_card_mastercard": "5555555555554444",
    "pm_card_bypassPending": AVAILABLE_AT_ONCE,
    "pm_card_createDispute": DISPUTED,
    "pm_card_refundFail": "4000000000005126",
}
"""Test payment methods that need no page: a card that pays at once, by Stripe's name for it."""

MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "incorrect_number": "Your card number is incorrect.",
    "test_mode_live_card": (
        "Your card was declined. Your request was in test mode, but used a non test card."
    ),
    "payment_intent_authentication_failure": (
        "We are unable to authenticate your payment method. "
        "Please choose a different payment method and try again."
    ),
}


def look_up(number: str) -> Card:
    """The card of a typed number; unknown ones are declined, as in Stripe's test mode."""
    digits = "".join(filter(str.isdigit, number))
    if digits in CARDS:
        return CARDS[digits]
    if len(digits) < 12 or not _luhn(digits):
        return Card(number=digits, decline=("incorrect_number", None))
    return Card(number=digits, decline=("card_declined", "test_mode_live_card"))


def message(code: str, decline_code: str | None) -> str:
    """The English sentence of a decline."""
    return MESSAGES.get(decline_code or code, MESSAGES.get(code, MESSAGES["card_declined"]))


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    kept = (int(digit) for digit in digits[-1::-2])
    return (sum(kept) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0
