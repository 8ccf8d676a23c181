"""What pages say as JSON-LD: what Google documents as required, and nothing that is not true."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from marketplace.storefront.machines import structured
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SITE = "https://cordee.example"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
# developers.google.com/search/docs/appearance/structured-data/…: product-variants,
# merchant-listing, breadcrumb, return-policy; read in November 2026.
REQUIRED = {
    "ProductGroup": {"name", "productGroupID", "variesBy", "hasVariant"},
    "Product": {"name", "image", "offers"},
    "Offer": {"price", "priceCurrency", "availability", "itemCondition", "url"},
    "AggregateOffer": {"lowPrice", "highPrice", "priceCurrency", "offerCount"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "OfferShippingDetails": {"shippingRate", "shippingDestination", "deliveryTime"},
    "MerchantReturnPolicy": {"applicableCountry", "returnPolicyCategory", "merchantReturnDays"},
    "MonetaryAmount": {"value", "currency"},
    "Organization": {"name", "url"},
    "WebSite": {"name", "url", "potentialAction"},
}


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def data_of(client, path):
    """The things of a page by their type; everything in it has what Google wants of it."""
    (block,) = BLOCK.findall(client.get(path).content.decode())
    said = json.loads(block)
    assert said["@context"] == "https://schema.org"
    for node in walk(said["@graph"]):
        lacking = REQUIRED.get(node.get("@type"), set()) - set(node)
        assert not lacking, (node["@type"], lacking)
    return {node["@type"]: node for node in said["@graph"]}


def walk(node):
    if isinstance(node, list):
        for each in node:
            yield from walk(each)
    elif isinstance(node, dict):
        yield node
        for each in node.values():
            yield from walk(each)


def address(sheet) -> str:
    return reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])


@pytest.fixture
def cadence():
    """Two boutiques sell it in 42 and 43; nobody in 44."""
    sheet = shelf.shoe(
        points=[shop.point("Foulées d’Annecy"), shop.point("Le Couloir 4", shipping=0)],
        prices=[13990, 12900],
        sizes=["42", "43", "44"],
        manufacturer_ref="CAD-3",
        description="<p>Souple &amp; précise.</p>",
    )
    variant = shelf.variant_of(sheet, "42")
    variant.gtin = "03660000000013"
    variant.save()
    for record in shelf.variant_of(sheet, "44").product.stockrecords.all():
        shop.restate(record.pk, stock=0, at=MONDAY)
    return sheet


def test_a_product_with_the_sizes_that_can_be_bought(client, cadence):
    group = data_of(client, address(cadence))["ProductGroup"]

    assert group["name"] == "Altavia Cadence 3 Bleu lac"
    assert group["url"] == SITE + address(cadence)
    assert group["brand"]["name"] == "Altavia"
    assert group["color"] == "Bleu lac"
    assert group["mpn"] == "CAD-3"
    assert group["description"] == "Souple & précise."
    assert group["variesBy"] == ["https://schema.org/size"]
    assert [each["size"] for each in group["hasVariant"]] == ["42", "43"]
    assert [each.get("gtin") for each in group["hasVariant"]] == ["3660000000013", None]
    span = group["offers"]
    assert (span["lowPrice"], span["highPrice"], span["offerCount"]) == ("129.00", "139.90", 4)
    assert "aggregateRating" not in json.dumps(group)
    assert "review" not in json.dumps(group)


def test_the_address_of_a_size_is_one_whatever_it_is_called(client):
    shoe = shelf.shoe("Tiers", sizes=["42 ⅔", "43"])
    shelf.open_shop()
    group = data_of(client, address(shoe))["ProductGroup"]

    for variant in group["hasVariant"]:
        assert re.fullmatch(r"\S+[?]taille=[\w%+.]+", variant["offers"]["url"], re.ASCII)


def test_a_size_carries_the_offer_that_its_page_puts_first(client, cadence):
    variant = shelf.variant_of(cadence, "42")
    group = data_of(client, address(cadence))["ProductGroup"]
    offer = group["hasVariant"][0]["offers"]
    shown = client.get(address(cadence), {"taille": "42"}).context["page"].found[variant.pk][0]

    assert offer["url"] == f"{SITE}{address(cadence)}?taille=42"
    assert (offer["price"], offer["priceCurrency"]) == (str(shown.price.decimal), "EUR")
    assert offer["seller"]["name"] == shown.trader_name == "Le Couloir 4"
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["shippingDetails"]["shippingRate"]["value"] == "0.00"
    assert offer["hasMerchantReturnPolicy"]["merchantReturnDays"] == 14
    assert "ReturnFeesCustomerResponsibility" in offer["hasMerchantReturnPolicy"]["returnFees"]


def test_what_fits_everybody_is_one_product(client):
    sheet = shelf.shoe(sizes=["Taille unique"])
    said = data_of(client, address(sheet))

    assert "ProductGroup" not in said
    assert said["Product"]["offers"]["price"] == "139.90"


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        (
            "4 rue de la Corderie, 74000 Annecy, France",
            ("4 rue de la Corderie", "74000", "Annecy"),
        ),
        ("ZA Sud, bât. 3, 73000 Chambéry", ("ZA Sud, bât. 3", "73000", "Chambéry")),
        ("Rue du Lac 3, 1003 Lausanne, Suisse", None),
    ],
)
def test_an_address_is_told_by_its_parts(written, parts):
    said = structured.postal(written)

    assert said["@type"] == "PostalAddress"
    if parts:
        assert said["addressCountry"] == "FR"
        names = ("streetAddress", "postalCode", "addressLocality")
        assert tuple(said[name] for name in names) == parts
    else:
        assert (said["streetAddress"], "addressCountry" in said) == (written, False)


def test_the_house_has_a_postal_address(client):
    assert data_of(client, "/")["Organization"]["address"]["addressLocality"] == "Annecy"


def test_a_half_size_has_a_point(client):
    group = data_of(client, address(shelf.shoe(sizes=["38,5", "39"])))["ProductGroup"]

    assert [each["size"] for each in group["hasVariant"]] == ["38.5", "39"]


def test_what_nobody_sells_is_not_for_sale(client):
    sheet = shelf.shoe(stock=0)

    assert set(data_of(client, address(sheet))) == {"BreadcrumbList"}


def test_a_suspended_boutique_offers_nothing(client, cadence):
    for record in shelf.variant_of(cadence, "42").product.stockrecords.all():
        trader = record.partner.point.trader
        trader.status = "suspended"
        trader.save()

    assert set(data_of(client, address(cadence))) == {"BreadcrumbList"}


def test_the_way_to_a_page(client, cadence):
    shelf.open_shop()
    steps = data_of(client, address(cadence))["BreadcrumbList"]["itemListElement"]
    family = cadence.family

    assert [(step["position"], step["name"]) for step in steps] == [
        (1, "Accueil"), (2, "Running"), (3, family.name), (4, "Cadence 3 Bleu lac"),
    ]  # fmt: skip
    assert steps[-1]["item"] == SITE + address(cadence)
    listed = data_of(client, steps[2]["item"].removeprefix(SITE))["BreadcrumbList"]
    assert [step["item"] for step in listed["itemListElement"]] == [
        step["item"] for step in steps[:3]
    ]


def test_english_pages_say_it_in_english(client, cadence):
    path = address(cadence)
    said = data_of(client, shop.english(path))

    assert said["ProductGroup"]["url"] == f"{SITE}/en{path}"
    assert said["ProductGroup"]["category"] == "Road running shoes"
    assert said["BreadcrumbList"]["itemListElement"][0]["item"] == f"{SITE}/en/"


def test_who_runs_the_shop_and_that_it_can_be_searched(client, cadence):
    shelf.open_shop()
    said = data_of(client, "/")

    assert said["Organization"]["legalName"] == "Cordée SAS"
    assert said["WebSite"]["potentialAction"]["target"]["urlTemplate"] == (
        f"{SITE}/catalogue/?q={{search_term_string}}"
    )


@pytest.mark.parametrize(
    "hostile",
    ["</script><script>alert(1)</script>", '"}]}', "<!--", "\u2028//", "&lt;/script&gt;", "]]>"],
)
def test_no_text_ends_its_block(client, hostile):
    sheet = shelf.shoe(hostile, brand="A & B", colour_name=hostile[:20], description=hostile)
    html = client.get(address(sheet)).content.decode()
    (block,) = BLOCK.findall(html)

    assert not set(block) & set("<>&\u2028")
    names = {node["@type"]: node["name"] for node in json.loads(block)["@graph"] if "name" in node}
    assert hostile in names["ProductGroup"]
    assert "<script>alert" not in html


def test_structured_data_costs_no_query(client, cadence, django_assert_num_queries):
    client.get(address(cadence))  # the spreads and the sports are kept
    with django_assert_num_queries(11):
        client.get(address(cadence))
