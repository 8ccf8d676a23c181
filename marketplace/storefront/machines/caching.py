"""Pages that are asked for again: sent again only when they may say something else.

What is committed is told to the outbox, so a page of which nothing was told since is the page that
it was. Three things bound that. While something was told a moment ago, a transaction that began
before it may still be open (one that is open for long is told of late: the latest events are looked
at, not the last one alone), and while the index is behind, a list may be older than the last thing
told: nothing is promised then. And a page says days and hours, and rests on a few things that are
told to nobody: no promise outlives a quarter of an hour.

A page with somebody's name or basket on it is kept nowhere; another one by the browser that asked
for it alone, which asks each time: its forms carry that browser's own token.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, wraps
from hashlib import blake2s
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from marketplace.core import clock
from marketplace.core.models import OutboxDelivery, OutboxEvent
from search.indexing import SUBSCRIBER

View = Callable[..., HttpResponse]

SETTLED: Final = timedelta(seconds=10)
LATEST: Final = 100  # events: one among them that a long transaction commits late is a change
LONGEST: Final = timedelta(minutes=15)
ASK_AGAIN: Final = "private, no-cache"
NOWHERE: Final = "private, no-store"
PROGRAM: Final = ("*.py", "*.html", "*.md", "*.mo")


def revisited(view: View) -> View:
    """A page that anybody may see: asked for again it is 304, without being made, as long as
    nothing changed that it could show."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _is_somebody_s(request):
            return _to_be_kept(view(request, *args, **kwargs), NOWHERE)
        etag = _etag(request, at=clock.now())
        if etag and (same := get_conditional_response(request, etag=etag)):
            return _to_be_kept(same, ASK_AGAIN, etag)
        return _to_be_kept(view(request, *args, **kwargs), ASK_AGAIN, etag)

    return guarded  # type: ignore[return-value]


def _is_somebody_s(request: HttpRequest) -> bool:
    """Whether the page may show an account, a basket or a message."""
    names = {
        settings.SESSION_COOKIE_NAME,
        settings.OSCAR_BASKET_COOKIE_OPEN,
        CookieStorage.cookie_name,
    }
    return not names.isdisjoint(request.COOKIES)


def _to_be_kept(answer: HttpResponseBase, how: str, etag: str | None = None) -> HttpResponseBase:
    """Unless the view said how itself, as for a list made without search."""
    if answer.has_header("Cache-Control"):
        return answer
    answer["Cache-Control"] = how
    patch_vary_headers(answer, ["Cookie"])
    if etag and answer.status_code in {200, 304}:
        answer["ETag"] = etag
    return answer


def _etag(request: HttpRequest, *, at: datetime) -> str | None:
    """Names the page as this browser would get it now, None where that is not sure; one query."""
    owed = OutboxDelivery.objects.filter(done_at=None, subscriber=SUBSCRIBER)
    events = OutboxEvent.objects.order_by("-pk").annotate(behind=Exists(owed))
    told = list(events.values_list("pk", "created_at", "behind")[:LATEST])
    if any(behind or at - last < SETTLED for _pk, last, behind in told[:1]):
        return None
    parts = (
        _program(),
        request.get_full_path(),
        request.META.get("HTTP_COOKIE", ""),
        ",".join(str(pk) for pk, _last, _behind in told),
        str(int(at.timestamp() // LONGEST.total_seconds())),
    )
    return f'W/"{blake2s(chr(0).join(parts).encode(), digest_size=12).hexdigest()}"'


@cache
def _program() -> str:
    """Another version makes other pages."""
    digest = blake2s(digest_size=8)
    for folder in ("marketplace", "search", "locale"):
        for pattern in PROGRAM:
            for path in sorted(Path(settings.BASE_DIR, folder).rglob(pattern)):
                digest.update(path.read_bytes())
    return digest.hexdigest()
