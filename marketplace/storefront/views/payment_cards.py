"""« Vos cartes »: those that a shopper asked Stripe to keep; here nothing of them is kept."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.core.errors import NotYours, PermanentError, TransientError
from marketplace.payments.operations import customers
from marketplace.storefront.views.redirects import SeeOther

BRANDS = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "cartes_bancaires": "CB",
    "discover": "Discover",
    "diners": "Diners Club",
    "jcb": "JCB",
    "unionpay": "UnionPay",
}


@never_cache
@login_required
def index(request: Any) -> HttpResponse:
    """The cards as Stripe tells them now; without an answer the page says so."""
    try:
        cards = customers.cards(user=request.user)
    except (TransientError, PermanentError):
        return render(request, "account/cards.html", {"silent": True}, status=503)
    rows = [{"card": card, "brand": BRANDS.get(card.brand, card.brand)} for card in cards]
    return render(request, "account/cards.html", {"rows": rows})


@never_cache
@login_required
def forget(request: Any, card: str) -> HttpResponse:
    """Have Stripe forget a card; a GET, as after signing in again, shows them."""
    if request.method == "POST":
        try:
            gone = customers.forget_card(user=request.user, card_id=card)
        except NotYours as error:
            raise Http404 from error
        except (TransientError, PermanentError):
            messages.error(request, _("Stripe ne répond pas : réessayez dans un instant."))
        else:
            words = _("La carte qui finit par %(digits)s est retirée.")
            messages.success(request, words % {"digits": gone.last4})
    return SeeOther(reverse("storefront:cards"))
