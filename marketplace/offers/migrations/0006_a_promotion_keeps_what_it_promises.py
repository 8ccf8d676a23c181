from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("offers", "0005_price_history_is_kept")]

    operations = [
        migrations.RenameField(
            model_name="promotion", old_name="least_minor", new_name="most_minor"
        )
    ]
