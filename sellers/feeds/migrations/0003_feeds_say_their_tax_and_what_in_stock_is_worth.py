from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feeds", "0002_runs_are_watched_and_can_wait")]

    operations = [
        migrations.AddField(
            model_name="feedsource",
            name="tax_percent",
            field=models.DecimalField(decimal_places=2, default=Decimal(20), max_digits=5),
        ),
        migrations.AddField(
            model_name="feedsource",
            name="units_in_stock",
            field=models.PositiveSmallIntegerField(default=1),
        ),
    ]
