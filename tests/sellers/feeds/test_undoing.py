"""A match that an operator undid: off sale, back to its proposal, and it stays there."""

from collections.abc import Callable

import pytest

from marketplace.buying.models import OrderStatus
from marketplace.core.scopes import house_scope
from marketplace.desk.operations import undo_matches
from marketplace.offers import queries as offers
from marketplace.technical import curation, lacking
from marketplace.technical import operations as technical
from marketplace.technical.models import Proposal, ReferenceSheet, VariantSheet
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
    for name in ("Foulées", "Altavia"):
        shop.maker(name)
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


# --- sizes that a decision brought into the catalogue ------------------------------------------
@pytest.fixture
def reference() -> int:
    """A reference in a size that the boutique's cap is not."""
    pk = shop.reference(sizes=["58"])[0]
    parent: int = VariantSheet.objects.get(pk=pk).product.parent_id
    return parent


def merged(boutique: Trader, reference: int, relay: Callable[..., int]) -> int:
    """The boutique's cap, merged with the reference, which gets its size; returns the variant."""
    bring(boutique, cap())
    with house_scope():
        ids = curation.merge_proposal(
            proposal=Proposal.objects.get(), reference_id=reference, user=None, at=MONDAY_MORNING
        )
        relay()
    return ids["CAP"]


def sizes(reference: int) -> list[tuple[str, str]]:
    rows = VariantSheet.objects.filter(product__parent_id=reference)
    return list(rows.order_by("pk").values_list("size", "gtin"))


def said(proposal: Proposal) -> list[tuple[str, str]]:
    return [(each["key"], each["gtin"]) for each in proposal.content["variants"]]


def test_the_size_goes_that_a_wrong_decision_brought(
    boutique: Trader, reference: int, relay: Callable[..., int]
) -> None:
    merged(boutique, reference, relay)
    assert sizes(reference) == [("58", ""), ("Taille unique", f"0{GTIN}")]

    undo(relay)

    assert sizes(reference) == [("58", "")]
    assert said(line().proposal) == [("CAP", f"0{GTIN}")], "before the feed comes again"
    with house_scope():
        assert str(MatchUndo.objects.get().reference) == str(
            ReferenceSheet.objects.get(pk=reference)
        )
        ids = technical.accept_proposal(
            proposal=line().proposal, family="casquettes-running", at=MONDAY_MORNING
        )
        relay()
    assert lacking.shared_gtins([f"0{GTIN}"]) == set()
    assert (line().match, line().stockrecord.product_id) == ("proposed", ids["CAP"])
    assert bring(boutique, cap()) == {"read": 1, "unchanged": 1}


@pytest.mark.parametrize("why", ["offered", "ordered", "in a basket"])
def test_a_size_that_somebody_wants_stays_without_its_barcode(
    boutique: Trader, reference: int, relay: Callable[..., int], why: str
) -> None:
    variant = merged(boutique, reference, relay)
    if why == "offered":
        shop.offer(variant=variant)
    else:
        (shop.basket if why == "in a basket" else shop.paid_order)(line().stockrecord)
    record = line().stockrecord
    undo_matches(stockrecord_ids=[record.pk], reason=REASON, user=shop.operator())
    relay()

    assert sizes(reference) == [("58", ""), ("Taille unique", "")]
    assert said(line().proposal) == [("CAP", f"0{GTIN}")]
    with house_scope():
        assert MatchUndo.objects.get().product_id == variant


def test_a_size_that_the_catalogue_had_before_keeps_its_barcode(
    boutique: Trader, variant: int, relay: Callable[..., int]
) -> None:
    parent = VariantSheet.objects.get(pk=variant).product.parent_id
    bring(boutique, cap())
    undo(relay)
    assert sizes(parent) == [("Taille unique", f"0{GTIN}")]


def test_a_reference_without_any_size_is_no_longer_published(
    boutique: Trader, relay: Callable[..., int]
) -> None:
    bring(boutique, cap())
    with house_scope():
        technical.accept_proposal(
            proposal=Proposal.objects.get(), family="casquettes-running", at=MONDAY_MORNING
        )
        relay()
    sheet = ReferenceSheet.objects.get()

    undo(relay)

    sheet.refresh_from_db()
    assert (sizes(sheet.pk), sheet.published_at) == ([], None)
    assert said(line().proposal) == [("CAP", f"0{GTIN}")]
    with house_scope():
        journal = line().proposal.changes.values_list("old", "new")
    assert list(journal) == [("open", "accepted"), ("accepted", "open")]


def test_sizes_that_are_undone_one_after_the_other_keep_their_barcodes(
    boutique: Trader, relay: Callable[..., int]
) -> None:
    told = (("S", GTIN, "Casquette Brise"), ("M", "3700000000013", ""))
    rows = [
        files.cap(**{"Option1 Name": "Size", "Option1 Value": size, "Variant SKU": f"CAP-{size}",
                     "Variant Barcode": gtin, "Title": title})
        for size, gtin, title in told
    ]  # fmt: skip
    bring(boutique, files.shopify(*rows))
    with house_scope():
        technical.accept_proposal(
            proposal=Proposal.objects.get(), family="casquettes-running", at=MONDAY_MORNING
        )
        relay()
    for key in ("CAP-S", "CAP-M"):
        with house_scope():
            wrong = FeedLine.objects.get(key=key)
        undo_matches(stockrecord_ids=[wrong.stockrecord_id], reason=REASON, user=shop.operator())
        relay()
    with house_scope():
        assert said(Proposal.objects.get()) == [
            ("CAP-S", f"0{GTIN}"), ("CAP-M", "03700000000013")]  # fmt: skip
