"""A reference drawn from its own figures, as a picture of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from marketplace.storefront import pictures
from marketplace.technical import queries as technical

FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"


@require_safe
def drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Without a word, so that it is the same for readers of all languages; with the right ``?v=``
    it may be kept for ever."""
    sheet = technical.drawn_sheet(pk)
    if sheet is None:
        raise Http404
    version = pictures.version(
        drawing=sheet.family.drawing, values=sheet.plain_values, colours=sheet.colours
    )
    etag = quote_etag(version)
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(pictures.drawn(sheet), content_type="image/svg+xml")
        answer["ETag"] = etag
    answer["Cache-Control"] = FOR_EVER if request.GET.get("v") == version else A_WHILE
    return answer
