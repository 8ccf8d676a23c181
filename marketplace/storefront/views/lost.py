"""Finding an order again without a link that works."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from marketplace.buying import operations
from marketplace.core import clock
from marketplace.storefront.forms import FindOrderForm
from marketplace.storefront.throttle import exceeded, network
from marketplace.storefront.views import errors

A_QUARTER_OF_AN_HOUR = 15 * 60
MOST_BY_ADDRESS = 20  # of the network: an office shares one
MOST_BY_EMAIL = 5


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Number and e-mail; the answer is the same whether such an order exists or not."""
    form = FindOrderForm(request.POST or None, initial={"number": request.GET.get("numero", "")})
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "orders/find.html", {"form": form}, status=status)
    if _too_often(request, form.cleaned_data["email"]):
        return errors.too_many(request)
    operations.ask_for_link(**form.cleaned_data, at=clock.now())
    return render(request, "orders/find_sent.html", {"email": form.cleaned_data["email"]})


def expired(request: HttpRequest, number: str, *, days: int) -> HttpResponse:
    """The page of a link that is over: the number is known, the address is asked for.

    ``days``: how long such a link is good.
    """
    return _ask_again(request, number, status=410, days=days)


def forged(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a link that opens nothing: cut off by a mail program, or made up."""
    return _ask_again(request, number, status=404)


def _ask_again(
    request: HttpRequest, number: str, *, status: int, days: int | None = None
) -> HttpResponse:
    context = {"form": FindOrderForm(initial={"number": number}), "days": days}
    return render(request, "orders/expired.html", context, status=status)


def _too_often(request: HttpRequest, email: str) -> bool:
    """Counts against both, so that neither many addresses nor one is tried out."""
    span = A_QUARTER_OF_AN_HOUR
    by_address = exceeded(what="find", who=network(request), most=MOST_BY_ADDRESS, seconds=span)
    return exceeded(what="find-email", who=email, most=MOST_BY_EMAIL, seconds=span) or by_address
