"""Products that the catalogue did not know: what became of each."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from marketplace.technical import lacking
from marketplace.technical.models import Proposal
from sellers.portal.access import SellerRequest, seller_view

PER_PAGE = 50


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    found = Proposal.objects.select_related("trader", "reference").order_by("-created_at", "-id")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    waiting = [each for each in page.object_list if each.status == Proposal.Status.OPEN]
    reasons = lacking.of_proposals(waiting) if waiting else {}
    rows = [(each, reasons.get(each.pk, [])) for each in page.object_list]
    return render(request, "portal/proposals.html", {"page": page, "rows": rows})
