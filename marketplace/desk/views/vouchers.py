"""The house's vouchers: made, read with what they cost, their codes handed out, stopped."""

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.buying.vouchers import operations, queries
from marketplace.buying.vouchers.models import Voucher, VoucherSeries
from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk.access import operator_view
from marketplace.desk.voucher_forms import SeriesForm, StopVoucherForm, VoucherForm

PER_PAGE = 50


@operator_view
def index(request: Any) -> HttpResponse:
    """Those that count or will, or with ``?termines`` those that no longer do. A POST adds one."""
    now = clock.now()
    form = VoucherForm(request.POST or None, initial={"starts": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.make(**form.said, user=request.user, at=now)
        except operations.BadVoucher as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("Bon créé : %(name)s.") % {"name": row.name})
            return redirect("desk:voucher", pk=row.pk)
    over = "termines" in request.GET
    page = Paginator(queries.listed(over=over, at=now), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    costs = queries.costs(voucher_ids=[row.pk for row in rows])
    context = {
        "page": page,
        "rows": [(row, costs.get(row.pk)) for row in rows],
        "ended": over,
        "form": form,
        "at": now,
    }
    return render(request, "desk/vouchers.html", context, status=422 if form.errors else 200)


@operator_view
def detail(request: Any, pk: int) -> HttpResponse:
    return _page(request, pk)


def _page(
    request: Any,
    pk: int,
    *,
    stop: StopVoucherForm | None = None,
    more: SeriesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    row = get_object_or_404(queries.with_uses(Voucher.objects.all()), pk=pk)
    uses = Paginator(queries.latest_uses(row), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "cost": queries.costs(voucher_ids=[pk]).get(pk),
        "named": queries.named_code(row),
        "series": queries.series_of(row),
        "only": queries.restrictions(row),
        "page": uses,
        "changes": row.changes.select_related("user"),
        "over": row.is_over(clock.now()),
        "at": clock.now(),
        "stop": stop or StopVoucherForm(),
        "more": more or SeriesForm(),
    }
    return render(request, "desk/voucher.html", context, status=status)


@operator_view
def stop(request: Any, pk: int) -> HttpResponse:
    """No order can use it any more. A GET shows it."""
    row = get_object_or_404(Voucher, pk=pk)
    if request.method != "POST":
        return redirect("desk:voucher", pk=pk)
    form = StopVoucherForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, stop=form, status=422)
    try:
        operations.stop(
            voucher=row, reason=form.cleaned_data["reason"], user=request.user, at=clock.now()
        )
        messages.success(request, _("Bon arrêté : %(name)s.") % {"name": row.name})
    except CordeeError:
        messages.warning(request, _("Ce bon est déjà arrêté."))
    return redirect("desk:voucher", pk=pk)


@operator_view
def more(request: Any, pk: int) -> HttpResponse:
    """Another series of codes. A GET shows the voucher."""
    row = get_object_or_404(Voucher, pk=pk)
    if request.method != "POST":
        return redirect("desk:voucher", pk=pk)
    form = SeriesForm(request.POST)
    if form.is_valid():
        try:
            operations.generate(
                voucher=row, count=form.cleaned_data["series"], user=request.user, at=clock.now()
            )
        except operations.BadVoucher as error:
            form.add_error("series", str(error.message))
        else:
            messages.success(request, _("Codes générés : téléchargez-les, une seule fois."))
            return redirect("desk:voucher", pk=pk)
    return _page(request, pk, more=form, status=422)


@operator_view
def codes(request: Any, pk: int) -> HttpResponse:
    """The codes of a series as a table, once. A GET hands nothing out."""
    series = get_object_or_404(VoucherSeries.objects.select_related("voucher"), pk=pk)
    if request.method != "POST":
        return redirect("desk:voucher", pk=series.voucher_id)
    try:
        made = operations.hand_out(series=series, user=request.user, at=clock.now())
    except CordeeError as error:
        messages.warning(request, str(error.message))
        return redirect("desk:voucher", pk=series.voucher_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bons-{series.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["code"])
    writer.writerows([code] for code in made)
    return response
