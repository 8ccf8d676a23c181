"""Rows that a statement is given: the same on every database."""

import pytest
from django.db import DatabaseError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.core import given as told

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SMALL = st.integers(-(2**31), 2**31 - 1)
LARGE = st.integers(-(2**63), 2**63 - 1)


def read(rows):
    relation = told.given(rows, key="text", minor="integer", pk="bigint")
    return told.rows_of(f"SELECT g.key, g.minor, g.pk FROM {relation.sql} g", relation.params)


@given(st.lists(st.tuples(TEXT, st.none() | SMALL, st.none() | LARGE), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_given_is_what_the_database_reads(rows):
    assert sorted(read(rows), key=repr) == sorted(rows, key=repr)


def test_a_text_that_is_not_there_is_null():
    assert read([(None, 1, 2), ("a", None, None)]) == [(None, 1, 2), ("a", None, None)]


def test_what_separates_texts_may_stand_in_one():
    assert [row[0] for row in read([(f"a{told.SEPARATOR}b", 1, 1), ("c", 2, 2)])] == [
        f"a{told.SEPARATOR}b",
        "c",
    ]


def test_no_rows_are_no_rows():
    assert read([]) == []


@pytest.mark.needs("postgres")
def test_the_planner_looks_rows_up_instead_of_reading_a_whole_table():
    relation = told.given([(n,) for n in range(2000)], id="bigint")
    (row,) = told.rows_of(f"EXPLAIN (FORMAT json) SELECT * FROM {relation.sql} g", relation.params)
    assert row[0][0]["Plan"]["Plan Rows"] <= 100


def test_the_largest_of_several():
    assert told.rows_of(f"SELECT {told.greatest('1', '3', '2')}") == [(3,)]


def test_rows_that_are_asked_for_come_when_they_are_wanted():
    with told.asked("SELECT %s + 1", [1]) as rows:
        assert rows() == [(2,)]
    assert told.rows_of("SELECT 3") == [(3,)]


def test_nothing_else_is_asked_before_they_have_come():
    with told.asked("SELECT 1") as rows:
        with pytest.raises(RuntimeError, match="still at work"):
            told.rows_of("SELECT 2")
        assert rows() == [(1,)]


@pytest.mark.needs("postgres")
def test_the_database_works_meanwhile(elsewhere):
    with told.asked("SELECT pg_try_advisory_lock(4321)") as rows:
        while not seen(elsewhere, "SELECT 1 FROM pg_locks WHERE objid = 4321"):
            pass  # before the answer is wanted
        assert rows() == [(True,)]
    told.rows_of("SELECT pg_advisory_unlock(4321)")


@pytest.fixture
def elsewhere():
    other = connection.copy()
    yield other
    other.close()


def seen(there, sql):
    with there.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_what_is_wrong_with_the_question_is_told_and_the_connection_goes_on(
    transactional_db,
):
    with pytest.raises(DatabaseError), told.asked("SELECT nothing FROM nowhere") as rows:
        rows()
    assert told.rows_of("SELECT 3") == [(3,)]
