"""What is put first for a question: looked through, added, ended early."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk.access import operator_view
from marketplace.desk.forms import SteerForm
from search.models import Steer
from search.steering import operations, queries

PER_PAGE = 50


@operator_view
def index(request: Any) -> HttpResponse:
    """Those that run, or with ``?terminees`` those that did. A POST adds one."""
    now = clock.now()
    form = SteerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.add(**form.said, user=request.user, at=now)
        except operations.BadSteer as error:
            form.add_error(error.field, str(error.message))
        except CordeeError as error:
            form.add_error("reference", str(error.message))
        else:
            messages.success(
                request, _("Mise en avant pour « %(text)s », d’ici cinq secondes partout.")
                % {"text": row.text},
            )  # fmt: skip
            return redirect("desk:steering")
    ended = "terminees" in request.GET
    rows = queries.listed(ended=ended, at=now)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "ended": ended,
        "form": form,
    }
    return render(request, "desk/steering.html", context, status=422 if form.errors else 200)


@operator_view
def end(request: Any, pk: int) -> HttpResponse:
    """No longer steer, before its date. A GET does nothing."""
    row = get_object_or_404(Steer, pk=pk)
    if request.method == "POST":
        try:
            operations.end(steer=row, user=request.user, at=clock.now())
        except CordeeError as error:
            messages.warning(request, str(error.message))
        else:
            messages.success(request, _("Arrêtée : « %(text)s ».") % {"text": row.text})
    return redirect("desk:steering")
