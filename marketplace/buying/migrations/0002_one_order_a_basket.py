"""One order per basket, one open basket per person: the database's own rules on Oscar's tables."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("buying", "0001_initial"),
        ("basket", "0012_line_code"),
        ("order", "0021_billingaddress_code_shippingaddress_code"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX one_order_a_basket ON order_order (basket_id)",
            "DROP INDEX one_order_a_basket",
        ),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX one_open_basket ON basket_basket (owner_id) WHERE status = 'Open'",
            "DROP INDEX one_open_basket",
        ),
    ]
