from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_key_round"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="webhookevent",
            name="object_id",
        ),
    ]
