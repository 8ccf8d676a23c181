"""The addresses that a trader's feeds are fetched from by themselves."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import IllegalMove
from sellers.feeds import addresses, errors, queries
from sellers.portal import wording
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.address_form import AddressForm


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    rows = [
        {
            "row": row,
            "state": wording.state(row),
            "rhythm": wording.rhythm(row),
            "remedy": wording.remedy(row.outcome),
        }
        for row in queries.addresses()
    ]
    return render(request, "portal/addresses.html", {"rows": rows, "now": clock.now()})


@seller_view
def add(request: SellerRequest) -> HttpResponse:
    """A new address; it is fetched at once."""
    return _form(request, None, lambda said: addresses.add(trader=request.trader, **said))


@seller_view
def edit(request: SellerRequest, pk: int) -> HttpResponse:
    """The one page that shows the whole of an address."""
    row = _row(pk)
    return _form(request, row, lambda said: addresses.change(row, **said))


def _form(
    request: SellerRequest, row: Any, save: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    points = queries.points(request.trader)
    form = AddressForm(request.POST or None, points=points, row=row)
    if points and form.is_valid():
        try:
            save(form.said | {"at": clock.now()})
        except errors.KnownAddress as error:
            form.add_error("address", str(error.message))
        except errors.TooManyAddresses as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("C’est noté."))
            return redirect("portal:addresses")
    context = {"form": form, "points": points, "row": row}
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/address.html", context, status=status)


@seller_view
def fetch(request: SellerRequest, pk: int) -> HttpResponse:
    """Look at it now."""
    said = _("L’adresse est relevée dans un instant.")
    return _decide(request, pk, lambda row: addresses.fetch_soon(row, at=clock.now()), said)


@seller_view
def pause(request: SellerRequest, pk: int) -> HttpResponse:
    """Leave it alone until ``resume``."""
    said = _("L’adresse n’est plus relevée.")
    return _decide(request, pk, lambda row: addresses.pause(row, at=clock.now()), said)


@seller_view
def resume(request: SellerRequest, pk: int) -> HttpResponse:
    """Go on with it."""
    said = _("L’adresse est relevée dans un instant.")
    return _decide(request, pk, lambda row: addresses.resume(row, at=clock.now()), said)


@seller_view
def delete(request: SellerRequest, pk: int) -> HttpResponse:
    """Forget it; what came from it stays."""
    return _decide(request, pk, addresses.forget, _("L’adresse est supprimée."))


def _decide(
    request: SellerRequest, pk: int, decide: Callable[[Any], object], said: str
) -> HttpResponse:
    """Do it once; a GET, as after signing in again, shows the list and does nothing."""
    row = _row(pk)
    if request.method == "POST":
        try:
            decide(row)
            messages.success(request, said)
        except IllegalMove:
            messages.error(request, _("Cette adresse est suspendue : reprenez-la d’abord."))
    return redirect("portal:addresses")


def _row(pk: int) -> Any:
    row = queries.address(pk)
    if row is None:
        raise Http404
    return row
