"""``ledger check`` finds what somebody who owns the database has forced on the journal."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from marketplace.core.money import Money
from marketplace.ledger import checking, queries
from marketplace.ledger.legs import AccountName
from marketplace.ledger.models import Entry, EntryLine, Kind
from tests.factories import TraderFactory
from tests.marketplace.ledger.legs import add_entry, add_line, leg, pair, post, run

pytestmark = pytest.mark.django_db
TABLES = ("ledger_entryline", "ledger_entry", "ledger_account")


@pytest.fixture
def journal():
    """Three entries, of which ``sale:1`` is tampered with."""
    seller = TraderFactory()
    post("charge:1", pair(10000))
    post("sale:1", [leg(Kind.SHOPPER_LIABILITY, 6000), leg(Kind.PAYABLE, -6000, seller)])
    post("charge:2", pair(500, "CHF"))
    return seller


def _force(*statements: str) -> None:
    """What the owner of the tables can do: the guards stand aside and come back."""
    connection.check_constraints()  # nothing may wait for the commit when a table is altered
    if connection.vendor == "postgresql":
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES]
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger%'"
            )
            triggers = cursor.fetchall()
        off, on = (
            [f"DROP TRIGGER {name}" for name, _sql in triggers],
            [sql for _name, sql in triggers],
        )
    for statement in (*off, *statements):
        run(statement)
    connection.check_constraints()
    for statement in on:
        run(statement)


def _found() -> list[tuple[str, str]]:
    return [(each.code, each.about) for each in checking.check().differences]


def _line_of_sale(side: str) -> int:
    sign = {"minor__gt": 0} if side == "debit" else {"minor__lt": 0}
    return EntryLine.objects.get(entry__source="sale:1", **sign).pk


def test_a_sound_journal_has_no_differences(journal):
    report = checking.check()

    assert (report.entries, report.differences) == (3, [])
    assert report.balances == {
        AccountName(Kind.STRIPE_CLEARING): {"EUR": 10000, "CHF": 500},
        AccountName(Kind.SHOPPER_LIABILITY): {"EUR": -4000, "CHF": -500},
        AccountName(Kind.PAYABLE, journal.pk): {"EUR": -6000},
    }


def test_an_empty_journal_is_sound():
    assert checking.check() == checking.Report()


def test_a_cent_added_to_one_line(journal):
    _force(f"UPDATE ledger_entryline SET minor = minor + 1 WHERE id = {_line_of_sale('debit')}")

    assert _found() == [("unbalanced", "sale:1"), ("changed", "sale:1")]


def test_both_sides_changed_alike(journal):
    entry = Entry.objects.get(source="sale:1").pk
    _force(f"UPDATE ledger_entryline SET minor = minor * 2 WHERE entry_id = {entry}")

    assert _found() == [("changed", "sale:1")]


def test_a_line_moved_to_another_account(journal):
    post("loss:1", [leg(Kind.LOSSES, 10), leg(Kind.PAYABLE, -10, journal)])
    to = "(SELECT id FROM ledger_account WHERE kind = 'losses')"
    _force(f"UPDATE ledger_entryline SET account_id = {to} WHERE id = {_line_of_sale('credit')}")

    assert _found() == [("changed", "sale:1")]


def test_an_entry_given_to_another_order(journal):
    _force("UPDATE ledger_entry SET order_id = 77 WHERE source = 'sale:1'")

    assert _found() == [("changed", "sale:1")]


def test_a_line_removed(journal):
    _force(f"DELETE FROM ledger_entryline WHERE id = {_line_of_sale('debit')}")

    assert _found() == [("missing", "sale:1"), ("unbalanced", "sale:1"), ("changed", "sale:1")]


def test_all_lines_of_an_entry_removed(journal):
    entry = Entry.objects.get(source="sale:1").pk
    _force(f"DELETE FROM ledger_entryline WHERE entry_id = {entry}")

    assert _found() == [("missing", "sale:1"), ("changed", "sale:1")]


def test_a_pair_of_lines_added_after_the_seal(journal):
    entry = Entry.objects.get(source="sale:1").pk
    values = ", ".join(
        f"({entry}, {position}, (SELECT MIN(id) FROM ledger_account), {minor}, 'EUR')"
        for position, minor in ((3, 100), (4, -100))
    )
    _force(
        "INSERT INTO ledger_entryline (entry_id, position, account_id, minor, currency) "
        f"VALUES {values}"
    )

    assert _found() == [("missing", "sale:1"), ("changed", "sale:1")]


def test_an_entry_forged_without_its_fingerprint(journal):
    add_line(900_001, 5, position=1, kind=Kind.SHOPPER_LIABILITY)
    add_line(900_001, -5, position=2, kind=Kind.SHOPPER_LIABILITY)
    add_entry(900_001, line_count=2)

    assert _found() == [("changed", "forged:1")]


def test_an_account_in_another_currency(journal):
    _force("UPDATE ledger_account SET currency = 'USD' WHERE kind = 'payable'")

    assert _found() == [("currency", "sale:1")]


def test_a_guard_that_is_gone(journal):
    on = " ON ledger_entry" if connection.vendor == "postgresql" else ""
    connection.check_constraints()
    run(f"DROP TRIGGER ledger_entry_seals{on}")

    assert _found() == [("guard", "ledger_entry_seals")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_lines_without_their_entry(journal):
    """Anybody's own connection to SQLite looks at no foreign key unless it is told to."""
    run("PRAGMA foreign_keys = OFF")
    try:
        add_line(900_001, 5, position=1, kind=Kind.STRIPE_CLEARING)
        assert _found() == [("unsealed", "entry 900001")]
    finally:
        run("PRAGMA foreign_keys = ON")


def test_reading_costs_the_same_for_few_entries_and_many(journal, django_assert_num_queries):
    for number in range(100):
        post(f"charge:{number + 10}", pair(100))

    with django_assert_num_queries(4):  # ends, entries, lines without one, guards
        assert checking.check().entries == 103


# --- the command -----------------------------------------------------------------------------
def _run(*options: str) -> list[str]:
    out = StringIO()
    call_command("ledger", "check", *options, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_answers_in_one_line_of_json(journal):
    assert json.loads(_run("--json")[-1]) == {"entries": 3, "differences": 0}


def test_the_command_shows_every_balance(journal):
    lines = [line.split() for line in _run()]

    assert ["stripe_clearing", "€100.00"] in lines
    assert [f"payable:{journal.pk}", "−€60.00"] in lines
    assert lines[-2:] == [["entries:", "3"], ["differences:", "0"]]


def test_the_command_fails_when_it_finds_something(journal):
    _force(f"UPDATE ledger_entryline SET minor = minor + 1 WHERE id = {_line_of_sale('debit')}")
    out = StringIO()

    with pytest.raises(CommandError) as failed:
        call_command("ledger", "check", "--json", stdout=out)

    *told, last = out.getvalue().splitlines()
    assert failed.value.returncode == 1
    assert told == [
        "unbalanced sale:1: +1 EUR (minor units)",
        "changed sale:1: its lines are not those that were sealed",
    ]
    assert json.loads(last) == {"entries": 3, "differences": 2}


def test_balances_are_what_queries_say(journal):
    recomputed = checking.check().balances

    assert {
        (name, currency): Money(minor, currency)
        for name, sums in recomputed.items()
        for currency, minor in sums.items()
    } == {(name, money.currency): money for name, money in queries.balances()}
