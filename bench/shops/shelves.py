"""A catalogue of any size for measurements, written by the database: same numbers, same rows.

Seller *n* offers the ``rows`` variants that begin at a place of its own; the first one's offers
are those that the feeds of a measurement are about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SIZES = ("38", "40", "42", "44")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BRAND, SELLER, FIRST_TIMER = "marque-0", "vendeur-0", "premiere-fois"


@dataclass(frozen=True)
class Shelves:
    """How much there is; ``rows``: offers of one seller."""

    references: int
    offers: int
    rows: int

    @property
    def variants(self) -> int:
        return self.references * len(SIZES)

    @property
    def sellers(self) -> int:
        return max(1, -(-self.offers // self.rows))


def fill(shelves: Shelves) -> None:
    """Products, sellers, offers with their terms, history and choice, and one seller's feed."""
    from django.db import connection

    from marketplace.technical import classification

    classification.load()
    sellers = [_seller(f"vendeur-{n}") for n in range(shelves.sellers)]
    _seller(FIRST_TIMER)
    names = _names()
    with connection.cursor() as cursor:
        _numbers(cursor, max(shelves.variants, shelves.rows))
        for statement in PRODUCTS:
            cursor.execute(_said(statement, names | {"references": shelves.references}))
        step = max(1, (shelves.variants - shelves.rows) // max(1, shelves.sellers - 1))
        left = shelves.offers
        for rank, partner in enumerate(sellers):
            count = min(shelves.rows, left)
            left -= count
            told = {"partner": partner, "rank": rank, "start": rank * step, "count": count,
                    "variants": shelves.variants}  # fmt: skip
            cursor.execute(_said(OFFERS, names | told))
        for statement in AROUND:
            cursor.execute(_said(statement, names))
        _feed(cursor, names)
        _sequences(connection, cursor)
        cursor.execute("ANALYZE")


def _seller(slug: str) -> int:
    from oscar.core.loading import get_model

    from marketplace.delivery.models import Method, Tariff
    from marketplace.traders.models import Point, Trader

    where = {"line1": "1 rue Royale", "postcode": "74000", "town": "Annecy"}
    trader = Trader.objects.create(
        slug=slug,
        name=slug,
        legal_name=slug,
        siren="732829320",
        email=f"{slug}@x.test",
        payable=True,
        **where,
    )
    partner = get_model("partner", "Partner").objects.create(code=slug, name=slug)
    Point.objects.create(partner=partner, trader=trader, cut_off="14:00", hours={}, **where)
    Tariff.objects.create(trader=trader, method=Method.HOME, minor=490, free_from_minor=6000)
    return int(partner.pk)


def _names() -> dict[str, Any]:
    from oscar.core.loading import get_model

    from marketplace.technical.models import Brand, Family

    family = Family.objects.order_by("pk").first()
    assert family is not None
    article = get_model("catalogue", "ProductClass").objects.get(slug="article")
    return {
        "brand": Brand.objects.create(slug=BRAND, name="Marque 0").pk,
        "family": family.pk,
        "category": family.category_id,
        "article": article.pk,
        "at": f"'{AT.isoformat()}'",
        "sizes": len(SIZES),
        "size": f"CASE i % {len(SIZES)} "
        + " ".join(f"WHEN {n} THEN '{size}'" for n, size in enumerate(SIZES))
        + " END",
    }


def _said(statement: str, names: dict[str, Any]) -> str:
    return statement.format(**names)


def _numbers(cursor: Any, count: int) -> None:
    cursor.execute("CREATE TEMPORARY TABLE n (i integer PRIMARY KEY)")
    cursor.execute(
        "INSERT INTO n WITH RECURSIVE k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < "
        f"{count - 1}) SELECT i FROM k"
    )


def gtin(number: int) -> str:
    """The barcode of variant ``number``, as ``GTIN`` makes it in SQL: GTIN-13."""
    body = f"3{number * 100 + 37:011d}"  # never a code that a spreadsheet may have rounded
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


_NUMBER = "(i * 100 + 37)"
_DIGITS = " + ".join(f"({_NUMBER} / {10**p}) % 10 * {1 if p % 2 else 3}" for p in range(9))
GTIN = (
    f"'03' || substr(CAST(100000000000 + {_NUMBER} AS varchar(12)), 2) || "
    f"CAST((1000 - (3 + {_DIGITS})) % 10 AS varchar(1))"
)
PRODUCTS = (
    """INSERT INTO catalogue_product (id, structure, title, slug, description, date_created,
    date_updated, is_discountable, product_class_id, is_public, priority)
    SELECT i + 1, 'parent', 'Cadence ' || i, 'cadence-' || i, 'Chaussure de route.', {at}, {at},
    true, {article}, true, 0 FROM n WHERE i < {references}""",
    """INSERT INTO technical_referencesheet (product_id, brand_id, family_id, model_name,
    manufacturer_ref, gender, season, colour_name, colour_family, colours, "values", cover,
    published_at, description_en) SELECT i + 1, {brand}, {family}, 'Cadence ' || i, 'M' || i,
    'unisex', '', '', '', '[]', '{{}}', '{{}}', {at}, '' FROM n WHERE i < {references}""",
    """INSERT INTO catalogue_productcategory (product_id, category_id)
    SELECT i + 1, {category} FROM n WHERE i < {references}""",
    """INSERT INTO catalogue_product (id, structure, title, slug, description, date_created,
    date_updated, is_discountable, parent_id, is_public, priority)
    SELECT {references} + i + 1, 'child', '', '', '', {at}, {at}, true, i / {sizes} + 1, true, 0
    FROM n WHERE i < {references} * {sizes}""",
    f"""INSERT INTO technical_variantsheet (product_id, size, size_raw, size_system, size_rank,
    gtin) SELECT {{references}} + i + 1, {{size}}, {{size}}, 'EU', 38 + i % {{sizes}}, {GTIN}
    FROM n WHERE i < {{references}} * {{sizes}}""",
)
OFFERS = """INSERT INTO partner_stockrecord (partner_id, product_id, partner_sku, price_currency,
    price, num_in_stock, num_allocated, date_created, date_updated)
    SELECT {partner}, (SELECT max(product_id) FROM technical_referencesheet) + 1
    + ({start} + i) % {variants}, 'S' || {rank} || '-' || i, 'EUR', 40 + i % 400, 1 + i % 9, 0,
    {at}, {at}
    FROM n WHERE i < {count} ORDER BY i"""
AROUND = (
    """INSERT INTO offers_offerterms (stockrecord_id, state, lead_days, condition, sale_state)
    SELECT id, 'active', 1, 'new', '' FROM partner_stockrecord""",
    """INSERT INTO offers_pricechange (stockrecord_id, minor, at)
    SELECT id, price * 100, {at} FROM partner_stockrecord""",
    """INSERT INTO offers_offerchoice (product_id, stockrecord_id, reasons)
    SELECT product_id, min(id), '{{}}' FROM partner_stockrecord GROUP BY product_id""",
)
LINES = """INSERT INTO feeds_feedline (source_id, key, "group", match, stockrecord_id)
    SELECT {source}, partner_sku, 'reference-' || (id / {sizes}), 'gtin', id
    FROM partner_stockrecord WHERE partner_id = {partner} ORDER BY id"""
SEQUENCED = ("catalogue_product",)


def _feed(cursor: Any, names: dict[str, Any]) -> None:
    """The first seller's offers came from a feed of its own."""
    from marketplace.traders.models import Point
    from sellers.feeds.models import FeedSource

    point = Point.objects.get(trader__slug=SELLER)
    source = FeedSource(trader=point.trader, name="shopify", partner_id=point.pk)
    FeedSource.objects.bulk_create([source])
    cursor.execute(_said(LINES, names | {"source": source.pk, "partner": point.pk}))


def _sequences(connection: Any, cursor: Any) -> None:
    if connection.vendor == "postgresql":
        for table in SEQUENCED:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )


def counts() -> Sequence[int]:
    """References, variants, offers."""
    from oscar.core.loading import get_model

    products = get_model("catalogue", "Product").objects
    return (
        products.filter(structure="parent").count(),
        products.filter(structure="child").count(),
        get_model("partner", "StockRecord").objects.count(),
    )
