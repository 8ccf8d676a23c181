from django.db import migrations, models


class Migration(migrations.Migration):
    """Who sold before goes on; whoever comes is paid once Stripe knows them."""

    dependencies = [
        ("traders", "0003_shops_have_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="trader",
            name="payable",
            field=models.BooleanField(default=True, verbose_name="peut être payé"),
        ),
        migrations.AlterField(
            model_name="trader",
            name="payable",
            field=models.BooleanField(default=False, verbose_name="peut être payé"),
        ),
    ]
