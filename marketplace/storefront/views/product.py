"""A reference with every offer, the chosen one first."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace.core import clock
from marketplace.storefront import own_sizes
from marketplace.storefront.machines.caching import revisited
from marketplace.storefront.product import asking
from marketplace.storefront.product.page import product
from marketplace.storefront.views.catalogue import remember_system, system_before, with_query
from marketplace.technical import queries as technical


@require_safe
@revisited
def detail(request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
    """What the address may ask: see ``asking.Asked``."""
    reference = technical.reference(pk)
    if reference is None:
        raise Http404
    url = reverse("catalogue:detail", args=[reference.product.slug, pk])
    if reference.product.slug != product_slug:
        return redirect(with_query(request, url), permanent=True)
    guide = reference.family.size_guide
    before = system_before(request, guide)
    own = own_sizes.kept(request.COOKIES).get(guide, ())
    asked = asking.read(url, request.GET, before=before, own=own)
    page = product(reference=reference, asked=asked, at=clock.now())
    context = {"page": page, "sheet": reference, "current_sport": reference.family.sport.slug}
    answer = render(request, "shop/product.html", context)
    if asked.system and page.sizing.system == asked.system != before:
        remember_system(answer, guide, asked.system)
    return answer
