from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="storedemail",
            name="papers",
            field=models.JSONField(default=list),
        ),
    ]
