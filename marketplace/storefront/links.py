"""Signed links to an order, for people without an account."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from marketplace.core.errors import CordeeError

SALT = "cordee.order"
VALID_DAYS = 60


class LinkExpired(CordeeError):
    """The link is older than it may be: a fresh one is a click away."""

    code = "link_expired"
    status = 410


class LinkForged(CordeeError):
    """The link does not open this order."""

    code = "not_found"
    status = 404


def token(order: Any) -> str:
    return signing.dumps(order.number, salt=SALT)


def order_url(order: Any) -> str:
    """The whole address of an order's page, good for ``VALID_DAYS``."""
    path = reverse("storefront:order-link", args=[order.number, token(order)])
    return f"{settings.SITE_URL}{path}"


def check(*, number: str, token: str) -> None:
    """Whether ``token`` opens order ``number``.

    :raises LinkExpired: it did once. :raises LinkForged: it never did.
    """
    try:
        signed = signing.loads(token, salt=SALT, max_age=VALID_DAYS * 24 * 3600)
    except signing.SignatureExpired as error:
        raise LinkExpired from error
    except signing.BadSignature as error:
        raise LinkForged from error
    if signed != number:
        raise LinkForged
