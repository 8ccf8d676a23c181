"""The databases that the tests themselves run on."""

import pytest
from django.db import connection

from marketplace.core.models import User


@pytest.mark.django_db
def test_tests_run_on_a_migrated_copy_of_the_template() -> None:
    assert "cordee_copy_" in str(connection.settings_dict["NAME"])
    assert User.objects.count() == 0


@pytest.mark.needs("postgres")
@pytest.mark.django_db
def test_a_test_that_needs_postgres_runs_on_it() -> None:
    assert connection.vendor == "postgresql"
