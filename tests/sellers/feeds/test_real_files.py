"""Exports that real shops wrote. They are no part of the project: skipped where they are not."""

import os
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from marketplace.core.scopes import house_scope
from marketplace.technical import classification
from marketplace.technical.models import PictureAddress, Proposal, ReferenceSheet, VariantSheet
from marketplace.traders.models import Trader
from sellers.feeds import errors, operations
from sellers.feeds.settings import Settings
from sellers.feeds.sources import opened, opened_together, together
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
        "coupe-vent-running", "cuissards",  # a wind jacket, and a bike short
    }  # fmt: skip
    assert not ReferenceSheet.objects.filter(colour_family="").exists()
    assert set(ReferenceSheet.objects.values_list("gender", flat=True)) == {"men", "women"}
    assert set(PictureAddress.objects.values_list("fault", flat=True)) == {"no_site"}
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


# What is sold is sold in euros, and published of one's own brand alone.
OURS = {b" ARS": b" EUR", b"\tbrand\t": b"\tseller\t", b"Manufacturer": b"Seller",
        b";Brand;": b";Seller;"}  # fmt: skip


@pytest.mark.parametrize(
    ("names", "known", "lean"),
    [
        (["magento-luma-fitness-gear.csv"], 9, 9),
        (["woocommerce-sample-products.csv"], 18, 18),
        (["woocommerce-importer-sample.csv"], 3, 1),  # another line of the same product is refused
        (["google-merchant-pets.tsv"], 381, 381),
        (["easywebshop-productlist.xml"], 8, 8),
        (["prestashop-1.4-products.csv"], 2, 2),
        (["prestashop-1.4-combinations.csv", "prestashop-1.4-products.csv"], 1, 1),
        (["prestashop-8-products.csv", "prestashop-8-combinations.csv"], 5, 4),
    ],
)
def test_what_comes_again_is_read_lean_and_changes_nothing(
    luma: Trader, names: list[str], known: int, lean: int
) -> None:
    classification.load()
    contents = [(FOLDER / name).read_bytes() for name in names]
    for said, instead in OURS.items():
        contents = [content.replace(said, instead) for content in contents]
    with together([*zip(names, map(BytesIO, contents), strict=True)]) as found:
        with operations.inspect(source=found, at=MONDAY_MORNING) as report:
            mapping = report.guess.mapping.as_json() if report.guess else None
        settings = Settings(family="hauts-fitness", mapping=mapping)

        def bring() -> tuple[dict[str, int], int]:
            with operations.import_feed(
                trader=luma, source=found, settings=settings, at=MONDAY_MORNING
            ) as report:
                return report.counts, report.staging.known()

        first, _none = bring()
        assert first["created"] == known
        with CaptureQueriesContext(connection) as queries:
            second, taken = bring()
    assert (second["unchanged"], taken) == (known, lean)
    assert second["read"] == first["read"]
    assert written(queries) == []


@pytest.mark.parametrize(
    ("names", "dialect", "counts", "rules"),
    [
        (["google-merchant-pets.tsv"], "google", (381, 0, 0, 381), {"other_currency": 381}),
        (["woocommerce-sample-products.csv"], "woocommerce", (24, 18, 2, 4),
         {"not_goods": 2, "product_type": 2}),
        (["woocommerce-importer-sample.csv"], "woocommerce", (7, 3, 1, 3),
         {"product_type": 2, "not_goods": 1}),
        (["prestashop-8-products.csv"], "prestashop", (7, 0, 0, 7),
         {"gtin_check_digit": 7, "not_new": 2, "not_published": 1}),
        (["prestashop-1.4-products.csv"], "prestashop", (2, 2, 0, 0), {}),
        (["prestashop-1.4-combinations.csv", "prestashop-1.4-products.csv"], "prestashop",
         (4, 1, 1, 2), {"repeated_key": 2, "missing": 1}),
        (["thirtybees-products.csv", "thirtybees-combinations.csv"], "prestashop",
         (34, 5, 4, 25), None),
        (["prestashop-8-products.csv", "prestashop-8-combinations.csv"], "prestashop",
         (34, 5, 4, 25), None),
        (["easywebshop-productlist.xml"], "generic", (9, 8, 0, 1), {"not_a_price": 1}),
    ],
)  # fmt: skip
def test_every_line_of_a_real_file_has_a_fate(
    names: list[str], dialect: str, counts: tuple[int, ...], rules: dict[str, int] | None
) -> None:
    with opened_together([str(FOLDER / name) for name in names]) as source:
        report = operations.inspect(source=source, at=MONDAY_MORNING)
    with report:
        told = tuple(report.counts[n] for n in ("read", "variants", "context", "rejected"))
        assert (report.dialect.key, told) == (dialect, counts)
        assert rules is None or report.staging.rules() == rules


def test_geometry_is_said_to_lack_what_a_catalogue_has() -> None:
    path = FOLDER.parent / "technical" / "bicycle-geometry.csv"
    with (
        opened(str(path)) as source,
        pytest.raises(
            errors.UnknownDialect, match=r"marque \(Brand\).*Il y manque : référence, prix, stock"
        ),
    ):
        operations.inspect(source=source, at=MONDAY_MORNING)


def test_combinations_need_their_products() -> None:
    path = FOLDER / "prestashop-8-combinations.csv"
    with opened(str(path)) as source, pytest.raises(errors.CombinationsAlone):
        operations.inspect(source=source, at=MONDAY_MORNING)
