"""Texts that boutiques changed of their products through their feeds; put back where need be."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.desk import wordings
from marketplace.desk.access import operator_view
from marketplace.technical import following, queries

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Of boutiques whose products are looked at before they are published; ``?toutes``: of all."""
    everybody = "toutes" in request.GET
    rows = queries.text_changes(everybody=everybody)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, wordings.between(row.old, row.new)) for row in page.object_list],
        "everybody": everybody,
    }
    return render(request, "desk/texts.html", context)


@operator_view
def put_back(request: Any, pk: int) -> HttpResponse:
    """Give the product its text back, and show the changes as they were shown. A GET does nothing
    else."""
    change = get_object_or_404(queries.text_changes(everybody=True), pk=pk, user=None)
    if request.method == "POST":
        try:
            following.put_back(change=change, user=request.user, at=clock.now())
        except following.ChangedSince as error:
            messages.warning(request, str(error.message))
        else:
            messages.success(request, _("Texte remis ; le flux ne le change plus."))
    query = request.GET.urlencode()
    return redirect(reverse("desk:texts") + (f"?{query}" if query else ""))
