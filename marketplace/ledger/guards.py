"""Which triggers keep the journal, as migrations of this room make them."""

from typing import Final

from django.db import connection

TABLES: Final = ("ledger_account", "ledger_entry", "ledger_entryline")
EVERYWHERE: Final = frozenset({"ledger_entryline_taken", "ledger_entry_seals"})
POSTGRES: Final = (
    EVERYWHERE
    | {"ledger_entryline_sealed"}
    | {f"{table}_{kept}" for table in TABLES for kept in ("kept", "kept_whole")}
)
SQLITE: Final = EVERYWHERE | {
    f"{table}_{kept}"
    for table in TABLES
    for kept in ("not_replaced", "kept_from_update", "kept_from_delete")
}


def missing() -> list[str]:
    """Guards that are not there, or are switched off; one query."""
    if connection.vendor == "postgresql":
        wanted = POSTGRES
        present = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    else:
        wanted = SQLITE
        present = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(present)
        return sorted(wanted - {name for (name,) in cursor.fetchall()})
