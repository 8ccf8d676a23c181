"""What programs ask for: which addresses are for them, the pictures of shared links."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from marketplace.storefront.machines import addresses, previews
from marketplace.storefront.product import sheet
from marketplace.storefront.views.drawings import A_WHILE, FOR_EVER
from marketplace.technical import queries as technical
from marketplace.technical.models import ReferenceSheet


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Filtered lists are kept from programs that read every link: there are more than one could."""
    context = {"roots": addresses.roots(), "sitemap": addresses.absolute("/sitemap.xml")}
    return render(request, "machines/robots.txt", context, content_type="text/plain")


@require_safe
def preview(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """A product as it is shown where its address is shared."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    reference = _published(pk)
    with translation.override(language):
        figures = sheet.figures(reference, technical.attributes(reference.family))
        version = previews.version(reference, figures)
        return _png(request, version, lambda: previews.png(reference, figures))


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """A product without a word, for price comparers."""
    reference = _published(pk)
    return _png(request, previews.bare_version(reference), lambda: previews.bare(reference))


def _published(pk: int) -> ReferenceSheet:
    reference = technical.reference(pk)
    if reference is None:
        raise Http404
    return reference


def _png(request: HttpRequest, version: str, make: Callable[[], bytes]) -> HttpResponse:
    """With the right ``?v=`` it may be kept for ever."""
    etag = quote_etag(version)
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(make(), content_type="image/png")
        answer["ETag"] = etag
    answer["Cache-Control"] = FOR_EVER if request.GET.get("v") == version else A_WHILE
    return answer
