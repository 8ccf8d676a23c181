"""A small shelf of shoes for the pages' tests, on sale and in the index."""

from collections.abc import Sequence
from typing import Any

from marketplace.technical.models import ReferenceSheet, VariantSheet
from marketplace.traders.models import Point
from search import indexing
from tests import shop

BLUE = {"colour_name": "Bleu lac", "colour_family": "blue", "colours": ("#3d8fb5", "#f3c12f")}


def values(**plain: Any) -> dict[str, Any]:
    """Attribute key → entry, as the brand says it."""
    return {key: {"value": value, "source": "brand"} for key, value in plain.items()}


def shoe(
    name: str = "Cadence 3",
    *,
    prices: Sequence[int] = (13990,),
    points: Sequence[Point] = (),
    sizes: Sequence[str] = ("42",),
    stock: int = 5,
    **fields: Any,
) -> ReferenceSheet:
    """A reference whose every size is sold at ``prices`` (cents), by a boutique each."""
    drafted = {**BLUE, "values": values(drop=8, weight=265, cushioning="balanced"), **fields}
    variants = shop.reference(sizes=sizes, model_name=name, **drafted)
    sellers = points or [shop.point(score="4.8", sales_count=612) for _ in prices]
    shop.put_on_sale(
        [
            (point, variant, minor)
            for variant in variants
            for point, minor in zip(sellers, prices, strict=True)
        ],
        stock=stock,
    )
    return ReferenceSheet.objects.get(product__children=variants[0])


def hide(sheet: ReferenceSheet) -> None:
    """Take a reference off the shelf."""
    sheet.published_at = None
    sheet.save()


def variant_of(sheet: ReferenceSheet, size: str = "42") -> VariantSheet:
    return VariantSheet.objects.get(product__parent=sheet.product, size=size)


def open_shop() -> None:
    """Put all that is published into the index."""
    indexing.rebuild()
