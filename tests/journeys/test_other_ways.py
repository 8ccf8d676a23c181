"""A card that is refused, a payment that is given up, a browser without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OPERATOR, SELLER, Shop, Visitor

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


def test_without_javascript_from_search_to_a_paid_order(visitor: Visitor, width: str) -> None:
    shopper = visitor(width=width, scripts=False)
    shopper.goto("/")
    people.search(shopper, "chaussure")
    people.narrow(shopper, BOUTIQUE)
    shopper.locator(".card:not(:has-text('Épuisé')) h3 a").first.click()
    product = shopper.locator("h1").inner_text()
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
