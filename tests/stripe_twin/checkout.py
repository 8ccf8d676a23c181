"""What happens on the hosted page: a card is tried, challenged, accepted or declined."""

from typing import TYPE_CHECKING

from tests.stripe_twin import cards
from tests.stripe_twin.resources import payment_intents, payment_methods, sessions
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

PAID = "paid"
DECLINED = "declined"
CHALLENGED = "challenged"
CLOSED = "closed"


def pay(
    twin: "Twin", session: Object, *, number: str, saved: str | None = None, keep: bool = False
) -> str:
    """Try a card on an open session; returns PAID, DECLINED, CHALLENGED or CLOSED.

    ``saved`` is one of the cards that :func:`offered` and takes the place of ``number``;
    ``keep`` has a typed card offered the next time.
    """
    if session["status"] != "open":
        return CLOSED
    method = _method(twin, session, number=number, saved=saved)
    if method is None:
        return CLOSED
    card = cards.look_up(method["_number"])
    intent = _intent(twin, session)
    session["_attempt"] = {"method": method["id"], "keep": keep}
    twin.store.save(session)
    if card.challenge:
        url = challenge_url(twin, session)
        payment_intents.challenge(twin, intent=intent, url=url, method=method)
        return CHALLENGED
    return _settle(twin, session, intent, method)


def offered(twin: "Twin", session: Object) -> list[Object]:
    """The kept cards that the page offers to the customer of a session."""
    options = session.get("saved_payment_method_options")
    if not options:
        return []
    shown = options["allow_redisplay_filters"]
    return payment_methods.kept_by(twin, session["customer"], shown=shown)


def can_keep(session: Object) -> bool:
    """The page asks whether to keep the card."""
    options = session.get("saved_payment_method_options")
    return bool(options) and options["payment_method_save"] == "enabled"


def answer_challenge(twin: "Twin", session: Object, *, accept: bool) -> str:
    """The payer's answer to 3-D Secure; CLOSED when nothing waits for one."""
    intent = twin.store.get(session["payment_intent"], kind="payment_intent")
    if session["status"] != "open" or not intent or intent["status"] != "requires_action":
        return CLOSED
    if not accept:
        payment_intents.refuse_authentication(twin, intent=intent)
        return DECLINED
    method = twin.store.get(intent["payment_method"], kind=payment_methods.KIND)
    return _settle(twin, session, intent, method) if method else CLOSED


def challenge_url(twin: "Twin", session: Object) -> str:
    return f"{twin.public_url}/pay/{session['id']}/3ds"


def _method(twin: "Twin", session: Object, *, number: str, saved: str | None) -> Object | None:
    """The typed card, or the kept one that the page offered."""
    if saved is None:
        card = cards.look_up(number)
        return payment_methods.of_card(twin, card, email=sessions.email_of(session))
    return next((one for one in offered(twin, session) if one["id"] == saved), None)


def _intent(twin: "Twin", session: Object) -> Object:
    found = twin.store.get(session["payment_intent"], kind="payment_intent")
    if found:
        return found
    intent = payment_intents.create(twin, session=session)
    session["payment_intent"] = intent["id"]
    return intent


def _settle(twin: "Twin", session: Object, intent: Object, method: Object) -> str:
    email = sessions.email_of(session)
    card = cards.look_up(method["_number"])
    if card.decline:
        payment_intents.decline(twin, intent=intent, card=card, email=email, method=method)
        return DECLINED
    payment_intents.succeed(twin, intent=intent, card=card, email=email, method=method)
    _keep(twin, session, intent, method)
    sessions.complete(twin, session)
    return PAID


def _keep(twin: "Twin", session: Object, intent: Object, method: Object) -> None:
    """By the payer's own word it is offered again; kept for later use alone it is not."""
    customer = session.get("customer")
    asked = can_keep(session) and session["_attempt"]["keep"]
    if customer and (asked or intent["setup_future_usage"]):
        redisplay = "always" if asked else "limited"
        payment_methods.keep(twin, method, customer=customer, redisplay=redisplay)
