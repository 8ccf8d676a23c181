"""What programs ask for: which addresses are for them, all that there is, the pictures of shared
links."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from marketplace.storefront.machines import addresses, made, merchant, previews, sitemaps
from marketplace.storefront.machines.models import MadeFile
from marketplace.storefront.product import sheet
from marketplace.storefront.views import errors
from marketplace.storefront.views.drawings import A_WHILE, FOR_EVER
from marketplace.technical import queries as technical
from marketplace.technical.models import ReferenceSheet

COMPRESSED = re.compile(r"\bgzip\b")
AN_HOUR = "public, max-age=3600"
RETRY_SECONDS = 120  # a large catalogue takes a minute or two


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Filtered lists are kept from programs that read every link: there are more than one could."""
    context = {
        "roots": addresses.roots(),
        "sitemap": addresses.absolute(reverse("machines:sitemap", args=[sitemaps.INDEX])),
    }
    return render(request, "machines/robots.txt", context, content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest, name: str) -> HttpResponseBase:
    """The index of all pages, or a part of it."""
    return _served(request, name)


@require_safe
def merchant_feed(request: HttpRequest) -> HttpResponseBase:
    """All that can be bought, for price comparers."""
    return _served(request, merchant.NAME)


def _served(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file that was made beforehand: asking for it again costs two queries and a read."""
    row = MadeFile.objects.filter(name=name).first()
    if row is None:
        return _not_yet(request, name)
    if made.is_stale(row):
        return _not_yet(request)
    etag = f'W/"{row.digest}"'  # the same said in two encodings
    answer: HttpResponseBase | None = get_conditional_response(
        request, etag=etag, last_modified=int(row.made_at.timestamp())
    )
    if answer is None:
        try:
            answer = _file(request, row)
        except FileNotFoundError:
            return _not_yet(request)
    answer["ETag"], answer["Last-Modified"] = etag, http_date(row.made_at.timestamp())
    answer["Cache-Control"] = AN_HOUR
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _not_yet(request: HttpRequest, name: str = sitemaps.INDEX) -> HttpResponse:
    """It is made in these minutes: come back. No part that an index did not name is made later."""
    if name not in {sitemaps.INDEX, merchant.NAME}:
        raise Http404
    answer = errors.page(
        request,
        status=503,
        title=_("Ce fichier est en préparation"),
        text=_(
            "Il est refait à l’instant, pour ne nommer que ce qui est en vente. "
            "Revenez dans quelques minutes."
        ),
    )
    answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def _file(request: HttpRequest, row: MadeFile) -> HttpResponseBase:
    file = made.opened(row)
    kind = "application/xml; charset=utf-8"
    if COMPRESSED.search(request.headers.get("Accept-Encoding", "")):
        return FileResponse(file, content_type=kind, headers={"Content-Encoding": "gzip"})
    answer = StreamingHttpResponse(made.plain(file), content_type=kind)
    answer["Content-Length"] = str(row.bytes)
    return answer


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
