"""``/healthz``: this process answers. ``/readyz``: so does each part that it needs."""

from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.core import clock, outbox
from search import indexing
from search.backends import backend

LONGEST_LAG = timedelta(minutes=2)
STALE = timedelta(seconds=60)  # what is found is wrong for longer than anybody should notice


@require_safe
@never_cache
def alive(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Part → "ok" or what it said; 503 as long as a part that pages need does not answer.

    The broker, the outbox's lag and the index's are told of and change nothing: pages do without.
    """
    needed = {"database": _database, "search": _search, "cache": _cache}
    told = {"broker": _broker, "outbox": _outbox, "index": _index}
    said = {name: _asked(ask) for name, ask in {**needed, **told}.items()}
    good = all(said[name] == "ok" for name in needed)
    return JsonResponse(said, status=200 if good else 503)


def _asked(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - whatever a part's library raises, it is not ready
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _search() -> str:
    return "ok" if backend().status().generation else "no index"


def _cache() -> str:
    cache.set("readyz", "ok", 10)
    return str(cache.get("readyz") or "forgetful")


def _broker() -> str:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=1)
    return "ok"


def _outbox() -> str:
    return _behind(outbox.lag(at=clock.now()), LONGEST_LAG)


def _index() -> str:
    """Whether what has changed can be found."""
    return _behind(outbox.lag(at=clock.now(), subscriber=indexing.SUBSCRIBER), STALE)


def _behind(lag: timedelta, longest: timedelta) -> str:
    return "ok" if lag <= longest else f"{int(lag.total_seconds())} s behind"
