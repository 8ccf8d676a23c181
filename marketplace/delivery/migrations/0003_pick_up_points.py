from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_initial")]

    operations = [
        migrations.CreateModel(
            name="RelayPoint",
            fields=[
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("line1", models.CharField(max_length=160)),
                ("postcode", models.CharField(max_length=10)),
                ("town", models.CharField(max_length=80)),
                ("latitude", models.FloatField(db_index=True)),
                ("longitude", models.FloatField()),
            ],
        ),
        migrations.AlterField(
            model_name="tariff",
            name="method",
            field=models.CharField(
                choices=[
                    ("home", "À domicile"),
                    ("pickup", "Retrait en magasin"),
                    ("relay", "Point relais"),
                ],
                default="home",
                max_length=16,
            ),
        ),
    ]
