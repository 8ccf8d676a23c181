import pytest

from scripts import tenancy


def test_what_sellers_use_reaches_its_own_rows_alone(capsys):
    assert tenancy.main() == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    "source",
    [
        'StockRecord = get_model("partner", "StockRecord")',
        'loading.get_model("order.Line")',
        "from oscar.apps.partner.models import StockRecord",
        "from marketplace.shop.order.models import Order",
        "Consignment._base_manager.all()",
        "with scopes_disabled():\n    pass",
        "with scopes.house_scope():\n    pass",
    ],
)
def test_each_way_round_is_found(source):
    assert len(list(tenancy.faults(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'Product = get_model("catalogue", "Product")',
        "offers.for_trader(trader_id=1).count()",
        "Consignment.objects.all()",
    ],
)
def test_what_is_everybodys_or_scoped_is_not(source):
    assert list(tenancy.faults(source)) == []
