"""What the tests of the tools share."""

import pytest

from tests.stripe_twin.process import TwinProcess


@pytest.fixture
def account(twin: TwinProcess) -> str:
    """A connected account that may receive and be paid out."""
    twin.seed_accounts([{"account_id": "acct_boutique"}])
    return "acct_boutique"
