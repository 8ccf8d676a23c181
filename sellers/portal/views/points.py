"""A trader's shops as shoppers see them: when they are open, how to come, what can be fetched."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.traders import opening, operations, queries
from marketplace.traders.models import Point
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.point_form import PointForm, SpecialDaysForm


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    """Every point, and what is not said of it yet."""
    points = queries.points(request.trader, on=clock.today())
    rows = [
        {"point": point, "state": opening.state(point, at=clock.now()),
         "known": opening.is_known(point)}
        for point in points
    ]  # fmt: skip
    return render(request, "portal/points.html", {"rows": rows})


@seller_view
def detail(request: SellerRequest, pk: int) -> HttpResponse:
    """One shop: its week and its days; of a warehouse only that nobody comes there."""
    point = _point(request, pk)
    if not point.is_shop:
        return _page(request, point)
    form = PointForm(request.POST if request.method == "POST" else None, point=point)
    if form.is_valid():
        operations.receive(point=point, welcome=form.welcome)
        messages.success(request, _("C’est noté : vos clients le lisent sur votre page."))
        return redirect("portal:point", pk)
    return _page(request, point, form=form)


@seller_view
def announce(request: SellerRequest, pk: int) -> HttpResponse:
    """Other hours than usual on days to come; a GET, as after signing in again, does nothing."""
    point = _point(request, pk)
    if request.method != "POST":
        return redirect("portal:point", pk)
    days = SpecialDaysForm(request.POST)
    if days.is_valid() and _done(days, lambda said: operations.announce(
        point=point, today=clock.today(), **said
    )):  # fmt: skip
        messages.success(request, _("C’est annoncé sur votre page."))
        return redirect("portal:point", pk)
    return _page(request, point, days=days)


@seller_view
def withdraw(request: SellerRequest, pk: int, days: int) -> HttpResponse:
    """The usual hours hold again; withdrawn twice, it is withdrawn."""
    point = _point(request, pk)
    if request.method == "POST":
        operations.withdraw(point=point, pk=days)
        messages.success(request, _("L’annonce est retirée : les horaires habituels valent."))
    return redirect("portal:point", pk)


def _done(form: forms.Form, do: Callable[[dict[str, Any]], object]) -> bool:
    try:
        do(form.cleaned_data)
    except CordeeError as error:
        form.add_error("first", str(error.message))
        return False
    return True


def _page(
    request: SellerRequest,
    point: Point,
    *,
    form: PointForm | None = None,
    days: SpecialDaysForm | None = None,
) -> HttpResponse:
    context = {
        "point": point,
        "form": form or PointForm(point=point),
        "days": days or SpecialDaysForm(),
        "announced": [
            {"row": row, "hours": opening.spans(row.hours)} for row in point.special_days.all()
        ],
    }
    sent = (form is not None and form.is_bound) or days is not None
    return render(request, "portal/point.html", context, status=422 if sent else 200)


def _point(request: SellerRequest, pk: int) -> Point:
    point = queries.point(pk, trader=request.trader, on=clock.today())
    if point is None:
        raise Http404
    return point
