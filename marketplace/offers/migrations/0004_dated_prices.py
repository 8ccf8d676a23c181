import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offers", "0003_price_history_has_one_index"),
        ("order", "0021_billingaddress_code_shippingaddress_code"),
        ("partner", "0007_partneraddress_code"),
        ("traders", "0003_shops_have_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Promotion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[("percent", "pourcentage"), ("amount", "montant")], max_length=8
                    ),
                ),
                ("value", models.PositiveIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("budget_minor", models.PositiveIntegerField(null=True)),
                ("spent_minor", models.PositiveIntegerField(default=0)),
                ("least_minor", models.PositiveIntegerField()),
                ("offers_count", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "ouverte"),
                            ("spent", "budget épuisé"),
                            ("stopped", "arrêtée"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "trader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promotions",
                        to="traders.trader",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["trader", "-created_at"], name="promotions_of_a_trader")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_minor", None),
                            ("spent_minor__lte", models.F("budget_minor")),
                            _connector="OR",
                        ),
                        name="a_promotion_keeps_to_its_budget",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="a_promotion_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromotionUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minor", models.PositiveIntegerField()),
                ("given_back", models.BooleanField(default=False)),
                (
                    "order_line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promotion_use",
                        to="order.line",
                    ),
                ),
                (
                    "promotion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="offers.promotion",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            "offerterms",
            "promotion",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="terms",
                to="offers.promotion",
            ),
        ),
        migrations.AddField(
            "offerterms",
            "condition",
            models.CharField(
                choices=[
                    ("new", "Neuf"),
                    ("open_box", "Neuf, emballage ouvert"),
                    ("display", "Modèle d’exposition"),
                ],
                default="new",
                max_length=12,
            ),
        ),
        migrations.AddField("offerterms", "sale_minor", models.PositiveIntegerField(null=True)),
        migrations.AddField("offerterms", "sale_from", models.DateTimeField(null=True)),
        migrations.AddField("offerterms", "sale_until", models.DateTimeField(null=True)),
        migrations.AddField(
            "offerterms",
            "sale_state",
            models.CharField(
                blank=True,
                choices=[("", "—"), ("ahead", "à venir"), ("running", "en cours")],
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField("offerterms", "turns_at", models.DateTimeField(null=True)),
        migrations.AddField("offerterms", "before_minor", models.PositiveIntegerField(null=True)),
        migrations.AddConstraint(
            "offerterms",
            models.CheckConstraint(
                condition=models.Q(("sale_minor", None), ("sale_from__isnull", False), _connector="OR"),
                name="a_sale_has_a_beginning",
            ),
        ),
        migrations.AddConstraint(
            "offerterms",
            models.CheckConstraint(
                condition=models.Q(
                    ("sale_until", None),
                    ("sale_until__gt", models.F("sale_from")),
                    _connector="OR",
                ),
                name="a_sale_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            "offerterms",
            models.Index(
                condition=models.Q(("turns_at__isnull", False)),
                fields=["turns_at"],
                name="sales_that_turn",
            ),
        ),
        migrations.AddIndex(
            "offerterms",
            models.Index(
                condition=models.Q(("sale_minor__isnull", False)),
                fields=["stockrecord"],
                name="offers_with_a_sale",
            ),
        ),
        migrations.AlterField(
            "pricechange",
            "stockrecord",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="price_changes",
                to="partner.stockrecord",
            ),
        ),
    ]
