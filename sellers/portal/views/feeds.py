"""A trader's imports: what came, what became of each line, what to mend."""

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.core import clock
from sellers.feeds import queries
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.wording import rule

RUNS_PER_PAGE = 30
FAULTS_PER_PAGE = 50


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    page = Paginator(queries.runs(), RUNS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "now": clock.now()}
    return render(request, "portal/feeds.html", context)


@seller_view
def detail(request: SellerRequest, pk: int) -> HttpResponse:
    """The report of one import, its faults line by line; ``?regle=`` keeps those of one rule."""
    run = _run(pk)
    wanted = request.GET.get("regle", "")
    rows = queries.faults(run=run)
    if wanted:
        rows = rows.filter(rule=wanted)
    page = Paginator(rows, FAULTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "page": page,
        "rows": [(fault, rule(fault.rule)) for fault in page.object_list],
        "rules": [(code, rule(code), count) for code, count in _by_count(run.rules)],
        "wanted": wanted,
    }
    return render(request, "portal/feed.html", context)


@seller_view
def faults(_request: SellerRequest, pk: int) -> HttpResponse:
    """The same faults as a file that a spreadsheet opens: UTF-8 with its mark, semicolons."""
    run = _run(pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="flux-{run.pk}-fautes.csv"'
    response.write("\ufeff")
    sheet = csv.writer(response, delimiter=";")
    sheet.writerow(
        [_("ligne"), _("colonne"), _("valeur"), _("règle"), _("explication"), _("correction")]
    )
    for fault in queries.faults(run=run):
        cells = (fault.column, fault.value, fault.rule, fault.message, fault.fix)
        sheet.writerow([fault.line, *map(_inert, cells)])
    return response


def _run(pk: int) -> Any:
    run = queries.run(pk)
    if run is None:
        raise Http404
    return run


def _by_count(rules: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(rules.items(), key=lambda item: (-item[1], item[0]))


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: its content came from somebody's file."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
