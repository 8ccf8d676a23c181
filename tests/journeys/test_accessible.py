"""Nothing serious on any kind of page, found by axe, on a phone and on a desktop."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import OPERATOR, SELLER, SHOPPER, Shop, Visitor
from tests.journeys.people import WIDTHS

pytestmark = pytest.mark.journey

BOUTIQUE, BOUTIQUE_SLUG = "Foulées d’Annecy", "foulees-d-annecy"
GRAVE = {"serious", "critical"}
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(results => results.violations)"
LEGAL = ("cgv", "mentions-legales", "confidentialite", "retractation", "classement")
OPEN_TO_ALL = (
    "/",
    "/sport/running/",
    "/catalogue/",
    "/catalogue/?q=chaussure",
    "/catalogue/?q=rien+de+tel+ici",
    "/catalogue/?q=chausure+running+route+femme+drop+9+licorne",
    "/catalogue/?genre=women&prix_max=200&cp=74000&km=50",
    "/catalogue/?marque=inconnue&cp=48000&km=5",
    f"/boutique/{BOUTIQUE_SLUG}/",
    "/boutiques/",
    "/marques/",
    "/marques/altavia/",
    "/comparer/",
    "/vus/",
    "/panier/",
    "/retrouver/",
    "/compte/login/",
    "/compte/signup/",
    "/compte/password/reset/",
    *(f"/pages/{slug}/" for slug in LEGAL),
)
OF_A_SHOPPER = (
    "/compte/",
    "/compte/commandes/",
    "/compte/cartes/",
    "/compte/email/",
    "/compte/password/change/",
)
OF_A_SELLER = (
    "/vendeur/",
    "/vendeur/colis/a-accepter/",
    "/vendeur/colis/a-expedier/",
    "/vendeur/colis/termines/",
    "/vendeur/dossiers/",
    "/vendeur/versements/",
    "/vendeur/propositions/",
    "/vendeur/fabricants/",
    "/vendeur/fabricants/cap-ouest/",
    "/vendeur/rattachements/",
    "/vendeur/flux/",
    "/vendeur/flux/envoyer/",
    "/vendeur/flux/images/",
    "/vendeur/flux/adresses/",
    "/vendeur/flux/adresses/ajouter/",
    "/vendeur/points/",
    "/vendeur/points/livraison/",
    "/vendeur/offres/",
    "/vendeur/offres/?voir=perdues",
    "/vendeur/promotions/",
    "/vendeur/promotions/creer/",
    "/vendeur/paiements/",
    "/vendeur/aide/codes/",
    "/vendeur/aide/envoyer-mon-catalogue/",
)
OF_AN_OPERATOR = (
    "/regie/",
    "/regie/commandes/",
    "/regie/dossiers/",
    "/regie/bons/",
    "/regie/bons/1/",
    "/regie/propositions/",
    "/regie/rattachements/",
    "/regie/textes/?toutes",
    "/regie/incomplets/?marque=a",
    "/regie/taxonomie/",
    "/regie/mises-en-avant/",
    "/regie/synonymes/",
    "/regie/synonymes/1/",
    "/regie/taxonomie/chaussures-running-route/",
    "/regie/remboursements/tous/",
    "/regie/comptes/",
    "/regie/comptes/ecarts/",
    "/regie/litiges/",
    "/regie/courriels/",
    "/regie/recherches/",
    "/regie/recherches/?sans=1&semaines=12",
)
ORDER = "main a[href^='/compte/commandes/']:not([href='/compte/commandes/'])"


def faults(page: Page) -> list[str]:
    """Rule, address and place of each serious or critical violation; wider than the screen too.

    The page is looked at in each width; it stays in the last one. axe is loaded once for both: what
    the browser has compiled for the first serves the second.
    """
    found = []
    page.evaluate(AXE_SCRIPT)
    for across, down in reversed(WIDTHS.values()):
        page.set_viewport_size({"width": across, "height": down})
        found += [
            f"{page.url} at {across} px, {violation['id']}: {node['target']}"
            f" {node['failureSummary']}"
            for violation in page.evaluate(VIOLATIONS)
            if violation["impact"] in GRAVE
            for node in violation["nodes"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{page.url} is {wide} px wider than {across}"] if wide > 0 else []
    return found


def walk(page: Page, addresses: tuple[str, ...]) -> list[str]:
    """The faults of each page, which must be there."""
    found = []
    for address in addresses:
        answer = page.goto(address)
        assert answer, address
        assert answer.status == 200, f"{answer.status} {address}"
        found += faults(page)
    return found


def through(page: Page, *links: str) -> list[str]:
    """The faults of the page behind the first link of each list: its selector is given."""
    addresses = [page.locator(selector).first.get_attribute("href") for selector in links]
    found = []
    for address in addresses:
        page.goto(str(address))
        found += faults(page)
    return found


def test_pages_that_are_open_to_all(visitor: Visitor) -> None:
    page = visitor()

    assert walk(page, OPEN_TO_ALL) == []


def test_from_the_product_to_the_order(visitor: Visitor) -> None:
    page = visitor()
    people.first_sold_by(page, BOUTIQUE, slug=BOUTIQUE_SLUG)
    for details in page.locator("main details:not(.more) > summary").all():
        details.click()
    found = faults(page)
    product = page.url
    page.goto(f"{product.partition('?')[0]}?taille=zz&tailles=uk&tri=date")
    found += faults(page)
    page.goto(product)
    people.add_from(page, BOUTIQUE)
    for details in page.locator("main details > summary").all():
        details.click()
    found += faults(page)
    page.get_by_role("link", name="Passer la commande").click()
    found += faults(page)
    page.get_by_label("Code postal").fill("35000")
    page.get_by_label("Point relais").first.check()
    expect(page.locator("#recap .parcel-foot")).to_contain_text("Point relais")
    found += faults(page)
    page.get_by_role("button", name="Commande avec obligation de paiement").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found += faults(page)
    page.goto("/panier/")
    people.order(page)
    page.get_by_role("button", name="Abandonner et revenir à la boutique").click()
    expect(page.locator("h1")).to_have_text("Paiement interrompu")
    found += faults(page)
    page.goto("/panier/")
    expect(page.locator("main")).to_contain_text("attend son paiement")
    found += faults(page)
    page.get_by_role("link", name="Reprendre le paiement").click()
    page.get_by_role("button", name="Reprendre le paiement").click()
    people.pay(page)
    people.comes_back_paid(page)
    found += faults(page)
    page.get_by_role("link", name="Suivre ma commande").click()
    found += faults(page)
    found += through(page, "a[href*='/aide/']", "a[href*='/annuler/']")
    page.get_by_role("button", name="Annuler l’article").click()
    expect(page.get_by_role("status").filter(has_text="Article annulé")).to_be_visible()
    found += faults(page)
    page.get_by_role("link", name="Demander de l’aide").first.click()
    page.get_by_label("De quoi s’agit-il ?").select_option(index=1)
    page.get_by_label("Votre message").fill("Quand suis-je remboursé ?")
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("**/dossier/*/")
    found += faults(page)

    assert found == []


def test_somebody_looks_for_an_order(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/retrouver/")
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.locator(".has-error")).to_have_count(2)
    found = faults(page)
    page.get_by_label("Numéro de commande").fill("C1")
    page.get_by_label("Adresse e-mail de la commande").fill(people.EMAIL)
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.locator("h1")).to_have_text("Regardez vos e-mails")

    assert found + faults(page) == []


@dataclass(frozen=True)
class Room:
    """Who enters, its pages, and the lists of which one row is opened too."""

    email: str
    addresses: tuple[str, ...]
    lists: tuple[str, ...]
    row: str = "main th a"


ROOMS = {
    "account": Room(SHOPPER, OF_A_SHOPPER, ("/compte/commandes/",), row=ORDER),
    "portal": Room(SELLER, OF_A_SELLER, (*OF_A_SELLER[1:5], "/vendeur/points/")),
    "desk": Room(
        OPERATOR,
        OF_AN_OPERATOR,
        ("/regie/commandes/", "/regie/dossiers/", "/regie/propositions/", "/regie/courriels/"),
    ),
}


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
def test_rooms_behind_a_door(shop: Shop, visitor: Visitor, room: Room) -> None:
    page = visitor()
    people.sign_in(page, room.email, password=shop.password, to=room.addresses[0])

    found = walk(page, room.addresses)
    for address in room.lists:
        page.goto(address)
        found += through(page, room.row)

    assert found == []


UNEQUAL = (
    "from marketplace.core import clock\n"
    "from marketplace.settlement.models import Discrepancy\n"
    "Discrepancy.objects.get_or_create(account='', reference='txn_12', defaults={"
    "'kind': 'amount', 'day': clock.today(), 'stripe_minor': 4200, 'ledger_minor': 4100,"
    " 'stripe_side': {'id': 'txn_12', 'type': 'charge', 'amount': 4200},"
    " 'ledger_side': {'source': 'charge:12', 'minor': 4100}, 'opened_at': clock.now()})"
)


def test_money_at_the_desk(shop: Shop, visitor: Visitor) -> None:
    """A dispute, its order's money, what is given back of it, and two books that differ."""
    shop.manage("shell", "-v", "0", "-c", UNEQUAL)
    page = visitor()
    people.sign_in(page, OPERATOR, password=shop.password, to="/regie/litiges/")
    page.locator("main th a").first.click()
    found = faults(page)
    page.locator("main a[href^='/regie/commandes/']").first.click()
    found += faults(page)
    page.get_by_role("link", name="Rembourser").click()
    found += faults(page)
    page.get_by_label("Geste commercial").fill("1,00")
    page.get_by_label("Motif, lu en régie").fill("Retard")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("button", name="Rembourser")).to_be_visible()
    found += faults(page)
    page.goto("/regie/comptes/ecarts/")
    found += faults(page)
    page.locator("main th a").first.click()
    found += faults(page)

    assert found == []


def test_a_table_and_its_report(shop: Shop, visitor: Visitor, tmp_path: Path) -> None:
    table = tmp_path / "caisse.csv"
    table.write_text(
        "Code;Libellé;Rayon;Taille;Teinte;PV TTC;Qté;Poids\n"
        "A-1;Casquette;Divers;TU;Minuit;19,90;3;60 g\nA-2;Casquette;Divers;M;Craie;;3;60 g\n",
        "utf-8",
    )
    page = visitor()
    people.sign_in(page, SELLER, password=shop.password, to="/vendeur/")
    people.sends(page, table)
    page.wait_for_url("**/colonnes/", timeout=20_000)
    for details in page.locator("main details > summary").all():
        details.click()
    found = faults(page)
    page.get_by_role("button", name="C’est juste, continuer").click()
    expect(page.get_by_role("heading", name="à vous de dire oui")).to_be_visible(timeout=20_000)
    found += faults(page)

    assert found == []
