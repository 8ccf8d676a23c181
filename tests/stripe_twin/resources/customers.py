"""Customers: shoppers with an account, so that they find their cards again."""

from typing import TYPE_CHECKING

from stripe.params._customer_create_params import CustomerCreateParams
from stripe.params._customer_list_params import CustomerListParams
from stripe.params._customer_retrieve_params import CustomerRetrieveParams

from tests.stripe_twin import events, forms, identifiers, metadata
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "customer"


def create(twin: "Twin", call: Call) -> Object:
    """A new customer, without any card.

    :raises ApiError: an e-mail address that is none.
    """
    params = call.params
    forms.refuse_bad_email(params.get("email"), param="email")
    identifier = identifiers.new("cus", length=14)
    customer = {
        "id": identifier,
        "object": KIND,
        "balance": 0,
        "created": twin.clock.now(),
        "delinquent": False,
        "description": params.get("description"),
        "email": params.get("email"),
        "invoice_prefix": identifier[-8:].upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": metadata.checked(params.get("metadata"), param="metadata"),
        "name": params.get("name"),
        "next_invoice_sequence": 1,
        "phone": params.get("phone"),
        "preferred_locales": params.get("preferred_locales", []),
        "tax_exempt": "none",
    }
    twin.store.save(customer)
    events.record(twin, "customer.created", customer)
    return expanded(twin, customer, paths=call.expand)


ROUTES = [
    Route(
        method="POST",
        path="/v1/customers",
        params=CustomerCreateParams,
        handler=create,
        acts_on=("description", "email", "metadata", "name", "phone", "preferred_locales"),
    ),
    Route(
        method="GET",
        path="/v1/customers",
        params=CustomerListParams,
        handler=listing(KIND, by=("email",)),
        acts_on=(*LIST_PARAMETERS, "email"),
    ),
    Route(
        method="GET",
        path="/v1/customers/{customer}",
        params=CustomerRetrieveParams,
        handler=retrieving(KIND, named="customer"),
    ),
]
