"""What people do on the pages, in their words: one function for each thing they want done."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

WIDTHS = {"desktop": (1360, 900), "phone": (390, 844)}
PATIENCE_S = 20.0
EMAIL = "lou.marchand@exemple.test"
ADDRESS = {
    "Adresse e-mail": EMAIL,
    "Prénom": "Lou",
    "Nom": "Marchand",
    "Adresse": "7 rue de la Monnaie",
    "Code postal": "35000",
    "Ville": "Rennes",
    "Téléphone": "06 12 34 56 78",
}


def until(page: Page, *, shows: str, within: str = "main") -> None:
    """Reload a page until a part of it shows a text: a worker does what it waits for."""
    deadline = time.monotonic() + PATIENCE_S
    while shows not in " ".join(page.locator(within).all_text_contents()):
        assert time.monotonic() < deadline, f"{page.url} never showed {shows!r}"
        page.wait_for_timeout(250)
        page.reload()


def sign_in(page: Page, email: str, *, password: str, to: str) -> None:
    """Sign in on the page that asks for it on the way to an address."""
    page.goto(to)
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"**{to}")


# --- a shopper -------------------------------------------------------------------------------
def search(page: Page, text: str) -> None:
    """From the page one is on, through the field in its head."""
    field = page.get_by_label("Chercher un produit")  # a combobox where it suggests
    field.fill(text)
    field.press("Enter")
    page.wait_for_url("**/catalogue/?q=*")


def size(page: Page, label: str) -> Locator:
    """A size on a product's page, which says what there is of it besides."""
    return page.locator(".size", has=page.get_by_text(label, exact=True))


def choose_size(page: Page, label: str = "", *, scripts: bool = True) -> None:
    """The size, or the first that can be bought; with ``scripts`` its offers are shown. Nothing
    where there is one only, or one is chosen already."""
    if page.locator(".choose").count():
        (size(page, label) if label else page.locator("label.size").first).click()
        expect(page.locator(".choose")).to_have_count(0 if scripts else 1)


def narrow(page: Page, choice: str) -> None:
    """Tick one choice of the filters, in a phone's sheet or behind "see all" where it is there."""
    option = page.locator("label.option", has_text=choice).first
    way = page.get_by_role("link", name=re.compile("^Filtrer"))
    if way.is_visible():
        way.click()
    rest = page.locator("details.more", has=option)
    if rest.count():
        rest.locator("summary").click()
    option.locator("input").check()
    button = page.get_by_role("button", name=re.compile("^(Appliquer$|Voir l)"))
    if button.is_visible():
        button.click()
    expect(
        page.get_by_role("link", name=re.compile(f"Retirer le filtre.*{choice}"))
    ).to_be_visible()


def add_from(page: Page, trader: str) -> str:
    """Put the trader's offer of the product on the page into the basket; returns the product."""
    product = page.locator("h1").inner_text()
    chosen = page.locator(".buy", has=page.get_by_role("link", name=trader, exact=True))
    other = page.locator(".others > li", has=page.get_by_role("link", name=trader, exact=True))
    offer = chosen if chosen.count() else other
    offer.get_by_role("button", name=re.compile("^Ajouter")).click()
    page.wait_for_url("**/panier/")
    return product


def first_sold_by(page: Page, trader: str, *, slug: str) -> None:
    """Open a product that the trader has in stock, from its own page."""
    page.goto(f"/boutique/{slug}/")
    links = page.locator(".card:not(:has-text('Épuisé')) h3 a")
    for address in [link.get_attribute("href") for link in links.all()]:
        page.goto(str(address))
        sizes = [way.get_attribute("href") for way in page.locator(".size-way").all()]
        for chosen in sizes or [address]:
            page.goto(str(chosen))
            offers = page.locator(".buy, .others > li").filter(has=page.locator("form.add"))
            if offers.filter(has=page.get_by_role("link", name=trader, exact=True)).count():
                return
    raise AssertionError(f"{trader} has nothing to sell")


def order(page: Page, *, email: str = EMAIL) -> None:
    """From the basket to the hosted payment page, as a guest."""
    page.get_by_role("link", name="Passer la commande").click()
    fill_in(page, email=email)
    page.get_by_role("button", name="Commande avec obligation de paiement").click()
    page.wait_for_url("**/pay/cs_*")


def fill_in(page: Page, *, email: str = EMAIL) -> None:
    """Who orders and where to, on the page of the checkout."""
    for label, value in (ADDRESS | {"Adresse e-mail": email}).items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("J’accepte les conditions générales de vente.").check()


def pay(page: Page) -> None:
    page.get_by_label("Numéro de carte").fill("4242 4242 4242 4242")
    page.get_by_role("button", name=re.compile("^Payer \\d")).click()


def pay_with_3d_secure(page: Page) -> None:
    page.get_by_role("button", name="Payer avec 3-D Secure").click()
    page.get_by_role("button", name="Valider").click()


PAYERS: dict[str, Callable[[Page], None]] = {"desktop": pay_with_3d_secure, "phone": pay}


def comes_back_paid(page: Page) -> str:
    """Wait on the page that the shopper comes back to; returns the order's number."""
    page.wait_for_url("**/retour/**")
    until(page, shows="Merci, votre commande est payée")
    return page.locator("main .label").first.inner_text().split()[-1]


def parcel(page: Page, trader: str) -> Locator:
    """A seller's parcel on the page of an order."""
    return page.locator("section.parcel").filter(
        has=page.get_by_role("heading", name=f"Colis de {trader}")
    )


def steps(page: Page, trader: str) -> list[str]:
    """What has happened to a seller's parcel, as the order's page tells."""
    done = parcel(page, trader).locator("ol.steps li.done span:first-child")
    return [each.inner_text() for each in done.all()]


# --- a seller, an operator -------------------------------------------------------------------
@dataclass(frozen=True)
class Shipment:
    carrier: str
    tracking: str


def sends(page: Page, export: Path) -> None:
    """In the portal: a part of the catalogue is sent, to see first what it would change."""
    page.goto("/vendeur/flux/envoyer/")
    page.get_by_label("Votre export").set_input_files(export)
    page.get_by_label("Ce fichier contient").select_option("delta")
    page.get_by_role("button", name="Voir ce qui changerait").click()


def accept_and_ship(page: Page, number: str, shipment: Shipment) -> None:
    """In the portal: the parcel of an order, from the list of what waits to the carrier."""
    page.goto("/vendeur/colis/a-accepter/")
    page.get_by_role("link", name=re.compile(f"^{number}")).click()
    page.get_by_role("button", name="Accepter le colis").click()
    page.get_by_label("Transporteur").select_option(shipment.carrier)
    page.get_by_label("Numéro de suivi").fill(shipment.tracking)
    page.get_by_role("button", name="Colis remis, prévenir le client").click()
    expect(page.locator("main")).to_contain_text(shipment.tracking)


def refuse(page: Page, *, reason: str) -> None:
    """On the page of a parcel in the portal: its first line cannot be delivered."""
    page.get_by_text("Je ne peux pas livrer cet article").first.click()
    page.get_by_label("Motif, lu par le client").first.fill(reason)
    page.get_by_role("button", name="Refuser et rembourser le client").first.click()
    expect(page.locator("main")).to_contain_text(reason)


def read_mail(page: Page, subject: str) -> str:
    """At the desk: the text of the latest e-mail whose subject holds these words."""
    deadline = time.monotonic() + PATIENCE_S
    link = page.get_by_role("link", name=subject).first
    page.goto("/regie/courriels/")
    while not link.count():
        assert time.monotonic() < deadline, f"no e-mail says {subject!r}"
        page.wait_for_timeout(250)
        page.reload()
    link.click()
    expect(page.locator("h1")).to_contain_text(subject)
    return page.locator("main .prose").first.inner_text()


def link_in(text: str) -> str:
    """The way to the order that an e-mail gives, as a path of the shop."""
    found = re.search(r"https?://[^/\s]+(/commandes/\S+)", text)
    assert found, text
    return found[1]
