"""What search knows of a published reference."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from oscar.core.loading import get_model

from marketplace.technical import queries as technical
from marketplace.technical.models import Attribute, ReferenceSheet
from search import documents
from tests import factories, shop

ProductCategory = get_model("catalogue", "ProductCategory")
QUERIES = 13


@pytest.fixture
def cadence(db):
    """Cadence 3 in three sizes: two boutiques sell the 42, one is out of 43, nobody sells 44."""
    family = factories.FamilyFactory()
    factories.AttributeFactory(
        family=family, key="drop", label="Drop", label_en="Drop", unit="mm", decider=1
    )
    factories.AttributeFactory(
        family=family, key="use", label="Usage", label_en="Use", type=Attribute.Type.CHOICE,
        choices=[{"key": "race", "label": "Compétition", "label_en": "Race"}], decider=2,
    )  # fmt: skip
    factories.AttributeFactory(
        family=family, key="plate", label="Plaque", label_en="Plate", type=Attribute.Type.BOOL
    )
    factories.AttributeFactory(family=family, key="weight", label="Poids", label_en="Weight")
    reference = factories.ReferenceFactory(
        title="Cadence 3 Bleu lac",
        slug="cadence-3-bleu-lac",
        description="<p>Pour les longues\n  sorties.</p>",
        sheet__brand=factories.BrandFactory(slug="altavia", name="Altavia"),
        sheet__family=family,
        sheet__model_name="Cadence 3",
        sheet__manufacturer_ref="ALT-000042",
        sheet__gender="men",
        sheet__values={
            "drop": {"value": 6.5, "source": "brand"},
            "use": {"value": "race", "source": "brand"},
            "plate": {"value": True, "source": "brand"},
            "design": {"value": 2, "source": "brand"},
        },
    )
    variants = [
        factories.VariantFactory(
            parent=reference, variant__size_raw=size, variant__gtin=f"0370000000{size}12"
        )
        for size in ("42", "43", "44")
    ]
    annecy, lille = (
        factories.PointFactory(
            trader=factories.TraderFactory(slug=slug, name=name), town=town, pickup=True
        )
        for slug, name, town in (
            ("foulees", "Foulées d’Annecy", "Annecy"),
            ("couloir-4", "Le Couloir 4", "Lille"),
        )
    )
    sold = [
        factories.OfferFactory(
            point=annecy, product=variants[0], price=Decimal("129.90"), partner_sku="FA-42"
        ),
        factories.OfferFactory(
            point=lille, product=variants[0], price=Decimal("119.00"), partner_sku="LC-42",
            terms__lead_days=3,
        ),
    ]  # fmt: skip
    out = factories.OfferFactory(point=annecy, product=variants[1], stock=0, partner_sku="FA-43")
    return SimpleNamespace(
        reference=reference, variants=variants, annecy=annecy, lille=lille, sold=sold, out=out
    )


def document_of(reference, *, version=7):
    [found] = documents.read([reference.pk], version=version)
    return found


def test_document_says_what_a_reference_is(cadence):
    document = document_of(cadence.reference)

    assert (document.id, document.version) == (cadence.reference.pk, 7)
    assert document.slug == "cadence-3-bleu-lac"
    assert document.title == "Altavia Cadence 3 Bleu lac"
    assert document.description == "Pour les longues sorties."
    assert (document.brand, document.family) == ("altavia", "chaussures-running-route")
    assert document.sports == ("running",)
    assert document.categories == ("chaussures-running-route",)
    assert (document.gender, document.colour) == ("men", "blue")
    assert document.choices == {"use": ("race",), "plate": ("true",)}
    assert document.numbers == {"drop": 6.5}
    assert document.created == int(factories.LONG_AGO.timestamp())


def test_offers_are_those_that_can_be_bought_now(cadence):
    document = document_of(cadence.reference)

    said = {(o.variant_id, o.size, o.boutique, o.minor, o.lead_days) for o in document.offers}
    assert said == {
        (cadence.variants[0].pk, "42", "foulees", 12990, 1),
        (cadence.variants[0].pk, "42", "couloir-4", 11900, 3),
    }
    assert document.purchasable == document.offers
    assert [o.boutique for o in document.offers if o.chosen] == ["foulees"]  # as it was chosen
    assert document.payload["boutiques"] == 2


def test_it_arrives_as_soon_as_the_quickest_of_its_offers(cadence):
    assert document_of(cadence.reference).days == 1 + 2  # to prepare it, to carry it

    cadence.annecy.trader.status = "suspended"
    cadence.annecy.trader.save()
    assert document_of(cadence.reference).days == 3 + 2

    cadence.lille.trader.tariffs.all().delete()
    assert document_of(cadence.reference).days is None


def test_an_offer_can_be_fetched_where_its_point_hands_over(cadence):
    cadence.lille.pickup = False
    cadence.lille.save()

    document = document_of(cadence.reference)

    assert {offer.boutique: offer.pickup_point for offer in document.offers} == {
        "foulees": str(cadence.annecy.pk),
        "couloir-4": "",
    }


def test_an_offer_of_a_suspended_trader_or_without_delivery_is_none(cadence):
    cadence.annecy.trader.status = "suspended"
    cadence.annecy.trader.save()
    cadence.lille.trader.tariffs.all().delete()

    document = document_of(cadence.reference)

    assert document.offers == ()
    assert document.payload["points"] == {}


def test_codes_are_those_of_every_size_and_every_seller(cadence):
    gtins = {f"0370000000{size}12" for size in (42, 43, 44)}

    assert set(document_of(cadence.reference).codes) == {
        "ALT-000042", "FA-42", "LC-42", "FA-43", *gtins,
    }  # fmt: skip


def test_keywords_are_what_people_type_in_both_languages(cadence):
    keywords = document_of(cadence.reference).keywords.split("\n")

    for said in (
        "Chaussures de running route", "Road running shoes", "homme men", "Bleu lac", "Bleu",
        "Drop 6.5 mm", "Usage Compétition Race", "Plaque", "Plate",
    ):  # fmt: skip
        assert said in keywords
    assert not any("Poids" in said for said in keywords)  # nothing is known of it


def test_its_kind_is_what_its_family_is_called_without_the_sport(cadence):
    assert document_of(cadence.reference).kind == "Chaussures route Road shoes"


def test_payload_is_all_that_a_card_shows(cadence):
    payload = document_of(cadence.reference).payload

    assert payload["title"] == "Cadence 3"
    assert (payload["slug"], payload["colour"]) == ("cadence-3-bleu-lac", "Bleu lac")
    assert (payload["brand"], payload["brand_slug"]) == ("Altavia", "altavia")
    assert (payload["sport"], payload["family"]) == ("running", "chaussures-running-route")
    assert payload["deciders"] == [
        {"key": "drop", "label": "Drop", "label_en": "Drop", "value": 6.5, "value_en": 6.5,
         "unit": "mm"},
        {"key": "use", "label": "Usage", "label_en": "Use", "value": "Compétition",
         "value_en": "Race", "unit": ""},
    ]  # fmt: skip
    assert payload["drawing"] == "running_shoe"
    assert payload["values"] == {"drop": 6.5, "use": "race", "plate": True, "design": 2}
    assert payload["colours"] == ["#2f6f9f"]
    assert payload["cover"] == {}
    assert payload["points"] == {
        str(cadence.annecy.pk): {
            "boutique": "foulees", "name": "Foulées d’Annecy", "town": "Annecy",
            "cut_off": "14:00", "transit_days": 2, "pickup": True,
        },
        str(cadence.lille.pk): {
            "boutique": "couloir-4", "name": "Le Couloir 4", "town": "Lille",
            "cut_off": "14:00", "transit_days": 2, "pickup": True,
        },
    }  # fmt: skip


def test_its_picture_is_the_cover_of_its_sheet(cadence):
    cover = {"stem": "pictures/a", "width": 900, "height": 600, "widths": [160, 320, 720]}
    ReferenceSheet.objects.filter(pk=cadence.reference.pk).update(cover=cover)

    assert document_of(cadence.reference).payload["cover"] == cover


def test_categories_above_count_too(cadence):
    root = ProductCategory.objects.get(product=cadence.reference).category
    child = root.add_child(name="Plaque carbone", slug="plaque-carbone")
    ProductCategory.objects.create(product=cadence.reference, category=child)

    assert document_of(cadence.reference).categories == (
        "chaussures-running-route",
        "plaque-carbone",
    )


def test_popularity_is_units_of_paid_orders(cadence, clock):
    assert document_of(cadence.reference).popularity == 0

    shop.order(cadence.sold[0], quantity=2)
    assert document_of(cadence.reference).popularity == 0

    shop.paid_order(cadence.sold[0], quantity=2)
    assert document_of(cadence.reference).popularity == 2


@pytest.mark.parametrize("hidden", ["unpublished", "not_public", "no_reference"])
def test_what_is_not_published_is_no_document(cadence, hidden):
    if hidden == "unpublished":
        cadence.reference.sheet.published_at = None
        cadence.reference.sheet.save()
    elif hidden == "not_public":
        cadence.reference.is_public = False
        cadence.reference.save()
    id = cadence.variants[0].pk if hidden == "no_reference" else cadence.reference.pk

    assert documents.read([id], version=1) == []
    if hidden != "no_reference":
        assert list(technical.published_ids(most=9)) == []
        assert documents.published_count() == 0


def test_a_size_that_is_not_public_is_not_sold(cadence):
    cadence.variants[0].is_public = False
    cadence.variants[0].save()

    document = document_of(cadence.reference)

    assert document.offers == ()
    assert "FA-42" not in document.codes


@pytest.mark.parametrize("size", [1, 30])
def test_reading_costs_the_same_at_any_size(db, django_assert_num_queries, size):
    boutique, other = factories.PointFactory(), factories.PointFactory()
    references = [factories.ReferenceFactory() for _ in range(size)]
    for reference in references:
        variant = factories.VariantFactory(parent=reference)
        for point in (boutique, other):
            factories.OfferFactory(point=point, product=variant)
    factories.OfferFactory(point=other)  # of a reference that is not asked for

    with django_assert_num_queries(QUERIES):
        found = documents.read([reference.pk for reference in references], version=1)

    assert [document.id for document in found] == [reference.pk for reference in references]
    assert all(len(document.offers) == 2 for document in found)


@pytest.mark.parametrize("asked_for", [2, 4, 50])
def test_published_ids_come_a_part_at_a_time(db, monkeypatch, asked_for):
    monkeypatch.setattr(technical, "ASKED_FOR", asked_for)
    ids = [factories.ReferenceFactory().pk for _ in range(5)]

    found = list(technical.published_ids(most=2))
    assert [each for part in found for each in part] == ids
    assert max(map(len, found)) == 2
    later = list(technical.published_ids(after=ids[2], most=2))
    assert later == [ids[3:]]
    assert documents.published_count() == 5
