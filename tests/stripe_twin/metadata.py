"""Metadata: Stripe's limits on it."""

from typing import Any

from tests.stripe_twin.errors import ApiError

MOST_KEYS = 50
LONGEST_KEY = 40
LONGEST_VALUE = 500


def checked(wanted: Any, *, param: str) -> dict[str, str]:
    """The metadata of a new object: empty values are unset keys.

    :raises ApiError: too many keys, or a key or value that is too long.
    """
    kept = {name: value for name, value in (wanted or {}).items() if value != ""}
    if len(kept) > MOST_KEYS:
        raise ApiError(f"You can have up to {MOST_KEYS} metadata keys.", param=param)
    for name, value in kept.items():
        if len(name) > LONGEST_KEY:
            raise ApiError(
                f"Invalid key: {name}; it may have up to {LONGEST_KEY} characters.",
                param=f"{param}[{name}]",
            )
        if len(value) > LONGEST_VALUE:
            raise ApiError(
                f"Metadata values can have up to {LONGEST_VALUE} characters.",
                param=f"{param}[{name}]",
            )
    return kept
