"""Each engine, and what tests of all of them share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.backends.embedded import EmbeddedBackend
from search.contract import Backend
from tests.conformance.elasticsearch_index import fresh

SERVED = pytest.mark.needs("elasticsearch")
ALL = [
    "embedded",
    pytest.param("elasticsearch", marks=SERVED),
    pytest.param("elasticsearch-shards", marks=SERVED),
]


@contextmanager
def empty(name: str, tmp_path: Path) -> Iterator[Backend]:
    """One of ``ALL`` with an index that has nothing in it."""
    with unbuilt(name, tmp_path) as backend:
        backend.rebuild(lambda _after: ())
        yield backend


@contextmanager
def unbuilt(name: str, tmp_path: Path) -> Iterator[Backend]:
    """One of ``ALL`` without an index."""
    if name == "embedded":
        yield EmbeddedBackend(tmp_path / "search")
        return
    with fresh(shards=3 if name == "elasticsearch-shards" else 1) as backend:
        yield backend
