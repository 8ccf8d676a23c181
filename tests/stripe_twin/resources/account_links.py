"""Account links: addresses of Stripe's onboarding page, each good for one visit."""

from typing import TYPE_CHECKING

from stripe.params._account_link_create_params import AccountLinkCreateParams

from tests.stripe_twin import forms, identifiers
from tests.stripe_twin.errors import ApiError, unsupported
from tests.stripe_twin.routes import Call, Route, fetch
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "account_link"
LIFE = 5 * 60
"""Seconds in which a link must be opened."""


def create(twin: "Twin", call: Call) -> Object:
    """A new link to the onboarding of an account; it goes to one person, not into an e-mail.

    :raises ApiError: no such account, or no address to come back to.
    """
    params = call.params
    if params["type"] != "account_onboarding":
        raise unsupported(param=f"type={params['type']}")
    if params.get("collection_options", {}).keys() - {"fields"}:
        raise unsupported(param="collection_options[future_requirements]")
    account = fetch(twin, params["account"], kind="account", param="account", status=400)
    for name in ("refresh_url", "return_url"):
        if name not in params:
            raise ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)
        forms.refuse_bad_url(params[name], param=name)
    now = twin.clock.now()
    link = {
        "id": identifiers.new("alink"),
        "object": KIND,
        "created": now,
        "expires_at": now + LIFE,
        "_of": account["id"],
        "_fields": params.get("collection_options", {}).get("fields", "currently_due"),
        "_refresh_url": params["refresh_url"],
        "_return_url": params["return_url"],
        "_visited": False,
    }
    twin.store.save(link)
    shown = {name: link[name] for name in ("object", "created", "expires_at")}
    return shown | {"url": f"{twin.public_url}/setup/{link['id']}"}


ROUTES = [
    Route(
        method="POST",
        path="/v1/account_links",
        params=AccountLinkCreateParams,
        handler=create,
        acts_on=("account", "collection_options", "refresh_url", "return_url", "type"),
    ),
]
