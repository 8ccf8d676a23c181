"""Guides for boutiques."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sellers.portal import guides
from sellers.portal.access import SellerRequest, seller_view


@seller_view
def detail(request: SellerRequest, slug: str) -> HttpResponse:
    if slug not in guides.SLUGS:
        raise Http404
    context = {"guide": guides.guide(slug), "codes": slug == "codes"}
    return render(request, "portal/guide.html", context)
