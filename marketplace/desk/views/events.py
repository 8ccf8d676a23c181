"""What happens by itself: events that a subscriber has not handled yet, and why."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock, outbox
from marketplace.core.models import OutboxDelivery
from marketplace.desk import queries
from marketplace.desk.access import operator_view

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Those that failed, or with ``?tous`` all that are owed."""
    everything = "tous" in request.GET
    at = clock.now()
    rows = queries.owed(failing=not everything)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "everything": everything, "now": at}
    context["lag"] = int(outbox.lag(at=at).total_seconds())
    return render(request, "desk/events.html", context)


@operator_view
def hasten(request: HttpRequest, pk: int) -> HttpResponse:
    """Try one again now. A GET does nothing."""
    delivery = get_object_or_404(OutboxDelivery, pk=pk)
    if request.method == "POST":
        if outbox.hasten(delivery=delivery, at=clock.now()):
            messages.success(request, _("Nouvel essai demandé : rechargez la page bientôt."))
        else:
            messages.info(request, _("Cet événement est déjà traité."))
    return redirect("desk:events")
