from datetime import date
from itertools import islice

from django.db import migrations, models

CHUNK = 1000


def remember(apps, schema_editor):
    """Say of each reference when it was last measured, as its values tell."""
    sheets = apps.get_model("technical", "ReferenceSheet").objects
    rows = sheets.exclude(values={}).only("pk", "values").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        measured = [row for row in chunk if _days(row)]
        for row in measured:
            row.measured_on = date.fromisoformat(max(_days(row)))
        sheets.bulk_update(measured, ["measured_on"])


def _days(row):
    entries = row.values.values()
    return [each["at"] for each in entries if each.get("source") == "measured" and each.get("at")]


class Migration(migrations.Migration):

    dependencies = [("technical", "0017_attributes_say_what_more_is")]

    operations = [
        migrations.AddField("referencesheet", "measured_on", models.DateField(null=True)),
        migrations.RunPython(remember, migrations.RunPython.noop),
        migrations.AddIndex(
            "referencesheet",
            models.Index(
                condition=models.Q(("measured_on__isnull", False)),
                fields=["-measured_on", "-product"],
                name="sheet_measured",
            ),
        ),
    ]
