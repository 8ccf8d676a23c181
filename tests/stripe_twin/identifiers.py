"""Identifiers that look like Stripe's."""

import secrets
import string

ALPHABET = string.ascii_letters + string.digits


def new(prefix: str, *, length: int = 24) -> str:
    """A fresh identifier, as ``re_3fQ…``."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(length))}"


def new_session() -> str:
    """Checkout Sessions carry the mode and are longer."""
    return new("cs_test", length=58)
