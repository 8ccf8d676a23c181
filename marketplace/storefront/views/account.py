"""The account: its orders and its name."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.buying import queries
from marketplace.core import people
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import queries as fulfilment
from marketplace.storefront.forms import NameForm
from marketplace.storefront.views.redirects import SeeOther

LATEST = 3
PER_PAGE = 20


@never_cache
@login_required
def home(request: Any) -> HttpResponse:
    """The latest orders, the name, and the ways to whatever else this person may enter."""
    form = NameForm(request.POST or None, initial=_name(request.user))
    if request.method == "POST" and form.is_valid():
        people.rename(user=request.user, **form.cleaned_data)
        messages.success(request, _("Nom enregistré."))
        return SeeOther(reverse("storefront:account"))
    context = {
        "form": form,
        "rows": _rows(queries.orders_of(request.user)[:LATEST]),
        "sells": hasattr(request.user, "membership"),
    }
    return render(request, "account/home.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
def orders(request: Any) -> HttpResponse:
    page = Paginator(queries.orders_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": _rows(page.object_list)}
    return render(request, "account/orders.html", context)


def _rows(found: Iterable[Any]) -> list[tuple[Any, Mapping[str, int]]]:
    """Orders, each with how many of its parcels stand where."""
    orders = list(found)
    with house_scope():
        standing = fulfilment.progress(order_ids=[order.pk for order in orders])
    return [(order, standing.get(order.pk, {})) for order in orders]


def _name(user: Any) -> dict[str, str]:
    return {"first_name": user.first_name, "last_name": user.last_name}
