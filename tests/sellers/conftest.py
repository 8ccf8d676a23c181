from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from sellers.feeds.models import FeedRun


@pytest.fixture(autouse=True)
def private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the files of imports lie."""
    folder = tmp_path / "private"
    field = FeedRun._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=folder))
    return folder
