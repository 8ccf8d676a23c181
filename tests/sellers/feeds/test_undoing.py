"""A match that an operator undid: off sale, back to its proposal, and it stays there."""

from collections.abc import Callable

import pytest

from marketplace.buying.models import OrderStatus
from marketplace.core.scopes import house_scope
from marketplace.desk.operations import undo_matches
from marketplace.offers import queries as offers
from marketplace.technical import curation
from marketplace.technical import operations as technical
from marketplace.technical.models import Proposal, VariantSheet
from marketplace.traders.models import Trader
from sellers.feeds.models import FeedLine, MatchUndo
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files
from tests.sellers.feeds.test_import import bring

pytestmark = pytest.mark.django_db
GTIN = "3700000000006"
REASON = "C’est la version junior."


@pytest.fixture
def boutique() -> Trader:
    shop.family("casquettes-running")
    shop.maker("Foulées")
    return shop.point("Foulées").trader


@pytest.fixture
def variant() -> int:
    """A variant that carries the code of the boutique's cap."""
    pk = shop.reference(sizes=["Taille unique"])[0]
    VariantSheet.objects.filter(pk=pk).update(gtin=f"0{GTIN}")
    return pk


def cap(**cells: str) -> bytes:
    return files.shopify(files.cap(**{"Variant Barcode": GTIN, **cells}))


def line() -> FeedLine:
    with house_scope():
        return FeedLine.objects.select_related("stockrecord", "proposal").get()


def undo(relay: Callable[..., int]) -> None:
    record = line().stockrecord
    undo_matches(stockrecord_ids=[record.pk], reason=REASON, user=shop.operator())
    assert offers.offers_of(product_ids=[record.product_id]) == {}, "before anything is relayed"
    relay()


def test_the_line_goes_back_to_a_new_proposal_and_says_who_and_why(
    boutique: Trader, variant: int, relay: Callable[..., int]
) -> None:
    assert bring(boutique, cap()) == {"read": 1, "created": 1}
    assert (line().match, line().stockrecord.product_id) == ("gtin", variant)

    undo(relay)

    here = line()
    assert (here.match, here.stockrecord, here.minor, here.stock) == ("undone", None, 2500, 4)
    assert here.proposal.status == "open"
    assert [each["key"] for each in here.proposal.content["variants"]] == ["CAP"]
    with house_scope():
        kept = MatchUndo.objects.get()
    assert (kept.match, kept.product_id, kept.reason) == ("gtin", variant, REASON)
    assert kept.user.is_staff


def test_the_next_feed_does_not_match_it_again(
    boutique: Trader, variant: int, relay: Callable[..., int]
) -> None:
    bring(boutique, cap())
    undo(relay)

    for _again in range(2):
        assert bring(boutique, cap()) == {"read": 1, "proposed": 1}

    assert line().is_undone
    assert line().proposal.title == line().proposal.content["model_name"] == "Casquette Brise"
    assert "provisional" not in line().proposal.content
    assert offers.offers_of(product_ids=[variant]) == {}


def test_a_decision_puts_the_same_offer_where_it_belongs(
    boutique: Trader, variant: int, relay: Callable[..., int]
) -> None:
    bring(boutique, cap())
    record = line().stockrecord
    undo(relay)
    other = shop.reference(sizes=["Taille unique"])[0]
    parent = VariantSheet.objects.get(pk=other).product.parent_id

    with house_scope():
        ids = curation.merge_proposal(
            proposal=Proposal.objects.get(), reference_id=parent, user=None, at=MONDAY_MORNING
        )
        relay()

    assert ids == {"CAP": other}
    assert (line().match, line().stockrecord_id) == ("decided", record.pk)
    assert [o.stockrecord_id for o in offers.offers_of(product_ids=[other])[other]] == [record.pk]
    assert offers.offers_of(product_ids=[variant]) == {}
    assert bring(boutique, cap()) == {"read": 1, "unchanged": 1}


def test_orders_are_untouched(boutique: Trader, variant: int, relay: Callable[..., int]) -> None:
    bring(boutique, cap())
    record = line().stockrecord
    order = shop.paid_order(record)

    undo(relay)

    order.refresh_from_db()
    record.refresh_from_db()
    bought = order.lines.get()
    assert (order.status, bought.product_id) == (OrderStatus.PAID, variant)
    assert (record.num_allocated, bought.reservation.state) == (1, "held")
    assert line().stock == 3


def test_only_the_sizes_that_were_undone_are_decided_again(
    boutique: Trader, relay: Callable[..., int]
) -> None:
    shop.family("hauts-fitness")
    rows = files.tee(sizes=("S", "M"))
    bring(boutique, files.magento(*rows))
    with house_scope():
        technical.accept_proposal(
            proposal=Proposal.objects.get(), family="hauts-fitness", manufacturer_ref="AT-1",
            at=MONDAY_MORNING,
        )  # fmt: skip
        relay()
        wrong = FeedLine.objects.get(key="T-M-Blue")
    undo_matches(stockrecord_ids=[wrong.stockrecord_id], reason=REASON, user=shop.operator())
    relay()

    assert bring(boutique, files.magento(*rows)) == {
        "read": 3, "unchanged": 1, "proposed": 1, "context": 1}  # fmt: skip
    with house_scope():
        proposal = Proposal.objects.get()
    assert proposal.status == "open"
    assert [each["key"] for each in proposal.content["variants"]] == ["T-M-Blue"]


def test_a_refusal_is_told_to_the_line_that_was_undone(
    boutique: Trader, variant: int, relay: Callable[..., int]
) -> None:
    bring(boutique, cap())
    undo(relay)
    with house_scope():
        technical.refuse_proposal(
            proposal=Proposal.objects.get(), reason="Contrefaçon.", at=MONDAY_MORNING
        )

    assert bring(boutique, cap()) == {"read": 1, "rejected": 1}
    assert offers.offers_of(product_ids=[variant]) == {}
