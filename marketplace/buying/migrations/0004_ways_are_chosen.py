import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("basket", "0012_line_code"),
        ("buying", "0003_vouchers"),
        ("partner", "0007_partneraddress_code"),
    ]

    operations = [
        migrations.CreateModel(
            name="ParcelChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("home", "À domicile"),
                            ("pickup", "Retrait en magasin"),
                            ("relay", "Point relais"),
                        ],
                        max_length=16,
                    ),
                ),
                ("relay", models.CharField(blank=True, max_length=20)),
                (
                    "basket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parcel_choices",
                        to="basket.basket",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="partner.partner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("basket", "partner"), name="one_choice_a_parcel"
                    )
                ],
            },
        ),
    ]
