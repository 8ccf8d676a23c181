"""Cases: read both sides, write to both, decide with a reason."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.care import operations, queries
from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk.access import operator_view
from marketplace.desk.forms import CloseForm, NoteForm

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    rows = queries.cases() if "tous" in request.GET else queries.open_cases()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "everything": "tous" in request.GET}
    return render(request, "desk/cases.html", context | {"now": clock.now()})


@operator_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@require_POST
@operator_view
def note(request: Any, pk: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, note=form)
    case = get_object_or_404(queries.cases(), pk=pk)
    try:
        operations.note(case=case, text=form.cleaned_data["text"], user=request.user,
                        at=clock.now())  # fmt: skip
        messages.success(request, _("Message envoyé."))
    except CordeeError as error:
        messages.error(request, str(error.message))
    return redirect("desk:case", pk=pk)


@require_POST
@operator_view
def close(request: Any, pk: int) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, close=form)
    case = get_object_or_404(queries.cases(), pk=pk)
    try:
        operations.close(case=case, reason=form.cleaned_data["reason"], user=request.user,
                         at=clock.now())  # fmt: skip
        messages.success(request, _("Dossier clos : les deux parties lisent votre motif."))
    except CordeeError as error:
        messages.error(request, str(error.message))
    return redirect("desk:case", pk=pk)


def _page(
    request: HttpRequest, pk: int, *, note: NoteForm | None = None, close: CloseForm | None = None
) -> HttpResponse:
    context = {
        "case": get_object_or_404(queries.cases(), pk=pk),
        "note_form": note or NoteForm(),
        "close_form": close or CloseForm(),
        "now": clock.now(),
    }
    return render(request, "desk/case.html", context, status=422 if note or close else 200)
