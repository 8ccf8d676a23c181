"""From the basket to the payment page and back."""

import logging
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marketplace.buying import operations, queries
from marketplace.buying.models import OrderStatus
from marketplace.buying.operations import BasketEmpty, BasketTaken, Buyer, QuoteChanged
from marketplace.buying.queries import Quote
from marketplace.buying.vouchers.operations import VoucherGone
from marketplace.core import clock
from marketplace.core.errors import CordeeError, IllegalMove, PermanentError, TransientError
from marketplace.fulfilment.models import Consignment
from marketplace.offers.operations import OutOfStock
from marketplace.payments.operations import NotPayable
from marketplace.storefront import figures, legal, links, unpaid
from marketplace.storefront.access import return_view
from marketplace.storefront.forms import CheckoutForm
from marketplace.storefront.views import basket as basket_views
from marketplace.storefront.views import errors
from marketplace.storefront.views.redirects import SeeOther

logger = logging.getLogger(__name__)

signer = Signer(salt="cordee.checkout")
LOOKS = 10  # at Stripe, while the shopper waits
EVERY_S = 3


@never_cache
def index(request: Any) -> HttpResponse:
    """The one page of checkout; on POST, the order and on to its payment."""
    if request.method == "POST":
        return _order(request)
    quote = queries.quote(basket=request.basket, at=clock.now())
    if not quote.lines:
        return SeeOther(reverse("basket:summary"))
    if not quote.can_be_placed:
        return basket_views.page(request, quote, trouble=_short())
    return _page(request, request.basket, quote)


def _order(request: Any) -> HttpResponse:
    basket = _basket_of_form(request)
    at = clock.now()
    form = CheckoutForm(_posted(request))
    valid = form.is_valid()
    quote = queries.quote(basket=basket, at=at, email=form.known_email)
    if not valid:
        return _page(request, basket, quote, form=form, status=422)
    if basket.status == basket.OPEN and not _as_shown(form, quote):
        return _changed(request, basket, form)
    try:
        order = operations.place(
            basket=basket,
            quote=quote,
            buyer=Buyer(
                email=form.cleaned_data["email"],
                language=get_language() or "fr",
                user=request.user if request.user.is_authenticated else None,
            ),
            address=form.address,
            terms_version=form.cleaned_data["terms_version"],
            accepted_total=form.total,
            at=at,
        )
    except (BasketEmpty, BasketTaken) as error:
        return errors.of(request, error)
    except (QuoteChanged, OutOfStock, VoucherGone):
        return _changed(request, basket, form)
    return _to_payment(order)


def _basket_of_form(request: Any) -> Any:
    """The basket that the page showed, ordered meanwhile or not: sending it twice orders once."""
    try:
        pk = int(signer.unsign(request.POST.get("basket", "")))
    except (BadSignature, ValueError):
        return request.basket
    basket = queries.basket_to_order(pk=pk, user=request.user)
    if basket is None:
        raise Http404
    return basket


def _posted(request: Any) -> Any:
    """The form as sent; somebody who is signed in orders with the account's own address."""
    data = request.POST.copy()
    if request.user.is_authenticated:
        data["email"] = request.user.email
    return data


def _as_shown(form: CheckoutForm, quote: Quote) -> bool:
    """Whether terms and prices are those of the page; the total is compared when placing."""
    shown = form.cleaned_data
    return shown["terms_version"] == _terms() and shown["prices"] in {"", quote.prices}


def _changed(request: Any, basket: Any, form: CheckoutForm) -> HttpResponse:
    """Price, stock or voucher moved between the page and the order: show how it stands now, 409."""
    quote = queries.quote(basket=basket, at=clock.now(), email=form.known_email)
    if not quote.can_be_placed:
        return basket_views.page(request, quote, status=409, trouble=_short())
    return _page(request, basket, quote, form=form, status=409, was=form.total)


def _short() -> str:
    return _("Un article n’est plus disponible comme demandé : corrigez le panier pour commander.")


def _page(
    request: Any,
    basket: Any,
    quote: Quote,
    *,
    form: CheckoutForm | None = None,
    status: int = 200,
    was: Any = None,
) -> HttpResponse:
    """``was``: the total that had been accepted before it changed."""
    shown = {
        "accepted_total": quote.total.minor,
        "prices": quote.prices,
        "terms_version": _terms(),
        "basket": signer.sign(str(basket.pk)),
    }
    context = {
        "form": form or CheckoutForm(initial=_known(request.user)),
        "shown": shown,
        "quote": quote,
        "deciders": figures.deciders(line.sheet for line in quote.lines),
        "was": was,
    }
    return render(request, "checkout/index.html", context, status=status)


def _terms() -> str:
    return legal.current("cgv", on=timezone.localdate(clock.now())).isoformat()


def _known(user: Any) -> dict[str, Any]:
    """What an account need not type again."""
    if not user.is_authenticated:
        return {}
    known = {"first_name": user.first_name, "last_name": user.last_name}
    if address := queries.latest_address(user):
        known |= {
            "first_name": address.first_name,
            "last_name": address.last_name,
            "line1": address.line1,
            "line2": address.line2,
            "postcode": address.postcode,
            "town": address.line4,
            "phone": address.phone_number,
        }
    return known


def _to_payment(order: Any) -> HttpResponse:
    """On to Stripe's page; where it cannot be opened, to ours that says so."""
    response = SeeOther(_payment_page(order))
    unpaid.remember(response, order)
    return response


def _payment_page(order: Any) -> str:
    try:
        return operations.start_payment(
            order=order,
            success_url=links.return_url(order),
            cancel_url=links.return_url(order, left=True),
            at=clock.now(),
        )
    except NotPayable:
        logger.info("order %s: nothing left to pay", order.number)
    except TransientError as error:
        logger.warning("order %s: payment page: %s", order.number, error)
    except PermanentError:
        logger.exception("order %s: payment page", order.number)
    return links.return_path(order)


# --- back from the payment page --------------------------------------------------------------
@return_view
def back(request: Any, order: Any) -> HttpResponse:
    """How the payment stands, as Stripe says when asked: coming here proves nothing."""
    look = _look(request)
    left = "quitte" in request.GET
    if look < LOOKS:
        try:
            order = operations.look_again(order=order, at=clock.now())
        except (TransientError, PermanentError) as error:
            logger.warning("order %s: %s", order.number, error)
    waiting = order.status == OrderStatus.AWAITING_PAYMENT
    context = {
        "order": order,
        "link": links.order_url(order),
        "waiting": waiting,
        "unopened": waiting and order.payment.status == order.payment.Status.NEW,
        "left": left,
        "parcels": Consignment.objects.select_related("trader").order_by("number"),
        "again": _again(order, look) if waiting and not left and look + 1 < LOOKS else "",
        "every": EVERY_S,
        "withdrawn": queries.withdrawn(order) if order.status == OrderStatus.EXPIRED else [],
    }
    return render(request, "checkout/return.html", context)


def _look(request: Any) -> int:
    """How many times this page has reloaded itself."""
    try:
        return max(0, int(request.GET.get("essai", 0)))
    except ValueError:
        return LOOKS


def _again(order: Any, look: int) -> str:
    return f"{links.return_path(order)}&essai={look + 1}"


@require_POST
@return_view
def pay(_request: Any, order: Any) -> HttpResponse:
    """Take up a payment that was left, or could not be opened."""
    return _to_payment(order)


@require_POST
@return_view
def abandon(request: Any, order: Any) -> HttpResponse:
    """Give an unpaid order up at once: others may buy what it held."""
    try:
        operations.expire(order=order, at=clock.now())
    except (TransientError, PermanentError) as error:
        logger.warning("order %s: %s", order.number, error)
        messages.error(
            request,
            _("Le paiement ne répond pas. Sans paiement, la commande s’annule d’elle-même."),
        )
    return SeeOther(links.return_path(order))


@require_POST
@return_view
def restore(request: Any, order: Any) -> HttpResponse:
    """Put the lines of an expired order back into the basket."""
    try:
        operations.restore_basket(order=order, basket=request.basket)
    except IllegalMove:
        messages.error(request, _("Cette commande est toujours en cours."))
        return SeeOther(links.return_path(order))
    except CordeeError as error:
        return errors.of(request, error)
    messages.success(request, _("Vos articles sont de nouveau dans le panier."))
    return SeeOther(reverse("basket:summary"))
