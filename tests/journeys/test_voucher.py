"""A voucher in the basket: refused with its reason, then taken off, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.journeys import people
from tests.journeys.conftest import Visitor
from tests.journeys.test_accessible import BOUTIQUE, BOUTIQUE_SLUG, faults

pytestmark = pytest.mark.journey
CODE = "bienvenue-10"  # the demo's welcome


@pytest.mark.parametrize("scripts", [True, False])
def test_a_code_is_refused_then_another_is_taken(visitor: Visitor, scripts: bool) -> None:
    page = visitor(width="phone", scripts=scripts)
    people.first_sold_by(page, BOUTIQUE, slug=BOUTIQUE_SLUG)
    people.choose_size(page, scripts=scripts)
    people.add_from(page, BOUTIQUE)
    page.get_by_label("Quantité").first.fill("3")  # enough for its minimum
    page.get_by_role("button", name="Modifier").first.click()

    page.get_by_text("J’ai un bon").click()
    page.get_by_label("Code du bon").fill("rien de tel")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_text("Ce code n’existe pas.")).to_be_visible()
    expect(page.get_by_label("Code du bon")).to_have_value("rien de tel")
    if scripts:
        expect(page.get_by_label("Code du bon")).to_be_focused()
    found = faults(page) if scripts else []

    page.get_by_label("Code du bon").fill(CODE)
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_text("Bon « Bienvenue chez Cordée »", exact=True)).to_be_visible()
    expect(page.locator(".sums")).to_contain_text("−10,00")
    found += faults(page) if scripts else []

    page.get_by_role("button", name="Retirer le bon").click()
    expect(page.get_by_text("J’ai un bon")).to_be_visible()
    assert found == []
