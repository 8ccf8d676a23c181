"""What is searched for: counted once a visitor and week, kept without saying who, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from marketplace.storefront import legal
from search.asked import noting, operations, queries, words
from search.asked.models import AskedQuery, AskedWeek, Key, Mark
from search.asked.operations import Note
from search.asked.queries import SHOWN_FROM, SUGGESTED_FROM, Order
from tests import shop

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
A_WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _nothing_is_noted_yet():
    noting._notes.clear()
    yield
    noting._notes.clear()


def by(visitors, text="drop 8", *, answered=True, first=0):
    """One search of each of so many visitors."""
    return [Note(text, f"192.0.2.{n}", answered) for n in range(first, first + visitors)]


def asked(at=MONDAY, *, weeks=4, order=Order.MOST_ASKED):
    rows = queries.asked(weeks=weeks, at=at, order=order)
    return [(row.text, row.times, row.unanswered, row.visitors) for row in rows]


# --- counting -------------------------------------------------------------------------------
def test_a_visitor_who_asks_again_counts_once_a_week():
    operations.count(by(5) + by(5) + by(2, first=3), at=MONDAY)
    operations.count(by(3), at=MONDAY + timedelta(days=6))
    operations.count(by(4), at=MONDAY + A_WEEK)

    rows = AskedWeek.objects.order_by("monday").values_list("monday", "times", "visitors")
    assert [(day.isoformat(), times, visitors) for day, times, visitors in rows] == [
        ("2026-11-23", 15, 5),
        ("2026-11-30", 4, 4),
    ]


def test_the_week_turns_at_midnight_in_paris():
    operations.count(by(1), at=datetime(2026, 11, 29, 22, 59, tzinfo=UTC))
    operations.count(by(1), at=datetime(2026, 11, 29, 23, 0, tzinfo=UTC))

    assert AskedWeek.objects.count() == 2


def test_what_found_nothing_exact_is_counted_apart():
    operations.count(by(4) + by(3, "licorne", answered=False), at=MONDAY)
    operations.count(by(2, answered=False, first=4), at=MONDAY)

    assert asked() == [("drop 8", 6, 2, 6), ("licorne", 3, 3, 3)]
    assert asked(order=Order.UNANSWERED) == [("licorne", 3, 3, 3), ("drop 8", 6, 2, 6)]
    assert dict(AskedQuery.objects.values_list("text", "answered")) == {
        "drop 8": False, "licorne": False,
    }  # fmt: skip


def test_nothing_that_is_kept_says_who_asked():
    operations.count(by(3) + by(3, "tente 2 places"), at=MONDAY)

    digests = list(Mark.objects.values_list("digest", flat=True))
    assert len(set(digests)) == 6  # one visitor's two searches have nothing in common
    assert not any("192.0.2" in digest for digest in digests)
    Key.objects.all().delete()
    operations.count(by(1), at=MONDAY)
    assert Mark.objects.count() == 7  # without the key nobody finds the visitor again


def test_it_takes_as_many_statements_for_one_as_for_many():
    def statements(notes):
        with CaptureQueriesContext(connection) as seen:
            operations.count(notes, at=MONDAY)
        return len(seen)

    operations.count(by(1), at=MONDAY)  # draws the key

    many = [note for n in range(40) for note in by(3, f"tente {n} places")]
    assert statements(many) == statements(by(1, "ski"))


# --- suggesting -----------------------------------------------------------------------------
def test_only_what_enough_visitors_of_one_week_asked_is_suggested():
    operations.count(by(SUGGESTED_FROM, "veste"), at=MONDAY)
    operations.count(by(SUGGESTED_FROM, "veste") + by(SUGGESTED_FROM, "tente"), at=MONDAY + A_WEEK)
    operations.count(by(SUGGESTED_FROM - 1, "ski"), at=MONDAY)
    for week in range(12):  # one person, again and again
        operations.count(by(3, "journal de bob") * 10, at=MONDAY - week * A_WEEK)

    assert queries.suggestable(at=MONDAY + A_WEEK) == ["veste", "tente"]


def test_what_finds_nothing_any_more_or_was_hidden_is_not_suggested():
    maud = shop.operator()
    for text in ("veste", "tente", "ski"):
        operations.count(by(SUGGESTED_FROM, text), at=MONDAY)
    operations.count(by(1, "tente", answered=False), at=MONDAY)
    ski = AskedQuery.objects.get(text="ski")
    operations.hide(query=ski, user=maud, at=MONDAY)
    assert queries.suggestable(at=MONDAY) == ["veste"]

    operations.count(by(2, "ski"), at=MONDAY)  # asking does not bring it back
    assert queries.suggestable(at=MONDAY) == ["veste"]

    operations.show(query=ski)
    assert queries.suggestable(at=MONDAY) == ["ski", "veste"]


def test_operators_see_what_three_visitors_asked_of_the_period():
    operations.count(by(SHOWN_FROM, "veste") + by(SHOWN_FROM - 1, "ski"), at=MONDAY)
    operations.count(by(SHOWN_FROM, "tente"), at=MONDAY - 2 * A_WEEK)

    assert asked(weeks=1) == [("veste", 3, 0, 3)]
    assert asked(weeks=3) == [("tente", 3, 0, 3), ("veste", 3, 0, 3)]


# --- forgetting -----------------------------------------------------------------------------
def test_keys_and_marks_go_with_their_week_and_counts_after_a_season():
    maud = shop.operator()
    operations.count(by(3, "ski") + by(3, "bâton"), at=MONDAY)
    operations.hide(query=AskedQuery.objects.get(text="bâton"), user=maud, at=MONDAY)
    assert operations.prune(at=MONDAY + timedelta(days=6)) == 0
    assert (Mark.objects.count(), Key.objects.count()) == (6, 1)

    assert operations.prune(at=MONDAY + A_WEEK) == 0
    assert (Mark.objects.count(), Key.objects.count()) == (0, 0)
    assert asked(weeks=2, at=MONDAY + A_WEEK) == [("bâton", 3, 0, 3), ("ski", 3, 0, 3)]


def test_no_words_are_kept_for_longer_than_the_privacy_page_says():
    """Hidden ones neither; who still asks for one finds it hidden."""
    maud = shop.operator()
    for text in ("ski", "bâton", "injure"):
        operations.count(by(SUGGESTED_FROM, text), at=MONDAY)
    for query in AskedQuery.objects.exclude(text="ski"):
        operations.hide(query=query, user=maud, at=MONDAY)
    operations.count(by(1, "injure"), at=MONDAY + A_WEEK)
    later = MONDAY + timedelta(weeks=13)

    assert operations.prune(at=later - timedelta(days=1)) == 0
    assert operations.prune(at=later) == 2
    assert list(AskedQuery.objects.values_list("text", flat=True)) == ["injure"]
    assert AskedQuery.objects.get().hidden_by == maud
    for language, said in (("fr", "13 semaines"), ("en", "13 weeks")):
        today = legal.current("confidentialite", on=MONDAY.date() + A_WEEK)
        assert said in legal.text("confidentialite", today, language).html


# --- words ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Chaussure  ROUTE drop 8", "chaussure route drop 8"),
        ("veste 20 000 mm", "veste 20 000 mm"),
        ("veste 20\u202f000 mm", "veste 20 000 mm"),
        ("l’Énergie d’Annecy", "l'énergie d'annecy"),
        ("e\u0301nergie", "énergie"),
        ("moins de 100 €", "moins de 100 €"),
        ("tente 2 places < 2 kg", ""),  # not of the signs that are shown to others
        ("bob@exemple.fr", ""),
        ("bob exemple.fr", ""),
        ("www exemple", ""),
        ("https://exemple", ""),
        ("06 12 34 56 78 bob", ""),
        ("appelle 06.12.34.56.78", ""),
        ("commande 100042", ""),
        ("3612345678901", ""),
        ("1 2 3 4 5 6 lapin", ""),
        ("8", ""),
        ("a 1", ""),
        ("<script>", ""),
        ("c\u0336h\u0336", ""),
        ("кроссовки", ""),
        ("a" * 61, ""),
        ("\0", ""),
        ("", ""),
    ],
)
def test_what_may_be_kept(written, kept):
    assert words.kept(written) == kept


# --- noting ---------------------------------------------------------------------------------
def test_noting_writes_nothing_until_it_is_written(django_assert_num_queries):
    with django_assert_num_queries(0):
        noting.note("Drop 8", visitor="192.0.2.1", answered=True)
        noting.note("bob@exemple.fr", visitor="192.0.2.1", answered=True)

    assert noting.write() == 1
    assert noting.write() == 0
    assert AskedWeek.objects.get().times == 1


def test_a_database_that_refuses_costs_the_counts_alone(monkeypatch, caplog):
    def refused(*_args, **_kwargs):
        raise DatabaseError("locked")

    monkeypatch.setattr(operations, "count", refused)
    noting.note("drop 8", visitor="192.0.2.1", answered=True)

    assert noting.write() == 0
    assert "1 searches are not counted: locked" in caplog.text
    assert noting._notes == []


def test_a_flood_is_cut_off(monkeypatch):
    monkeypatch.setattr(noting, "MOST_NOTES", 3)
    for _ in range(10):
        noting.note("drop 8", visitor="192.0.2.1", answered=True)

    assert noting.write() == 3


@pytest.mark.django_db(transaction=True)
def test_a_thread_writes_what_has_come_together(settings, monkeypatch):
    started = []

    class AtOnce:
        def __init__(self, seconds, work):
            started.append(seconds)
            self.start = work

    monkeypatch.setattr(noting.threading, "Timer", AtOnce)
    monkeypatch.setattr(noting.connection, "close", lambda: started.append("closed"))
    settings.SEARCHES_WRITTEN_EVERY = 10.0

    noting.note("drop 8", visitor="192.0.2.1", answered=True)

    assert started == [10.0, "closed"]
    assert AskedWeek.objects.get().times == 1
