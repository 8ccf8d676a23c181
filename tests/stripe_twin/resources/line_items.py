"""The lines of a Checkout Session, from inline prices."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stripe.params.checkout._session_line_item_list_params import SessionLineItemListParams

from tests.stripe_twin import forms, identifiers
from tests.stripe_twin.errors import ApiError, unsupported
from tests.stripe_twin.routes import Call, Route, fetch
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

MOST_LINES = 100
SUPPORTED = {"price_data", "quantity", "metadata"}
SUPPORTED_PRICE = {"currency", "product_data", "unit_amount", "unit_amount_decimal", "tax_behavior"}


def build(lines: list[dict[str, Any]], *, created: int) -> list[Object]:
    """Lines as the API shows them, from ``line_items`` parameters.

    :raises ApiError: no line, too many, or a line that says too little.
    """
    if not lines:
        raise ApiError(
            "Missing required param: line_items.", code="parameter_missing", param="line_items"
        )
    if len(lines) > MOST_LINES:
        raise ApiError(f"A session has at most {MOST_LINES} line items.", param="line_items")
    return [
        _line(line, param=f"line_items[{place}]", created=created)
        for place, line in enumerate(lines)
    ]


def as_list(session: Object, lines: list[Object], *, has_more: bool = False) -> Object:
    return {
        "object": "list",
        "data": lines,
        "has_more": has_more,
        "url": f"/v1/checkout/sessions/{session['id']}/line_items",
    }


def _line(line: dict[str, Any], *, param: str, created: int) -> Object:
    _only(line, SUPPORTED, param=param)
    price = _required(line, "price_data", param=param)
    quantity = _required(line, "quantity", param=param)
    if quantity < 1:
        raise ApiError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param=f"{param}[quantity]",
        )
    _only(price, SUPPORTED_PRICE, param=f"{param}[price_data]")
    product = _required(price, "product_data", param=f"{param}[price_data]")
    unit = _unit_amount(price, param=f"{param}[price_data]")
    currency = forms.known_currency(price["currency"], param=f"{param}[price_data][currency]")
    return {
        "id": identifiers.new("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": unit * quantity,
        "amount_tax": 0,
        "amount_total": unit * quantity,
        "currency": currency,
        "description": product["name"],
        "metadata": line.get("metadata", {}),
        "price": _price(price, unit=unit, currency=currency, created=created),
        "quantity": quantity,
    }


def _price(data: dict[str, Any], *, unit: int, currency: str, created: int) -> Object:
    return {
        "id": identifiers.new("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": created,
        "currency": currency,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": identifiers.new("prod", length=14),
        "recurring": None,
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit,
        "unit_amount_decimal": str(unit),
    }


def _unit_amount(price: dict[str, Any], *, param: str) -> int:
    if ("unit_amount" in price) == ("unit_amount_decimal" in price):
        raise ApiError(
            "You must pass exactly one of `unit_amount` and `unit_amount_decimal`.",
            code="parameter_missing",
            param=f"{param}[unit_amount]",
        )
    amount = Decimal(
        price["unit_amount"] if "unit_amount" in price else price["unit_amount_decimal"]
    )
    if amount < 0 or amount != int(amount):
        raise ApiError(
            "This value must be a whole number greater than or equal to 0.",
            code="parameter_invalid_integer",
            param=f"{param}[unit_amount]",
        )
    return int(amount)


def _required(data: dict[str, Any], name: str, *, param: str) -> Any:
    if name not in data:
        missing = f"{param}[{name}]"
        raise ApiError(
            f"Missing required param: {missing}.", code="parameter_missing", param=missing
        )
    return data[name]


def _only(data: dict[str, Any], supported: set[str], *, param: str) -> None:
    for name in data:
        if name not in supported:
            raise unsupported(param=f"{param}[{name}]")


def show_list(twin: "Twin", call: Call) -> Object:
    """The lines of a session in their order."""
    session = fetch(twin, call.path["session"], kind="checkout.session", param="session")
    lines = session["_line_items"]
    ids = [line["id"] for line in lines]
    start = 0
    if cursor := call.params.get("starting_after"):
        if cursor not in ids:
            raise ApiError(f"No such line item: '{cursor}'", param="starting_after")
        start = ids.index(cursor) + 1
    end = start + call.params.get("limit", 10)
    return as_list(session, lines[start:end], has_more=end < len(lines))


ROUTES = [
    Route(
        method="GET",
        path="/v1/checkout/sessions/{session}/line_items",
        params=SessionLineItemListParams,
        handler=show_list,
        acts_on=("limit", "starting_after"),
    ),
]
