"""What the database itself refuses, told in SQL, on whichever engine the tests run.

Each of these would put money where nobody paid it. The controls at the end take a guard away and
see the same statement do its harm, so that what refuses is the guard.
"""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.ledger import guards
from marketplace.ledger.models import Account, Entry, EntryLine, Kind
from tests import databases
from tests.marketplace.ledger.legs import add_entry, add_line, post, run

MANY = 900_001  # a number that no entry has


def _lines(*minors: int, entry: int = MANY, currency: str = "EUR") -> None:
    kinds = [Kind.STRIPE_CLEARING, Kind.SHOPPER_LIABILITY]
    for position, minor in enumerate(minors, start=1):
        add_line(entry, minor, position=position, kind=kinds[position % 2], currency=currency)


def _forged(*minors: int, line_count: int | None = None) -> None:
    _lines(*minors)
    add_entry(MANY, line_count=len(minors) if line_count is None else line_count)


@pytest.mark.django_db
def test_lines_and_their_seal_are_taken():
    """The control of what follows: told rightly, SQL is as good as ``post``."""
    post()

    _forged(500, -500)

    assert Entry.objects.get(pk=MANY).lines.count() == 2


def _again(source: str) -> None:
    _lines(5, -5)
    add_entry(MANY, line_count=2, source=source)


REFUSED: dict[str, Callable[[], None]] = {
    "a cent too much": lambda: _forged(500, -499),
    "one line alone": lambda: _forged(500),
    "no lines at all": lambda: _forged(line_count=2),
    "a line more than it says": lambda: _forged(500, -400, -100, line_count=2),
    "a line less than it says": lambda: _forged(500, -500, line_count=3),
    "another's currency": lambda: _lines(500, -500, currency="CHF"),
    "a line of nothing": lambda: _lines(0),
    "a line after the seal": lambda: add_line(
        Entry.objects.get().pk, 5, position=3, kind=Kind.STRIPE_CLEARING
    ),
    "the same source again": lambda: _again("charge:1"),
    "an amount changed": lambda: run("UPDATE ledger_entryline SET minor = minor + 1"),
    "both sides changed": lambda: run("UPDATE ledger_entryline SET minor = minor * 2"),
    "an entry's time changed": lambda: run("UPDATE ledger_entry SET kind = 'other'"),
    "an account renamed": lambda: run("UPDATE ledger_account SET currency = 'CHF'"),
    "lines deleted": lambda: run("DELETE FROM ledger_entryline"),
    "one line deleted": lambda: run("DELETE FROM ledger_entryline WHERE minor > 0"),
    "an entry deleted": lambda: run("DELETE FROM ledger_entry"),
    "an account deleted": lambda: run("DELETE FROM ledger_account"),
}  # fmt: skip


def _all() -> list[list[tuple[object, ...]]]:
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Account, Entry, EntryLine)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_it_is_refused(act):
    post()
    before = _all()

    with pytest.raises(IntegrityError), transaction.atomic():
        act()

    assert _all() == before


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Account, Entry, EntryLine])
def test_the_orm_is_refused_too(model):
    post()
    before = _all()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.get(pk=model.objects.values_list("pk").first()[0]).save()

    assert _all() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("minors", [(5, -5), (5,)], ids=["balanced", "not"])
def test_lines_without_their_seal_are_not_committed(minors):
    post()

    with pytest.raises(IntegrityError), transaction.atomic():
        _lines(*minors)

    assert EntryLine.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT OR REPLACE INTO ledger_entry (id, source, kind, at, line_count, fingerprint) "
        "SELECT id, source, 'other', at, line_count, fingerprint FROM ledger_entry",
        "INSERT OR REPLACE INTO ledger_entry (id, source, kind, at, line_count, fingerprint) "
        "SELECT id + 1, source, 'other', at, line_count, fingerprint FROM ledger_entry",
        "INSERT OR REPLACE INTO ledger_entryline (id, entry_id, position, account_id, minor, "
        "currency) SELECT id, entry_id, position, account_id, minor * 2, currency "
        "FROM ledger_entryline",
        "INSERT OR REPLACE INTO ledger_account (id, kind, currency) "
        "SELECT id, kind, 'CHF' FROM ledger_account",
    ],
)
def test_nothing_is_replaced(sql):
    post()
    before = _all()

    with pytest.raises(IntegrityError):
        run(sql)

    assert _all() == before


@pytest.mark.needs("postgres")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", guards.TABLES)
def test_nothing_is_truncated(table):
    post()
    before = _all()

    with pytest.raises(IntegrityError):
        run(f"TRUNCATE {table} CASCADE")

    assert _all() == before


@pytest.mark.django_db
def test_every_guard_is_there():
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_test_s_rows_go_and_the_guards_stay():
    post()

    databases.empty(connection)

    assert not Entry.objects.exists()
    assert not EntryLine.objects.exists()
    assert not Account.objects.exists()
    assert guards.missing() == []
    post()
    with pytest.raises(IntegrityError):
        run("DELETE FROM ledger_entryline")
    assert EntryLine.objects.count() == 2


# --- controls --------------------------------------------------------------------------------
def without(*names: str) -> None:
    """Take guards away, until the transaction is rolled back."""
    tables = sorted(guards.TABLES, key=len, reverse=True)
    for name in names:
        table = next(each for each in tables if name.startswith(f"{each}_"))
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        run(f"DROP TRIGGER {name}{on}")


@pytest.mark.django_db
def test_without_the_seal_s_guard_a_cent_too_much_is_taken():
    post()
    without("ledger_entry_seals")

    _forged(500, -499)

    assert sum(EntryLine.objects.values_list("minor", flat=True)) == 1


@pytest.mark.django_db
def test_without_the_lines_guard_one_follows_its_seal():
    """PostgreSQL has a second guard, which looks at the commit; SQLite has one writer."""
    post()
    without("ledger_entryline_taken")
    refused = pytest.raises(IntegrityError, match="ledger_line_without_seal")

    with refused if connection.vendor == "postgresql" else nullcontext(), transaction.atomic():
        add_line(Entry.objects.get().pk, 5, position=3, kind=Kind.STRIPE_CLEARING)
        assert sum(EntryLine.objects.values_list("minor", flat=True)) == 5
        connection.check_constraints()


@pytest.mark.django_db
def test_the_guards_that_are_missing_are_named():
    without("ledger_entry_seals")

    assert guards.missing() == ["ledger_entry_seals"]
