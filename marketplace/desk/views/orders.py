"""Orders across all sellers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.buying.models import OrderStatus
from marketplace.care import queries as care
from marketplace.core import clock
from marketplace.desk import queries
from marketplace.desk.access import operator_view

PER_PAGE = 50
LATEST = 8
FIRST_CASES = 5


@operator_view
def home(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    context = {
        "waiting": queries.waiting(at=at),
        "cases": care.open_cases()[:FIRST_CASES],
        "rows": queries.orders()[:LATEST],
        "now": at,
    }
    return render(request, "desk/home.html", context)


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:80]
    status = request.GET.get("etat", "")
    rows = queries.orders(search=search, status=status)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "search": search,
        "status": status,
        "statuses": OrderStatus.choices,
    }
    return render(request, "desk/orders.html", context)


@operator_view
def detail(request: HttpRequest, number: str) -> HttpResponse:
    context = {"page": queries.order_page(number), "now": clock.now()}
    return render(request, "desk/order.html", context)
