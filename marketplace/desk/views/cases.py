"""Cases: read both sides, write to both, decide with a reason."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.care import operations, queries, refunds
from marketplace.care.models import Case
from marketplace.care.refunds import OfCase
from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk.access import operator_view
from marketplace.desk.forms import CloseForm, NoteForm

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Cases that wait for somebody, or with ``?tous`` the closed ones too."""
    everything = "tous" in request.GET
    rows = queries.cases() if everything else queries.open_cases()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "everything": everything}
    return render(request, "desk/cases.html", context | {"now": clock.now()})


@operator_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _case(pk))


@operator_view
def note(request: Any, pk: int) -> HttpResponse:
    """Write to both sides. A GET, as after signing in again, shows the case and does nothing."""
    case = _case(pk)
    if request.method != "POST":
        return redirect("desk:case", pk=pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, case, note=form)
    try:
        operations.note(case=case, text=form.cleaned_data["text"], user=request.user,
                        at=clock.now())  # fmt: skip
        messages.success(request, _("Message envoyé."))
    except CordeeError as error:
        messages.warning(request, str(error.message))
    return redirect("desk:case", pk=pk)


@operator_view
def close(request: Any, pk: int) -> HttpResponse:
    """Decide. A GET shows the case and does nothing."""
    case = _case(pk)
    if request.method != "POST":
        return redirect("desk:case", pk=pk)
    form = CloseForm(request.POST, back=refunds.of_case(case))
    if not form.is_valid():
        return _page(request, case, close=form)
    try:
        operations.close(
            case=case,
            reason=form.cleaned_data["reason"],
            refund=form.cleaned_data.get("refund", False),
            new_voucher=form.cleaned_data.get("new_voucher", False),
            user=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Dossier clos : les deux parties lisent votre motif."))
    except CordeeError as error:
        messages.warning(request, str(error.message))
    return redirect("desk:case", pk=pk)


def _back(case: Case) -> OfCase | None:
    return None if case.status == Case.Status.CLOSED else refunds.of_case(case)


def _case(pk: int) -> Case:
    return get_object_or_404(queries.conversations(), pk=pk)


def _page(
    request: HttpRequest,
    case: Case,
    *,
    note: NoteForm | None = None,
    close: CloseForm | None = None,
) -> HttpResponse:
    context = {
        "case": case,
        "note_form": note or NoteForm(),
        "close_form": close or CloseForm(back=_back(case)),
        "code": queries.code_of(case),
        "now": clock.now(),
    }
    return render(request, "desk/case.html", context, status=422 if note or close else 200)
