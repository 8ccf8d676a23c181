import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ASKED = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("key", models.CharField(max_length=100, unique=True)),
    ("amount_minor", models.PositiveIntegerField()),
    ("stripe_id", models.CharField(max_length=255, null=True, unique=True)),
    ("created_at", models.DateTimeField()),
    ("due_at", models.DateTimeField(db_index=True)),
    ("attempts", models.PositiveIntegerField(default=0)),
    ("key_round", models.PositiveSmallIntegerField(default=0)),
    ("last_error", models.CharField(blank=True, max_length=300)),
]
MADE = [("new", "à demander"), ("made", "fait"), ("failed", "échoué")]


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_events_are_known_by_their_payload"),
        ("traders", "0004_who_can_be_paid"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("payment", "balance_transaction", models.CharField(max_length=255, null=True, unique=True)),
        migrations.AddField("payment", "fee_minor", models.IntegerField(null=True)),
        migrations.AddField("payment", "book_at", models.DateTimeField(db_index=True, null=True)),
        migrations.AddField("webhookevent", "account", models.CharField(blank=True, max_length=255)),
        migrations.AddField(
            "refund", "kind",
            models.CharField(
                choices=[
                    ("line", "article"), ("shipping", "livraison"), ("late", "paiement tardif"),
                    ("goodwill", "geste commercial"),
                ],
                default="line", max_length=10,
            ),
        ),
        migrations.AddField("refund", "order_line_id", models.PositiveBigIntegerField(db_index=True, null=True)),
        migrations.AddField("refund", "quantity", models.PositiveIntegerField(null=True)),
        migrations.AddField("refund", "consignment_id", models.PositiveBigIntegerField(db_index=True, null=True)),
        migrations.AddField(
            "refund", "borne_by",
            models.CharField(
                choices=[("seller", "la boutique"), ("house", "Cordée")],
                default="seller", max_length=6,
            ),
        ),
        migrations.AddField(
            "refund", "asked_by",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name="StripeAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account_id", models.CharField(max_length=255, null=True, unique=True)),
                ("requirements", models.JSONField(default=dict)),
                ("details_submitted", models.BooleanField(default=False)),
                ("card_payments_active", models.BooleanField(default=False)),
                ("transfers_active", models.BooleanField(default=False)),
                ("payouts_enabled", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("check_at", models.DateTimeField(db_index=True, null=True)),
                ("key_round", models.PositiveSmallIntegerField(default=0)),
                ("trader", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="stripe_account", to="traders.trader")),
            ],
        ),
        migrations.CreateModel(
            name="StripeCustomer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("customer_id", models.CharField(max_length=255, null=True, unique=True)),
                ("created_at", models.DateTimeField()),
                ("key_round", models.PositiveSmallIntegerField(default=0)),
                ("user", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="stripe_customer", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                *ASKED,
                ("consignment_id", models.PositiveBigIntegerField(db_index=True)),
                ("status", models.CharField(choices=MADE, default="new", max_length=10)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("from_charge", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("payment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="payments.payment")),
                ("trader", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="traders.trader")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                *ASKED,
                ("status", models.CharField(choices=MADE, default="new", max_length=10)),
                ("made_at", models.DateTimeField(null=True)),
                ("transfer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reversals", to="payments.transfer")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                *ASKED,
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "à demander"), ("begun", "en route vers la banque"),
                            ("paid", "versé"), ("failed", "revenu"),
                        ],
                        default="new", max_length=10,
                    ),
                ),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("arrival_date", models.DateField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("paid_at", models.DateTimeField(null=True)),
                ("trader", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="stripe_payouts", to="traders.trader")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stripe_id", models.CharField(max_length=255, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("warning", "question de la banque"), ("needs_response", "à défendre"),
                            ("under_review", "chez la banque"), ("won", "gagné"),
                            ("lost", "perdu"), ("closed", "sans suite"),
                        ],
                        default="needs_response", max_length=16,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("amount_minor", models.PositiveIntegerField()),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("fee_minor", models.IntegerField(default=0)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("evidence_due_at", models.DateTimeField(db_index=True, null=True)),
                ("evidence", models.JSONField(default=dict)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("check_at", models.DateTimeField(db_index=True, null=True)),
                ("payment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="payments.payment")),
                ("submitted_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
