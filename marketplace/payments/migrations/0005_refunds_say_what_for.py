from typing import Any

from django.db import migrations
from django.db.models import F

AGAIN = ":again"
CHUNK = 500


def say_what_for(apps: Any, _editor: Any) -> None:
    """Kind, line, units and parcel of a refund stood in its key alone: ``line:12``, ``shipping:7``,
    ``late:3``, each with ``:again`` for every time that it was asked for anew."""
    refunds = apps.get_model("payments", "Refund").objects
    rows = [row for row in refunds.all().iterator(chunk_size=CHUNK) if _told(row)]
    numbers = [row.order_line_id for row in rows if row.kind == "line"]
    lines = {
        pk: (consignment_id, quantity)
        for pk, consignment_id, quantity in apps.get_model("fulfilment", "ConsignmentLine")
        .objects.filter(order_line_id__in=numbers)
        .values_list("order_line_id", "consignment_id", "order_line__quantity")
    }
    for row in rows:
        if row.kind == "line":
            row.consignment_id, row.quantity = lines.get(row.order_line_id, (None, None))
    fields = ["kind", "order_line_id", "quantity", "consignment_id", "borne_by"]
    refunds.bulk_update(rows, fields, CHUNK)


def _told(row: Any) -> bool:
    """Read a refund's key into its columns; whether it said anything."""
    key = row.key
    while key.endswith(AGAIN):
        key = key.removesuffix(AGAIN)
    kind, _colon, number = key.partition(":")
    if kind not in {"line", "shipping", "late"} or not number.isdigit():
        return False
    row.kind = kind
    if kind == "line":
        row.order_line_id = int(number)
    elif kind == "shipping":
        row.consignment_id = int(number)
    else:
        row.borne_by = "house"
    return True


def ask_how_booked(apps: Any, _editor: Any) -> None:
    """Stripe is asked what it took of the payments that succeeded before that was kept."""
    paid = apps.get_model("payments", "Payment").objects.filter(
        status="succeeded", charge_id__isnull=False
    )
    paid.update(book_at=F("succeeded_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_what_moves_at_stripe"),
        ("fulfilment", "0002_initial"),
    ]

    operations = [
        migrations.RunPython(say_what_for, migrations.RunPython.noop),
        migrations.RunPython(ask_how_booked, migrations.RunPython.noop),
    ]
