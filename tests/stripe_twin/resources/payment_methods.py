"""Payment methods: the cards that were typed, and those a customer keeps."""

import hashlib
from typing import TYPE_CHECKING

from stripe.params._customer_payment_method_list_params import CustomerPaymentMethodListParams
from stripe.params._payment_method_detach_params import PaymentMethodDetachParams
from stripe.params._payment_method_list_params import PaymentMethodListParams
from stripe.params._payment_method_retrieve_params import PaymentMethodRetrieveParams

from tests.stripe_twin import events, identifiers
from tests.stripe_twin.cards import Card
from tests.stripe_twin.errors import ApiError, unsupported
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, fetch, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "payment_method"
NARROWED = ("allow_redisplay", "type")


def of_card(twin: "Twin", card: Card, *, email: str | None) -> Object:
    """A card that was typed; nobody's until it is kept."""
    return twin.store.save(
        {
            "id": identifiers.new("pm"),
            "object": KIND,
            "allow_redisplay": "unspecified",
            "billing_details": {
                "address": None,
                "email": email,
                "name": None,
                "phone": None,
                "tax_id": None,
            },
            "card": {
                "brand": card.brand,
                "checks": None,
                "country": "FR",
                "display_brand": card.brand,
                "exp_month": 12,
                "exp_year": 2034,
                "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
                "funding": "credit",
                "generated_from": None,
                "last4": card.last4,
                "networks": {"available": [card.brand], "preferred": None},
                "three_d_secure_usage": {"supported": True},
                "wallet": None,
            },
            "created": twin.clock.now(),
            "customer": None,
            "livemode": False,
            "metadata": {},
            "type": "card",
            "_number": card.number,
        }
    )


def keep(twin: "Twin", method: Object, *, customer: str, redisplay: str) -> None:
    """A customer keeps a card; ``redisplay`` is what it consented to (``always``, ``limited``)."""
    if method["customer"]:
        return
    method |= {"customer": customer, "allow_redisplay": redisplay}
    twin.store.save(method)
    events.record(twin, "payment_method.attached", method)


def kept_by(twin: "Twin", customer: str | None, *, shown: list[str]) -> list[Object]:
    """The cards of a customer that the hosted page may show, oldest first."""
    if not customer:
        return []
    found = twin.store.all(KIND, customer=customer)
    return [method for method in found if method["allow_redisplay"] in shown]


def detach(twin: "Twin", call: Call) -> Object:
    """A customer keeps a card no longer; it cannot be paid with again.

    :raises ApiError: nobody keeps it.
    """
    method = fetch(twin, call.path["payment_method"], kind=KIND, param="payment_method")
    if not method["customer"]:
        raise ApiError(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible."
        )
    before = {"customer": method["customer"]}
    method["customer"] = None
    twin.store.save(method)
    events.record(twin, "payment_method.detached", method, previous=before)
    return expanded(twin, method, paths=call.expand)


def show_list(twin: "Twin", call: Call) -> Object:
    """The cards of a customer, newest first."""
    identifier = call.path.get("customer") or call.params.get("customer")
    if identifier is None:
        raise unsupported(param="a list without customer")
    customer = fetch(twin, identifier, kind="customer", param="customer", status=400)
    params = call.params | {"customer": customer["id"]}
    return listing(KIND, by=("customer", *NARROWED))(twin, Call(params=params, url=call.url))


CURSORS = tuple(name for name in LIST_PARAMETERS if name != "created")
EXPANDABLE = {KIND: {"customer"}}

ROUTES = [
    Route(
        method="GET",
        path="/v1/payment_methods",
        params=PaymentMethodListParams,
        handler=show_list,
        acts_on=(*CURSORS, "customer", *NARROWED),
    ),
    Route(
        method="GET",
        path="/v1/customers/{customer}/payment_methods",
        params=CustomerPaymentMethodListParams,
        handler=show_list,
        acts_on=(*CURSORS, *NARROWED),
    ),
    Route(
        method="GET",
        path="/v1/payment_methods/{payment_method}",
        params=PaymentMethodRetrieveParams,
        handler=retrieving(KIND, named="payment_method"),
    ),
    Route(
        method="POST",
        path="/v1/payment_methods/{payment_method}/detach",
        params=PaymentMethodDetachParams,
        handler=detach,
    ),
]
