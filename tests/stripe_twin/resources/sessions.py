"""Checkout Sessions, hosted, ``mode=payment``."""

from typing import TYPE_CHECKING, Any

from stripe.params.checkout._session_create_params import SessionCreateParams
from stripe.params.checkout._session_expire_params import SessionExpireParams
from stripe.params.checkout._session_list_params import SessionListParams
from stripe.params.checkout._session_retrieve_params import SessionRetrieveParams

from tests.stripe_twin import events, forms, identifiers, metadata, money
from tests.stripe_twin.errors import ApiError, unsupported
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.resources import line_items, payment_intents
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, fetch, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "checkout.session"
EXPIRE = "session.expire"
SHORTEST_LIFE = 30 * 60
LONGEST_LIFE = 24 * 3600
LONGEST_REFERENCE = 200

INTENT_DATA = {
    "capture_method",
    "description",
    "metadata",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor_suffix",
    "transfer_group",
}


def create(twin: "Twin", call: Call) -> Object:
    """Open a session; its PaymentIntent comes with the first attempt to pay.

    :raises ApiError: what Stripe would refuse, and modes the twin does not have.
    """
    params = call.params
    now = twin.clock.now()
    _refuse_other_modes(params)
    lines = line_items.build(params.get("line_items", []), created=now)
    _refuse_bad_total(lines)
    session = shape(
        identifier=identifiers.new_session(),
        lines=lines,
        created=now,
        expires_at=_expiry(params.get("expires_at", now + LONGEST_LIFE), now=now),
        data=_checked(twin, params),
    )
    twin.store.save(session)
    twin.agenda.plan(EXPIRE, session, due=session["expires_at"])
    return expanded(twin, session, paths=call.expand)


def shape(
    *, identifier: str, lines: list[Object], created: int, expires_at: int, data: dict[str, Any]
) -> Object:
    """An open session over these lines; ``data`` holds the optional fields."""
    total = sum(line["amount_total"] for line in lines)
    return {
        "id": identifier,
        "object": KIND,
        "allowed_payment_method_types": data.get("allowed_payment_method_types"),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": data.get("cancel_url"),
        "client_reference_id": data.get("client_reference_id"),
        "created": created,
        "currency": lines[0]["currency"],
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": data.get("customer"),
        "customer_creation": None if data.get("customer") else "if_required",
        "customer_details": None,
        "customer_email": data.get("customer_email"),
        "expires_at": expires_at,
        "livemode": False,
        "locale": data.get("locale"),
        "metadata": data.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_collection": "if_required",
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "saved_payment_method_options": data.get("saved_payment_method_options"),
        "shipping_options": [],
        "status": "open",
        "success_url": data.get("success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "_email": data.get("_email", data.get("customer_email")),
        "_line_items": lines,
        "_payment_intent_data": data.get("payment_intent_data", {}),
    }


def complete(twin: "Twin", session: Object) -> None:
    """Paid: nothing can be paid on it any more."""
    twin.agenda.drop(EXPIRE, session)
    mark_paid(session)
    twin.store.save(session)
    events.record(twin, "checkout.session.completed", session)


def mark_paid(session: Object) -> None:
    session |= {
        "customer_details": {
            "address": None,
            "email": email_of(session),
            "name": None,
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
        "payment_status": "paid",
        "status": "complete",
    }


def email_of(session: Object) -> str | None:
    """The payer's address: the customer's own, or the one the shop named."""
    email: str | None = session.get("_email", session["customer_email"])
    return email


def close(twin: "Twin", session: Object) -> None:
    """Expire an open session and cancel its intent, if the shopper had tried to pay."""
    if session["status"] != "open":
        return
    twin.agenda.drop(EXPIRE, session)
    session["status"] = "expired"
    twin.store.save(session)
    intent = twin.store.get(session["payment_intent"], kind="payment_intent")
    if intent:
        payment_intents.cancel_with_session(twin, intent=intent)
    events.record(twin, "checkout.session.expired", session)


def expire(twin: "Twin", call: Call) -> Object:
    """Close a session before its time.

    :raises ApiError: it is not open.
    """
    session = fetch(twin, call.path["session"], kind=KIND, param="session")
    if session["status"] != "open":
        raise ApiError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
    close(twin, session)
    return expanded(twin, session, paths=call.expand)


def address(twin: "Twin", session: Object) -> Object:
    """The page where the shopper pays, while it can be paid."""
    is_open = session["status"] == "open"
    return {"url": f"{twin.public_url}/pay/{session['id']}" if is_open else None}


def lines_of(twin: "Twin", session: Object) -> Object:
    """``expand=["line_items"]``: the first ten."""
    lines = session["_line_items"]
    return line_items.as_list(session, lines[:10], has_more=len(lines) > 10)


def _refuse_other_modes(params: dict[str, Any]) -> None:
    if "mode" not in params:
        raise ApiError("Missing required param: mode.", code="parameter_missing", param="mode")
    for name, only in (
        ("mode", "payment"),
        ("ui_mode", "hosted_page"),
        ("allowed_payment_method_types", ["card"]),
    ):
        if params.get(name, only) != only:
            raise unsupported(param=f"{name}={params[name]}")


def _checked(twin: "Twin", params: dict[str, Any]) -> dict[str, Any]:
    """The optional fields, each in the form Stripe wants."""
    if "success_url" not in params:
        raise ApiError(
            "Missing required param: success_url.", code="parameter_missing", param="success_url"
        )
    for name in ("success_url", "cancel_url"):
        forms.refuse_bad_url(params.get(name), param=name)
    forms.refuse_bad_email(params.get("customer_email"), param="customer_email")
    if len(params.get("client_reference_id", "")) > LONGEST_REFERENCE:
        raise ApiError(
            f"Invalid string: it may have up to {LONGEST_REFERENCE} characters.",
            param="client_reference_id",
        )
    return (
        params
        | {
            "metadata": metadata.checked(params.get("metadata"), param="metadata"),
            "payment_intent_data": _intent_data(params.get("payment_intent_data", {})),
        }
        | _payer(twin, params)
    )


def _payer(twin: "Twin", params: dict[str, Any]) -> dict[str, Any]:
    """Who pays, and what becomes of the card: kept by customers alone."""
    saving = params.get("saved_payment_method_options")
    if "customer" not in params:
        if saving is not None or "setup_future_usage" in params.get("payment_intent_data", {}):
            raise unsupported(param="a card kept without a customer")
        return {}
    if "customer_email" in params:
        raise ApiError("You may only specify one of these parameters: customer, customer_email.")
    customer = fetch(twin, params["customer"], kind="customer", param="customer", status=400)
    if saving is not None and saving.get("payment_method_remove") == "enabled":
        raise unsupported(param="saved_payment_method_options[payment_method_remove]=enabled")
    return {
        "_email": customer["email"],
        "saved_payment_method_options": {
            "allow_redisplay_filters": ["always"],
            "payment_method_remove": "disabled",
            "payment_method_save": None,
        }
        | (saving or {}),
    }


def _intent_data(data: dict[str, Any]) -> dict[str, Any]:
    for name in data:
        if name not in INTENT_DATA or data[name] == "manual":
            raise unsupported(param=f"payment_intent_data[{name}]")
    param = "payment_intent_data[metadata]"
    return data | {"metadata": metadata.checked(data.get("metadata"), param=param)}


def _refuse_bad_total(lines: list[Object]) -> None:
    currencies = {line["currency"] for line in lines}
    if len(currencies) > 1:
        raise ApiError("All line items must have the same currency.", param="line_items")
    total = sum(line["amount_total"] for line in lines)
    (currency,) = currencies
    if total < money.MINIMUM_CHARGE:
        least = money.english(money.MINIMUM_CHARGE, currency)
        raise ApiError(
            f"The Checkout Session's total amount due must add up to at least {least}",
            code="amount_too_small",
        )
    if total > money.MAXIMUM_CHARGE:
        most = money.english(money.MAXIMUM_CHARGE, currency)
        raise ApiError(f"The total amount may be at most {most}", code="amount_too_large")


def _expiry(expires_at: int, *, now: int) -> int:
    if expires_at - now < SHORTEST_LIFE:
        raise ApiError(
            "The `expires_at` timestamp must be at least 30 minutes "
            "from Checkout Session creation.",
            param="expires_at",
        )
    if expires_at - now > LONGEST_LIFE:
        raise ApiError(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at


TASKS = {EXPIRE: close}
LIVE = {KIND: address}
EXPANDABLE = {KIND: {"customer", "payment_intent"}}
INCLUDABLE = {KIND: {"line_items": lines_of}}

ROUTES = [
    Route(
        method="POST",
        path="/v1/checkout/sessions",
        params=SessionCreateParams,
        handler=create,
        acts_on=(
            "allowed_payment_method_types",
            "cancel_url",
            "client_reference_id",
            "customer",
            "customer_email",
            "expires_at",
            "line_items",
            "locale",
            "metadata",
            "mode",
            "payment_intent_data",
            "saved_payment_method_options",
            "success_url",
            "ui_mode",
        ),
    ),
    Route(
        method="GET",
        path="/v1/checkout/sessions",
        params=SessionListParams,
        handler=listing(KIND, by=("customer", "payment_intent", "status")),
        acts_on=(*LIST_PARAMETERS, "customer", "payment_intent", "status"),
    ),
    Route(
        method="GET",
        path="/v1/checkout/sessions/{session}",
        params=SessionRetrieveParams,
        handler=retrieving(KIND, named="session"),
    ),
    Route(
        method="POST",
        path="/v1/checkout/sessions/{session}/expire",
        params=SessionExpireParams,
        handler=expire,
    ),
]
