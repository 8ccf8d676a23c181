"""A refused card, a payment given up, a refusal taken back, a browser without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OPERATOR, SELLER, Shop, Visitor
from tests.journeys.test_accessible import faults

pytestmark = pytest.mark.journey

BOUTIQUE, BOUTIQUE_SLUG = "Foulées d’Annecy", "foulees-d-annecy"


def basket_of_one(page: Page) -> str:
    people.first_sold_by(page, BOUTIQUE, slug=BOUTIQUE_SLUG)
    return people.add_from(page, BOUTIQUE)


def test_a_refused_card_costs_nothing_and_another_one_pays(visitor: Visitor) -> None:
    shopper = visitor(width="phone")
    basket_of_one(shopper)
    people.order(shopper)
    shopper.get_by_role("button", name="Payer avec une carte refusée").click()
    expect(shopper.get_by_role("alert")).to_contain_text("Rien n’a été débité")

    people.pay(shopper)

    people.comes_back_paid(shopper)


def test_a_payment_given_up_is_taken_up_again_or_left(visitor: Visitor) -> None:
    shopper = visitor()
    basket_of_one(shopper)
    people.order(shopper)
    shopper.get_by_role("button", name="Abandonner et revenir à la boutique").click()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Paiement interrompu")
    shopper.get_by_role("button", name="Reprendre le paiement").click()
    shopper.wait_for_url("**/pay/cs_*")
    shopper.get_by_role("button", name="Abandonner et revenir à la boutique").click()

    shopper.get_by_role("button", name="Abandonner la commande").click()

    people.until(shopper, shows="La commande est abandonnée")
    shopper.get_by_role("button", name="Remettre au panier").click()
    expect(shopper.locator("main")).to_contain_text(f"Colis de {BOUTIQUE}")


def test_a_refused_line_is_refunded_by_itself(shop: Shop, visitor: Visitor) -> None:
    shopper = visitor()
    basket_of_one(shopper)
    people.order(shopper)
    people.pay(shopper)
    number = people.comes_back_paid(shopper)
    seller = visitor()
    people.sign_in(seller, SELLER, password=shop.password, to="/vendeur/colis/a-accepter/")
    seller.get_by_role("link", name=re.compile(f"^{number}")).click()

    people.refuse(seller, reason="Vendue ce matin en boutique.")

    expect(seller.locator("main")).to_contain_text("Annulé")
    desk = visitor()
    people.sign_in(desk, OPERATOR, password=shop.password, to=f"/regie/commandes/{number}/")
    people.until(desk, shows="remboursé", within=".refund .badge")
    shopper.get_by_role("link", name="Suivre ma commande").click()
    expect(shopper.locator("main")).to_contain_text("Vendue ce matin en boutique.")


def test_refusals_by_hand_and_by_key_are_taken_back(shop: Shop, visitor: Visitor) -> None:
    desk = visitor()
    people.sign_in(desk, OPERATOR, password=shop.password, to="/regie/propositions/")
    picks = desk.get_by_role("checkbox", name=re.compile("^Choisir"))
    count = picks.count()
    desk.get_by_role("button", name="Refuser les produits choisis").click()
    expect(
        desk.get_by_role("status").filter(has_text="Aucun produit à décider n’est coché")
    ).to_be_visible()

    for pick in picks.all()[:2]:
        pick.check()
    why = desk.get_by_label("Motif, lu par la boutique")
    desk.get_by_role("button", name="Refuser les produits choisis").click()
    expect(why).to_have_attribute("aria-invalid", "true")
    expect(picks).to_have_count(count)
    reason = "Ce n’est pas un article neuf vendu à l’unité."
    why.select_option(reason)
    desk.get_by_role("button", name="Refuser les produits choisis").click()
    expect(desk.get_by_role("status").filter(has_text="2 propositions refusées")).to_be_visible()
    expect(picks).to_have_count(count - 2)
    desk.keyboard.press("u")
    expect(
        desk.get_by_role("status").filter(has_text="2 propositions à décider de nouveau")
    ).to_be_visible()
    expect(picks).to_have_count(count)

    desk.locator("main th a").first.click()
    desk.wait_for_url("**/propositions/*/")
    address = desk.url
    desk.keyboard.press("r")
    expect(why).to_be_focused()
    desk.keyboard.press("r")
    expect(why).to_have_value("")
    expect(desk).to_have_url(address)
    why.select_option(reason)
    desk.keyboard.press("r")
    expect(desk.get_by_role("status").filter(has_text=f"«\u00a0{reason}\u00a0»")).to_be_visible()
    expect(desk.get_by_role("button", name="Annuler ce refus")).to_be_visible()
    desk.goto(address)
    expect(desk.get_by_role("complementary", name="Décision")).to_contain_text(reason)
    assert faults(desk) == []
    desk.get_by_role("button", name="Remettre à décider").click()
    expect(desk.get_by_role("heading", name="Ce qui a été décidé")).to_be_visible()
    assert faults(desk) == []


def test_without_javascript_from_search_to_a_paid_order(visitor: Visitor, width: str) -> None:
    shopper = visitor(width=width, scripts=False)
    shopper.goto("/")
    people.search(shopper, "chaussure")
    people.narrow(shopper, BOUTIQUE)
    shopper.locator(".card:not(:has-text('Épuisé')) h3 a").first.click()
    product = shopper.locator("h1").inner_text()
    people.choose_size(shopper, scripts=False)
    shopper.get_by_role("button", name=re.compile("^Ajouter")).first.click()
    expect(shopper.locator("h1")).to_have_text("Panier")
    expect(shopper.locator("main")).to_contain_text(product.split("\n")[0].strip())
    shopper.get_by_label(re.compile("^Quantité")).fill("1")
    shopper.get_by_role("button", name=re.compile("^Modifier")).click()
    people.order(shopper)
    people.pay_with_3d_secure(shopper)
    number = people.comes_back_paid(shopper)

    shopper.get_by_role("link", name="Suivre ma commande").click()

    expect(shopper.locator("h1")).to_have_text(f"Commande {number}")
