"""One row that fails holds up no other; a service that is down is not asked a hundred times."""

import logging

import pytest

from marketplace.core import sweeping
from marketplace.core.errors import PermanentError, TransientError


def failing(error, *, at):
    """Work that remembers what it was given and fails on the rows in ``at``."""
    seen = []

    def work(row):
        seen.append(row)
        if row in at:
            raise error

    return work, seen


def test_only_what_was_done_is_counted():
    assert sweeping.each([1, 2, 3], lambda row: row != 2) == 2


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (TransientError("no answer"), logging.WARNING),
        (PermanentError("refused"), logging.ERROR),
        (RuntimeError("a row that cannot be written"), logging.ERROR),
    ],
)
def test_a_row_that_fails_is_logged_and_put_off(error, level, caplog):
    work, seen = failing(error, at={2})
    put_off = []

    assert sweeping.each([1, 2, 3], work, after_failure=put_off.append) == 2

    assert (seen, put_off) == ([1, 2, 3], [2])
    (record,) = caplog.records
    assert record.levelno == level
    assert record.getMessage().startswith("sweep: 2 stays as it is")


@pytest.mark.parametrize("error", [TransientError("no answer"), PermanentError("refused")])
def test_a_service_that_is_down_ends_the_sweep(error):
    work, seen = failing(error, at={1, 3, 4, 5})

    assert sweeping.each(range(1, 9), work) == 1

    assert seen == [1, 2, 3, 4, 5]


def test_our_own_faults_never_end_it():
    work, seen = failing(ValueError("of one row"), at={1, 2, 3, 4})

    assert sweeping.each(range(1, 6), work) == 1

    assert seen == [1, 2, 3, 4, 5]
