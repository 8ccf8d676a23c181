"""PaymentIntents, as Checkout makes them: created when the shopper first tries to pay."""

from typing import TYPE_CHECKING, Any

from stripe.params._payment_intent_cancel_params import PaymentIntentCancelParams
from stripe.params._payment_intent_create_params import PaymentIntentCreateParams
from stripe.params._payment_intent_list_params import PaymentIntentListParams
from stripe.params._payment_intent_retrieve_params import PaymentIntentRetrieveParams

from tests.stripe_twin import cards, events, forms, identifiers, metadata, money
from tests.stripe_twin.cards import Card, message
from tests.stripe_twin.errors import ApiError, missing_object, unsupported
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.resources import charges, payment_methods
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, fetch, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "payment_intent"
CANCELLABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
)
AUTHENTICATION_FAILURE = "payment_intent_authentication_failure"


def create(twin: "Twin", *, session: Object) -> Object:
    """The intent of a session, when the shopper first confirms."""
    intent = shape(
        identifier=identifiers.new("pi"),
        amount=session["amount_total"],
        currency=session["currency"],
        created=twin.clock.now(),
        data=session["_payment_intent_data"] | {"customer": session.get("customer")},
    )
    twin.store.save(intent)
    events.record(twin, "payment_intent.created", intent)
    return intent


def shape(
    *, identifier: str, amount: int, currency: str, created: int, data: dict[str, Any]
) -> Object:
    """An intent that waits for a payment method; ``data`` is ``payment_intent_data``."""
    return {
        "id": identifier,
        "object": KIND,
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "automatic_payment_methods": None,
        "capture_method": data.get("capture_method", "automatic_async"),
        "client_secret": f"{identifier}_secret_{identifiers.new('twin')[5:]}",
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "customer": data.get("customer"),
        "description": data.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "next_action": None,
        "payment_method": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "receipt_email": data.get("receipt_email"),
        "setup_future_usage": data.get("setup_future_usage"),
        "shipping": data.get("shipping"),
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_group": data.get("transfer_group"),
    }


def challenge(twin: "Twin", *, intent: Object, url: str, method: Object) -> None:
    """Ask for 3-D Secure: the payer is to open ``url``."""
    intent |= {
        "last_payment_error": None,
        "next_action": {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": None, "url": url},
        },
        "payment_method": method["id"],
        "status": "requires_action",
    }
    twin.store.save(intent)
    events.record(twin, "payment_intent.requires_action", intent)


def succeed(twin: "Twin", *, intent: Object, card: Card, email: str | None, method: Object) -> None:
    """The money is there."""
    intent["payment_method"] = method["id"]
    charge = charges.succeed(twin, intent=intent, card=card, email=email)
    mark_paid(intent, charge=charge)
    twin.store.save(intent)
    events.record(twin, "payment_intent.succeeded", intent)


def mark_paid(intent: Object, *, charge: Object) -> None:
    intent |= {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "status": "succeeded",
    }


def decline(twin: "Twin", *, intent: Object, card: Card, email: str | None, method: Object) -> None:
    """The bank says no; another card may be tried."""
    intent["payment_method"] = method["id"]
    charge = charges.decline(twin, intent=intent, card=card, email=email)
    intent["latest_charge"] = charge["id"]
    code, decline_code = card.decline or ("card_declined", None)
    _fail(twin, intent, code=code, decline_code=decline_code, charge=charge["id"])


def refuse_authentication(twin: "Twin", *, intent: Object) -> None:
    """The payer failed 3-D Secure; nothing reached the bank."""
    _fail(twin, intent, code=AUTHENTICATION_FAILURE)


def _fail(
    twin: "Twin",
    intent: Object,
    *,
    code: str,
    decline_code: str | None = None,
    charge: str | None = None,
) -> None:
    error = {
        "charge": charge,
        "code": code,
        "decline_code": decline_code,
        "message": message(code, decline_code),
        "type": "card_error" if charge else "invalid_request_error",
    }
    intent |= {
        "last_payment_error": {name: value for name, value in error.items() if value},
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    twin.store.save(intent)
    events.record(twin, "payment_intent.payment_failed", intent)


def cancel_with_session(twin: "Twin", *, intent: Object) -> None:
    """An expired session takes its unpaid intent with it."""
    intent |= {
        "canceled_at": twin.clock.now(),
        "cancellation_reason": "expired",
        "next_action": None,
        "status": "canceled",
    }
    twin.store.save(intent)
    events.record(twin, "payment_intent.canceled", intent)


def create_and_confirm(twin: "Twin", call: Call) -> Object:
    """Pay at once with one of Stripe's test payment methods, without a page.

    :raises ApiError: what the twin does not do: an intent to be confirmed later, other methods.
    """
    params = call.params
    if not params.get("confirm"):
        raise unsupported(param="confirm=false")
    if params.get("automatic_payment_methods") != {"enabled": True, "allow_redirects": "never"}:
        raise unsupported(param="automatic_payment_methods")
    card = cards.look_up(cards.TOKENS.get(params.get("payment_method", ""), ""))
    if card.decline:
        raise missing_object(
            noun="PaymentMethod",
            identifier=params.get("payment_method", ""),
            param="payment_method",
            status=400,
        )
    kept = metadata.checked(params.get("metadata"), param="metadata")
    intent = shape(
        identifier=identifiers.new("pi"),
        amount=_chargeable(forms.positive_amount(params)),
        currency=forms.known_currency(params["currency"]),
        created=twin.clock.now(),
        data=params | {"metadata": kept},
    )
    events.record(twin, "payment_intent.created", twin.store.save(intent))
    email = params.get("receipt_email")
    method = payment_methods.of_card(twin, card, email=email)
    succeed(twin, intent=intent, card=card, email=email, method=method)
    return expanded(twin, intent, paths=call.expand)


def _chargeable(amount: int) -> int:
    if amount < money.MINIMUM_CHARGE:
        raise ApiError("Amount must be at least €0.50 eur", code="amount_too_small", param="amount")
    if amount > money.MAXIMUM_CHARGE:
        raise ApiError(
            "Amount must be no more than €999,999.99", code="amount_too_large", param="amount"
        )
    return amount


def cancel(twin: "Twin", call: Call) -> Object:
    """Always refused: an open intent belongs to Checkout, which expires its session instead."""
    intent = fetch(twin, call.path["intent"], kind=KIND, param="intent")
    if intent["status"] not in CANCELLABLE:
        raise ApiError(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. "
            "Only a PaymentIntent with one of the following statuses may be canceled: "
            f"{', '.join(CANCELLABLE)}.",
            code="payment_intent_unexpected_state",
        )
    raise ApiError(
        "You cannot perform this action on PaymentIntents created by Checkout. "
        "Expire the Checkout Session instead."
    )


EXPANDABLE = {KIND: {"customer", "latest_charge", "payment_method"}}

ROUTES = [
    Route(
        method="POST",
        path="/v1/payment_intents",
        params=PaymentIntentCreateParams,
        handler=create_and_confirm,
        acts_on=(
            "amount",
            "automatic_payment_methods",
            "confirm",
            "currency",
            "description",
            "metadata",
            "payment_method",
            "receipt_email",
            "transfer_group",
        ),
    ),
    Route(
        method="GET",
        path="/v1/payment_intents",
        params=PaymentIntentListParams,
        handler=listing(KIND, by=("customer",)),
        acts_on=(*LIST_PARAMETERS, "customer"),
    ),
    Route(
        method="GET",
        path="/v1/payment_intents/{intent}",
        params=PaymentIntentRetrieveParams,
        handler=retrieving(KIND, named="intent"),
    ),
    Route(
        method="POST",
        path="/v1/payment_intents/{intent}/cancel",
        params=PaymentIntentCancelParams,
        handler=cancel,
        acts_on=("cancellation_reason",),
    ),
]
