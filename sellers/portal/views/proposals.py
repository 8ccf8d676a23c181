"""Products that the catalogue did not know: what became of each."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from marketplace.technical import queries as technical
from marketplace.technical.models import Proposal
from sellers.portal.access import SellerRequest, seller_view

PER_PAGE = 50


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    rows = Proposal.objects.order_by("-created_at", "-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {"page": page, "rows": shown, "warnings": technical.warnings(shown)}
    return render(request, "portal/proposals.html", context)
