"""What a feed newly says of products that are known: who may say what, and what it costs."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope, trader_scope
from marketplace.technical import operations as technical
from marketplace.technical import sheets
from marketplace.technical.models import (
    Authorship,
    Picture,
    PictureAddress,
    Proposal,
    ReferenceSheet,
    TextChange,
    ValueQuestion,
    VariantSheet,
)
from marketplace.technical.pictures import fetches
from marketplace.traders.models import Trader
from sellers.feeds import following, operations, runs
from sellers.feeds.models import FeedContext, FeedFault, FeedLine, FeedRun
from sellers.feeds.operations import Report, import_feed
from sellers.feeds.settings import Settings
from sellers.feeds.staging import Staging
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.marketplace.technical.pictures.conftest import answering, encoded, painted
from tests.sellers.feeds import files
from tests.sellers.feeds.test_containers import a_zip
from tests.sellers.feeds.test_quick import COMBINATIONS, PRODUCTS, WOO

Product = get_model("catalogue", "Product")
pytestmark = pytest.mark.django_db
TUESDAY = MONDAY_MORNING + timedelta(days=1)
GTIN = "6291041500213"
WEIGHT = "Poids (g) (product.metafields.custom.weight)"
CREST = "https://x.test/crest.jpg"
WRITES = ("INSERT", "UPDATE", "DELETE")
# A run writes down that it is there and how it went.
ITS_OWN = ("feeds_feedrun", "feeds_feedlease", "feeds_feedfault")


@pytest.fixture(autouse=True)
def families() -> None:
    for slug in ("casquettes-running", "hauts-fitness", "chaussures-running-route"):
        shop.family(slug)


@pytest.fixture
def brand() -> Trader:
    """Trusted to publish what is its own."""
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


@pytest.fixture
def boutique() -> Trader:
    shop.maker("Altavia")
    return shop.point("Foulées").trader


def shoes(*handles: str, **row: Any) -> list[dict[str, Any]]:
    """Products of one size each."""
    return [
        files.cap(handle, **{"Title": "Cadence 3", "Type": "Chaussures running route",
                             "Body (HTML)": "<p>Un amorti franc.</p>", **row})
        for handle in handles or ("shoe",)
    ]  # fmt: skip


def table(*rows: dict[str, Any]) -> bytes:
    return files.table(rows, {**files.SHOPIFY, WEIGHT: ""})


def bring(trader: Trader, content: bytes, **options: Any) -> Report:
    at = options.pop("at", TUESDAY)
    asked = {name: options.pop(name) for name in ("name", "delta", "excerpt") if name in options}
    with import_feed(
        trader=trader, source=files.source(content), settings=Settings(**asked), at=at, **options
    ) as report:
        return report


def told(report: Report) -> dict[str, int]:
    return {name: count for name, count in report.counts.items() if count}


def sheet() -> ReferenceSheet:
    return ReferenceSheet.objects.select_related("product").get()


def texts() -> tuple[str, str, str]:
    row: Any = sheet()
    return row.product.title, row.model_name, row.product.description


def addresses() -> list[str]:
    return list(Picture.objects.order_by("position").values_list("address__url", flat=True))


def written(queries: CaptureQueriesContext) -> list[str]:
    """Statements that write into anything but the run's own rows."""
    found = [query["sql"] for query in queries.captured_queries]
    return [
        sql[:120]
        for sql in found
        if sql.lstrip().startswith(WRITES) and not any(name in sql[:80] for name in ITS_OWN)
    ]


@pytest.fixture
def read_whole(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines that are read a second time, whole."""
    lines: list[int] = []
    real = Staging.read_again

    def kept(found: Iterable[Any]) -> Iterator[Any]:
        for row in found:
            lines.append(row.line)
            yield row

    monkeypatch.setattr(Staging, "read_again", lambda self, rows: real(self, kept(rows)))
    return lines


# --- what is the trader's own follows its feed -----------------------------------------------
def test_texts_values_and_pictures_follow_and_twice_is_once(
    brand: Trader, read_whole: list[int]
) -> None:
    bring(brand, table(*shoes("shoe", "other")), at=MONDAY_MORNING)
    OutboxEvent.objects.all().delete()
    mended = table(
        *shoes("shoe", **{"Title": "Cadence 3 v2", "Body (HTML)": "<p>Franc et léger.</p>",
                          "Image Src": CREST, WEIGHT: "260 g"}),
        *shoes("other"),
    )  # fmt: skip

    assert told(bring(brand, mended)) == {"read": 2, "unchanged": 2, "followed": 1}

    assert read_whole == [2]
    row: Any = ReferenceSheet.objects.get(model_name="Cadence 3 v2")
    assert row.product.title == "Cadence 3 v2"
    assert row.product.description == "<p>Franc et léger.</p>"
    assert row.values["weight"] == {"value": 260, "source": "brand", "at": "2026-03-03"}
    assert addresses() == [CREST]
    assert PictureAddress.objects.get().state == "pending"
    (event,) = OutboxEvent.objects.filter(topic="catalogue.changed")
    assert event.payload == {"reference_ids": [row.pk]}
    with house_scope():
        changes = TextChange.objects.order_by("field").values_list("field", "old", "new", "at")
        assert list(changes) == [
            ("description", "<p>Un amorti franc.</p>", "<p>Franc et léger.</p>", TUESDAY),
            ("title", "Cadence 3", "Cadence 3 v2", TUESDAY),
        ]  # fmt: skip
        assert FeedRun.objects.get(started_at=TUESDAY).followed == 1

    with CaptureQueriesContext(connection) as again:
        assert told(bring(brand, mended)) == {"read": 2, "unchanged": 2}
    assert written(again) == []
    assert read_whole == [2]


def test_what_an_operator_wrote_or_vouched_for_stays(brand: Trader) -> None:
    bring(brand, table(*shoes(**{WEIGHT: "260"})), at=MONDAY_MORNING)
    row: Any = sheet()
    row.product.title = "Cadence 3, la légère"
    row.product.save()
    sheets.set_values(rows=[(row.pk, {"weight": "255"})], source="measured", at=MONDAY_MORNING)

    says = shoes(**{"Title": "Cadence III", "Body (HTML)": "<p>Nouveau.</p>", WEIGHT: "280"})
    assert told(bring(brand, table(*says))) == {"read": 1, "unchanged": 1, "followed": 1}

    assert texts() == ("Cadence 3, la légère", "Cadence 3", "<p>Nouveau.</p>")
    assert sheet().values["weight"]["value"] == 255


def test_what_a_feed_is_silent_about_stays(brand: Trader) -> None:
    bring(brand, table(*shoes(**{WEIGHT: "260", "Image Src": CREST})), at=MONDAY_MORNING)
    assert told(bring(brand, table(*shoes(**{"Body (HTML)": "", WEIGHT: ""})))) == {
        "read": 1, "unchanged": 1}  # fmt: skip
    assert texts()[2] == "<p>Un amorti franc.</p>"
    assert sheet().values["weight"]["value"] == 260
    assert addresses() == [CREST]


def test_what_was_deduced_from_a_text_goes_with_it(brand: Trader) -> None:
    shop.family("sweats")
    zipped = files.cap("c", Title="Sweat Brise zip", Type="Sweats")
    bring(brand, files.shopify(zipped), at=MONDAY_MORNING)
    assert {key: each["source"] for key, each in sheet().values.items()} == {"zip": "text"}

    assert bring(brand, files.shopify({**zipped, "Title": "Sweat Brise"})).counts["followed"] == 1

    assert sheet().values == {}


def test_a_part_of_a_catalogue_takes_nothing_back_that_was_deduced(brand: Trader) -> None:
    shop.family("sweats")
    zipped = files.cap("c", Title="Sweat Brise zip", Type="Sweats")
    bring(brand, files.shopify(zipped), at=MONDAY_MORNING)

    report = bring(brand, files.shopify({**zipped, "Title": "Sweat Brise"}), delta=True)

    assert report.counts["followed"] == 1
    assert list(sheet().values) == ["zip"]


def test_a_value_that_nobody_believes_is_asked_about(brand: Trader) -> None:
    bring(brand, table(*shoes()), at=MONDAY_MORNING)
    report = bring(brand, table(*shoes(**{WEIGHT: "9000"})))
    assert "weight" not in sheet().values
    assert ValueQuestion.objects.get().said == "9000 g"
    with trader_scope(brand):
        assert FeedFault.objects.get(run_id=report.run_id).rule == "implausible_value"


def test_a_product_of_a_boutique_follows_it_once_it_was_accepted(boutique: Trader) -> None:
    rows = shoes(**{"Variant Barcode": GTIN})
    assert told(bring(boutique, table(*rows), at=MONDAY_MORNING))["proposed"] == 1
    with house_scope():
        proposal = Proposal.objects.get()
        ids = technical.accept_proposal(
            proposal=proposal, family="chaussures-running-route", at=MONDAY_MORNING
        )
    payload = {"proposal_id": proposal.pk, "variants": ids}
    with house_scope():
        operations.on_proposal_decided([payload], MONDAY_MORNING)

    says = {**rows[0], "Title": "Cadence 3 Femme", WEIGHT: "250"}
    assert told(bring(boutique, table(says))) == {"read": 1, "unchanged": 1, "followed": 1}
    assert texts()[:2] == ("Cadence 3 Femme", "Cadence 3 Femme")
    assert sheet().values["weight"] == {"value": 250, "source": "seller", "at": "2026-03-03"}


def test_what_was_said_before_its_family_was_known_is_taken_with_the_next_feed(
    boutique: Trader,
) -> None:
    content = table(*shoes(**{"Variant Barcode": GTIN, WEIGHT: "262", "Type": "Divers",
                              "Title": "Cadence 3", "Tags": ""}))  # fmt: skip
    assert told(bring(boutique, content, at=MONDAY_MORNING))["proposed"] == 1
    with house_scope():
        proposal = Proposal.objects.get()
        assert not proposal.content.get("family")
        ids = technical.accept_proposal(
            proposal=proposal, family="chaussures-running-route", at=MONDAY_MORNING
        )
        payload = {"proposal_id": proposal.pk, "variants": ids}
        operations.on_proposal_decided([payload], MONDAY_MORNING)

    bring(boutique, content)

    assert sheet().values["weight"]["value"] == 262
    with CaptureQueriesContext(connection) as again:
        bring(boutique, content)
    assert written(again) == []


# --- what is not the trader's own ------------------------------------------------------------
def sold_by(name: str, **row: Any) -> tuple[Trader, dict[str, Any]]:
    """Another seller of the brand's shoe, and the line by which its barcode is told."""
    line = shoes(f"{name}-1", **{"Variant Barcode": GTIN, "Image Src": f"https://{name}.test/1.jpg",
                                 "Title": "CADENCE3 promo", **row})[0]  # fmt: skip
    return shop.point(name).trader, line


@pytest.fixture
def published(brand: Trader) -> ReferenceSheet:
    bring(brand, table(*shoes(**{"Variant Barcode": GTIN})), at=MONDAY_MORNING)
    return sheet()


def test_others_fill_in_what_nobody_knows_and_nothing_else(published: ReferenceSheet) -> None:
    boutique, line = sold_by("foulees", **{WEIGHT: "262"})
    assert told(bring(boutique, table(line), at=MONDAY_MORNING)) == {
        "read": 1, "created": 1, "followed": 1}  # fmt: skip
    assert sheet().values["weight"] == {"value": 262, "source": "seller", "at": "2026-03-02"}

    says = {**line, "Body (HTML)": "<p>-50 % !</p>", WEIGHT: "999",
            "Image Src": "https://foulees.test/2.jpg"}  # fmt: skip
    assert told(bring(boutique, table(says))) == {"read": 1, "unchanged": 1}

    assert texts() == ("Cadence 3", "Cadence 3", "<p>Un amorti franc.</p>")
    assert sheet().values["weight"]["value"] == 262
    assert addresses() == []


def test_of_two_sellers_the_second_does_not_contradict_the_first(
    published: ReferenceSheet,
) -> None:
    for name, weight in (("foulees", "262"), ("sentiers", "270")):
        boutique, line = sold_by(name)
        bring(boutique, table(line), at=MONDAY_MORNING)
        bring(boutique, table({**line, WEIGHT: weight}))
    assert sheet().values["weight"]["value"] == 262


def test_what_others_filled_in_gives_way_to_the_brand(
    brand: Trader, published: ReferenceSheet
) -> None:
    boutique, line = sold_by("foulees", **{WEIGHT: "262"})
    bring(boutique, table(line), at=MONDAY_MORNING)
    bring(brand, table(*shoes(**{"Variant Barcode": GTIN, WEIGHT: "258"})))
    assert sheet().values["weight"]["value"] == 258
    assert sheet().values["weight"]["source"] == "brand"


def test_a_key_that_was_given_to_another_product_does_not_rewrite_the_first(
    brand: Trader,
) -> None:
    bring(brand, table(*shoes()), at=MONDAY_MORNING)
    other = table(*shoes(**{"Title": "Tente Horizon", WEIGHT: "300", "Image Src": CREST}))
    for _time in range(2):  # it is heard until it is put right
        report = bring(brand, other)
        assert told(report) == {"read": 1, "unchanged": 1}
        with trader_scope(brand):
            fault = FeedFault.objects.get(run_id=report.run_id)
        assert (fault.rule, fault.severity, fault.column) == ("other_product", "warning", "Title")
    assert texts()[0] == "Cadence 3"
    assert sheet().values == {}
    assert addresses() == []


def test_a_barcode_says_that_it_is_the_same_under_another_name(
    brand: Trader, published: ReferenceSheet
) -> None:
    bring(brand, table(*shoes(**{"Variant Barcode": GTIN, "Title": "Foulée légère"})))
    assert texts()[0] == "Foulée légère"


# --- lines that are no offer's ---------------------------------------------------------------
def test_a_picture_on_a_line_of_its_own(brand: Trader, read_whole: list[int]) -> None:
    rows = [*shoes("a", **{"Image Src": CREST}), *shoes("b")]
    more = [{"Handle": "a", "Image Src": f"https://x.test/{n}.jpg"} for n in range(2)]
    bring(brand, table(rows[0], more[0], rows[1]), at=MONDAY_MORNING)
    assert addresses() == [CREST, "https://x.test/0.jpg"]

    report = bring(brand, table(rows[0], *more, rows[1]))
    assert told(report) == {"read": 4, "unchanged": 2, "context": 2, "followed": 1}
    assert read_whole == [2, 3, 4]
    assert addresses() == [CREST, "https://x.test/0.jpg", "https://x.test/1.jpg"]

    bring(brand, table(rows[0], *more[::-1], rows[1]))
    assert addresses() == [CREST, "https://x.test/1.jpg", "https://x.test/0.jpg"]
    with CaptureQueriesContext(connection) as again:
        bring(brand, table(rows[0], *more[::-1], rows[1]))
    assert written(again) == []


def test_a_line_of_a_product_that_waits_is_counted_whatever_it_newly_says(
    boutique: Trader,
) -> None:
    """Nothing of the feed is an offer yet: all of it is read whole, each time."""
    more = [{"Handle": "a", "Image Src": f"https://x.test/{n}.jpg"} for n in range(2)]
    bring(boutique, table(*shoes("a"), more[0]), at=MONDAY_MORNING)

    report = bring(boutique, table(*shoes("a"), *more))

    assert told(report) == {"read": 3, "proposed": 1, "context": 2}
    with house_scope():
        assert Proposal.objects.get().content["pictures"] == [each["Image Src"] for each in more]


def test_a_parent_speaks_for_sizes_that_are_read_lean(brand: Trader, read_whole: list[int]) -> None:
    def content(**parent: str) -> bytes:
        return files.magento(*files.tee("A", **parent), *files.tee("B"), *files.tee("C"))

    bring(brand, content(), at=MONDAY_MORNING)
    # The same day: pictures without a site are looked at again the next.
    report = bring(brand, content(description="<p>Coton bio.</p>"), at=MONDAY_MORNING)

    assert told(report) == {"read": 9, "unchanged": 6, "context": 3, "followed": 1}
    assert sorted(read_whole) == [2, 3, 4, 7, 10]  # parents, and the sizes of the one that speaks
    described = Product.objects.filter(description="<p>Coton bio.</p>")
    assert [each.sheet.manufacturer_ref for each in described] == ["A"]
    with CaptureQueriesContext(connection) as again:
        bring(brand, content(description="<p>Coton bio.</p>"), at=MONDAY_MORNING)
    assert written(again) == []


def test_one_size_that_says_something_new_takes_nothing_of_the_others(brand: Trader) -> None:
    small, medium, parent = files.tee("A", base_image="https://x.test/all.jpg")
    small["base_image"], medium["base_image"] = "https://x.test/s.jpg", "https://x.test/m.jpg"
    bring(brand, files.magento(small, medium, parent), at=MONDAY_MORNING)
    before = addresses()

    new = {**medium, "base_image": "https://x.test/n.jpg"}
    bring(brand, files.magento(small, new, parent))

    assert before == [f"https://x.test/{name}.jpg" for name in ("s", "m", "all")]
    assert addresses() == [f"https://x.test/{name}.jpg" for name in ("s", "n", "all")]


def test_sizes_without_their_parent_speak_for_their_reference_together(brand: Trader) -> None:
    sizes = files.tee("A", sizes=("S", "M", "L"))[:-1]
    for line in sizes:
        line["base_image"] = f"https://x.test/{line['sku']}.jpg"
    bring(brand, files.magento(*sizes), at=MONDAY_MORNING)
    before = addresses()
    assert len(before) == 3

    sizes[1]["description"] = "<p>Coton.</p>"
    bring(brand, files.magento(*sizes))

    assert addresses() == before


@pytest.mark.parametrize("part", ["delta", "excerpt"])
def test_a_part_of_a_catalogue_takes_no_picture_away(brand: Trader, part: str) -> None:
    """It cannot be known whether all lines of the product are in it."""
    sizes = files.tee("A", sizes=("S", "M"))[:-1]
    for line in sizes:
        line["base_image"] = f"https://x.test/{line['sku']}.jpg"
    bring(brand, files.magento(*sizes), at=MONDAY_MORNING)
    before = addresses()
    assert len(before) == 2

    sizes[1]["description"] = "<p>Coton.</p>"
    sizes[1]["base_image"] = "https://x.test/new.jpg"
    report = bring(brand, files.magento(sizes[1]), **{part: True})

    assert report.counts["followed"] == 1
    assert sheet().product.description == "<p>Coton.</p>"
    assert addresses() == ["https://x.test/new.jpg", *before]


def woocommerce(description: str) -> bytes:
    parent = {"Regular price": "", "Stock": "", "Categories": "Hauts fitness", "Brands": "Altavia"}
    rows = [
        {"ID": n, "Type": "variable", "SKU": n, "Name": f"Tee {n}", **parent,
         "Description": description if n == "1" else ""}
        for n in "12"
    ] + [
        {"ID": f"{n}{size}", "Type": "variation", "SKU": f"{n}{size}", "Parent": f"id:{n}",
         "Name": f"Tee {n} - {size}", "Attribute 1 name": "Taille", "Attribute 1 value(s)": size}
        for n in "12" for size in "SM"
    ]  # fmt: skip
    code = "GTIN, UPC, EAN, or ISBN"
    return files.table(rows, {**WOO, code: "", "Categories": "", "Brands": ""})


def prestashop(description: str) -> bytes:
    products = [
        {"Product ID": n, "Reference #": n, "Name *": f"Tee {n}", "Brand": "Altavia",
         "Categories (x,y,z...)": "Hauts fitness", "Description": description if n == "1" else ""}
        for n in "12"
    ]  # fmt: skip
    combinations = [
        {
            "Product ID*": n,
            "Reference": f"{n}{size}",
            "Value (Value:Position)*": f"Bleu:0, {size}:1",
        }
        for n in "12"
        for size in "SM"
    ]
    columns = {**PRODUCTS, "Brand": "", "Categories (x,y,z...)": "", "Description": ""}
    return a_zip(
        ("products.csv", files.table(products, columns)),
        ("combinations.csv", files.table(combinations, COMBINATIONS)),
    )


@pytest.mark.parametrize("export", [woocommerce, prestashop])
def test_parents_of_other_shops_speak_for_their_sizes(
    brand: Trader, read_whole: list[int], export: Callable[[str], bytes]
) -> None:
    first = told(bring(brand, export("Coton."), at=MONDAY_MORNING))
    assert first == {"read": 6, "created": 4, "context": 2}
    report = bring(brand, export("Coton bio."))

    assert told(report) == {"read": 6, "unchanged": 4, "context": 2, "followed": 1}
    assert len(read_whole) == 3  # the parent and its two sizes
    assert Product.objects.filter(structure="parent", description="Coton bio.").count() == 1
    with CaptureQueriesContext(connection) as again:
        bring(brand, export("Coton bio."))
    assert written(again) == []


def test_a_description_of_google(brand: Trader) -> None:
    def content(description: str) -> bytes:
        header = "id\ttitle\tdescription\tavailability\tprice\tbrand\tproduct_type\n"
        row = f"S1\tCadence 3\t{description}\tin_stock\t99 EUR\tAltavia\tChaussures running route\n"
        return (header + row).encode()

    bring(brand, content("Un amorti franc."), at=MONDAY_MORNING)
    report = bring(brand, content("Un amorti très franc."))
    assert told(report) == {"read": 1, "unchanged": 1, "followed": 1}
    assert texts()[2] == "Un amorti très franc."
    with CaptureQueriesContext(connection) as again:
        bring(brand, content("Un amorti très franc."))
    assert written(again) == []


# --- pictures --------------------------------------------------------------------------------
def test_a_picture_stays_until_the_one_that_replaces_it_is_there(brand: Trader) -> None:
    old, new = "https://x.test/old.jpg", "https://x.test/new.jpg"
    bring(brand, table(*shoes(**{"Image Src": old})), at=MONDAY_MORNING)
    fetches.fetch_due(at=MONDAY_MORNING, fetch=answering(encoded(painted(seed=1))))
    cover = sheet().cover
    assert cover

    bring(brand, table(*shoes(**{"Image Src": new})))
    assert addresses() == [new, old]
    assert sheet().cover == cover

    fetches.fetch_due(at=TUESDAY, fetch=answering(encoded(painted(seed=2))))
    assert addresses() == [new]
    assert sheet().cover not in ({}, cover)


def test_a_feed_that_names_no_picture_any_more_takes_none_away(brand: Trader) -> None:
    bring(brand, table(*shoes(**{"Image Src": CREST})), at=MONDAY_MORNING)
    bring(brand, table(*shoes()))
    assert addresses() == [CREST]


def test_a_product_with_a_line_that_is_refused_loses_no_picture(brand: Trader) -> None:
    rows = [
        *shoes("a", **{"Option1 Name": "Couleur", "Option1 Value": "Bleu", "Image Src": CREST}),
        {"Handle": "a", "Option1 Value": "Rouge", "Variant SKU": "A-R", "Variant Price": "25",
         "Variant Inventory Qty": "1", "Variant Image": "https://x.test/red.jpg"},
    ]  # fmt: skip
    bring(brand, table(*rows), at=MONDAY_MORNING)
    before = sorted(addresses())
    damaged = {**rows[1], "Variant Price": "?", "Variant Image": ""}
    assert told(bring(brand, table({**rows[0], WEIGHT: "260"}, damaged)))["rejected"] == 1
    assert sorted(addresses()) == before


# --- what it costs, and what happens when it breaks off --------------------------------------
def test_what_was_never_noted_is_noted_without_being_read_whole(
    brand: Trader, read_whole: list[int]
) -> None:
    content = table(*shoes("a", "b"), {"Handle": "a", "Image Src": CREST})
    bring(brand, content, at=MONDAY_MORNING)
    with house_scope():
        noted = dict(FeedLine.objects.values_list("key", "digest"))
        assert None not in noted.values()
        FeedLine.objects.update(digest=None)
        FeedContext.objects.all().delete()

        assert told(bring(brand, content)) == {"read": 3, "unchanged": 2, "context": 1}

    assert read_whole == []
    with house_scope():
        assert dict(FeedLine.objects.values_list("key", "digest")) == noted
        assert FeedContext.objects.get().product == "a"


def test_a_trial_says_how_many_and_changes_nothing(brand: Trader) -> None:
    bring(brand, table(*shoes()), at=MONDAY_MORNING)
    new = table(*shoes(Title="Cadence 3 v2"))
    with CaptureQueriesContext(connection):
        assert told(bring(brand, new, dry_run=True)) == {
            "read": 1, "unchanged": 1, "followed": 1}  # fmt: skip
    assert texts()[0] == "Cadence 3"
    assert told(bring(brand, new)) == {"read": 1, "unchanged": 1, "followed": 1}


def test_killed_half_way_and_started_again_it_ends_the_same(
    brand: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(brand, table(*shoes("a", "b")), at=MONDAY_MORNING)
    new = table(*shoes("a", "b", **{"Body (HTML)": "<p>Nouveau.</p>"}))

    def dies(*_args: Any, **_kwargs: Any) -> None:
        raise KeyboardInterrupt

    for name in ("FIRST", "FEWEST", "MOST"):
        monkeypatch.setattr(operations, name, 1)
    with monkeypatch.context() as patch:
        patch.setattr(following, "note_lines", dies)
        with pytest.raises(KeyboardInterrupt):
            bring(brand, new)
    assert told(bring(brand, new)) == {"read": 2, "unchanged": 2}
    described = Product.objects.filter(structure="parent").values_list("description", flat=True)
    assert list(described) == ["<p>Nouveau.</p>"] * 2
    with CaptureQueriesContext(connection) as again:
        bring(brand, new)
    assert written(again) == []


def test_a_chunk_costs_the_same_at_any_size(brand: Trader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "FIRST", 1000)
    monkeypatch.setattr(runs, "TOLD", 60.0)

    def cost(prefix: str, count: int) -> int:
        handles = [f"{prefix}{n}" for n in range(count)]
        bring(brand, table(*shoes(*handles)), at=MONDAY_MORNING, name=prefix)
        new = {"Title": "Cadence 3 v2", WEIGHT: "260", "Image Src": f"https://x.test/{prefix}.jpg"}
        with CaptureQueriesContext(connection) as queries:
            report = bring(brand, table(*shoes(*handles, **new)), name=prefix)
        assert report.counts["followed"] == count
        return len(queries)

    cost("warm", 1)
    assert cost("one", 1) == cost("thirty", 30)


def test_whose_a_reference_is_goes_with_the_feed_that_published_it(
    brand: Trader, published: ReferenceSheet
) -> None:
    with house_scope():
        assert Authorship.objects.get().trader == brand
    assert VariantSheet.objects.count() == 1
