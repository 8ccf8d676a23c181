"""Somebody who chooses: suggestions by the keyboard, a comparison, what was looked at before."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitor
from tests.journeys.test_accessible import faults

pytestmark = pytest.mark.journey

FIELD = "Chercher un produit"


def options(page: Page) -> list[str]:
    return page.get_by_role("option").all_inner_texts()


def products(page: Page, count: int) -> list[str]:
    """The addresses of the first products of the catalogue, which is shown."""
    page.goto("/catalogue/")
    links = page.locator(".card h3 a")
    return [str(links.nth(n).get_attribute("href")) for n in range(count)]


def test_suggestions_by_the_keyboard(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/")
    field = page.get_by_label(FIELD)
    field.press_sequentially("c")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("haussures")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#suggestions-said")).to_have_text(re.compile(r"^\d+ suggestions$"))
    found = faults(page)
    expect(page.get_by_role("group", name="Rayons")).to_be_visible()

    field.press("ArrowUp")  # the last one, then back to the field
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("chaussures")

    field.press("ArrowDown")
    first = page.get_by_role("option").first
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    way = str(first.get_attribute("href"))
    field.press("Enter")
    page.wait_for_url(f"**{way}")
    assert found == []


def test_an_answer_of_before_is_not_shown(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/")
    field = page.get_by_label(FIELD)
    field.press_sequentially("chaussures")
    expect(page.get_by_role("option").first).to_be_visible()

    field.fill("z")

    expect(page.get_by_role("listbox")).to_be_hidden()
    assert options(page) == []
    field.fill("raquette")
    expect(page.get_by_role("option").first).to_contain_text("aquette")
    field.press("Enter")
    page.wait_for_url("**/catalogue/?q=raquette")


def test_three_are_compared_and_one_is_taken_away(visitor: Visitor, width: str) -> None:
    page = visitor(width=width)
    page.goto("/catalogue/")
    for n in (0, 1, 2):
        page.locator("[data-compare]").nth(n).click()
    bar = page.get_by_role("complementary", name="Comparaison")
    expect(bar).to_contain_text("3 références")
    page.reload()
    expect(page.locator("[data-compare]").first).to_have_attribute("aria-pressed", "true")
    found = faults(page)
    bar.get_by_role("link", name="Comparer").click()

    page.wait_for_url("**/comparer/?r=*")
    expect(page.locator("thead th")).to_have_count(4)
    same = page.locator(".fold summary")
    if same.count():
        expect(page.locator(".alike").first).to_be_hidden()
        same.click()
        expect(page.locator(".alike").first).to_be_visible()
    found += faults(page)
    page.get_by_role("button", name=re.compile("^Retirer")).first.click()

    expect(page.locator("thead th")).to_have_count(3)
    page.goto("/catalogue/")
    expect(page.locator("#compare-bar")).to_contain_text("2 références")
    assert found == []


def test_a_fifth_is_refused_in_words(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/catalogue/")
    for n in range(5):
        page.locator("[data-compare]").nth(n).click()

    expect(page.locator("#compare-bar")).to_contain_text("Quatre au plus")
    expect(page.locator("[data-compare][aria-pressed=true]")).to_have_count(4)
    page.locator("#compare-bar").get_by_role("button", name="Vider").click()
    expect(page.locator("#compare-bar")).to_be_hidden()


def test_without_javascript_one_searches_and_compares(visitor: Visitor) -> None:
    page = visitor(scripts=False)
    page.goto("/")
    page.get_by_label(FIELD).fill("chaussure")
    page.get_by_role("button", name="Chercher").click()
    page.wait_for_url("**/catalogue/?q=chaussure")
    page.locator("[data-compare]").nth(0).click()
    expect(page.locator("main")).to_contain_text("Choisissez-en au moins une autre")
    page.go_back()
    page.locator("[data-compare]").nth(1).click()

    expect(page.locator("thead th")).to_have_count(3)
    assert page.goto("/vus/")
    expect(page.locator("main")).to_contain_text("demande JavaScript")


def test_what_was_looked_at_is_found_again_and_forgotten(visitor: Visitor) -> None:
    page = visitor()
    looked_at = products(page, 3)
    for address in looked_at:
        page.goto(address)

    page.locator(".seen").scroll_into_view_if_needed()
    cards = page.locator(".seen .card h3 a")
    expect(cards).to_have_count(2)  # not the one that is shown
    assert [cards.nth(n).get_attribute("href") for n in (0, 1)] == looked_at[1::-1]
    page.goto("/")
    page.locator(".seen").scroll_into_view_if_needed()
    expect(page.locator(".seen .card")).to_have_count(3)
    page.goto("/vus/")
    expect(page.locator("main .card")).to_have_count(3)
    found = faults(page)

    page.get_by_role("button", name="Effacer la liste").click()
    expect(page.locator("main")).to_contain_text("Rien pour le moment")
    page.goto("/")
    expect(page.locator(".seen")).to_be_hidden()
    assert found == []
