from types import SimpleNamespace

import pytest

from marketplace.core.scopes import house_scope
from marketplace.settlement import payouts, transfers
from marketplace.settlement.models import PayoutTerms, Statement
from tests import shop
from tests.marketplace.settlement import books


@pytest.fixture
def paid(clock, client):
    """Two boutiques that were paid for a parcel each; the first one's seller is signed in."""
    mine, other = shop.point("Foulées d’Annecy"), shop.point("Le Couloir 4")
    with house_scope():
        parcels = books.delivered(
            shop.offer(point=mine, minor=5000), shop.offer(point=other, minor=9000), at=clock()
        )
        clock.advance(days=16)
        transfers.sweep(at=clock())
        books.arrive(at=clock())
        PayoutTerms.objects.update(next_date=clock().date())
        payouts.run(at=clock())
        statements = {row.trader_id: row for row in Statement.objects.all()}
        for row in statements.values():
            books.begin(row, at=clock())
    seller = shop.member(mine.trader)
    client.force_login(seller)
    return SimpleNamespace(
        trader=mine.trader, point=mine, seller=seller, parcel=parcels[0], foreign=parcels[1],
        statement=statements[mine.trader.pk], other=statements[other.trader.pk],
    )  # fmt: skip
