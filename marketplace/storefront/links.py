"""Signed links to an order, for people without an account."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy

from marketplace.core.errors import CordeeError

SALT = "cordee.order"
RETURN_SALT = "cordee.return"
ALERT_SALT = "cordee.alert"
VALID_DAYS = 60
RETURN_VALID_DAYS = 2


class LinkExpired(CordeeError):
    """The link is older than it may be: a fresh one is a click away."""

    code = "link_expired"
    status = 410
    message = gettext_lazy("Ce lien n’est plus valable : demandez-en un nouveau par e-mail.")


class LinkForged(CordeeError):
    """The link does not open this order."""

    code = "not_found"
    status = 404


def address(name: str, *args: object, language: str) -> str:
    """The whole address of a page in a language, for whoever reads it somewhere else."""
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse(name, args=args)}"


def token(order: Any) -> str:
    return signing.dumps(order.number, salt=SALT)


def order_url(order: Any) -> str:
    """The whole address of an order's page, good for ``VALID_DAYS``."""
    keys = (order.number, token(order))
    return address("storefront:order-link", *keys, language=order.sheet.language)


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


# --- the way back from the payment page ------------------------------------------------------
def return_url(order: Any, *, left: bool = False) -> str:
    """Where Stripe sends the shopper back to: the same address each time for one order.

    ``left``: for whoever left the payment page without paying.
    """
    return f"{settings.SITE_URL}{return_path(order, left=left)}"


def return_path(order: Any, page: str = "return", *, left: bool = False) -> str:
    """A page of the checkout about an order that was placed, with the key that opens it."""
    path = reverse(f"checkout:{page}", args=[order.number])
    told = {"cle": _return_key(order.number)} | ({"quitte": "1"} if left else {})
    return f"{path}?{urlencode(told)}"


def check_return(*, number: str, key: str) -> None:
    """Whether ``key`` opens the return page of order ``number``.

    :raises LinkForged: it never did.
    """
    if not constant_time_compare(key, _return_key(number)):
        raise LinkForged


def return_is_over(order: Any, *, at: datetime) -> bool:
    """The key has no date of its own, so the order's is taken."""
    return bool(at - order.date_placed > timedelta(days=RETURN_VALID_DAYS))


def _return_key(number: str) -> str:
    return signing.Signer(salt=RETURN_SALT).signature(number)


# --- alerts ----------------------------------------------------------------------------------
def alert_url(alert_id: int, page: str, *, language: str) -> str:
    """Where an alert is said yes to ("confirm") or stopped ("stop"), for who got its e-mail."""
    return address(f"storefront:alert-{page}", _alert_key(alert_id), language=language)


def alert_of(key: str) -> int:
    """The alert that a key opens; it has no date, so that one can always be stopped.

    :raises LinkForged: none.
    """
    try:
        return int(signing.Signer(salt=ALERT_SALT).unsign(key))
    except (signing.BadSignature, ValueError) as error:
        raise LinkForged from error


def _alert_key(alert_id: int) -> str:
    return signing.Signer(salt=ALERT_SALT).sign(str(alert_id))
