"""The shop's search on either engine, for tests of pages."""

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from marketplace.storefront.fronts import ways
from search.backends import at
from search.contract import Query, Result
from tests.services import ELASTICSEARCH_URL

ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.needs("elasticsearch"))]


@contextmanager
def running(engine: str, *, folder: Path, settings: Any) -> Iterator[None]:
    """The shop asks this engine, which knows nothing yet."""
    if engine == "embedded":
        settings.SEARCH_URL = f"tantivy://{folder}"
        yield
        return
    prefix = f"cordee-test-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    settings.SEARCH_URL = f"{ELASTICSEARCH_URL}/{prefix}"
    try:
        yield
    finally:
        at.cache_clear()
        with Elasticsearch(ELASTICSEARCH_URL) as client:
            for name in client.indices.get(index=f"{prefix}*").body:
                client.indices.delete(index=name)


def listened_to(monkeypatch: pytest.MonkeyPatch) -> list[list[Query]]:
    """What the front pages ask of the engine from now on, round trip by round trip."""
    engine, asked = ways.backend(), list[list[Query]]()

    class Listened:
        def search(self, query: Query) -> Result:
            asked.append([query])
            return engine.search(query)

        def search_all(self, queries: Sequence[Query]) -> list[Result]:
            asked.append(list(queries))
            return engine.search_all(queries)

    monkeypatch.setattr(ways, "backend", Listened)
    return asked
