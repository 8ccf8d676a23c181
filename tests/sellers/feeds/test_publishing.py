"""A trusted brand's products that only its maker's details kept back."""

import pytest

from marketplace.core import outbox
from marketplace.core.scopes import house_scope
from marketplace.technical import makers
from marketplace.technical.models import Brand, Proposal, ReferenceSheet
from marketplace.traders.models import Trader
from sellers.feeds import publishing
from sellers.feeds.models import FeedLine
from tests import shop
from tests.marketplace.desk.test_curation import propose, state

pytestmark = pytest.mark.django_db
SAID = {
    "maker_name": "CO SAS", "maker_address": "1 rue du Port, 29200 Brest, France",
    "maker_email": "a@co.fr", "maker_abroad": False,
}  # fmt: skip


@pytest.fixture
def own():
    return shop.point("Cap Ouest", kind=Trader.Kind.BRAND, trusted_to_publish=True)


def say(trader, clock):
    brand = Brand(slug="cap-ouest", name="Cap Ouest")
    makers.say(brand=brand, said=SAID, trader=trader, user=shop.member(trader), at=clock())
    with house_scope():
        outbox.relay_all(at=clock())


def test_they_are_published_and_sold(own, clock, monkeypatch):
    monkeypatch.setattr(publishing, "AT_ONCE", 1)
    waiting = [propose(own, title, minor=9000, stock=3) for title in ("Brise", "Rafale")]
    coded = propose(own, "Grain", minor=9000, manufacturer_ref="")
    say(own.trader, clock)

    assert [state(each)[0] for each in (*waiting, coded)] == ["accepted"] * 3
    refs = dict(ReferenceSheet.objects.values_list("model_name", "manufacturer_ref"))
    assert refs == {"Brise": "R", "Rafale": "R", "Grain": "Grain"}
    with house_scope():
        sold = FeedLine.objects.filter(stockrecord__price=90).count()
    assert sold == 3


def test_what_lacks_more_or_was_looked_at_waits(own, clock):
    nameless = propose(own, "Calme", family="")
    foreign = propose(own, "Autre")
    Proposal._base_manager.filter(pk=foreign.pk).update(brand_name="Altavia")
    undone = propose(own, "Rafale")
    FeedLine._base_manager.filter(proposal=undone).update(match="undone")
    seen = propose(own, "Brise")
    with house_scope():
        seen.changes.create(old="refused", new="open", at=clock())
    say(own.trader, clock)

    assert [state(each)[0] for each in (nameless, foreign, undone, seen)] == ["open"] * 4
    assert not ReferenceSheet.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": Trader.Kind.BRAND, "trusted_to_publish": False},
        {"kind": Trader.Kind.BOUTIQUE, "trusted_to_publish": True},
        {"kind": Trader.Kind.BRAND, "trusted_to_publish": True, "status": "suspended"},
    ],
)
def test_who_is_not_trusted_waits_for_a_decision(clock, fields):
    point = shop.point("Cap Ouest", **fields)
    waits = propose(point, "Brise")
    say(point.trader, clock)

    assert state(waits)[0] == "open"
