"""Which line of one's feeds is which product here, and why."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from marketplace.technical import gate
from sellers.feeds import queries
from sellers.portal.access import SellerRequest, seller_view

PER_PAGE = 50


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    """All lines that are known; ``?q`` finds one by its key."""
    search = request.GET.get("q", "").strip()
    page = Paginator(queries.lines(search=search), PER_PAGE).get_page(request.GET.get("page"))
    reasons = queries.reasons(page.object_list)
    told = [(line, reasons.get(line.pk, [])) for line in page.object_list]
    rows = [(line, said, gate.lacks_maker(said)) for line, said in told]
    context = {"page": page, "rows": rows, "asked": search}
    return render(request, "portal/matches.html", context)
