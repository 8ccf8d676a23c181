from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="consignment",
            name="place_name",
            field=models.CharField(blank=True, max_length=80, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="consignment",
            name="place_line1",
            field=models.CharField(blank=True, max_length=160, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="consignment",
            name="place_postcode",
            field=models.CharField(blank=True, max_length=10, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="consignment",
            name="place_town",
            field=models.CharField(blank=True, max_length=80, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="consignment",
            name="relay_code",
            field=models.CharField(blank=True, max_length=20, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="consignment",
            name="pickup_code",
            field=models.CharField(blank=True, max_length=6, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="consignment",
            name="pickup_tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="consignment",
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
