from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offers", "0005_price_history_is_kept")]

    operations = [
        migrations.RenameField(
            model_name="promotion", old_name="least_minor", new_name="most_minor"
        ),
        migrations.AddField(
            model_name="promotionuse", name="paid", field=models.BooleanField(default=False)
        ),
    ]
