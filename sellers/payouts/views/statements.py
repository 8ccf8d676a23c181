"""A trader's payouts: what comes next, what waits and why, the statement of each."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from marketplace.core import clock
from marketplace.settlement import maturity, queries
from marketplace.settlement.models import Statement
from sellers.payouts import documents, sheets
from sellers.portal.access import SellerRequest, seller_view

STATEMENTS_PER_PAGE = 20
WAITING_PER_PAGE = 20
LINES_PER_PAGE = 100


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    """The next payout, the past ones, and ``?attente`` pages through what waits."""
    at = clock.now()
    past = Paginator(queries.statements(), STATEMENTS_PER_PAGE).get_page(request.GET.get("page"))
    waits = Paginator(queries.waiting(at=at), WAITING_PER_PAGE).get_page(request.GET.get("attente"))
    context = {
        "standing": queries.standing(request.trader, at=at),
        "page": past,
        "statements": past.object_list,
        "waits": waits,
        "waiting": [(due, maturity.reasons(due)) for due in waits.object_list],
        "now": at,
    }
    return render(request, "payouts/index.html", context)


@seller_view
def detail(request: SellerRequest, pk: int) -> HttpResponse:
    """One statement, line by line; its foot is what was paid."""
    statement = _statement(pk)
    rows = queries.lines_of(statement)
    page = Paginator(rows, LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "statement": statement,
        "page": page,
        "lines": page.object_list,
        "sums": queries.sums(rows),
    }
    return render(request, "payouts/statement.html", context)


@seller_view
def sheet(_request: SellerRequest, pk: int) -> HttpResponseBase:
    """All of its lines as a file that a spreadsheet opens, written as it is sent."""
    statement = _statement(pk)
    rows = sheets.rows(statement, queries.lines_of(statement))
    response = StreamingHttpResponse(_written(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="releve-{statement.number}.csv"'
    return response


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, text: str) -> str:
        return text


def _written(rows: Iterator[list[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow(row)


@seller_view
def document(request: SellerRequest, pk: int) -> HttpResponse:
    """The same on paper: PDF."""
    statement = _statement(pk)
    try:
        content = documents.pdf(statement=statement, trader=request.trader)
    except documents.NoPaper as error:
        messages.error(request, str(error.message))
        return redirect("payouts:statement", pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="releve-{statement.number}.pdf"'
    return response


def _statement(pk: int) -> Statement:
    """A statement of the present trader; 404 for any other."""
    statement: Statement = get_object_or_404(queries.statements(), pk=pk)
    return statement
