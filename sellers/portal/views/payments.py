"""« Paiements »: whether the boutique can be paid, and what Stripe still asks of it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import PermanentError, TransientError
from marketplace.payments import queries
from marketplace.payments.models import StripeAccount
from marketplace.payments.operations import accounts
from sellers.portal import requirements
from sellers.portal.access import SellerRequest, seller_view


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    account = queries.account(request.trader.pk)
    known = account if account is not None and account.account_id else None
    asked = known.requirements if known else {}
    due = requirements.due(known) if known else []
    context = {
        "account": known,
        "state": _state(known, due),
        "selling": _("Vos offres se vendent ; ce qui vous est dû attend que ce compte soit actif."),
        "due": requirements.in_words(due),
        "later": requirements.in_words(
            each for each in asked.get("eventually_due", ()) if each not in due
        ),
        "checking": requirements.in_words(asked.get("pending_verification", ())),
        "errors": [each["reason"] for each in asked.get("errors", ())],
        "stopped": requirements.why_stopped(asked.get("disabled_reason", "")),
        "deadline": requirements.deadline(known) if known else None,
        "now": clock.now(),
    }
    return render(request, "portal/payments.html", context)


@seller_view
def begin(request: SellerRequest) -> HttpResponse:
    """Go to Stripe's page; a GET, as after signing in again, only shows where things stand."""
    return _to_stripe(request) if request.method == "POST" else redirect("portal:payments")


@seller_view
def again(request: SellerRequest) -> HttpResponse:
    """Stripe sends people here whose link was used or is too old: they get a new one."""
    account = queries.account(request.trader.pk)
    known = account is not None and account.account_id is not None
    return _to_stripe(request) if known else redirect("portal:payments")


@seller_view
def back(request: SellerRequest) -> HttpResponse:
    """Coming back proves nothing: Stripe is asked."""
    account = queries.account(request.trader.pk)
    if account is None:
        return redirect("portal:payments")
    try:
        accounts.refresh(account=account, at=clock.now())
    except (TransientError, PermanentError):
        messages.warning(
            request, _("Stripe ne répond pas : nous vérifions votre compte dès que possible.")
        )
        return redirect("portal:payments")
    if account.is_ready:
        messages.success(request, _("Votre compte de paiement est actif : vos offres se vendent."))
    return redirect("portal:payments")


def _to_stripe(request: SellerRequest) -> HttpResponse:
    try:
        address = accounts.onboarding_link(
            trader=request.trader,
            refresh_url=settings.SITE_URL + reverse("portal:payments-again"),
            return_url=settings.SITE_URL + reverse("portal:payments-back"),
            at=clock.now(),
        )
    except (TransientError, PermanentError):
        messages.error(request, _("Stripe ne répond pas : réessayez dans un instant."))
        return redirect("portal:payments")
    return redirect(address)


def _state(account: StripeAccount | None, due: list[str]) -> str:
    """Where the account stands: none, missing, checking, ready, short (ready, but asked)."""
    if account is None:
        return "none"
    if account.is_ready:
        return "short" if due else "ready"
    return "missing" if due or not account.details_submitted else "checking"
