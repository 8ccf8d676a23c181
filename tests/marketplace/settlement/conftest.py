from collections.abc import Iterator

import pytest

from marketplace.core.scopes import house_scope


@pytest.fixture
def house(db: None) -> Iterator[None]:
    """What runs for the house reads every trader's rows."""
    with house_scope():
        yield
