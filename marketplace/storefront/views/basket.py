"""The basket: what is in it, parcel by parcel, and every change to it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marketplace.buying import baskets, choices, queries, regrouping
from marketplace.buying.baskets import Put
from marketplace.buying.choices import WayNotOffered
from marketplace.buying.queries import Quote
from marketplace.core import clock
from marketplace.core.errors import CordeeError, NotYours
from marketplace.storefront import delivering, figures, links, papers, unpaid
from marketplace.storefront.forms import MOST_UNITS, AddForm, QuantityForm, VoucherForm
from marketplace.storefront.product import asking
from marketplace.storefront.views import errors
from marketplace.storefront.views.redirects import SeeOther, safe_next
from marketplace.technical import queries as technical
from marketplace.technical.models import ReferenceSheet


@never_cache
def summary(request: Any) -> HttpResponse:
    return page(request, queries.quote(basket=request.basket, at=clock.now()))


def page(
    request: Any,
    quote: Quote,
    *,
    status: int = 200,
    trouble: str = "",
    changed: Sequence[str] = (),
    voucher: VoucherForm | None = None,
) -> HttpResponse:
    """The basket as quoted; ``trouble`` says why a shopper who wanted to order is here again,
    ``changed`` what is not as it was accepted; ``voucher`` is a code that was refused."""
    at = clock.now()
    left = None if quote.lines else unpaid.order_of(request, at=at)
    found = regrouping.alternatives(quote, at=at)
    context = {
        "quote": quote,
        "deciders": figures.deciders(line.sheet for line in quote.lines),
        "others": found.others,
        "proposals": found.proposals,
        "basket_id": request.basket.pk if quote.lines else None,
        "asked": delivering.asked(quote, ()),
        "trouble": trouble,
        "changed": changed,
        "most": MOST_UNITS,
        "voucher": voucher or VoucherForm(),
        "unpaid": left,
        "unpaid_link": links.return_path(left, left=True) if left else "",
    }
    response = render(request, "basket/summary.html", context, status=status)
    unpaid.keep(response, request, left)
    return response


def empty(request: Any) -> HttpResponse:
    """Nothing can be ordered: the basket says so, and which order waits for its payment."""
    response = SeeOther(reverse("basket:summary"))
    unpaid.keep(response, request, unpaid.order_of(request, at=clock.now()))
    return response


@require_POST
def add(request: Any) -> HttpResponse:
    """Put an offer in; back to where the form was, or on to the basket."""
    form = AddForm(request.POST)
    if not form.is_valid():
        sheet = technical.reference(form.hurried) if form.hurried else None
        return SeeOther(_sizes_of(sheet)) if sheet else errors.bad_request(request)
    try:
        put = baskets.add(
            basket=request.basket,
            stockrecord_id=form.cleaned_data["stockrecord"],
            quantity=form.cleaned_data["quantity"],
        )
    except CordeeError as error:
        context = {"text": error.message, "back": safe_next(request, "")}
        return render(request, "basket/refused.html", context, status=error.status)
    _say(request, put, done=_("Ajouté au panier."))
    return SeeOther(safe_next(request, reverse("basket:summary")))


def _sizes_of(sheet: ReferenceSheet) -> str:
    """Where the page asks for the size that was not chosen."""
    path = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    return asking.without_size(path)


@require_POST
def update(request: Any, pk: int) -> HttpResponse:
    """Another quantity of one line; the button « Retirer » sends 0."""
    form = QuantityForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Indiquez une quantité entre 0 et %(most)d.") % {"most": MOST_UNITS}
        )
        return SeeOther(reverse("basket:summary"))
    try:
        put = baskets.set_quantity(
            basket=request.basket, line_id=pk, quantity=form.cleaned_data["quantity"]
        )
    except CordeeError as error:
        return errors.of(request, error)
    if put is None:
        messages.success(request, _("Article retiré du panier."))
    else:
        _say(request, put, done=_("Quantité mise à jour."))
    return SeeOther(reverse("basket:summary"))


@require_POST
def move(request: Any) -> HttpResponse:
    """Take lines from other boutiques, as a page proposed; sent twice, it is done once."""
    try:
        proposed = papers.read_moves(request.POST.get("moves", ""))
        if request.basket.pk != proposed.basket:
            raise NotYours(_("Ce panier n’est plus le vôtre, ou vient d’être commandé."))
        baskets.choose_offers(basket=request.basket, wishes=proposed.wishes)
    except CordeeError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Panier mis à jour."))
    return SeeOther(reverse("basket:summary"))


@require_POST
def deliver(request: Any) -> HttpResponse:
    """Another way for a parcel."""
    quote = queries.quote(basket=request.basket, at=clock.now())
    wanted = delivering.wishes(request.POST, quote)
    if not wanted:
        named = any(f"way-{parcel.partner_id}" in request.POST for parcel in quote.parcels)
        gone = _("Ce colis n’est plus dans votre panier.")
        messages.error(request, str(WayNotOffered.message) if named else gone)
        return SeeOther(reverse("basket:summary"))
    try:
        choices.choose(basket=request.basket, quote=quote, wishes=wanted)
    except CordeeError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Livraison mise à jour."))
    return SeeOther(reverse("basket:summary"))


def _say(request: Any, put: Put, *, done: str) -> None:
    if put.short:
        messages.warning(
            request,
            _("Il n’en reste que %(left)d chez %(trader)s : votre panier en contient %(quantity)d.")
            % {
                "left": put.offer.available,
                "trader": put.offer.trader_name,
                "quantity": put.quantity,
            },
        )
    else:
        messages.success(request, done)
