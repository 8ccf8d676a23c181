from types import SimpleNamespace

import pytest

from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from tests import shop


@pytest.fixture
def two(clock, client):
    """Two boutiques with a parcel each of one order; the first one's seller is signed in."""
    mine, other = shop.point("Foulées d’Annecy"), shop.point("Le Couloir 4")
    order = shop.paid_order(
        shop.offer(point=mine, minor=5000),
        shop.offer(point=mine, minor=7000),
        shop.offer(point=other, minor=9000),
    )
    seller = shop.member(mine.trader)
    seller.first_name, seller.last_name = "Nadia", "Belkacem"
    seller.save()
    client.force_login(seller)
    with house_scope():
        parcel, foreign = Consignment.objects.filter(order=order).order_by("number")
        lines = list(parcel.lines.order_by("pk"))
    return SimpleNamespace(
        order=order, parcel=parcel, foreign=foreign, lines=lines, seller=seller,
        trader=mine.trader, other=other.trader,
    )  # fmt: skip
