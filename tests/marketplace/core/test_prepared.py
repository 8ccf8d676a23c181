"""What PostgreSQL plans once."""

import pytest

from marketplace.core.given import ROUNDED, rounded, rows_of


@pytest.mark.parametrize(
    ("ids", "length"), [([], 0), ([7], 1), ([7, 8, 7], 2), (range(1, 6), 8), (range(1, 257), 256)]
)
def test_few_keys_become_a_round_number_of_them(ids, length):
    keys = rounded(ids)

    assert len(keys) == len(set(keys)) == length
    assert {key for key in keys if key > 0} == set(ids)


def test_many_keys_stay_as_many_as_they_are():
    assert rounded(range(1, ROUNDED + 2)) == list(range(1, ROUNDED + 2))


@pytest.mark.django_db
@pytest.mark.needs("postgres")
def test_keys_of_any_size_ask_the_same_prepared_statement():
    for keys in ([3], [40_000], [5_000_000_000], [7, 40_001, 5_000_000_001], [1, 2, 3, 4]):
        marks = ", ".join(["%s"] * len(rounded(keys)))
        rows_of(f"SELECT 'of this test' FROM core_outboxevent WHERE id IN ({marks})", rounded(keys))

    [(prepared, uses)] = rows_of(
        "SELECT count(*), sum(generic_plans + custom_plans) FROM pg_prepared_statements "
        "WHERE statement LIKE %s",
        ["%'of this test'%"],
    )
    assert (prepared, uses) == (1, 1)
