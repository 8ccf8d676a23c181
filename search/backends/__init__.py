"""The engines. Which one answers is an address: ``settings.SEARCH_URL``.

``tantivy:///absolute/folder`` needs no server; ``http(s)://host:9200/prefix`` is Elasticsearch.
Several hosts of a cluster have commas between them.
"""

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from search.backends.guarded import Guarded
from search.backends.reach import Reach
from search.contract import Backend


def backend() -> Backend:
    """The engine of this process."""
    return at(
        settings.SEARCH_URL,
        Reach(
            seconds=settings.SEARCH_TIMEOUT,
            api_key=settings.SEARCH_API_KEY,
            ca_certs=settings.SEARCH_CA_CERTS,
            shards=settings.SEARCH_SHARDS,
            replicas=settings.SEARCH_REPLICAS,
        ),
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


# Threads and connections do not survive a fork.
os.register_at_fork(after_in_child=at.cache_clear)
