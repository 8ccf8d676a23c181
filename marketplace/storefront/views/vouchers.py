"""The voucher of a basket: typed in, taken out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.buying import baskets, queries
from marketplace.buying.vouchers.operations import VoucherRefused
from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.storefront import throttle
from marketplace.storefront.forms import VoucherForm
from marketplace.storefront.views import basket as basket_views
from marketplace.storefront.views import errors
from marketplace.storefront.views.redirects import SeeOther

A_QUARTER_OF_AN_HOUR = 15 * 60
MOST = 20  # of a network: an office shares one
TOO_MANY_REQUESTS = 429


@require_POST
def enter(request: Any) -> HttpResponse:
    """Take a voucher off the basket, or say why not; a few codes can be tried, not many."""
    form = VoucherForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    if _too_often(request):
        form.add_error("code", _("Trop de codes essayés : réessayez dans un quart d’heure."))
        return _refused(request, form, status=TOO_MANY_REQUESTS)
    user = request.user
    try:
        applied = baskets.enter_voucher(
            basket=request.basket,
            text=form.cleaned_data["code"],
            email=user.email if user.is_authenticated else "",
            at=clock.now(),
        )
    except VoucherRefused as error:
        form.add_error("code", str(error.message))
        return _refused(request, form)
    except CordeeError as error:
        return errors.of(request, error)
    messages.success(request, _("Bon pris en compte : %(name)s.") % {"name": applied.name})
    return SeeOther(reverse("basket:summary"))


@require_POST
def drop(request: Any) -> HttpResponse:
    try:
        if baskets.drop_voucher(basket=request.basket):
            messages.success(request, _("Bon retiré du panier."))
    except CordeeError as error:
        return errors.of(request, error)
    return SeeOther(reverse("basket:summary"))


def _too_often(request: Any) -> bool:
    return throttle.exceeded(
        what="voucher", who=throttle.network(request), most=MOST, seconds=A_QUARTER_OF_AN_HOUR
    )


def _refused(request: Any, form: VoucherForm, *, status: int = 422) -> HttpResponse:
    quote = queries.quote(basket=request.basket, at=clock.now())
    return basket_views.page(request, quote, status=status, voucher=form)
