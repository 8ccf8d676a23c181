import django.db.models.deletion
from django.db import migrations, models

import marketplace.core.clock


class Migration(migrations.Migration):

    dependencies = [("traders", "0002_words")]

    operations = [
        # Of those who sell already nobody knows the day: they are not told to be new.
        migrations.AddField("trader", "since", models.DateField(blank=True, null=True, verbose_name="sur Cordée depuis")),
        migrations.AlterField("trader", "since", models.DateField(blank=True, default=marketplace.core.clock.today, null=True, verbose_name="sur Cordée depuis")),
        migrations.AddField("point", "directions", models.TextField(blank=True, default="", max_length=400, verbose_name="pour venir"), preserve_default=False),
        migrations.AddField("point", "open_on_holidays", models.BooleanField(default=False, verbose_name="ouvert les jours fériés")),
        migrations.AddField("point", "pickup_hours", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="retrait prêt en")),
        migrations.CreateModel(
            name="SpecialDays",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.DateField(verbose_name="du")),
                ("last", models.DateField(verbose_name="au")),
                ("hours", models.JSONField(blank=True, default=list)),
                ("note", models.CharField(blank=True, max_length=60, verbose_name="motif")),
                ("point", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="special_days", to="traders.point")),
            ],
            options={
                "ordering": ["first", "pk"],
                "constraints": [models.CheckConstraint(condition=models.Q(("last__gte", models.F("first"))), name="special_days_end_after_start")],
            },
        ),
    ]
