"""The journal keeps itself: what the database refuses, whoever asks.

An entry is the seal of its lines. Lines come first, under the number that their entry will have;
that it comes is held by the foreign key, which both databases look at when a transaction commits.
As it comes, its lines must be as many as it says and sum to zero by currency. None follows it, and
nothing is changed or removed.

Two transactions at once (PostgreSQL; SQLite has one writer): a line written beside another's entry
is seen by neither trigger. It would need a position that the entry's own lines take, which the
unique index refuses, or one beyond them, which the deferred trigger refuses at the commit.

SQLite drops a table's triggers with the table, and Django changes a table by making it anew: a
later migration of this room removes the guards first and adds them again. ``ledger check`` tells
which are missing.
"""

from django.db import migrations

TABLES = ("ledger_account", "ledger_entry", "ledger_entryline")

POSTGRES = [
    """
    CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'ledger_is_append_only: % of %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE FUNCTION ledger_take_line() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id) THEN
            RAISE EXCEPTION 'ledger_entry_is_sealed: %', NEW.entry_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM ledger_account WHERE id = NEW.account_id AND currency = NEW.currency
        ) THEN
            RAISE EXCEPTION 'ledger_currency_is_the_accounts: %', NEW.currency
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION ledger_line_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id AND line_count >= NEW.position
        ) THEN
            RAISE EXCEPTION 'ledger_line_without_seal: % of entry %', NEW.position, NEW.entry_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION ledger_seal() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        counted integer;
        last integer;
    BEGIN
        SELECT count(*), max(position) INTO counted, last
            FROM ledger_entryline WHERE entry_id = NEW.id;
        IF counted <> NEW.line_count OR last <> NEW.line_count THEN
            RAISE EXCEPTION 'ledger_lines_are_missing: % of %', counted, NEW.line_count
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (
            SELECT 1 FROM ledger_entryline WHERE entry_id = NEW.id
            GROUP BY currency HAVING sum(minor) <> 0
        ) THEN
            RAISE EXCEPTION 'ledger_unbalanced: %', NEW.source
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER ledger_entryline_taken BEFORE INSERT ON ledger_entryline"
    " FOR EACH ROW EXECUTE FUNCTION ledger_take_line()",
    "CREATE CONSTRAINT TRIGGER ledger_entryline_sealed AFTER INSERT ON ledger_entryline"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_line_is_sealed()",
    "CREATE TRIGGER ledger_entry_seals AFTER INSERT ON ledger_entry"
    " FOR EACH ROW EXECUTE FUNCTION ledger_seal()",
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        for table in TABLES
    ),
    *(
        f"CREATE TRIGGER {table}_kept_whole BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        for table in TABLES
    ),
]
POSTGRES_BACK = [
    *(
        f"DROP TRIGGER {name} ON {table}"
        for table in TABLES
        for name in (f"{table}_kept", f"{table}_kept_whole")
    ),
    "DROP TRIGGER ledger_entry_seals ON ledger_entry",
    "DROP TRIGGER ledger_entryline_sealed ON ledger_entryline",
    "DROP TRIGGER ledger_entryline_taken ON ledger_entryline",
    *(
        f"DROP FUNCTION {name}()"
        for name in ("ledger_seal", "ledger_line_is_sealed", "ledger_take_line", "ledger_refuse")
    ),
]

SQLITE = [
    """
    CREATE TRIGGER ledger_entryline_taken BEFORE INSERT ON ledger_entryline
    BEGIN
        SELECT RAISE(ABORT, 'ledger_entry_is_sealed')
            WHERE EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id);
        SELECT RAISE(ABORT, 'ledger_currency_is_the_accounts') WHERE NOT EXISTS (
            SELECT 1 FROM ledger_account WHERE id = NEW.account_id AND currency = NEW.currency
        );
    END
    """,
    """
    CREATE TRIGGER ledger_entry_seals AFTER INSERT ON ledger_entry
    BEGIN
        SELECT RAISE(ABORT, 'ledger_lines_are_missing') WHERE NEW.line_count IS NOT (
            SELECT COUNT(*) FROM ledger_entryline WHERE entry_id = NEW.id
        ) OR NEW.line_count IS NOT (
            SELECT MAX(position) FROM ledger_entryline WHERE entry_id = NEW.id
        );
        SELECT RAISE(ABORT, 'ledger_unbalanced') WHERE EXISTS (
            SELECT 1 FROM ledger_entryline WHERE entry_id = NEW.id
            GROUP BY currency HAVING SUM(minor) <> 0
        );
    END
    """,
    # INSERT OR REPLACE removes the row that is in its way without any trigger of removing.
    *(
        f"CREATE TRIGGER {table}_not_replaced BEFORE INSERT ON {table}"
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {known})"
        " BEGIN SELECT RAISE(ABORT, 'ledger_is_append_only'); END"
        for table, known in (
            ("ledger_account", "id = NEW.id"),
            ("ledger_entry", "id = NEW.id OR source = NEW.source"),
            (
                "ledger_entryline",
                "id = NEW.id OR (entry_id = NEW.entry_id AND position = NEW.position)",
            ),
        )
    ),
    *(
        f"CREATE TRIGGER {table}_kept_from_{event.lower()} BEFORE {event} ON {table}"
        " BEGIN SELECT RAISE(ABORT, 'ledger_is_append_only'); END"
        for table in TABLES
        for event in ("UPDATE", "DELETE")
    ),
]
SQLITE_BACK = [
    f"DROP TRIGGER {name}"
    for name in (
        "ledger_entryline_taken",
        "ledger_entry_seals",
        *(f"{table}_not_replaced" for table in TABLES),
        *(f"{table}_kept_from_{event}" for table in TABLES for event in ("update", "delete")),
    )
]


def add(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES if postgres else SQLITE:
        schema_editor.execute(statement, None)


def remove(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES_BACK if postgres else SQLITE_BACK:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
