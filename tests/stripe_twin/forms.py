"""Checks of values that several resources share."""

import re
from typing import Any
from urllib.parse import urlsplit

from tests.stripe_twin import money
from tests.stripe_twin.errors import ApiError

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def positive_amount(params: dict[str, Any]) -> int:
    """``amount``, in minor units.

    :raises ApiError: it is missing, or less than 1.
    """
    if "amount" not in params:
        raise ApiError("Missing required param: amount.", code="parameter_missing", param="amount")
    if params["amount"] < 1:
        raise ApiError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param="amount",
        )
    return int(params["amount"])


def known_currency(currency: str, *, param: str = "currency") -> str:
    """A currency in lower case.

    :raises ApiError: it is not served.
    """
    if currency.lower() not in money.CURRENCIES:
        raise ApiError(f"Invalid currency: {currency}.", param=param)
    return currency.lower()


def refuse_bad_email(email: str | None, *, param: str) -> None:
    if email is not None and not EMAIL.fullmatch(email):
        raise ApiError(f"Invalid email address: {email}", code="email_invalid", param=param)


def refuse_bad_url(url: str | None, *, param: str) -> None:
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ApiError(
            "Not a valid URL: an explicit scheme (such as https) must be provided.",
            code="url_invalid",
            param=param,
        )
