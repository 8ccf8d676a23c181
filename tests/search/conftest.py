from collections.abc import Callable
from pathlib import Path

import pytest

from search.backends import backend
from search.contract import Query, Result


@pytest.fixture
def find(search_index: Path) -> Callable[..., Result]:
    """``find(text="cadence")`` asks this test's own index."""
    return lambda **asked: backend().search(Query(**asked))
