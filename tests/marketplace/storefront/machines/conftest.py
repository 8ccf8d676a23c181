import pytest

SITE = "https://cordee.example"


@pytest.fixture
def made(settings, tmp_path):
    """A store of the test's own for what is made beforehand."""
    store = {**settings.STORAGES["made"], "OPTIONS": {"location": str(tmp_path / "made")}}
    settings.STORAGES = {**settings.STORAGES, "made": store}
    return tmp_path / "made"


@pytest.fixture
def site(settings):
    """The shop's own address, whatever host a request names."""
    settings.SITE_URL = SITE
    return SITE
