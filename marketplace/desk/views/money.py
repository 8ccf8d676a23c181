"""The house's accounts, and what two books tell differently."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import IllegalMove
from marketplace.desk import money
from marketplace.desk.access import operator_view
from marketplace.desk.forms import ResolveForm
from marketplace.settlement import payouts, queries, reconciling
from marketplace.settlement.models import Discrepancy

PER_PAGE = 50
LATEST = 14


@operator_view
def accounts(request: HttpRequest) -> HttpResponse:
    """What stands on each kind of account; sellers that owe; payouts that came back."""
    rows = money.balances()
    debit, credit = money.sides(rows)
    context = {
        "rows": rows,
        "debit": debit,
        "credit": credit,
        "debtors": queries.debtors(),
        "failed": payouts.failed().select_related("trader"),
    }
    return render(request, "desk/accounts.html", context)


@operator_view
def discrepancies(request: HttpRequest) -> HttpResponse:
    """What nobody has explained; with ``?toutes`` all of them."""
    everything = "toutes" in request.GET
    rows = Discrepancy.objects.all() if everything else reconciling.open_discrepancies()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": money.cases(list(page.object_list)),
        "everything": everything,
        "explained": Discrepancy.objects.filter(resolved_by__isnull=False).count(),
        "compared": money.compared_days(LATEST),
    }
    return render(request, "desk/discrepancies.html", context)


@operator_view
def discrepancy(request: Any, pk: int) -> HttpResponse:
    """Both sides of one difference. A POST explains it."""
    row = get_object_or_404(Discrepancy.objects.select_related("resolved_by"), pk=pk)
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reconciling.resolve(
                discrepancy=row,
                reason=form.cleaned_data["reason"],
                user=request.user,
                at=clock.now(),
            )
            messages.success(request, _("Écart expliqué."))
        except IllegalMove:
            messages.warning(request, _("Cet écart était déjà expliqué."))
        return redirect("desk:discrepancies")
    status = 422 if request.method == "POST" else 200
    context = {
        "row": row,
        "case": money.cases([row])[0],
        "form": form,
        "stripe": money.told(row.stripe_side),
        "ledger": money.told(row.ledger_side),
    }
    return render(request, "desk/discrepancy.html", context, status=status)
