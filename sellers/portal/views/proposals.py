"""Products that the catalogue did not know: what became of each."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from marketplace.technical import gate, lacking
from marketplace.technical import queries as technical
from marketplace.technical.models import Proposal
from sellers.portal.access import SellerRequest, seller_view

PER_PAGE = 50


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    found = Proposal.objects.select_related("trader", "reference").order_by("-created_at", "-id")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    waiting = [each for each in shown if each.status == Proposal.Status.OPEN]
    reasons = lacking.of_proposals(waiting) if waiting else {}
    told = [(each, reasons.get(each.pk, [])) for each in shown]
    context = {
        "page": page,
        "rows": [(each, said, gate.lacks_maker(said)) for each, said in told],
        "warnings": technical.warnings(shown),
    }
    return render(request, "portal/proposals.html", context)
