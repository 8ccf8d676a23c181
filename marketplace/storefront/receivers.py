"""What follows when somebody signs in or proves an address."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from marketplace.buying import operations
from marketplace.storefront.middleware import COOKIE, adopt


@receiver(user_logged_in)
def bring_the_basket(request: Any, **_kwargs: Any) -> None:
    """What was put in before signing in goes into the account's basket."""
    if request is not None and COOKIE in getattr(request, "COOKIES", {}):
        basket = adopt(request)
        basket.strategy = getattr(request, "strategy", None)
        request.basket = basket


@receiver(user_logged_in)
def bring_the_orders(user: Any, **_kwargs: Any) -> None:
    """Orders placed as a guest since, with an address that is proved to be the person's."""
    for email in EmailAddress.objects.filter(user=user, verified=True):
        operations.claim_guest_orders(user=user, email=email.email)


@receiver(email_confirmed)
def bring_the_earlier_orders(email_address: Any, **_kwargs: Any) -> None:
    """Orders placed as a guest with an address are its owner's once it is proved."""
    operations.claim_guest_orders(user=email_address.user, email=email_address.email)
