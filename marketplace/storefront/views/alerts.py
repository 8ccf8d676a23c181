"""Alerts: asked for on a product, said yes to and stopped from an e-mail, listed in the account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.alerts import operations, queries
from marketplace.alerts.models import Alert
from marketplace.alerts.queries import OnSale
from marketplace.core import clock
from marketplace.core.money import Money
from marketplace.offers import history
from marketplace.offers import queries as current
from marketplace.storefront import links, pictures
from marketplace.storefront.alert_forms import PriceAlertForm, SizeAlertForm, WishForm
from marketplace.storefront.throttle import exceeded, network
from marketplace.storefront.views import errors
from marketplace.storefront.views.redirects import SeeOther
from marketplace.technical import queries as technical
from marketplace.technical.models import ReferenceSheet, VariantSheet

A_DAY = 24 * 3600
MOST_BY_ADDRESS = 40  # of the network: an office shares one
MOST_BY_EMAIL = 10


@dataclass(frozen=True)
class Shelf:
    """What an alert may be about: the sizes, and what each costs today."""

    sheet: ReferenceSheet
    variants: Sequence[VariantSheet]
    on_sale: Sequence[OnSale]

    @property
    def sold_out(self) -> list[VariantSheet]:
        there = {offer.variant_id for offer in self.on_sale}
        return [each for each in self.variants if each.pk not in there]

    @property
    def lowest(self) -> Mapping[int | None, int]:
        """Variant → today's lowest price in cents; ``None``: of any."""
        found: dict[int | None, int] = {}
        for offer in self.on_sale:  # cheapest first
            found.setdefault(offer.variant_id, offer.minor)
            found.setdefault(None, offer.minor)
        return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Any, pk: int) -> HttpResponse:
    """Two forms about one reference: a size that is sold out, a price that is too high."""
    sheet = technical.reference(pk)
    if sheet is None:
        raise Http404
    shelf = Shelf(sheet, technical.variants(pk), queries.on_sale(reference_ids=[pk]).get(pk, ()))
    wanted = request.POST.get("kind", "")
    mine, initial = _proven(request.user), _initial(request, shelf)
    sizes = SizeAlertForm(
        request.POST if wanted == Alert.Kind.SIZE else None,
        prefix="s", initial=initial, sizes=shelf.sold_out, mine=mine,
    )  # fmt: skip
    price = PriceAlertForm(
        request.POST if wanted == Alert.Kind.PRICE else None,
        prefix="p", initial=initial, sizes=shelf.variants, mine=mine, lowest=shelf.lowest,
    )  # fmt: skip
    form: WishForm | None = {
        Alert.Kind.SIZE: sizes,
        Alert.Kind.PRICE: price,
    }.get(wanted)
    if request.method == "POST" and form is not None and form.is_valid():
        if _too_often(request, form.address):
            return errors.too_many(request)
        alert = operations.ask(
            wish=form.wish(pk),
            email=form.address,
            language=translation.get_language() or "fr",
            proven=bool(mine),
            at=clock.now(),
        )
        return _asked(request, alert, shelf)
    context = _context(shelf) | {"sizes": sizes, "price": price}
    invalid = request.method == "POST" and (form is None or bool(form.errors))
    return render(request, "alerts/ask.html", context, status=422 if invalid else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The e-mail's link: a press of the button is the yes, which no mail scanner gives."""
    alert = _of(key)
    if request.method == "POST":
        operations.confirm(alert_id=alert.pk, at=clock.now())
        return SeeOther(request.path)
    return render(request, "alerts/confirm.html", _told(alert))


@csrf_exempt  # mail programs press it for the reader (RFC 8058); it can only end what it names
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: str) -> HttpResponse:
    alert = _of(key)
    if request.method == "POST":
        operations.stop(alert_id=alert.pk, at=clock.now())
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=204)  # RFC 8058, 3.1: no redirect
        return SeeOther(request.path)
    return render(request, "alerts/stop.html", _told(alert))


@never_cache
@login_required
def mine(request: Any) -> HttpResponse:
    """The alerts of the account's address, where that is proven to be its own."""
    email = _proven(request.user)
    rows = list(queries.of_address(email)) if email else []
    context = {
        "waiting": [row for row in rows if not row.is_over],
        "over": [row for row in rows if row.is_over],
        "proven": bool(email),
    }
    return render(request, "alerts/mine.html", context)


@login_required
@require_POST
def stop_mine(request: Any, pk: int) -> HttpResponse:
    email = _proven(request.user)
    alert = get_object_or_404(Alert, pk=pk, email=email) if email else None
    if alert is None:
        raise Http404
    operations.stop(alert_id=alert.pk, at=clock.now())
    messages.success(request, _("Alerte arrêtée."))
    return SeeOther(reverse("storefront:alerts"))


def _of(key: str) -> Alert:
    """:raises Http404: the link was cut off, made up, or its alert is forgotten."""
    try:
        pk = links.alert_of(key)
    except links.LinkForged as error:
        raise Http404 from error
    rows = Alert.objects.select_related("reference__sheet__brand", "variant__variant")
    return get_object_or_404(rows, pk=pk)


def _proven(user: Any) -> str:
    """The account's address, once it has been confirmed; "" otherwise."""
    if not user.is_authenticated:
        return ""
    known = EmailAddress.objects.filter(user=user, verified=True, primary=True).first()
    return known.email.lower() if known else ""


def _initial(request: HttpRequest, shelf: Shelf) -> dict[str, str]:
    """The size that the product page was on."""
    wanted = request.GET.get("taille", "")
    found = (str(each.pk) for each in shelf.variants if each.size == wanted)
    return {"size": next(found, "")}


def _asked(request: HttpRequest, alert: Alert, shelf: Shelf) -> HttpResponse:
    if alert.state == Alert.State.ASKED:
        return render(request, "alerts/asked.html", _context(shelf) | {"alert": alert})
    messages.success(request, _("Alerte enregistrée. Vous la retrouvez dans votre compte."))
    return SeeOther(reverse("storefront:alerts"))


def _context(shelf: Shelf) -> dict[str, Any]:
    """What the page says of the price: of today's cheapest offer with its delivery, and the lowest
    of thirty days (true ones)."""
    at = clock.now()
    offers = [offer.stockrecord_id for offer in shelf.on_sale]
    prices = history.since(stockrecord_ids=offers, start=at - history.DAYS)
    lows = [low for each in prices.values() if (low := history.lowest_within(each)) is not None]
    return {
        **_product(shelf.sheet),
        "today": current.offer(offers[0]) if offers else None,  # cheapest first
        "lowest": Money(min(lows)) if lows else None,
    }


def _told(alert: Alert) -> dict[str, Any]:
    sheet = alert.reference.sheet
    return {"alert": alert, **_product(sheet)}


def _product(sheet: ReferenceSheet) -> dict[str, Any]:
    url = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    return {"sheet": sheet, "look": pictures.look_of(sheet), "url": url}


def _too_often(request: HttpRequest, email: str) -> bool:
    """Counts against both, so that no address is flooded with questions."""
    client = network(request)
    by_address = exceeded(what="alert", who=client, most=MOST_BY_ADDRESS, seconds=A_DAY)
    by_email = exceeded(what="alert-email", who=email, most=MOST_BY_EMAIL, seconds=A_DAY)
    return by_email or by_address
