"""What shoppers search for, and what of it found nothing; what is not suggested to others."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import clock
from marketplace.desk.access import operator_view
from search.asked import operations, queries
from search.asked.models import AskedQuery
from search.asked.queries import Order

PER_PAGE = 50
PERIODS = {
    "1": gettext_lazy("Cette semaine"),
    "4": gettext_lazy("Quatre semaines"),
    "12": gettext_lazy("Douze semaines"),
}
USUAL = "4"


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """``?semaines=``: 1, 4 or 12, this one included; ``?sans``: what found nothing exact."""
    weeks = request.GET.get("semaines", USUAL)
    weeks = weeks if weeks in PERIODS else USUAL
    unanswered = "sans" in request.GET
    order = Order.UNANSWERED if unanswered else Order.MOST_ASKED
    rows = queries.asked(weeks=int(weeks), at=clock.now(), order=order)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "weeks": weeks,
        "periods": PERIODS.items(),
        "unanswered": unanswered,
        "threshold": queries.SUGGESTED_FROM,
    }
    return render(request, "desk/searches.html", context)


@operator_view
def hide(request: Any, pk: int) -> HttpResponse:
    """Never suggest a query, or again (``hidden`` 0). A GET does nothing."""
    query = get_object_or_404(AskedQuery, pk=pk)
    if request.method == "POST":
        if request.POST.get("hidden") == "1":
            operations.hide(query=query, user=request.user, at=clock.now())
            said = _("« %(text)s » n’est plus suggéré, d’ici cinq minutes partout.")
        else:
            operations.show(query=query)
            said = _("« %(text)s » sera suggéré à nouveau, d’ici cinq minutes.")
        messages.success(request, said % {"text": query.text})
    asked = request.GET.urlencode()
    return redirect(reverse("desk:searches") + (f"?{asked}" if asked else ""))
