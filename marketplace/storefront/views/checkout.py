"""From the basket to the payment page and back."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from marketplace.buying import acceptance, choices, operations, queries
from marketplace.buying.acceptance import Accepted, Kind
from marketplace.buying.choices import RelayUnknown, WayNotOffered
from marketplace.buying.models import OrderStatus
from marketplace.buying.operations import (
    BasketEmpty,
    BasketTaken,
    Buyer,
    QuoteChanged,
    TooMuch,
)
from marketplace.buying.queries import Parcel, Quote
from marketplace.buying.vouchers.operations import VoucherGone
from marketplace.core import clock
from marketplace.core.errors import CordeeError, IllegalMove, PermanentError, TransientError
from marketplace.core.money import Money
from marketplace.fulfilment.models import Consignment
from marketplace.offers.operations import OutOfStock
from marketplace.payments.operations import NotPayable
from marketplace.storefront import changes, delivering, figures, legal, links, papers, unpaid
from marketplace.storefront.access import return_view
from marketplace.storefront.forms import CheckoutForm
from marketplace.storefront.papers import PageTooOld
from marketplace.storefront.views import basket as basket_views
from marketplace.storefront.views import errors
from marketplace.storefront.views.redirects import SeeOther

logger = logging.getLogger(__name__)

LOOKS = 10  # at Stripe, while the shopper waits
EVERY_S = 3
# What another delivery of a parcel changes by itself.
DELIVERY = frozenset({Kind.METHOD, Kind.RELAY, Kind.SHIPPING, Kind.DATE, Kind.TOTAL})


@dataclass(frozen=True)
class Shown:
    """What the page is about. ``stale``: why what was sent could not be read; ``changed``: what is
    not as it was accepted, in words, and ``was`` the total then; ``asked``: see ``delivering``;
    ``rechosen``: whether the form itself asked for another delivery, and nothing else changed;
    ``moved``: the parcels that go another way than before, as the form asked."""

    basket: Any
    quote: Quote
    stale: str = ""
    changed: Sequence[str] = ()
    was: Money | None = None
    asked: Sequence[delivering.Asked] = ()
    rechosen: bool = False
    moved: Sequence[Parcel] = ()


@never_cache
def index(request: Any) -> HttpResponse:
    """The one page of checkout; on POST, the order and on to its payment."""
    if request.method == "POST":
        return _sent(request)
    quote = queries.quote(basket=request.basket, at=clock.now())
    if not quote.lines:
        return basket_views.empty(request)
    if not quote.can_be_placed:
        return basket_views.page(request, quote, trouble=_short())
    return _page(request, Shown(request.basket, quote))


def _sent(request: Any) -> HttpResponse:
    """What the page showed is what is ordered, or nothing is."""
    data = _posted(request)
    try:
        accepted = papers.read_accepted(data.get("accepted", ""), browser=_browser(request))
    except PageTooOld as error:
        return _unread(request, CheckoutForm(initial=data.dict()), str(error.message))
    basket = queries.basket_to_order(pk=accepted.basket, user=request.user)
    if basket is None:
        raise Http404
    if basket.status != basket.OPEN:
        return _again(request, basket)
    if "use_town" in data:
        data["town"] = data["use_town"]
    form = CheckoutForm(data)
    valid = form.is_valid()
    shown, errors_of = _deliver(basket, data, email=form.known_email)
    if not shown.quote.can_be_placed:
        return _changed(request, shown, form, accepted, QuoteChanged())
    if errors_of or {"deliver", "use_town"} & data.keys():
        form = CheckoutForm(initial=data.dict())
        shown = _with_news(shown, accepted)
        return _page(request, shown, form=form, status=422 if errors_of else 200)
    if not valid:
        return _page(request, shown, form=form, status=422)
    return _order(request, shown, form, accepted)


def _unread(request: Any, form: CheckoutForm, notice: str) -> HttpResponse:
    """Whatever basket was meant, the own one is shown as it is."""
    shown = Shown(request.basket, queries.quote(basket=request.basket, at=clock.now()), notice)
    if not shown.quote.lines:
        return basket_views.empty(request)
    return _page(request, shown, form=form, status=PageTooOld.status)


def _again(request: Any, basket: Any) -> HttpResponse:
    """Sent twice, it is ordered once."""
    order = queries.order_of_basket(basket.pk)
    if order is None:
        return errors.of(request, BasketTaken())
    return _to_payment(order)


def _deliver(basket: Any, data: Any, *, email: str) -> tuple[Shown, Mapping[int, str]]:
    """Keep how the form says that parcels go; what cannot be kept, by point."""
    quote = queries.quote(basket=basket, at=clock.now(), email=email)
    near = delivering.near(quote, data.get("postcode", ""))
    wanted = delivering.wishes(data, quote, near)
    failed: dict[int, str] = {}
    before = {each.partner_id: (each.method, each.relay_code) for each in quote.parcels}
    rechosen = False
    try:
        rechosen = choices.choose(basket=basket, quote=quote, wishes=wanted)
        if rechosen:
            quote = queries.quote(basket=basket, at=clock.now(), email=email)
    except (WayNotOffered, RelayUnknown) as error:
        failed[int(str(error.details["partner_id"]))] = str(error.message)
    asked = delivering.asked(quote, near, wanted=wanted, errors=failed)
    moved = [
        each
        for each in quote.parcels
        if rechosen and (each.method, each.relay_code) != before.get(each.partner_id)
    ]
    return Shown(basket, quote, asked=asked, rechosen=rechosen, moved=moved), failed


def _with_news(shown: Shown, accepted: Accepted) -> Shown:
    """What moved by itself is said even where a delivery alone was asked for: the page that it is
    answered with has the new figures."""
    found = acceptance.changes(accepted, shown.quote, terms=_terms())
    news = [changes.said(each) for each in found if each.kind not in DELIVERY]
    return replace(shown, changed=news, was=accepted.total, rechosen=False) if news else shown


def _order(request: Any, shown: Shown, form: CheckoutForm, accepted: Accepted) -> HttpResponse:
    try:
        order = operations.place(
            basket=shown.basket,
            quote=shown.quote,
            buyer=Buyer(
                email=form.cleaned_data["email"],
                language=get_language() or "fr",
                user=request.user if request.user.is_authenticated else None,
            ),
            address=form.address,
            terms_version=_terms(),
            accepted_total=accepted.total,
            accepted=accepted,
            at=clock.now(),
        )
    except (BasketEmpty, BasketTaken, TooMuch) as error:
        return errors.of(request, error)
    except (QuoteChanged, OutOfStock, VoucherGone) as error:
        return _changed(request, shown, form, accepted, error)
    return _to_payment(order)


def _posted(request: Any) -> Any:
    """The form as sent; somebody who is signed in orders with the account's own address."""
    data = request.POST.copy()
    if request.user.is_authenticated:
        data["email"] = request.user.email
    return data


def _changed(
    request: Any, sent: Shown, form: CheckoutForm, accepted: Accepted, error: CordeeError
) -> HttpResponse:
    """Price, stock, voucher or delivery moved between the page and the order: say what, line by
    line; where no line moved, as when a promotion does not reach, what ``error`` says."""
    basket = sent.basket
    quote = queries.quote(basket=basket, at=clock.now(), email=form.known_email)
    changed = acceptance.changes(accepted, quote, terms=_terms())
    found = [changes.said(each) for each in changed] or [str(error.message)]
    if not quote.can_be_placed:
        return basket_views.page(request, quote, status=409, trouble=_short(), changed=found)
    rechosen = bool(sent.rechosen and changed) and all(each.kind in DELIVERY for each in changed)
    shown = Shown(basket, quote, changed=found, was=accepted.total, rechosen=rechosen)
    return _page(request, shown, form=form, status=409)


def _short() -> str:
    return _("Un article n’est plus disponible comme demandé : corrigez le panier pour commander.")


def _page(
    request: Any, shown: Shown, *, form: CheckoutForm | None = None, status: int = 200
) -> HttpResponse:
    form = form or CheckoutForm(initial=_known(request.user))
    quote, terms, asked = shown.quote, _terms(), shown.asked
    if not asked:
        near = delivering.near(quote, str(form["postcode"].value() or ""))
        asked = delivering.asked(quote, near)
    figures_now = Accepted.of(quote, basket=shown.basket.pk, terms=terms)
    context = {
        "form": form,
        "shown": {"accepted": papers.accepted(figures_now, browser=_browser(request))},
        "terms": terms,
        "quote": quote,
        "asked": asked,
        "moved": shown.moved,
        "relayed": delivering.offers_relays(quote),
        "deciders": figures.deciders(line.sheet for line in quote.lines),
        "was": shown.was,
        "changed": shown.changed,
        "rechosen": shown.rechosen,
        "stale": shown.stale,
    }
    return render(request, "checkout/index.html", context, status=status)


def _browser(request: Any) -> str:
    """The secret that guards this browser's forms: it lasts longer than a guest's basket does, so
    that a form sent again finds its order, and nobody else's browser has it."""
    get_token(request)  # makes one where there is none yet
    return str(request.META["CSRF_COOKIE"])


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
        "again": _reload(order, look) if waiting and not left and look + 1 < LOOKS else "",
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


def _reload(order: Any, look: int) -> str:
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
