"""What happens on the hosted page: a card is tried, challenged, accepted or declined."""

from typing import TYPE_CHECKING

from tests.stripe_twin import cards
from tests.stripe_twin.cards import Card
from tests.stripe_twin.resources import payment_intents, sessions
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

PAID = "paid"
DECLINED = "declined"
CHALLENGED = "challenged"
CLOSED = "closed"


def pay(twin: "Twin", session: Object, *, number: str) -> str:
    """Try a card on an open session; returns PAID, DECLINED, CHALLENGED or CLOSED."""
    if session["status"] != "open":
        return CLOSED
    card = cards.look_up(number)
    intent = _intent(twin, session)
    if card.challenge:
        session["_card"] = number
        twin.store.save(session)
        payment_intents.challenge(twin, intent=intent, url=challenge_url(twin, session))
        return CHALLENGED
    return _settle(twin, session, intent, card)


def answer_challenge(twin: "Twin", session: Object, *, accept: bool) -> str:
    """The payer's answer to 3-D Secure; CLOSED when nothing waits for one."""
    intent = twin.store.get(session["payment_intent"], kind="payment_intent")
    if session["status"] != "open" or not intent or intent["status"] != "requires_action":
        return CLOSED
    if not accept:
        payment_intents.refuse_authentication(twin, intent=intent)
        return DECLINED
    return _settle(twin, session, intent, cards.look_up(session["_card"]))


def challenge_url(twin: "Twin", session: Object) -> str:
    return f"{twin.public_url}/pay/{session['id']}/3ds"


def _intent(twin: "Twin", session: Object) -> Object:
    found = twin.store.get(session["payment_intent"], kind="payment_intent")
    if found:
        return found
    intent = payment_intents.create(twin, session=session)
    session["payment_intent"] = intent["id"]
    twin.store.save(session)
    return intent


def _settle(twin: "Twin", session: Object, intent: Object, card: Card) -> str:
    email = session["customer_email"]
    if card.decline:
        payment_intents.decline(twin, intent=intent, card=card, email=email)
        return DECLINED
    payment_intents.succeed(twin, intent=intent, card=card, email=email)
    sessions.complete(twin, session)
    return PAID
