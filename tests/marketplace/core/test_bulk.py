"""Rows written in bulk are those that a model would have written."""

from datetime import UTC, datetime

import pytest
from oscar.core.loading import get_model

from marketplace.core import bulk
from marketplace.offers.models import PriceChange
from tests import shop

Product = get_model("catalogue", "Product")
pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_keys_are_new_and_rising() -> None:
    first, second = bulk.keys(Product, 3), bulk.keys(Product, 2)
    assert first == sorted(set(first))
    assert len(first) == 3
    bulk.insert(Product, ("id", "structure", "slug", "title"), [
        (pk, "parent", "a", "A\tB\n\\N") for pk in first])  # fmt: skip
    assert not set(bulk.keys(Product, 2)) & {*first}
    assert len(second) == 2


def test_a_row_is_what_the_model_would_write() -> None:
    [pk] = bulk.keys(Product, 1)
    bulk.insert(
        Product, ("id", "structure", "slug", "title"), [(pk, "parent", "a", "A\tB\n\\N « é »")]
    )
    ours = Product.objects.get(pk=pk)
    theirs = Product.objects.create(structure="parent", slug="a", title="A\tB\n\\N « é »")
    theirs.refresh_from_db()

    moving = {"id", "date_created", "date_updated"}
    names = [f.attname for f in Product._meta.concrete_fields if f.attname not in moving]
    assert {n: getattr(ours, n) for n in names} == {n: getattr(theirs, n) for n in names}
    assert abs((theirs.date_created - ours.date_created).total_seconds()) < 60


def test_moments_and_lists_come_back_as_they_were() -> None:
    record = shop.offer()
    bulk.insert(PriceChange, ("stockrecord_id", "minor", "at"), [(record.pk, 990, AT)])
    assert PriceChange.objects.get(at=AT).minor == 990


def test_the_model_goes_on_after_it() -> None:
    taken = bulk.keys(Product, 2)
    bulk.insert(Product, ("id", "structure", "slug", "title"), [
        (pk, "parent", "a", "A") for pk in taken])  # fmt: skip
    assert Product.objects.create(structure="parent", slug="b", title="B").pk > max(taken)
