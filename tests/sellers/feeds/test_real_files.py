"""Exports that real shops wrote. They are no part of the project: skipped where they are not."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from marketplace.core.scopes import house_scope
from marketplace.technical import classification
from marketplace.technical.models import Picture, Proposal, ReferenceSheet, VariantSheet
from marketplace.traders.models import Trader
from sellers.feeds import errors, operations
from sellers.feeds.settings import Settings
from sellers.feeds.sources import opened
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.databases import ROOT
from tests.sellers.feeds.test_import import written

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
FOLDER = Path(os.environ.get("FEED_SAMPLES", ROOT.parent / "shared" / "data" / "feeds"))
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason="no sample exports; to use some: FEED_SAMPLES=folder pytest …"
    ),
]
Bring = Callable[..., dict[str, int]]


@pytest.fixture
def bring() -> Bring:
    classification.load()

    def run(file: str, trader: Trader, **settings: Any) -> dict[str, int]:
        with opened(str(FOLDER / file)) as source:
            report = operations.import_feed(
                trader=trader, source=source, settings=Settings(**settings), at=MONDAY_MORNING
            )
        with report:
            return {name: count for name, count in report.counts.items() if count}

    return run


@pytest.fixture
def luma() -> Trader:
    return shop.point("Luma", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


def test_all_of_luma_comes_in_for_its_brand_and_once(bring: Bring, luma: Trader) -> None:
    first = bring("magento-luma-sportswear.csv", luma)
    assert first == {"read": 1994, "created": 1847, "context": 147}
    assert ReferenceSheet.objects.count() == 417
    assert VariantSheet.objects.count() == StockRecord.objects.count() == 1847
    families = Counter(ReferenceSheet.objects.values_list("family__slug", flat=True))
    assert sum(families.values()) == 417
    assert set(families) == {
        "sweats", "hauts-fitness", "debardeurs-fitness", "vestes-fitness", "brassieres",
        "pantalons-fitness", "shorts-fitness", "shorts-running",
    }  # fmt: skip
    assert not ReferenceSheet.objects.filter(colour_family="").exists()
    assert set(ReferenceSheet.objects.values_list("gender", flat=True)) == {"men", "women"}
    assert set(Picture.objects.values_list("state", flat=True)) == {Picture.State.UNREACHABLE}
    parents = Product.objects.filter(structure="parent")
    assert parents.filter(categories__isnull=False).count() == parents.count() == 417

    with CaptureQueriesContext(connection) as queries:
        second = bring("magento-luma-sportswear.csv", luma)
    assert second == {"read": 1994, "unchanged": 1847, "context": 147}
    assert written(queries) == []


def test_the_fitness_gear_comes_in_beside_it(bring: Bring, luma: Trader) -> None:
    assert bring("magento-luma-fitness-gear.csv", luma, name="gear") == {"read": 9, "created": 9}
    families = Counter(ReferenceSheet.objects.values_list("family__slug", flat=True))
    assert families == {
        "elastiques": 3, "cordes-a-sauter": 1, "poignees-pompes": 1, "briques-yoga": 1,
        "rouleaux-massage": 1, "ballons-gym": 1, "gourdes": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "lines", "products"), [("shopify-apparel.csv", 22, 20), ("shopify-course.csv", 21, 21)]
)
def test_a_boutiques_export_without_codes_is_proposed_whole(
    bring: Bring, name: str, lines: int, products: int
) -> None:
    boutique = shop.point("Foulées").trader
    for _time in range(2):
        assert bring(name, boutique) == {"read": lines, "proposed": lines}
    with house_scope():
        assert Proposal.objects.count() == products


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("easywebshop-productlist.xml", errors.NotAFeed),
        ("google-merchant-pets.tsv", errors.UnknownDialect),
        ("prestashop-1.4-combinations.csv", errors.UnknownDialect),
        ("prestashop-1.4-products.csv", errors.UnknownDialect),
        ("prestashop-8-combinations.csv", errors.UnknownDialect),
        ("prestashop-8-products.csv", errors.UnknownDialect),
        ("thirtybees-combinations.csv", errors.UnknownDialect),
        ("thirtybees-products.csv", errors.UnknownDialect),
        ("woocommerce-importer-sample.csv", errors.UnknownDialect),
        ("woocommerce-sample-products.csv", errors.UnknownDialect),
    ],
)
def test_exports_of_others_are_named_not_guessed(name: str, error: type[Exception]) -> None:
    with opened(str(FOLDER / name)) as source, pytest.raises(error) as caught:
        operations.inspect(source=source, at=MONDAY_MORNING)
    assert str(caught.value)
