"""Which line of which seller is which variant, and why; undone where it is wrong."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.desk import operations, queries
from marketplace.desk.access import operator_view
from marketplace.desk.forms import UndoForm

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Lines that are offers, or with ``?defaits`` what was undone; ``?q`` finds some."""
    search = request.GET.get("q", "").strip()
    undone = "defaits" in request.GET
    rows = queries.undone() if undone else queries.matched(search=search)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "undone": undone, "asked": search}
    return render(request, "desk/matches.html", context)


@operator_view
def undo(request: Any, pk: int) -> HttpResponse:
    """Say why a line is another product. A POST takes its offer off sale."""
    line = get_object_or_404(queries.matched(), pk=pk)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.undo_matches(
            stockrecord_ids=[line.stockrecord_id],
            reason=form.cleaned_data["reason"],
            user=request.user,
        )
        messages.success(
            request,
            _("Offre retirée de la vente ; sa ligne revient à sa proposition dans un instant."),
        )
        return redirect("desk:matches")
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/undo.html", {"line": line, "form": form}, status=status)
