"""One source told by many at once; lines slipped in beside an entry that is being sealed."""

import threading
from collections import Counter

import pytest
from django.db import IntegrityError, connection, connections, transaction

from marketplace.ledger.models import Entry, EntryLine, Kind
from tests.marketplace.ledger.legs import add_line, pair, post, run
from tests.races.conftest import PATIENCE, at_once, kinds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 16


def test_one_source_told_by_many_is_written_once():
    outcomes = at_once([lambda: post("charge:1") for _n in range(MANY)])

    assert kinds(outcomes) == {"done": MANY}
    assert len({entry.pk for entry in outcomes}) == 1
    assert Entry.objects.count() == 1
    assert EntryLine.objects.count() == 2


def test_of_many_tellings_that_differ_one_is_written():
    outcomes = at_once([lambda n=n: post("charge:1", pair(100 + n)) for n in range(MANY)])

    assert kinds(outcomes) == {"SourceConflict": MANY - 1, "done": 1}
    assert EntryLine.objects.count() == 2


def test_accounts_are_opened_once():
    outcomes = at_once([lambda n=n: post(f"charge:{n}") for n in range(MANY)])

    assert kinds(outcomes) == {"done": MANY}
    counted = Counter(EntryLine.objects.values_list("account__kind", flat=True))
    assert counted == {"stripe_clearing": MANY, "shopper_liability": MANY}
    assert EntryLine.objects.values("account").distinct().count() == 2


def _slip_in(positions: tuple[int, ...], minors: tuple[int, ...]) -> object:
    """Write lines of an entry that another transaction is writing; what became of their commit."""
    post("charge:0")  # its accounts are open
    written, slipped = threading.Event(), threading.Event()
    number: list[int] = []
    outcome: list[object] = []

    def other() -> None:
        try:
            with transaction.atomic():
                written.wait(PATIENCE)
                # A position that is taken waits for the entry's own transaction to end.
                threading.Timer(0.5, slipped.set).start()
                for position, minor in zip(positions, minors, strict=True):
                    add_line(number[0], minor, position=position, kind=Kind.STRIPE_CLEARING)
                slipped.set()
                ended.wait(PATIENCE)
            outcome.append("committed")
        except IntegrityError as error:
            outcome.append(error)
        finally:
            connections.close_all()

    ended = threading.Event()
    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        number.append(post("charge:1").pk)
        written.set()
        assert slipped.wait(PATIENCE)
    ended.set()
    thread.join(PATIENCE)
    return outcome[0]


@pytest.mark.parametrize("positions", [(1, 2), (3, 4)], ids=["taken", "beyond"])
@pytest.mark.parametrize("minors", [(5, -5), (5, 5)], ids=["balanced", "not"])
def test_no_line_slips_in_beside_its_seal(positions, minors):
    outcome = _slip_in(positions, minors)

    assert isinstance(outcome, IntegrityError)
    assert Entry.objects.get(source="charge:1").lines.count() == 2


def test_without_the_deferred_guard_a_line_slips_in():
    """The control: what nobody can see while it happens is then in the books."""
    run("ALTER TABLE ledger_entryline DISABLE TRIGGER ledger_entryline_sealed")
    try:
        outcome = _slip_in((3,), (5,))
    finally:
        connection.close()
        run("ALTER TABLE ledger_entryline ENABLE TRIGGER ledger_entryline_sealed")

    assert outcome == "committed"
    assert sum(EntryLine.objects.values_list("minor", flat=True)) == 5
