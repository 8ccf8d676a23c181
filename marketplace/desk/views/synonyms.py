"""Words that find each other in search: looked through, added, changed, ended."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk.access import operator_view
from marketplace.desk.forms import SynonymForm
from search.models import Synonym
from search.synonyms import operations, queries

PER_PAGE = 50


@operator_view
def index(request: Any) -> HttpResponse:
    """Those in use, or with ``?arretes`` those that were; ``q``: letters of one of them. A POST
    adds one."""
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.add(**form.said, user=request.user, at=clock.now())
        except CordeeError as error:
            form.add_error("phrases", str(error.message))
        else:
            messages.success(request, _("Synonymes ajoutés : %(row)s.") % {"row": row})
            return redirect("desk:synonyms")
    ended = "arretes" in request.GET
    text = request.GET.get("q", "").replace("\0", "").strip()[:80]
    rows = queries.listed(ended=ended, text=text)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "ended": ended,
        "text": text,
        "form": form,
    }
    return render(request, "desk/synonyms.html", context, status=422 if form.errors else 200)


@operator_view
def detail(request: Any, pk: int) -> HttpResponse:
    """One of them with its journal; a POST changes it."""
    row = get_object_or_404(Synonym, pk=pk)
    told = {"phrases": "\n".join(row.phrases), "one_way": row.one_way}
    form = SynonymForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change(synonym=row, **form.said, user=request.user, at=clock.now())
        except CordeeError as error:
            form.add_error("phrases", str(error.message))
        else:
            messages.success(request, _("Synonymes enregistrés."))
            return redirect("desk:synonyms")
    context = {"row": row, "form": form, "changes": queries.changes().filter(synonym=row)}
    return render(request, "desk/synonym.html", context, status=422 if form.errors else 200)


@operator_view
def end(request: Any, pk: int) -> HttpResponse:
    """No longer look for the one when the other is asked for. A GET does nothing."""
    row = get_object_or_404(Synonym, pk=pk)
    if request.method == "POST":
        try:
            operations.end(synonym=row, user=request.user, at=clock.now())
        except CordeeError as error:
            messages.warning(request, str(error.message))
        else:
            messages.success(request, _("Arrêtés : %(row)s.") % {"row": row})
    return redirect("desk:synonyms")
