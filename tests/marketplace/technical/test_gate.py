"""What publishing needs: one reason for each thing that lacks, the same one by one and in sets."""

from dataclasses import replace

import pytest

from marketplace.technical import gate, lacking
from marketplace.technical.gate import OfferFacts, ProductFacts
from marketplace.technical.models import Brand, ReferenceSheet, VariantSheet
from tests import shop

WHOLE = ProductFacts(
    title="Brise 2",
    family="chaussures-running-route",
    maker_name="Cap Ouest SAS",
    maker_address="1 rue du Port, 29200 Brest, FR",
    maker_email="fabricant@capouest.fr",
    manufacturer_ref="BR2",
)
OFFER = OfferFacts(minor=12900, trader_may_sell=True)


def codes(product, offer=None):
    return [reason.code for reason in gate.faults(product, offer)]


def test_what_is_whole_passes():
    assert codes(WHOLE, OFFER) == []
    assert codes(replace(WHOLE, manufacturer_ref="", gtins=frozenset({"03700000000006"}))) == []


@pytest.mark.parametrize(
    ("field", "empty", "code"),
    [
        ("title", " ", "title"),
        ("family", "", "family"),
        ("maker_name", " ", "maker_name"),
        ("maker_address", "", "maker_address"),
        ("maker_address", "Rue quelque part", "maker_place"),
        ("maker_email", "", "maker_email"),
        ("manufacturer_ref", "", "identifier"),
    ],
)
def test_each_thing_that_lacks_has_its_reason(field, empty, code):
    assert codes(replace(WHOLE, gtins=frozenset({""}), **{field: empty})) == [code]


@pytest.mark.parametrize(
    "lacking", ["responsible_name", "responsible_address", "responsible_email"]
)
def test_who_answers_for_a_maker_abroad_is_known(lacking):
    responsible = {
        "responsible_name": "CO Europe BV",
        "responsible_address": "Herengracht 10, 1015 BN Amsterdam, Pays-Bas",
        "responsible_email": "eu@capouest.fr",
    }
    abroad = replace(WHOLE, maker_abroad=True, **responsible)

    assert codes(abroad) == []
    assert codes(replace(abroad, **{lacking: ""})) == ["maker_responsible"]
    assert codes(replace(abroad, **{lacking: ""}, maker_abroad=False)) == []


@pytest.mark.parametrize(
    "address",
    [
        "1 rue du Port, 29200 Brest, FR",
        "1 rue du Port 29200 Brest",
        "1 rue du Port\n29200 Brest\nFrance",
        "BP 1234, 74000 Annecy, France",
        "Hauptstraße 5, 91074 Herzogenaurach, Deutschland",
        "Sveavägen 12, 111 57 Stockholm, Suède",
        "Herengracht 10, 1015 BN Amsterdam, Pays-Bas",
        "10 Downing Street, London SW1A 2AA, UK",
        "2 Harbour Square, Dublin, D02 X285, Ireland",
        "1 Bowerman Drive, Beaverton, OR 97005, USA",
        "神戸市中央区港島中町7丁目1番1, 650-8555 Kobe, Japan",
    ],
)
def test_an_address_to_which_a_letter_can_be_sent(address):
    assert gate.is_postal(address)


@pytest.mark.parametrize(
    "address",
    ["", "Rue quelque part", "Brest", "29200", "29200 Brest", "1 rue du Port, Brest, France",
     "1 rue du Port 29200", "12, 29200, 7"],
)  # fmt: skip
def test_an_address_to_which_none_can(address):
    assert not gate.is_postal(address)


def test_an_offer_has_a_price_and_a_trader_who_may_sell():
    assert codes(WHOLE, OfferFacts(minor=None, trader_may_sell=True)) == ["price"]
    assert codes(WHOLE, OfferFacts(minor=0, trader_may_sell=False)) == ["price", "trader"]


def test_every_code_is_one_of_a_kind_and_says_what_to_do():
    reasons = [reason for reason, _broken in gate.RULES]
    assert len({reason.code for reason in reasons}) == len(reasons)
    assert all(str(reason.sentence) and str(reason.remedy) for reason in reasons)


@pytest.mark.django_db
def test_the_sets_find_what_the_rules_find():
    shop.maker("Altavia")
    shop.reference(manufacturer_ref="A-1")
    coded = shop.reference()
    VariantSheet.objects.filter(pk=coded[0]).update(gtin="03700000000006")
    shop.reference()
    shop.reference(brand="Cap Ouest", manufacturer_ref="C-1")

    sheets = list(ReferenceSheet.objects.select_related("brand", "family").order_by("pk"))
    found = {pk: {r.code for r in reasons} for pk, reasons in lacking.of_references(sheets).items()}

    maker = {"maker_name", "maker_address", "maker_email"}
    assert list(found.values()) == [set(), set(), {"identifier"}, maker]
    own = {pk for pk, reasons in found.items() if reasons - maker}
    assert {sheet.pk for sheet in lacking.references()} == own
    assert [(row.slug, row.reference_count) for row in lacking.brands()] == [("cap-ouest", 1)]
    Brand.objects.filter(slug="altavia").update(maker_address="Rue quelque part")
    assert [row.slug for row in lacking.brands()] == ["altavia", "cap-ouest"]


@pytest.mark.django_db
def test_a_code_of_several_variants_is_named():
    shared, alone = "03700000000006", "03700000000013"
    variants = shop.reference(sizes=("41", "42", "43"))
    for pk, gtin in zip(variants, (shared, shared, alone), strict=True):
        VariantSheet.objects.filter(pk=pk).update(gtin=gtin)
    assert lacking.shared_gtins([shared, alone, "", "x"]) == {shared}
