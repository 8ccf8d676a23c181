"""From the basket to the payment page by the keyboard alone, on the narrowest phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import Visitor
from tests.journeys.test_accessible import BOUTIQUE, BOUTIQUE_SLUG

pytestmark = pytest.mark.journey

NARROWEST = {"width": 320, "height": 568}
FARTHEST = 60  # stops: no page has more on the way to what is looked for
# Of what has the focus: its name; whether one sees it and that it has it; how wide its page is.
STOP = """() => {
  const stop = document.activeElement;
  const label = stop.getAttribute("aria-label") ?? stop.labels?.[0]?.innerText ?? stop.innerText;
  const ring = (each) => getComputedStyle(each).outlineStyle !== "none"
    && parseFloat(getComputedStyle(each).outlineWidth) > 1;
  const box = stop.getBoundingClientRect();
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: label.replace(/\\s+/g, " ").trim(),
    ringed: ring(stop) || ring(stop.parentElement),
    bare: Boolean(over) && (stop.contains(over) || over.contains(stop)),
    within: box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.top < innerHeight,
    wide: document.documentElement.scrollWidth,
  };
}"""


def stop(page: Page) -> str:
    """The name of what has the focus, which one must see, on a page as wide as the screen."""
    found = page.evaluate(STOP)
    faults = [what for what in ("ringed", "bare", "within") if not found[what]]
    faults += ["wide"] if found["wide"] > NARROWEST["width"] else []
    assert faults == [], f"{page.url}: {found}"
    return str(found["name"])


def tab(page: Page, *names: str) -> None:
    """On to each of what is called so, or begins so, in this order."""
    for name in names:
        passed = []
        while not passed or not passed[-1].startswith(name):
            assert len(passed) < FARTHEST, f"{page.url}: no {name!r} among {passed}"
            page.keyboard.press("Tab")
            passed.append(stop(page))


def skip(page: Page) -> None:
    """Past the head of a page that has just come."""
    page.keyboard.press("Tab")
    assert stop(page) == "Aller au contenu"
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_basket_to_the_payment_page(visitor: Visitor, scripts: bool) -> None:
    page = visitor(width="phone", scripts=scripts)
    page.set_viewport_size(NARROWEST)
    people.first_sold_by(page, BOUTIQUE, slug=BOUTIQUE_SLUG)
    people.add_from(page, BOUTIQUE)
    page.goto("/panier/")

    skip(page)
    tab(page, "Quantité", "Modifier", "Retirer", "Autre livraison", "J’ai un bon")
    tab(page, "Passer la commande")
    page.keyboard.press("Enter")
    page.wait_for_url("**/commande/")

    skip(page)
    for label, value in people.ADDRESS.items():
        tab(page, label)
        page.keyboard.type(value)
    tab(page, "À domicile")
    page.keyboard.press("ArrowDown")
    if not scripts:
        tab(page, "Choisir cette livraison")
        page.keyboard.press("Enter")
    expect(page.locator("#recap .parcel-foot")).to_contain_text("Retrait en magasin")
    if scripts:
        expect(page.locator("#said")).to_contain_text("Retrait en magasin, À retirer")
        assert stop(page).startswith("Retrait en magasin")  # where one was
    else:
        skip(page)
    expect(page.get_by_label("Ville")).to_have_value(people.ADDRESS["Ville"])

    tab(page, "J’accepte les conditions")
    page.keyboard.press("Space")
    tab(page, "Commande avec obligation de paiement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pay/cs_*")
    expect(page.get_by_role("button", name="Payer")).not_to_have_count(0)
