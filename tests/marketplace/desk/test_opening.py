"""An empty house opens, and sellers are entered from their dossiers."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.sites.models import Site
from django.core.management import CommandError, call_command

from marketplace.core.models import User
from marketplace.delivery.models import Tariff
from marketplace.desk import operations
from marketplace.technical.models import Sport
from marketplace.traders.models import Point, Trader, TraderMember
from scripts.terminal import ROOT
from search.backends import backend

EXAMPLE = ROOT / "docs" / "trader.example.toml"


@pytest.fixture
def _index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_URL = f"tantivy://{tmp_path}/search"


@pytest.mark.django_db
@pytest.mark.usefixtures("_index")
def test_an_empty_house_is_ready_and_prepared_once() -> None:
    changes = operations.prepare(domain="cordee.example")

    assert {"+ Sport tennis", "+ Country FR", "+ index of 0 references"} <= set(changes)
    assert Sport.objects.filter(slug="running").exists()
    assert Site.objects.get().domain == "cordee.example"
    assert backend().status().generation
    assert operations.prepare(domain="cordee.example") == []


@pytest.mark.django_db
def test_the_example_is_entered_and_again_changes_nothing() -> None:
    for _ in range(2):
        call_command("trader", EXAMPLE, stdout=None)

    trader = Trader.objects.get()
    assert (trader.slug, trader.siren, trader.trusted_to_publish) == (
        "atelier-des-cimes",
        "732829320",
        False,
    )
    point = Point.objects.get()
    assert (point.partner.code, point.hours["5"]) == ("atelier-des-cimes", ["10:00", "18:00"])
    assert Tariff.objects.get().free_from_minor == 6000
    member = TraderMember.objects.get()
    assert (member.user.email, member.user.has_usable_password()) == (
        "lea@atelier-des-cimes.example",
        False,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('siren = "732829320"', 'siren = "732829321"', "siren: .*check digit fits.*732829321"),
        ("minor = 490", "minor = -1", r"tariffs\.0\.minor: .*greater than or equal to 0"),
        ("pickup = true", "pikup = true", r"points\.0\.pikup: Extra inputs are not permitted"),
        ('slug = "atelier', 'slug = "Atelier', "slug: String should match"),
        ('code = "', "code = ", "trader.toml: .*line"),
    ],
)
def test_a_fault_is_named_and_nothing_is_entered(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    path = tmp_path / "trader.toml"
    path.write_text(EXAMPLE.read_text().replace(before, after, 1))

    with pytest.raises(CommandError, match=said):
        call_command("trader", path)

    assert not Trader.objects.exists()


@pytest.mark.django_db
def test_nobody_is_taken_from_another_trader(tmp_path: Path) -> None:
    call_command("trader", EXAMPLE, stdout=None)
    path = tmp_path / "trader.toml"
    path.write_text(EXAMPLE.read_text().replace('atelier-des-cimes"', 'autre"'))

    with pytest.raises(CommandError, match=r"lea@.* signs in for Atelier des Cimes"):
        call_command("trader", path)

    assert [trader.slug for trader in Trader.objects.all()] == ["atelier-des-cimes"]
    assert User.objects.count() == 1
