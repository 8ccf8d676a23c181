"""A catalogue of a given size for plain Oscar, written in bulk: the same numbers of everything."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any

from oscar.core.loading import get_model

AttributeValue = get_model("catalogue", "ProductAttributeValue")
Category = get_model("catalogue", "Category")
Country = get_model("address", "Country")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductAttribute = get_model("catalogue", "ProductAttribute")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductClass = get_model("catalogue", "ProductClass")
StockRecord = get_model("partner", "StockRecord")

CHUNK = 2000
SPORTS, FAMILIES = 4, 9  # categories of the first and of the second level
SELLERS = 18
FIGURES = 6  # attributes of each product
TEXT = "Chaussure de route pour trois à cinq sorties par semaine, drop de 8 mm. " * 2


def fill(*, references: int, variants: int, offers: int) -> None:
    """``references`` parents with ``variants`` children and ``offers`` stock records in all."""
    Country.objects.create(
        iso_3166_1_a2="FR", printable_name="France", name="France", is_shipping_country=True
    )
    kind = ProductClass.objects.create(name="Article", slug="article", track_stock=True)
    parents = _parents(references, kind)
    _describe(parents, kind)
    children = _children(parents, variants)
    _sell(children, offers)


def _parents(count: int, kind: Any) -> list[Any]:
    made = (
        Product(
            structure=Product.PARENT,
            product_class=kind,
            title=f"Cadence {number}",
            slug=f"cadence-{number}",
            upc=f"P{number:08d}",
            description=TEXT,
        )
        for number in range(count)
    )
    return _written(Product, made)


def _describe(parents: Sequence[Any], kind: Any) -> None:
    """Category and attributes of each."""
    roots = [Category.add_root(name=f"Sport {n}") for n in range(SPORTS)]
    leaves = [root.add_child(name=f"Famille {n}") for root in roots for n in range(FAMILIES)]
    figures = ProductAttribute.objects.bulk_create(
        ProductAttribute(product_class=kind, name=f"Figure {n}", code=f"figure_{n}", type="integer")
        for n in range(FIGURES)
    )
    links = (
        ProductCategory(product=parent, category=leaves[at % len(leaves)])
        for at, parent in enumerate(parents)
    )
    values = (
        AttributeValue(product=parent, attribute=figure, value_integer=at % 300)
        for at, parent in enumerate(parents)
        for figure in figures
    )
    _written(ProductCategory, links)
    _written(AttributeValue, values)


def _children(parents: Sequence[Any], count: int) -> list[Any]:
    made = (
        Product(
            structure=Product.CHILD,
            parent=parents[number % len(parents)],
            title=f"Taille {number // len(parents)}",
            slug=f"cadence-{number}",
            upc=f"{number:012d}",
        )
        for number in range(count)
    )
    return _written(Product, made)


def _sell(children: Sequence[Any], count: int) -> None:
    """Seller after seller, until there are so many offers; each child has at least one."""
    sellers = [Partner.objects.create(code=f"s{n}", name=f"Boutique {n}") for n in range(SELLERS)]
    dice = Random(1)
    made = (
        StockRecord(
            product=children[number % len(children)],
            partner=sellers[(number + number // len(children)) % SELLERS],
            partner_sku=f"SKU-{number:08d}",
            price_currency="EUR",
            price=Decimal(dice.randrange(900, 25000)) / 100,
            num_in_stock=dice.randrange(3, 40),
        )
        for number in range(count)
    )
    _written(StockRecord, made)


def _written(model: Any, rows: Iterator[Any]) -> list[Any]:
    done: list[Any] = []
    while chunk := list(islice(rows, CHUNK)):
        done += model.objects.bulk_create(chunk)
    return done
