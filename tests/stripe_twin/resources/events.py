"""Events: ``/v1/events``."""

from typing import TYPE_CHECKING

from stripe.params._event_list_params import EventListParams
from stripe.params._event_retrieve_params import EventRetrieveParams

from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin


def show_list(twin: "Twin", call: Call) -> Object:
    """A page of events; ``type`` and ``types`` narrow it."""
    params = dict(call.params)
    if "types" in params:
        params["type"] = params.pop("types")
    return listing("event", by=("type",))(
        twin, Call(params=params, url=call.url, account=call.account)
    )


ROUTES = [
    Route(
        method="GET",
        path="/v1/events",
        params=EventListParams,
        handler=show_list,
        acts_on=(*LIST_PARAMETERS, "type", "types"),
        connected=True,
    ),
    Route(
        method="GET",
        path="/v1/events/{id}",
        params=EventRetrieveParams,
        handler=retrieving("event", named="id"),
        connected=True,
    ),
]
