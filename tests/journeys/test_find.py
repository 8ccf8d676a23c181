"""A question in words, and a phone's filters, lead a shopper to what goes into a basket."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import people
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey

QUESTION = "chaussure trail femme drop 4 moins de 130 €"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_question_to_a_basket_in_three_steps(
    visitor: Visitor, width: str, scripts: bool
) -> None:
    shopper = visitor(width=width, scripts=scripts)
    shopper.goto("/")

    people.search(shopper, QUESTION)  # one
    understood = shopper.locator(".understood")
    expect(understood).to_contain_text("Nous avons compris")
    expect(understood).to_contain_text("130 €")
    shopper.locator(".card:not(:has-text('Épuisé')) h3 a").first.click()  # two
    product = shopper.locator("h1").inner_text().partition("\n")[0]
    expect(shopper.locator(".size[aria-current], .size:has(:checked)")).to_have_count(0)
    shopper.get_by_role("button", name=re.compile("^Ajouter")).first.click()
    expect(shopper.get_by_role("alert")).to_contain_text("Choisissez une taille")
    size = shopper.locator("label.size").first
    label = size.locator(".size-label").inner_text()
    size.click()  # of the form whose button is
    shopper.get_by_role("button", name=re.compile("^Ajouter")).first.click()  # three

    shopper.wait_for_url("**/panier/")
    expect(shopper.locator("main")).to_contain_text(product)
    expect(shopper.locator("main")).to_contain_text(label)


def test_a_phone_s_sheet_counts_while_one_chooses_and_shows_what_was_chosen(
    visitor: Visitor,
) -> None:
    shopper = visitor(width="phone")
    shopper.goto("/catalogue/")
    shopper.get_by_role("link", name=re.compile("^Filtrer")).click()
    show = shopper.locator(".apply .live")
    everything = show.inner_text()

    shopper.locator("label.option", has_text="Femme").locator("input").check()

    expect(show).not_to_have_text(everything)
    counted = re.sub(r"\D", "", show.inner_text())
    expect(shopper.locator("#filtres")).to_be_visible()  # still open
    shopper.wait_for_url("**/catalogue/?genre=women")
    shopper.get_by_role("button", name=re.compile("^Voir l")).click()
    expect(shopper.locator("#filtres")).not_to_be_visible()
    expect(shopper.locator("#compte")).to_contain_text(f"{counted} référence")
    expect(shopper.get_by_role("link", name=re.compile("^Filtrer · 1"))).to_be_visible()
    expect(shopper.locator(".card").first).to_be_in_viewport()


def test_what_was_understood_becomes_choices_and_who_uses_keys_stays_where_they_are(
    visitor: Visitor,
) -> None:
    shopper = visitor()
    shopper.goto("/")
    people.search(shopper, QUESTION)
    expect(shopper.locator("#prix_max")).to_have_value("130")

    shopper.locator("#prix_max").fill("135")
    shopper.keyboard.press("Tab")

    shopper.wait_for_url("**/catalogue/?rayon=chaussures-trail&*prix_max=135")
    expect(shopper.locator("h1")).to_have_text("Chaussures de trail")
    expect(shopper.get_by_role("link", name="Retirer le filtre Prix jusqu’à 135 €")).to_be_visible()
    expect(shopper.locator("[data-suggest]")).to_have_value("")
    assert shopper.evaluate("document.activeElement !== document.body")
    shopper.locator("#choix .chip").first.press("Enter")
    shopper.wait_for_url(lambda url: "rayon=" not in url)
    expect(shopper.locator("#choix .chip").first).to_be_focused()


def test_escape_leads_from_the_sheet_back_to_its_button(visitor: Visitor) -> None:
    shopper = visitor(width="phone")
    shopper.goto("/catalogue/")
    button = shopper.get_by_role("link", name=re.compile("^Filtrer"))
    button.click()
    expect(shopper.locator("#filtres")).to_be_visible()

    shopper.keyboard.press("Escape")

    expect(shopper.locator("#filtres")).not_to_be_visible()
    expect(button).to_be_focused()


def test_near_a_postcode_and_in_another_system_without_scripts(visitor: Visitor) -> None:
    shopper = visitor(scripts=False)
    shopper.goto("/sport/running/")
    shopper.locator('main a[href*="/rayon/running/chaussures-"]').first.click()
    shopper.get_by_role("link", name="UK", exact=True).click()
    expect(shopper.locator("legend").first).to_have_text("Pointure UK")

    shopper.get_by_label("Code postal").fill("74000")
    shopper.get_by_label("Distance").select_option("50")
    shopper.get_by_role("button", name="Appliquer").click()

    expect(
        shopper.get_by_role("link", name="Retirer le filtre Retrait à moins de 50 km : Annecy")
    ).to_be_visible()
    expect(shopper.locator("input[name=tailles]")).to_have_value("uk")
