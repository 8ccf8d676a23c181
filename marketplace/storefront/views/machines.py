"""What programs ask for: which addresses are for them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from marketplace.storefront.machines import addresses


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Filtered lists are kept from programs that read every link: there are more than one could."""
    context = {"roots": addresses.roots(), "sitemap": addresses.absolute("/sitemap.xml")}
    return render(request, "machines/robots.txt", context, content_type="text/plain")
