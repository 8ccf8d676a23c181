"""The money's journey: three boutiques, one refuses, one is returned in part, one is paid out."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import bank, people
from tests.journeys.conftest import OPERATOR, SELLER, Shop, Visitor
from tests.journeys.people import PATIENCE_S, Shipment
from tests.journeys.test_accessible import faults

pytestmark = pytest.mark.journey

PAID, PAID_SLUG = "Foulées d’Annecy", "foulees-d-annecy"
RETURNED, RETURNED_SLUG, RETURNED_SELLER = "Le Couloir 4", "le-couloir-4", "piste@cordee.test"
REFUSES, REFUSES_SLUG, REFUSES_SELLER = "Rocher Blanc", "rocher-blanc", "rocher@cordee.test"


def test_from_a_basket_to_a_bank(shop: Shop, visitor: Visitor) -> None:
    shop.add_member(RETURNED_SELLER, trader=RETURNED_SLUG)
    shop.add_member(REFUSES_SELLER, trader=REFUSES_SLUG)
    for slug in (PAID_SLUG, RETURNED_SLUG):
        shop.manage("settlement", "terms", slug, "--trusted-days", "0", "--minimum", "0")
    number = _bought(visitor())

    refuser = visitor()
    people.sign_in(refuser, REFUSES_SELLER, password=shop.password, to="/vendeur/")
    refuser.goto("/vendeur/colis/a-accepter/")
    refuser.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
    people.refuse(refuser, reason="Rupture en magasin")
    sellers = {}
    for email, tracking in ((SELLER, "6A00011"), (RETURNED_SELLER, "6A00012")):
        sellers[email] = visitor()
        people.sign_in(sellers[email], email, password=shop.password, to="/vendeur/")
        people.accept_and_ship(sellers[email], number, Shipment("Colissimo", tracking))

    desk = visitor()
    people.sign_in(desk, OPERATOR, password=shop.password, to="/regie/")
    _arrive_and_return(desk, number)
    _paid_out(shop, number)

    seller = sellers[SELLER]
    _en_route(seller)
    parcel = _parcel(desk, number)
    listed = seller.locator("table.statement tbody tr").filter(has_text=parcel)
    statement = listed.locator("td[data-label=Net]").all_inner_texts()
    part = desk.locator("table.statement tbody").filter(has_text=parcel)
    *lines, _sum = part.locator("td[data-label=Net]").all_inner_texts()
    assert statement == lines
    assert len(lines) >= 1
    expect(part).to_contain_text("en route")
    assert faults(seller) == [], "the statement can be read by everybody"


def _bought(shopper: Page) -> str:
    for name, slug in ((PAID, PAID_SLUG), (RETURNED, RETURNED_SLUG), (REFUSES, REFUSES_SLUG)):
        people.first_sold_by(shopper, name, slug=slug)
        people.add_from(shopper, name)
    people.order(shopper)
    people.pay(shopper)
    return people.comes_back_paid(shopper)


def _arrive_and_return(desk: Page, number: str) -> None:
    """Both parcels arrive; of one of them the article is paid back, its delivery not."""
    address = f"/regie/commandes/{number}/"
    desk.goto(address)
    for left in (1, 0):
        desk.get_by_role("button", name="Marquer livré").first.click()
        expect(desk.get_by_role("button", name="Marquer livré")).to_have_count(left)
    desk.goto(f"{address}rembourser/")
    parcel = desk.locator("fieldset", has_text=RETURNED)
    parcel.get_by_role("spinbutton").first.fill("1")
    desk.get_by_label("Motif, lu en régie").fill("Article rendu")
    desk.get_by_role("button", name="Vérifier").click()
    desk.get_by_role("button", name="Rembourser").click()
    desk.goto(address)
    people.until(desk, shows="remboursé", within=".refund")


def _paid_out(shop: Shop, number: str) -> None:
    """What has matured is transferred, and paid out as soon as it can be spent."""
    bank.pay_out(
        shop.manage,
        twin=shop.house.settings["STRIPE_API_BASE"],
        slug=PAID_SLUG,
        patience=3 * PATIENCE_S,
        number=number,
    )


def _en_route(seller: Page) -> None:
    seller.goto("/vendeur/versements/")
    people.until(seller, shows="en route", within="table")
    seller.locator("table").first.get_by_role("link").first.click()
    expect(seller.locator("h1")).to_contain_text("Relevé R-")


def _parcel(desk: Page, number: str) -> str:
    """The paid boutique's parcel, on the order's page, whose journal balances."""
    desk.goto(f"/regie/commandes/{number}/")
    expect(desk.locator("table.money tfoot")).to_contain_text("Débits et crédits sont égaux")
    heading = desk.locator("section.parcel h2").filter(has_text=PAID)
    return heading.inner_text().split(" · ")[0]
