"""The whole way: a seller's export comes in, a stranger buys, two parcels arrive, one asks."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OPERATOR, SELLER, Shop, Visitor
from tests.journeys.people import Shipment

pytestmark = pytest.mark.journey

BRAND, BRAND_SLUG, BRAND_SELLER = "Altavia", "altavia", "expeditions@altavia.test"
BOUTIQUE, BOUTIQUE_SLUG = "Foulées d’Annecy", "foulees-d-annecy"
HEAD = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
    "Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Status"
)
MODELS = {"desktop": "Passe-Muraille", "phone": "Passe-Montagne"}
ANSWER = "Bonjour, renvoyez la paire : la 43 part demain."
REASON = "La boutique échange la paire à ses frais ; le dossier est clos."


@pytest.fixture(scope="module")
def _second_seller(shop: Shop) -> None:
    shop.add_member(BRAND_SELLER, trader=BRAND_SLUG)


def shopify_export(folder: Path, model: str) -> Path:
    """One trail shoe in two sizes, as Shopify writes it."""
    handle = model.lower()
    path = folder / "products_export.csv"
    path.write_text(
        f"{HEAD}\n"
        f"{handle},{model},<p>Trail raide.</p>,{BRAND},Chaussures de trail,homme,TRUE,Couleur,Bleu,"
        f"Pointure,42,{handle}-42,4,129.90,,,active\n"
        f"{handle},,,,,,,,Bleu,,43,{handle}-43,3,129.90,,,\n",
        "utf-8",
    )
    return path


@pytest.mark.usefixtures("_second_seller")
def test_from_an_export_to_a_closed_case(
    shop: Shop, visitor: Visitor, width: str, tmp_path: Path
) -> None:
    model = MODELS[width]
    number, link = _bought(shop, visitor, width, shopify_export(tmp_path, model))

    shopper = visitor(width=width)  # another device: nothing but the link in the e-mail
    shopper.goto(link)
    assert people.steps(shopper, BRAND) == people.steps(shopper, BOUTIQUE) == ["Payée"]
    boutique = _ships(shop, visitor(width=width), SELLER, number, Shipment("Colissimo", "6A00001"))
    brand = _ships(
        shop, visitor(width=width), BRAND_SELLER, number, Shipment("Chronopost", "XY00002")
    )
    shopper.reload()
    expect(people.parcel(shopper, BOUTIQUE)).to_contain_text("Colissimo · 6A00001")
    expect(people.parcel(shopper, BRAND)).to_contain_text("Chronopost · XY00002")

    desk = visitor(width=width)
    people.sign_in(desk, OPERATOR, password=shop.password, to="/regie/courriels/")
    _arrive(shopper, desk, number)
    _is_helped(shopper, {BRAND: brand, BOUTIQUE: boutique}, desk, number)
    _was_told(desk, number)


def _bought(shop: Shop, visitor: Visitor, width: str, export: Path) -> tuple[str, str]:
    """Steps 1 to 3: the order's number, and the link to it that the e-mail holds."""
    _comes_in(shop.manage, export)
    model = MODELS[width]
    shopper = visitor(width=width)
    shopper.goto("/")
    people.search(shopper, model)
    people.until(shopper, shows=model, within=".card")  # the index hears of it from the outbox
    people.search(shopper, "trail")
    people.narrow(shopper, BRAND)
    shopper.get_by_role("link", name=model).first.click()
    people.choose_size(shopper, "43")
    assert model in people.add_from(shopper, BRAND)
    people.first_sold_by(shopper, BOUTIQUE, slug=BOUTIQUE_SLUG)
    people.add_from(shopper, BOUTIQUE)
    for trader in (BRAND, BOUTIQUE):
        section = shopper.locator("section.parcel", has_text=f"Colis de {trader}")
        expect(section).to_contain_text("Chez vous")
        expect(section).to_contain_text("À domicile")
    people.order(shopper)
    people.PAYERS[width](shopper)
    number = people.comes_back_paid(shopper)

    desk = visitor(width=width)
    people.sign_in(desk, OPERATOR, password=shop.password, to="/regie/courriels/")
    letter = people.read_mail(desk, f"Commande {number} confirmée")
    assert f"{BRAND}" in letter
    assert f"{BOUTIQUE}" in letter
    return number, people.link_in(letter)


def _comes_in(manage: Callable[..., str], export: Path) -> None:
    """Once everything is new, the second time nothing changes.

    ``--yes``: the other width's journey has left offers that this export no longer names.
    """
    command = ("feed", "import", str(export), "--seller", BRAND_SLUG, "--json", "--yes")
    first, again = json.loads(manage(*command)), json.loads(manage(*command))

    assert (first["dialect"], first["read"], first["created"], first["rejected"]) == (
        "shopify", 2, 2, 0,
    )  # fmt: skip
    assert (again["read"], again["unchanged"], again["created"], again["updated"]) == (2, 2, 0, 0)


def _ships(shop: Shop, page: Page, email: str, number: str, shipment: Shipment) -> Page:
    people.sign_in(page, email, password=shop.password, to="/vendeur/")
    people.accept_and_ship(page, number, shipment)
    return page


def _arrive(shopper: Page, desk: Page, number: str) -> None:
    """One parcel is reported by the shopper, the other by the carrier through the desk."""
    people.parcel(shopper, BOUTIQUE).get_by_role("button", name="J’ai reçu ce colis").click()
    desk.goto(f"/regie/commandes/{number}/")
    desk.get_by_role("button", name="Marquer livré").click()
    expect(desk.get_by_role("button", name="Marquer livré")).to_have_count(0)
    shopper.reload()
    way = ["Payée", "Acceptée", "Expédiée", "Livrée"]
    assert people.steps(shopper, BRAND) == people.steps(shopper, BOUTIQUE) == way


def _is_helped(shopper: Page, sellers: dict[str, Page], desk: Page, number: str) -> None:
    """Asked of the order's page, answered in the portal, closed at the desk with a reason."""
    question = f"Bonjour, la pointure me semble petite ({number})."
    people.parcel(shopper, BRAND).get_by_role("link", name="Demander de l’aide").click()
    shopper.locator("select[name=topic]").select_option(index=1)
    shopper.locator("textarea[name=text]").fill(question)
    shopper.get_by_role("button", name="Envoyer").click()
    expect(shopper.locator("main")).to_contain_text(question)

    seller = sellers[BRAND]
    seller.goto("/vendeur/dossiers/")
    row = seller.get_by_role("row").filter(has_text=number)
    row.get_by_role("link").click()
    expect(seller.locator("main")).to_contain_text(question)
    assert people.EMAIL not in seller.content()
    seller.get_by_label("Votre réponse").fill(ANSWER)
    seller.get_by_role("button", name="Répondre").click()
    sellers[BOUTIQUE].goto("/vendeur/dossiers/")
    assert number not in sellers[BOUTIQUE].locator("main").inner_text()

    desk.goto(f"/regie/commandes/{number}/")
    desk.locator("a[href^='/regie/dossiers/']:not([href='/regie/dossiers/'])").click()
    for words in (question, ANSWER):
        expect(desk.locator("main")).to_contain_text(words)
    desk.locator("textarea[name=reason]").fill(REASON)
    desk.get_by_role("button", name="Clore le dossier").click()

    shopper.reload()
    for words in (question, ANSWER, REASON, "Dossier clos"):
        expect(shopper.locator("main")).to_contain_text(words)
    assert REASON in people.read_mail(desk, f"Commande {number} : votre demande est close")


def _was_told(desk: Page, number: str) -> None:
    """One e-mail for each step, to the shopper and to whoever must act, none twice."""
    desk.goto(f"/regie/commandes/{number}/")
    letters = desk.locator("a[href^='/regie/courriels/']:not([href='/regie/courriels/'])")
    told = Counter(re.sub(r"C\d+(-[A-Z])?", "n", each.inner_text()) for each in letters.all())
    assert told == {
        "Commande n confirmée": 1,
        "Colis n à accepter": 2,
        "Colis n en préparation": 2,
        "Colis n expédié": 2,
        "Colis n livré": 2,
        "Commande n : votre demande est ouverte": 1,
        "Commande n : une réponse vous attend": 1,
        "Commande n : votre demande est close": 1,
        "Un client vous écrit, commande n": 1,
        "Dossier clos, commande n": 1,
    }
