"""Never more reserved than in stock: the database's own rule, on a table that is Oscar's."""

from django.db import migrations

TABLE = "partner_stockrecord"
RULE = (
    "COALESCE({row}num_allocated, 0) >= 0 AND "
    "COALESCE({row}num_allocated, 0) <= COALESCE({row}num_in_stock, 0)"
)
MESSAGE = "stock_never_oversold"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT {MESSAGE} CHECK ({RULE.format(row='')})"
        )
        return
    for event in ("INSERT", "UPDATE"):  # SQLite cannot add a CHECK to a table that exists
        schema_editor.execute(
            f"CREATE TRIGGER {MESSAGE}_{event.lower()} BEFORE {event} ON {TABLE} "
            f"WHEN NOT ({RULE.format(row='NEW.')}) "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {MESSAGE}")
        return
    for event in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER {MESSAGE}_{event}")


class Migration(migrations.Migration):
    dependencies = [("offers", "0001_initial"), ("partner", "0007_partneraddress_code")]
    operations = [migrations.RunPython(add, remove)]
