"""Which models are versions of one another, and what goes with a product."""

import pytest

from marketplace.technical import queries, taxonomy
from marketplace.technical.lines import model_line
from marketplace.technical.models import ReferenceSheet
from tests import shop


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Cadence 3", ("Cadence", 3)),
        ("Cadence 3 Femme", ("Cadence", 3)),
        ("Women’s Cadence v2", ("Cadence", 2)),
        ("Cadence 2025", ("Cadence", 2025)),
        ("Cadence", ("Cadence", 0)),
        ("Grand Chemin 30 L", ("Grand Chemin 30 L", 0)),
    ],
)
def test_a_line_has_generations(name: str, line: tuple[str, int]) -> None:
    assert model_line(name) == line


def made(name: str, **fields: object) -> ReferenceSheet:
    variant = shop.reference(model_name=name, **fields)[0]
    return ReferenceSheet.objects.select_related("family").get(product__children=variant)


@pytest.mark.django_db
def test_versions_are_for_others_then_of_other_years(django_assert_num_queries) -> None:
    own = made("Cadence 3", gender="men")
    women = made("Cadence 3 Femme", gender="women")
    older, oldest = made("Cadence 2", gender="men"), made("Cadence 1", gender="men")
    red = made("Cadence 3", gender="men", colour_name="Rouge")
    made("Cadencia 3", gender="men", colour_name="Rouge")  # another line
    made("Cadence 2", gender="men", brand="Norrsken")
    hidden = made("Cadence 4", gender="men")
    ReferenceSheet.objects.filter(pk=hidden.pk).update(published_at=None)

    with django_assert_num_queries(1):
        found = queries.line(own)

    assert found.versions == [women.pk, older.pk, oldest.pk]
    assert found.colourways == [own.pk, red.pk]


def test_what_fits_is_no_accessory_of_itself() -> None:
    for family, fits in taxonomy.fits().items():
        assert family not in fits
        assert len(set(fits)) == len(fits)
