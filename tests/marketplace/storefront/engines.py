"""The shop's search on either engine, for tests of pages."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from search.backends import at
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
