"""``/healthz``: this process answers. ``/readyz``: whether it serves pages, and how each part is.

Two ask it. A load balancer takes away a process that is not ready: only without the database is no
page left to serve. Whoever watches wants to hear of every part that is not well: ``?strict``.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.core import clock, outbox
from marketplace.core.scopes import house
from search import indexing
from search.backends import backend

LONGEST_LAG = timedelta(minutes=2)
STRICT: Final = "strict"
# Seconds: all that is published is counted for it, and many ask, every second each.
INDEX_HEARD_FOR: Final = 5


@require_safe
@never_cache
def alive(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Part → "ok" or what it said; 503 while the database does not answer.

    All else is told of: pages do without. With ``?strict`` each part counts.
    """
    told = {"cache": _cache, "search": _search, "index": _index, "broker": _broker,
            "outbox": _outbox}  # fmt: skip
    said = {name: _asked(ask) for name, ask in {"database": _database, **told}.items()}
    needed = said if STRICT in request.GET else {"database"}
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
    return "ok" if backend().is_built() else "no index"


def _cache() -> str:
    cache.set("readyz", "ok", 10)
    return str(cache.get("readyz") or "forgetful")


def _broker() -> str:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=1)
    return "ok"


def _outbox() -> str:
    lag = outbox.lag(at=clock.now())
    return "ok" if lag <= LONGEST_LAG else f"{int(lag.total_seconds())} s behind"


@house
def _index() -> str:
    """Whether all that is published can be found as it stands, or stood a moment ago."""
    return str(cache.get_or_set("readyz.index", _index_now, INDEX_HEARD_FOR))


def _index_now() -> str:
    return indexing.health(at=clock.now()).alarm or "ok"
