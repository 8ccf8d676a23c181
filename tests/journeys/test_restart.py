"""What the shop and the payment twin hold outlives them."""

import pytest

from tests.journeys import people
from tests.journeys.conftest import OPERATOR, SELLER, Shop, Visitor

pytestmark = pytest.mark.journey


def test_an_order_of_the_demo_is_refunded_after_a_restart(shop: Shop, visitor: Visitor) -> None:
    shop.restart()
    seller = visitor()
    people.sign_in(seller, SELLER, password=shop.password, to="/vendeur/colis/a-accepter/")
    parcel = seller.locator("main th a").first
    number = parcel.inner_text().split("-")[0]
    parcel.click()

    people.refuse(seller, reason="Cette paire n’est plus en rayon.")

    desk = visitor()
    people.sign_in(desk, OPERATOR, password=shop.password, to=f"/regie/commandes/{number}/")
    people.until(desk, shows="remboursé", within=".refund .badge-refund-succeeded")
