"""An index of its own in the Elasticsearch that tests may use."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import Elasticsearch

from search.backends.elasticsearch import ElasticsearchBackend
from search.backends.reach import Reach
from tests.services import ELASTICSEARCH_URL

PATIENCE_S = 20  # a server that has just started on a small machine is slow


@contextmanager
def prefixed() -> Iterator[tuple[Elasticsearch, str]]:
    """A prefix of which every index and template is removed afterwards."""
    prefix = f"cordee-test-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    with Elasticsearch(ELASTICSEARCH_URL) as client:
        try:
            yield client, prefix
        finally:
            names = client.indices.get(index=f"{prefix}*").body
            for name in names:
                client.indices.delete(index=name)
            client.options(ignore_status=404).indices.delete_index_template(name=f"{prefix}*")


@contextmanager
def fresh(*, refresh: bool = True, shards: int = 1) -> Iterator[ElasticsearchBackend]:
    """A backend whose indexes are removed afterwards; its changes are found at once."""
    reach = Reach(seconds=PATIENCE_S, shards=shards)
    with prefixed() as (client, prefix):
        yield ElasticsearchBackend(client, prefix, refresh=refresh, reach=reach)
