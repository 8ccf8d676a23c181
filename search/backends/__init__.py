"""The engines. Which one answers is an address: ``settings.SEARCH_URL``.

``tantivy:///absolute/folder`` needs no server; ``http(s)://host:9200/prefix`` is Elasticsearch.
Several hosts of a cluster have commas between them.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from search.backends.guarded import Guarded
from search.backends.reach import Reach
from search.contract import Backend


def backend() -> Backend:
    """The engine of this process."""
    return at(settings.SEARCH_URL, _reach())


def _reach() -> Reach:
    """How the settings say that a server is reached."""
    return Reach(
        seconds=settings.SEARCH_TIMEOUT,
        api_key=settings.SEARCH_API_KEY,
        ca_certs=settings.SEARCH_CA_CERTS,
        shards=settings.SEARCH_SHARDS,
        replicas=settings.SEARCH_REPLICAS,
    )


@lru_cache(maxsize=8)
def at(url: str, reach: Reach) -> Backend:
    """The engine at an address; its library is loaded only when it is used.

    :raises ValueError: no engine has such an address.
    """
    parts = urlsplit(url)
    if parts.scheme == "tantivy" and parts.path.startswith("/"):
        from search.backends.embedded import EmbeddedBackend

        return Guarded(EmbeddedBackend(Path(parts.path)), seconds=reach.seconds)
    if parts.scheme in {"http", "https"} and parts.path.strip("/"):
        from search.backends.elasticsearch import ElasticsearchBackend

        return Guarded(ElasticsearchBackend.at(url, reach), seconds=reach.seconds)
    raise ValueError(
        "SEARCH_URL must be tantivy:///absolute/folder or http(s)://host:9200[,host:9200]/prefix"
    )


@contextmanager
def throw_away(url: str) -> Iterator[Backend]:
    """An engine of the kind at an address, with an index of its own that is gone afterwards.

    :raises ValueError: no engine has such an address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        with tempfile.TemporaryDirectory() as folder:
            yield at(urlunsplit(parts._replace(path=folder)), _reach())
        return
    from search.backends.elasticsearch import ElasticsearchBackend

    prefix = f"{parts.path.rstrip('/')}-moment-{os.getpid()}-{time.time_ns()}"
    engine = ElasticsearchBackend.at(urlunsplit(parts._replace(path=prefix)), _reach())
    try:
        yield engine
    finally:
        engine.drop()


# Threads and connections do not survive a fork.
os.register_at_fork(after_in_child=at.cache_clear)
