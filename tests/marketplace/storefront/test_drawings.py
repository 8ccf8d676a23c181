"""A reference drawn: what is shown, for how long it may be kept, and what stands in."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse

from marketplace.storefront import pictures
from tests import factories
from tests.marketplace.storefront import shelf

pytestmark = pytest.mark.django_db
INK = "#14181b"


@pytest.fixture
def sheet():
    return shelf.shoe(values=shelf.values(drop=8, heel_stack=34, forefoot_stack=26))


def address(sheet) -> str:
    return reverse("machines:drawing", args=[sheet.pk])


def test_it_is_drawn_in_its_colours_from_its_figures(client, sheet):
    response = client.get(address(sheet))

    svg = response.content.decode()
    assert response["Content-Type"] == "image/svg+xml"
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "#3d8fb5" in svg
    assert "<text" not in svg


def test_the_address_on_a_page_may_be_kept_for_ever(client, sheet):
    response = client.get(pictures.look_of(sheet).src)

    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies


@pytest.mark.parametrize("version", ["", "?v=another"])
def test_any_other_address_is_asked_for_again(client, sheet, version):
    response = client.get(address(sheet) + version)

    assert response["Cache-Control"] == "public, max-age=300"


def test_what_the_browser_has_is_not_sent_again(client, sheet, django_assert_num_queries):
    etag = client.get(address(sheet))["ETag"]

    with django_assert_num_queries(1):
        response = client.get(address(sheet), headers={"if-none-match": etag})

    assert (response.status_code, response.content) == (304, b"")


def test_another_figure_is_another_address(sheet):
    before = pictures.look_of(sheet).src
    sheet.values["heel_stack"]["value"] = 40

    assert pictures.look_of(sheet).src != before


def test_a_card_and_a_sheet_name_the_same_address(sheet, search_index):
    shelf.open_shop()
    from marketplace.core import clock
    from marketplace.storefront.cards import cards
    from search.backends import backend
    from search.contract import Query

    (card,) = cards(backend().search(Query()).hits, at=clock.now())

    assert card.look == pictures.look_of(sheet)


def test_a_reference_that_does_not_exist_has_no_drawing(client):
    assert client.get(reverse("machines:drawing", args=[999])).status_code == 404


def test_a_family_without_a_drawing_gets_a_sober_one(client):
    reference = factories.ReferenceFactory(sheet__colours=[], sheet__colour_family="green")
    assert reference.sheet.family.drawing == "running_shoe"  # no such drawing

    response = client.get(address(reference.sheet))

    assert response.status_code == 200
    assert pictures.TINTS["green"] in response.content.decode()


@pytest.mark.parametrize(
    ("colours", "ground"),
    [
        (["#3d8fb5", "#f3c12f"], "ground-blue"),
        (["#d9603b"], "ground-orange"),
        (["#9c2a2a"], "ground-red"),
        (["#c2456f"], "ground-pink"),
        (["#8a63a8"], "ground-purple"),
        (["#3e8e62"], "ground-green"),
        (["#d9a417"], "ground-yellow"),
        (["#2f3438"], "ground-grey"),
        (["#f1efe7"], "ground-grey"),
        ([], "ground-grey"),
    ],
)
def test_the_ground_takes_the_hue(colours, ground):
    assert pictures.ground(colours) == ground
