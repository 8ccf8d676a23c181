"""Rows of the shop before pictures were kept once, and what migrating makes of them."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tests.conftest import MONDAY_MORNING

BEFORE = "0006_proposals_say_who_decided"
MADE, MOVED, ENDED = (
    "0007_pictures_are_kept_once",
    "0008_pictures_move_to_their_addresses",
    "0009_pictures_name_addresses",
)
SHOE, OTHER, DEAD, LOOSE = (
    "https://a.test/shoe.jpg", "https://b.test/shoe.jpg", "https://a.test/dead.jpg", "img/1.jpg",
)  # fmt: skip


def migrate(name: str) -> Any:
    """The models as they are once technical stands at ``name``."""
    executor = MigrationExecutor(connection)
    state = executor.migrate([("technical", name)])
    connection.check_constraints()
    return state.apps


@pytest.fixture
def before(transactional_db: None) -> Iterator[Any]:
    """An empty shop of that time. What moved the rows cannot be undone; there are none."""
    try:
        migrate(MOVED)
        with pytest.raises(IrreversibleError):
            migrate(MADE)
        MigrationRecorder(connection).record_unapplied("technical", MOVED)
        yield migrate(BEFORE)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


class Past:
    """Writes rows of that time."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps
        sport = self.make("technical.Sport", slug="running", name="R", name_en="R")
        category = self.make("catalogue.Category", name="C", slug="c", path="0001", depth=1)
        self.family = self.make(
            "technical.Family", slug="f", name="F", name_en="F", sport=sport, category=category,
            drawing="d",
        )  # fmt: skip
        self.partner = self.make("partner.Partner", code="p", name="P")

    def make(self, model: str, **fields: Any) -> Any:
        return self.apps.get_model(model)._base_manager.create(**fields)

    def trader(self, name: str, *, kind: str) -> Any:
        return self.make("traders.Trader", slug=name.lower(), name=name, kind=kind)

    def reference(self, brand: str) -> Any:
        product = self.make("catalogue.Product", structure="parent", title="T", slug="t")
        brands = self.apps.get_model("technical.Brand")
        row, _made = brands.objects.get_or_create(slug=brand, defaults={"name": brand})
        self.make("technical.ReferenceSheet", product=product, brand=row, family=self.family,
                  model_name="M")  # fmt: skip
        return product

    def picture(self, product: Any, url: str, **fields: Any) -> Any:
        return self.make("technical.Picture", product=product, source_url=url,
                         due_at=MONDAY_MORNING, **fields)  # fmt: skip


FETCHED = {"state": "fetched", "file": "pictures/2026/01/ab.webp", "width": 800, "height": 600}


@pytest.fixture
def migrated(before: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The rows below, moved two at a time."""
    past = Past(before)
    boutique = past.trader("Foulées", kind="boutique")
    past.trader("Altavia", kind="brand")
    proposed, own, loose = (past.reference(b) for b in ("cap-ouest", "altavia", "cap-ouest"))
    other = past.trader("Autre", kind="boutique")
    for status, trader in (("refused", other), ("accepted", boutique)):
        past.make(
            "technical.Proposal", trader=trader, partner=past.partner, key="k", title="T",
            content={}, status=status, reference=proposed, created_at=MONDAY_MORNING,
        )  # fmt: skip
    past.picture(own, SHOE, state="pending", position=1)
    past.picture(proposed, SHOE, **FETCHED, position=2)
    past.picture(loose, OTHER, **FETCHED)
    past.picture(proposed, DEAD, state="unreachable", fault="404", attempts=3, position=1)
    past.picture(loose, LOOSE, state="pending", position=3)
    past.reference("cap-ouest")  # without a picture
    monkeypatch.setattr(import_module(f"marketplace.technical.migrations.{MOVED}"), "SOME", 2)
    return migrate(ENDED)


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
def test_pictures_move_to_their_addresses(migrated: Any) -> None:
    addresses = {
        row.url: row for row in migrated.get_model("technical.PictureAddress").objects.all()
    }
    (file,) = migrated.get_model("technical.PictureFile").objects.all()
    kept = (file.stem, file.width, file.height, file.widths, file.digest)
    assert kept == ("pictures/2026/01/ab", 800, 600, [], None)
    assert {url: (row.state, row.fault, row.file_id) for url, row in addresses.items()} == {
        SHOE: ("fetched", "", file.pk),  # one of two that name it had fetched it
        OTHER: ("fetched", "", file.pk),
        DEAD: ("pending", "", None),  # once more, which tells why
        LOOSE: ("unreachable", "no_site", None),
    }
    assert addresses[SHOE].due_at == MONDAY_MORNING
    assert timezone.now() - addresses[DEAD].due_at < timedelta(minutes=5)
    assert addresses[DEAD].attempts == 0

    pictures = migrated.get_model("technical.Picture").objects.order_by("pk")
    assert [(row.address.url, row.position) for row in pictures.select_related("address")] == [
        (SHOE, 1), (SHOE, 2), (OTHER, 0), (DEAD, 1), (LOOSE, 3)]  # fmt: skip
    assert [row.trader and row.trader.name for row in pictures.select_related("trader")] == [
        "Altavia", "Foulées", None, "Foulées", None]  # fmt: skip
    sheets = migrated.get_model("technical.ReferenceSheet").objects.order_by("pk")
    shown = {"stem": file.stem, "width": 800, "height": 600, "widths": []}
    assert [sheet.cover for sheet in sheets] == [shown, shown, shown, {}]

    first = pictures[0]
    with pytest.raises(IntegrityError):  # the rule holds of addresses now
        pictures.create(product_id=first.product_id, address_id=first.address_id)
