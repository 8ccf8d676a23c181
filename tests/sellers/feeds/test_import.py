"""Imports: what a feed becomes, that twice is once, that a killed one can be started again."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope, scopes_disabled, trader_scope
from marketplace.offers import operations as offers
from marketplace.offers.models import OfferTerms, PriceChange
from marketplace.technical import curation
from marketplace.technical import operations as technical
from marketplace.technical.models import (
    Family,
    Picture,
    PictureAddress,
    Proposal,
    ReferenceSheet,
    VariantSheet,
)
from marketplace.traders.models import Trader
from sellers.feeds import errors, operations, queries, runs
from sellers.feeds.models import FeedFault, FeedLease, FeedLine, FeedRun, FeedSource
from sellers.feeds.operations import import_feed
from sellers.feeds.settings import Settings
from sellers.feeds.staging import Staging
from tests import shop
from tests.conftest import MONDAY_MORNING, Clock
from tests.sellers.feeds import files

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE")
SHOP = ("catalogue_", "partner_", "offers_", "technical_", "core_outbox", "feeds_feedline")


@pytest.fixture(autouse=True)
def families() -> None:
    for slug in ("hauts-fitness", "casquettes-running", "autres-articles"):
        shop.family(slug)


@pytest.fixture
def brand() -> Trader:
    """Trusted to publish what is its own."""
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


@pytest.fixture
def boutique() -> Trader:
    for name in ("Foulées", "Altavia"):
        shop.maker(name)
    return shop.point("Foulées").trader


def bring(
    trader: Trader, content: bytes, *, dry_run: bool = False, **settings: Any
) -> dict[str, int]:
    """Import and return the counts that are not 0; their sum must be what was read."""
    report = import_feed(
        trader=trader,
        source=files.source(content),
        settings=Settings(**settings),
        at=MONDAY_MORNING,
        dry_run=dry_run,
    )
    with report:
        counts = report.counts
    lines = ("created", "updated", "unchanged", "proposed", "rejected", "context")
    assert counts["read"] == sum(counts[name] for name in lines)
    return {name: count for name, count in counts.items() if count}


def offered(trader: Trader) -> dict[str, tuple[Decimal, int]]:
    rows = StockRecord.objects.filter(partner__point__trader=trader)
    return {r.partner_sku: (r.price, r.num_in_stock) for r in rows}


def written(queries: CaptureQueriesContext) -> list[str]:
    """Statements that write into the catalogue, the offers, the outbox or the lines' identities."""
    return [
        q["sql"][:120]
        for q in queries.captured_queries
        if q["sql"].lstrip().startswith(WRITES)
        and any(f'"{table}' in q["sql"][:80] for table in SHOP)
    ]


# --- a brand publishes -----------------------------------------------------------------------
def test_parents_and_variants_become_a_reference_with_sizes_and_offers(brand: Trader) -> None:
    tee = files.tee(sizes=("S", "M", "XL"))
    assert bring(brand, files.magento(*tee)) == {"read": 4, "created": 3, "context": 1}

    sheet = ReferenceSheet.objects.get()
    assert sheet.product.title == "Aero Daily Tee Blue"
    assert (sheet.brand.name, sheet.family.slug) == ("Altavia", "hauts-fitness")
    assert (sheet.gender, sheet.colour_name, sheet.colour_family) == ("men", "Blue", "blue")
    assert sheet.colours == ["#2f6fb0"]
    assert sheet.manufacturer_ref == "T"
    assert sheet.values == {"material": {"value": "cotton", "source": "brand", "at": "2026-03-02"}}
    assert sheet.published_at == MONDAY_MORNING
    sizes = VariantSheet.objects.order_by("size_rank").values_list("size", flat=True)
    assert list(sizes) == ["S", "M", "XL"]
    assert offered(brand) == {f"T-{s}-Blue": (Decimal("29.00"), 10) for s in ("S", "M", "XL")}


def test_each_colour_is_a_reference_of_its_own(brand: Trader) -> None:
    rows = [
        files.cap(**{"Option1 Name": "Couleur", "Option1 Value": "Rouge", "Variant SKU": "R",
                     "Variant Image": "https://x.test/r.jpg", "Image Src": "https://x.test/all.jpg"}),
        {"Handle": "cap", "Option1 Value": "Bleu", "Variant SKU": "B", "Variant Price": "25",
         "Variant Inventory Qty": "1", "Variant Image": "https://x.test/b.jpg"},
    ]  # fmt: skip
    assert bring(brand, files.shopify(*rows)) == {"read": 2, "created": 2}
    titles = {product.title for product in Product.objects.filter(structure="parent")}
    assert titles == {"Casquette Brise Bleu", "Casquette Brise Rouge"}
    pictures = Picture.objects.order_by("product__title").values_list("address__url", flat=True)
    assert list(pictures) == ["https://x.test/b.jpg", "https://x.test/r.jpg"]


def test_a_picture_without_a_site_is_marked_and_one_with_a_base_is_fetched(brand: Trader) -> None:
    bring(brand, files.magento(*files.tee("A")))
    address = PictureAddress.objects.get()
    assert (address.url, address.state, address.fault) == ("/t/blue.jpg", "unreachable", "no_site")

    bring(
        brand, files.magento(*files.tee("B")), pictures="https://img.altavia.test/media", name="b"
    )
    later = PictureAddress.objects.exclude(pk=address.pk).get()
    assert (later.url, later.state) == ("https://img.altavia.test/media/t/blue.jpg", "pending")


def test_the_trader_whose_feed_named_a_picture_is_remembered(brand: Trader) -> None:
    bring(brand, files.magento(*files.tee()))
    assert Picture.objects.get().trader_id == brand.pk


def test_a_proposal_s_pictures_are_its_trader_s(boutique: Trader) -> None:
    shop.maker("Cordier")
    bring(
        boutique,
        files.shopify(
            files.cap(
                Vendor="Cordier",
                **{"Variant Barcode": "6291041500213", "Image Src": "https://x.test/a.jpg"},
            )
        ),
    )
    with house_scope():
        technical.accept_proposal(
            proposal=Proposal.objects.get(), family="casquettes-running", at=MONDAY_MORNING
        )
    assert Picture.objects.get().trader_id == boutique.pk


# --- pictures that nobody could fetch ------------------------------------------------------
def pictured(*addresses: str) -> bytes:
    """A cap with these pictures, whose offer never changes, beside one that has none."""
    first, *others = addresses
    rows: list[dict[str, Any]] = [files.cap(**{"Image Src": first})]
    rows += [{"Handle": "cap", "Image Src": address} for address in others]
    return files.shopify(*rows, files.cap("plain"))


def addresses() -> dict[str, str]:
    return dict(Picture.objects.order_by("position").values_list("address__url", "address__state"))


def died(url: str, *, tried_at: datetime = MONDAY_MORNING) -> None:
    PictureAddress.objects.filter(url=url).update(
        state="unreachable", fault="not_there", tried_at=tried_at
    )


def test_another_address_replaces_a_dead_one_though_the_offer_is_the_same(brand: Trader) -> None:
    old, good, new = (f"https://x.test/{name}.jpg" for name in ("old", "good", "new"))
    bring(brand, pictured(old, good))
    died(old)

    counts = bring(brand, pictured(new, good))

    assert counts == {"read": 3, "unchanged": 2, "context": 1}
    assert addresses() == {new: "pending", good: "pending"}


def test_a_dead_address_that_is_named_again_is_tried_once_a_day(brand: Trader) -> None:
    url = "https://x.test/a.jpg"
    bring(brand, pictured(url))
    died(url, tried_at=MONDAY_MORNING - timedelta(hours=3))
    bring(brand, pictured(url))
    assert addresses() == {url: "unreachable"}

    died(url, tried_at=MONDAY_MORNING - timedelta(days=1))
    bring(brand, pictured(url))

    assert addresses() == {url: "pending"}


def test_paths_hang_on_a_site_as_soon_as_it_is_told(brand: Trader) -> None:
    bring(brand, files.magento(*files.tee()))
    assert addresses() == {"/t/blue.jpg": "unreachable"}

    bring(brand, files.magento(*files.tee()), pictures="https://img.test/media")

    assert addresses() == {"https://img.test/media/t/blue.jpg": "pending"}


def test_an_export_of_paths_is_read_whole_once_a_day(
    brand: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at each import: half the shops of one kind export paths."""
    read: list[int] = []
    real = Staging.read_again
    monkeypatch.setattr(
        Staging, "read_again", lambda self, lines: real(self, _counted(lines, read))
    )
    content = files.magento(*files.tee())
    bring(brand, content)

    bring(brand, content)
    assert sum(read) == 0

    PictureAddress.objects.update(tried_at=MONDAY_MORNING - timedelta(days=1))
    bring(brand, content)
    assert sum(read) == 3
    bring(brand, content)
    assert sum(read) == 3


def _counted(lines: Iterable[Any], read: list[int]) -> Iterator[Any]:
    for line in lines:
        read.append(1)
        yield line


def test_a_feed_without_pictures_takes_none_away(brand: Trader) -> None:
    url = "https://x.test/a.jpg"
    bring(brand, pictured(url))
    died(url)

    bring(brand, pictured(""))

    assert addresses() == {url: "unreachable"}


def test_a_feed_changes_no_picture_of_another_trader_s(brand: Trader) -> None:
    url = "https://x.test/a.jpg"
    bring(brand, pictured(url))
    died(url)
    Picture.objects.update(trader=shop.point().trader)

    bring(brand, pictured("https://x.test/b.jpg"))

    assert addresses() == {url: "unreachable", "https://x.test/b.jpg": "pending"}


def test_a_new_size_joins_its_reference(brand: Trader) -> None:
    bring(brand, files.magento(*files.tee(sizes=("S", "M"))))
    assert bring(brand, files.magento(*files.tee(sizes=("S", "M", "L")))) == {
        "read": 4, "created": 1, "unchanged": 2, "context": 1}  # fmt: skip
    assert ReferenceSheet.objects.count() == 1
    assert Product.objects.filter(structure="child").count() == 3

    # A delta that names none of its siblings finds it as well.
    alone = files.tee(sizes=("XS",))
    assert bring(brand, files.magento(*alone), delta=True) == {
        "read": 2, "created": 1, "context": 1}  # fmt: skip
    assert ReferenceSheet.objects.count() == 1


def test_a_brand_publishes_only_its_own(brand: Trader) -> None:
    assert bring(brand, files.shopify(files.cap(Vendor="Norrsken"))) == {"read": 1, "proposed": 1}
    assert not Product.objects.exists()


def test_a_family_that_nobody_can_tell_is_for_an_operator_or_the_settings(brand: Trader) -> None:
    lamp = files.shopify(files.cap(Title="Floor Lamp"))
    assert bring(brand, lamp) == {"read": 1, "proposed": 1}
    with house_scope():
        assert Proposal.objects.get().content["family"] == ""
    lamp = files.shopify(files.cap("lamp2", Title="Floor Lamp"))
    assert bring(brand, lamp, family="autres-articles", name="b") == {"read": 1, "created": 1}


def test_what_was_published_can_be_found(brand: Trader) -> None:
    bring(brand, files.magento(*files.tee()))
    reference = Product.objects.get(structure="parent")
    told = OutboxEvent.objects.filter(topic="catalogue.changed").values_list("payload", flat=True)
    assert {pk for payload in told for pk in payload["reference_ids"]} == {reference.pk}


# --- twice is once ---------------------------------------------------------------------------
def test_the_second_time_nothing_is_written(brand: Trader, boutique: Trader) -> None:
    tees = files.magento(*files.tee("A"), *files.tee("B"), *files.tee("C"))
    caps = files.shopify(*(files.cap(f"c{n}") for n in range(4)))
    bring(brand, tees)
    bring(boutique, caps)
    with CaptureQueriesContext(connection) as queries:
        assert bring(brand, tees) == {"read": 9, "unchanged": 6, "context": 3}
        assert bring(boutique, caps) == {"read": 4, "proposed": 4}
    assert written(queries) == []
    assert len(queries.captured_queries) > 20  # it did look


def test_a_changed_price_and_stock_are_one_update(brand: Trader) -> None:
    bring(brand, files.shopify(files.cap("a"), files.cap("b")))
    changed = files.cap("a", **{"Variant Price": "19.90", "Variant Inventory Qty": "0"})
    assert bring(brand, files.shopify(changed, files.cap("b"))) == {
        "read": 2, "updated": 1, "unchanged": 1}  # fmt: skip
    assert offered(brand) == {"A": (Decimal("19.90"), 0), "B": (Decimal("25.00"), 4)}
    prices = PriceChange.objects.filter(stockrecord__partner_sku="A").order_by("pk")
    assert [change.minor for change in prices] == [2500, 1990]


def test_a_feed_does_not_touch_a_lead_time_it_says_nothing_about(brand: Trader) -> None:
    bring(brand, files.shopify(files.cap()), lead_days=3)
    bring(brand, files.shopify(files.cap(**{"Variant Price": "20"})))
    assert OfferTerms.objects.get().lead_days == 3


def test_a_dry_run_says_the_same_and_changes_nothing(brand: Trader) -> None:
    tee = files.magento(*files.tee())
    assert bring(brand, tee, dry_run=True) == {"read": 3, "created": 2, "context": 1}
    with scopes_disabled():
        for model in (Product, StockRecord, OutboxEvent, FeedSource, FeedRun, FeedLine):
            assert model.objects.count() == 0, model
    bring(brand, tee)
    assert bring(brand, files.magento(*files.tee(sizes=("S",))), dry_run=True) == {
        "read": 2, "unchanged": 1, "context": 1, "withdrawn": 1}  # fmt: skip
    assert {stock for _price, stock in offered(brand).values()} == {10}


# --- what a feed leaves out ------------------------------------------------------------------
def test_absent_from_a_full_feed_is_no_stock(brand: Trader) -> None:
    bring(brand, files.shopify(files.cap("a"), files.cap("b")))
    assert bring(brand, files.shopify(files.cap("a"))) == {
        "read": 1, "unchanged": 1, "withdrawn": 1}  # fmt: skip
    assert offered(brand)["B"] == (Decimal("25.00"), 0)
    assert bring(brand, files.shopify(files.cap("a"))) == {"read": 1, "unchanged": 1}
    assert bring(brand, files.shopify(files.cap("a"), files.cap("b"))) == {
        "read": 2, "unchanged": 1, "updated": 1}  # fmt: skip
    assert offered(brand)["B"] == (Decimal("25.00"), 4)


def test_absent_from_a_delta_is_untouched_but_off_sale_is_not(brand: Trader) -> None:
    bring(brand, files.shopify(files.cap("a"), files.cap("b")))
    off = files.cap("a", Status="archived")
    assert bring(brand, files.shopify(off), delta=True) == {
        "read": 1, "rejected": 1, "withdrawn": 1}  # fmt: skip
    assert offered(brand) == {"A": (Decimal("25.00"), 0), "B": (Decimal("25.00"), 4)}


def test_a_refused_line_leaves_its_offer_alone(brand: Trader) -> None:
    bring(brand, files.shopify(files.cap("a")))
    bad = files.cap("a", **{"Variant Price": "12,5O"})
    assert bring(brand, files.shopify(bad)) == {"read": 1, "rejected": 1}
    assert offered(brand)["A"] == (Decimal("25.00"), 4)


def test_another_feed_of_the_trader_is_untouched(brand: Trader) -> None:
    bring(brand, files.shopify(files.cap("a")))
    bring(brand, files.magento(*files.tee()))
    assert offered(brand)["A"] == (Decimal("25.00"), 4)


# --- matching --------------------------------------------------------------------------------
def test_a_barcode_finds_the_variant_of_the_brand(boutique: Trader) -> None:
    (variant,) = shop.reference(of="casquettes-running")
    VariantSheet.objects.update(gtin="06291041500213")
    row = files.cap(**{"Variant Barcode": "6291041500213"})
    assert bring(boutique, files.shopify(row)) == {"read": 1, "created": 1}
    assert StockRecord.objects.get().product_id == variant
    with house_scope():
        assert FeedLine.objects.get().match == FeedLine.Match.GTIN


def test_a_barcode_that_two_variants_carry_finds_none(boutique: Trader) -> None:
    shop.reference(sizes=("40", "41"), of="casquettes-running")
    VariantSheet.objects.update(gtin="06291041500213")
    row = files.cap(**{"Variant Barcode": "6291041500213"})
    assert bring(boutique, files.shopify(row)) == {"read": 1, "proposed": 1}


def test_the_makers_reference_and_the_size_find_the_variant(boutique: Trader) -> None:
    small, large = shop.reference(
        sizes=("S", "L"), of="casquettes-running", manufacturer_ref="ALT-9")  # fmt: skip
    row = files.cap(**{"Google Shopping / MPN": "ALT-9", "Option1 Name": "Taille",
                       "Option1 Value": "L"})  # fmt: skip
    assert bring(boutique, files.shopify(row)) == {"read": 1, "created": 1}
    assert StockRecord.objects.get().product_id == large != small


def test_what_the_seller_sells_already_stays_what_it_is(boutique: Trader) -> None:
    """Identity wins over the barcode, and an offer's SKU over both when the feed is new."""
    mine, other = shop.reference(sizes=("S", "L"), of="casquettes-running")
    partner = boutique.points.get()
    offers.upsert(
        rows=[offers.OfferRow(partner.pk, mine, "CAP", 2400, 1, lead_days=2)], at=MONDAY_MORNING
    )
    VariantSheet.objects.filter(product_id=other).update(gtin="06291041500213")
    row = files.cap(**{"Variant Barcode": "6291041500213"})
    assert bring(boutique, files.shopify(row)) == {"read": 1, "updated": 1}
    record = StockRecord.objects.get()
    assert (record.product_id, record.price, record.terms.lead_days) == (mine, Decimal("25.00"), 2)
    assert bring(boutique, files.shopify(row)) == {"read": 1, "unchanged": 1}


def test_another_sellers_offer_with_the_same_sku_is_not_touched(
    brand: Trader, boutique: Trader
) -> None:
    bring(brand, files.shopify(files.cap("cap")))
    assert bring(boutique, files.shopify(files.cap("cap", **{"Variant Price": "9"}))) == {
        "read": 1, "proposed": 1}  # fmt: skip
    assert offered(brand) == {"CAP": (Decimal("25.00"), 4)}


# --- proposals -------------------------------------------------------------------------------
def test_an_accepted_proposal_becomes_offers(boutique: Trader, relay: Callable[..., int]) -> None:
    rows = files.tee(name="Aero Tee")
    assert bring(boutique, files.magento(*rows)) == {"read": 3, "proposed": 2, "context": 1}
    with house_scope():
        proposal = Proposal.objects.get()
        assert (proposal.title, proposal.brand_name) == ("Aero Tee", "")
        assert [v["size"] for v in proposal.content["variants"]] == ["S", "M"]
        technical.accept_proposal(
            proposal=proposal, family="hauts-fitness", manufacturer_ref="AT-1", at=MONDAY_MORNING
        )
    assert offered(boutique) == {}
    relay()
    assert offered(boutique) == {f"T-{s}-Blue": (Decimal("29.00"), 10) for s in "SM"}
    assert ReferenceSheet.objects.get().values["material"] == {
        "value": "cotton",
        "source": "seller",
        "at": "2026-03-02",
    }
    assert bring(boutique, files.magento(*rows)) == {"read": 3, "unchanged": 2, "context": 1}
    # A size that comes later is one of a product the marketplace has taken.
    more = files.tee(name="Aero Tee", sizes=("S", "M", "L"))
    assert bring(boutique, files.magento(*more)) == {
        "read": 4, "created": 1, "unchanged": 2, "context": 1}  # fmt: skip


def test_an_accepted_proposal_is_offered_once_whatever_the_outbox_repeats(
    boutique: Trader, relay: Callable[..., int]
) -> None:
    bring(boutique, files.shopify(files.cap()))
    with house_scope():
        ids = technical.accept_proposal(
            proposal=Proposal.objects.get(), family="casquettes-running", manufacturer_ref="C-1",
            at=MONDAY_MORNING,
        )  # fmt: skip
        relay()
        StockRecord.objects.update(num_in_stock=1)
        payload = {"proposal_id": Proposal.objects.get().pk, "variants": ids}
        operations.on_proposal_decided([payload], MONDAY_MORNING)
    assert offered(boutique) == {"CAP": (Decimal("25.00"), 1)}


def test_an_open_proposal_keeps_up_with_the_feed(boutique: Trader) -> None:
    bring(boutique, files.magento(*files.tee(sizes=("S",))))
    bring(boutique, files.magento(*files.tee(sizes=("S", "M"), name="Aero Tee 2")))
    with house_scope():
        proposal = Proposal.objects.get()
        assert proposal.title == "Aero Tee 2"
        assert [v["key"] for v in proposal.content["variants"]] == ["T-S-Blue", "T-M-Blue"]
        assert FeedLine.objects.get(key="T-M-Blue").minor == 2900


def test_a_refused_proposal_is_told_line_by_line(boutique: Trader) -> None:
    bring(boutique, files.shopify(files.cap()))
    with house_scope():
        technical.refuse_proposal(
            proposal=Proposal.objects.get(), reason="Pas du sport.", at=MONDAY_MORNING
        )
    assert bring(boutique, files.shopify(files.cap())) == {"read": 1, "rejected": 1}
    with house_scope():
        fault = FeedFault.objects.get()
        assert (fault.line, fault.rule) == (2, "proposal_refused")
        assert str(fault.message).endswith("Pas du sport.")


def test_a_refusal_that_is_taken_back_no_longer_refuses(boutique: Trader) -> None:
    bring(boutique, files.shopify(files.cap()))
    with house_scope():
        proposal = Proposal.objects.get()
        technical.refuse_proposal(proposal=proposal, reason="Non.", at=MONDAY_MORNING)
        curation.reopen(proposal=proposal, user=None, at=MONDAY_MORNING)
    assert bring(boutique, files.shopify(files.cap())) == {"read": 1, "proposed": 1}


def waiting() -> dict[str, list[str]]:
    """Title → keys of its lines, of what waits for a decision; each line waits where it says."""
    with house_scope():
        found = {each: [v["key"] for v in each.content["variants"]]
                 for each in Proposal.objects.order_by("pk")}  # fmt: skip
        for proposal, keys in found.items():
            lines = FeedLine.objects.filter(proposal=proposal, stockrecord=None)
            assert sorted(lines.values_list("key", flat=True)) == sorted(keys)
    return {proposal.title: sorted(keys) for proposal, keys in found.items()}


def test_a_line_that_is_sent_with_another_name_leaves_its_proposal(boutique: Trader) -> None:
    wrong = files.tee(name="Mauvais Nom", sizes=("S", "M"))
    bring(boutique, files.magento(*wrong))
    half = files.magento(*files.tee("U", name="Bon Nom", sizes=("S",)))
    whole = files.magento(*files.tee("U", name="Bon Nom"))

    bring(boutique, half.replace(b"U-", b"T-"), delta=True)
    assert waiting() == {"Mauvais Nom": ["T-M-Blue"], "Bon Nom": ["T-S-Blue"]}
    bring(boutique, whole.replace(b"U-", b"T-"), delta=True)

    assert waiting() == {"Bon Nom": ["T-M-Blue", "T-S-Blue"]}


def test_a_line_whose_product_is_known_leaves_its_proposal(boutique: Trader) -> None:
    bring(boutique, files.shopify(files.cap()))
    assert waiting() == {"Casquette Brise": ["CAP"]}
    variant = shop.reference(sizes=["Taille unique"])[0]
    VariantSheet.objects.filter(pk=variant).update(gtin="03700000000006")

    known = files.shopify(files.cap(**{"Variant Barcode": "3700000000006"}))
    assert bring(boutique, known) == {"read": 1, "created": 1}

    assert waiting() == {}


def test_what_was_decided_keeps_the_lines_that_left_it(boutique: Trader) -> None:
    bring(boutique, files.magento(*files.tee(name="Mauvais Nom", sizes=("S",))))
    with house_scope():
        technical.refuse_proposal(proposal=Proposal.objects.get(), reason="Non.", at=MONDAY_MORNING)
    moved = files.magento(*files.tee("U", name="Bon Nom", sizes=("S",)))
    bring(boutique, moved.replace(b"U-S-Blue", b"T-S-Blue"))
    with house_scope():
        refused = Proposal.objects.get(title="Mauvais Nom")
    assert [each["key"] for each in refused.content["variants"]] == ["T-S-Blue"]


def test_lines_leave_at_the_same_cost_at_any_number(
    boutique: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "FIRST", 1000)

    def cost(prefix: str, count: int) -> int:
        """Queries of an import of ``count`` products whose lines waited under other names."""
        names = [f"{prefix}{n}" for n in range(count)]
        content = files.magento(*(row for n in names for row in files.tee(n, name=f"Tee {n}")))
        bring(boutique, content, name=prefix)
        moved = files.magento(
            *({**row, "sku": row["sku"] + ("" if "-" in row["sku"] else "-x")}
              for n in names for row in files.tee(n, name=f"Top {n}"))
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            bring(boutique, moved, name=prefix)
        return len(queries.captured_queries)

    cost("warm", 1)
    assert cost("one", 1) == cost("thirty", 30)


# --- stock and orders ------------------------------------------------------------------------
def test_units_sold_since_the_count_are_not_sold_again(brand: Trader, clock: Clock) -> None:
    bring(brand, files.shopify(files.cap()))
    record = StockRecord.objects.get()
    shop.order(record, quantity=3, at=MONDAY_MORNING + timedelta(hours=1))
    source = files.source(files.shopify(files.cap()))
    report = import_feed(trader=brand, source=source, settings=Settings(),
                         at=MONDAY_MORNING - timedelta(hours=1))  # fmt: skip
    with report:
        assert report.counts["unchanged"] == 1
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (4, 3)


# --- the run and its lease -------------------------------------------------------------------
def test_a_run_is_kept_with_its_faults(brand: Trader, boutique: Trader) -> None:
    bad = files.cap("b", **{"Variant Price": "12,5O", "Variant Inventory Qty": "-1"})
    bring(brand, files.shopify(files.cap("a"), bad))
    with house_scope():
        run = queries.runs().get()
        assert (run.trader, run.status, run.dialect) == (brand, "done", "Shopify (anciens titres)")
        assert (run.read, run.created, run.rejected, run.fault_count) == (2, 1, 1, 2)
        assert run.rules == {"negative_stock": 1, "not_a_price": 1}
        told = [(f.line, f.column, f.value, f.rule, f.fix) for f in queries.faults(run=run)]
    assert told == [
        (3, "Variant Price", "12,5O", "not_a_price", "12,50"),
        (3, "Variant Inventory Qty", "-1", "negative_stock", "0"),
    ]
    with trader_scope(boutique):
        assert queries.run(run.pk) is None
        assert list(queries.faults(run=run)) == []


def test_a_file_that_is_refused_is_recorded_and_changes_nothing(brand: Trader) -> None:
    with pytest.raises(errors.UnclosedQuote):
        bring(brand, files.shopify(files.cap()) + b'cap,"jamais\n')
    assert not Product.objects.exists()
    with house_scope():
        run = FeedRun.objects.get()
        assert (run.status, run.error_code, run.source) == ("failed", "unclosed_quote", None)
        assert "ligne 3" in str(run.error)


def test_a_header_alone_takes_nothing_off_sale(brand: Trader) -> None:
    bring(brand, files.shopify(files.cap()))
    with pytest.raises(errors.NoRows):
        bring(brand, files.shopify())
    assert offered(brand)["CAP"][1] == 4


def test_one_import_at_a_time(brand: Trader, clock: Clock) -> None:
    bring(brand, files.shopify(files.cap()))
    with house_scope():
        dead = FeedRun.objects.create(trader=brand, origin="x.csv", started_at=MONDAY_MORNING)
        FeedLease.objects.update(run=dead, leased_until=MONDAY_MORNING + runs.LEASE)
    with pytest.raises(errors.ImportRunning):
        bring(brand, files.shopify(files.cap()))
    with house_scope():
        assert FeedRun.objects.count() == 2  # the one that could not begin left nothing

    clock.advance(seconds=61)  # it was killed: its lease runs out by itself
    assert bring(brand, files.shopify(files.cap())) == {"read": 1, "unchanged": 1}
    with house_scope():
        dead.refresh_from_db()
    assert (dead.status, bool(dead.error)) == ("interrupted", True)


def test_an_import_that_slept_too_long_stops(
    brand: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "RENEWED", -1.0)  # ask before each chunk
    kept = operations._references

    def stolen(*args: Any, **kwargs: Any) -> Any:
        yield from kept(*args, **kwargs)
        FeedLease.objects.update(run=None)

    monkeypatch.setattr(operations, "_references", stolen)
    with pytest.raises(errors.ImportRunning):
        bring(brand, files.shopify(files.cap()))
    assert not Product.objects.exists()
    with house_scope():
        assert FeedRun.objects.get().status == "interrupted"


def test_killed_half_way_and_started_again_it_ends_the_same(
    brand: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "FIRST", 2)
    monkeypatch.setattr(operations, "FEWEST", 2)
    monkeypatch.setattr(operations, "MOST", 2)
    content = files.magento(
        *files.tee("A"), *files.tee("B", name="Bora"), *files.tee("C", name="C")
    )
    apply, done = operations.applying.apply, []

    def dies(*args: Any, **kwargs: Any) -> Any:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        return apply(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(operations.applying, "apply", dies)
        with pytest.raises(KeyboardInterrupt):
            bring(brand, content)
    assert len(offered(brand)) == 4
    assert bring(brand, content) == {"read": 9, "created": 2, "unchanged": 4, "context": 3}
    assert len(offered(brand)) == 6
    assert ReferenceSheet.objects.count() == 3


def test_a_reference_larger_than_a_chunk_stays_one(
    brand: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST", "FEWEST", "MOST"):
        monkeypatch.setattr(operations, name, 3)
    sizes = [str(n) for n in range(36, 46)]
    assert bring(brand, files.magento(*files.tee(sizes=sizes)))["created"] == 10
    assert ReferenceSheet.objects.count() == 1
    assert VariantSheet.objects.count() == 10


def test_a_proposal_larger_than_a_chunk_keeps_all_sizes(
    boutique: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST", "FEWEST", "MOST"):
        monkeypatch.setattr(operations, name, 3)
    content = files.magento(*files.tee(sizes=[str(n) for n in range(36, 46)]))
    assert bring(boutique, content)["proposed"] == 10
    with house_scope():
        assert len(Proposal.objects.get().content["variants"]) == 10
    with CaptureQueriesContext(connection) as queries:
        bring(boutique, content)
    assert written(queries) == []


def test_a_chunk_costs_the_same_at_any_size(brand: Trader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "FIRST", 1000)

    def costs(prefix: str, count: int) -> list[int]:
        """Queries of a first and of a second import of ``count`` products of two sizes."""
        names = [f"{prefix}{n}" for n in range(count)]
        content = files.magento(*(row for n in names for row in files.tee(n, name=f"Tee {n}")))
        found = []
        for _time in range(2):
            with CaptureQueriesContext(connection) as queries:
                bring(brand, content, name=prefix)
            found.append(len(queries.captured_queries))
        return found

    costs("warm", 1)  # the brand and the lease exist from now on
    first, second = costs("one", 1)
    assert costs("thirty", 30) == [first, second]
    assert first <= 72
    assert second <= 30


# --- settings --------------------------------------------------------------------------------
def test_settings_are_remembered(brand: Trader) -> None:
    bring(brand, files.magento(*files.tee()), pictures="https://x.test", delta=True)
    bring(brand, files.magento(*files.tee()))
    with house_scope():
        source = queries.sources().get()
    assert (source.name, source.picture_base, source.delta) == ("magento", "https://x.test", True)


def test_prices_in_another_currency_are_refused(brand: Trader) -> None:
    with pytest.raises(errors.CurrencyNotSold):
        bring(brand, files.shopify(files.cap()), currency="USD")


@pytest.mark.parametrize("settings", [{"pictures": "img.test"}, {"family": "licornes"}])
def test_a_setting_that_cannot_be_is_refused(brand: Trader, settings: dict[str, str]) -> None:
    with pytest.raises(errors.BadSetting):
        bring(brand, files.shopify(files.cap()), **settings)


def test_a_trader_of_two_shops_says_whose_stock_it_is(boutique: Trader) -> None:
    second = shop.point()
    second.trader = boutique
    second.save()
    row = files.shopify(files.cap())
    with pytest.raises(errors.UnknownPoint, match=second.partner.code):
        bring(boutique, row)
    bring(boutique, row, point=second.partner.code)
    bring(boutique, row)  # remembered
    with house_scope():
        assert Proposal.objects.get().partner_id == second.pk
    first = boutique.points.exclude(pk=second.pk).get()
    bring(boutique, row, point=first.partner.code)
    with house_scope():  # the same export, and a stock of its own
        sources = FeedSource.objects.order_by("pk")
        assert [source.partner_id for source in sources] == [second.pk, first.pk]
        assert sources[1].name.startswith(f"{sources[0].name}-")


def test_a_trader_without_a_shop_is_told_so(boutique: Trader) -> None:
    boutique.points.all().delete()
    with pytest.raises(errors.UnknownPoint, match="aucun point de vente"):
        bring(boutique, files.shopify(files.cap()))


def test_a_catalogue_without_families_is_told_so(boutique: Trader) -> None:
    Family.objects.all().delete()
    with pytest.raises(errors.CatalogueNotReady):
        bring(boutique, files.shopify(files.cap()))
