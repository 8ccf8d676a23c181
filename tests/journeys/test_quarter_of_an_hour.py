"""A boutique's first quarter of an hour: its own table, two corrections, and it is in the shop."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.conftest import Shop, Visitor

pytestmark = pytest.mark.journey

TRADER, SLUG, SELLER = "Altavia", "altavia", "catalogue@altavia.test"
MODELS = {"desktop": "Brise-Lames", "phone": "Brise-Glace"}
HEAD = "Code art;Libellé;Rayon;Sexe;Pointure;Teinte maison;PV TTC;Dispo mag"


@pytest.fixture(scope="module")
def _member(shop: Shop) -> None:
    shop.add_member(SELLER, trader=SLUG)


def till_export(folder: Path, model: str, *, price: str, version: int) -> Path:
    """A shoe in two sizes as the till of a shop writes it, one price as it may come."""
    path = folder / f"caisse-{model}-{version}.csv"
    path.write_text(
        f"{HEAD}\n"
        f"{model}-42;{model};Chaussures de trail;H;42;Minuit;129,90;4\n"
        f"{model}-43;{model};Chaussures de trail;H;43;Minuit;{price};3\n",
        "cp1252",
    )
    return path


@pytest.mark.usefixtures("_member")
def test_from_a_table_nobody_knows_to_the_shop(
    shop: Shop, visitor: Visitor, width: str, tmp_path: Path
) -> None:
    model = MODELS[width]
    page = visitor(width=width)
    people.sign_in(page, SELLER, password=shop.password, to="/vendeur/flux/")

    people.sends(page, till_export(tmp_path, model, price="sur demande", version=1))
    if width == "desktop":  # asked once: on the phone the same columns come again
        _says_what_the_columns_contain(page, model)
    expect(page.get_by_role("heading", name="à vous de dire oui")).to_be_visible(timeout=20_000)
    faults = page.get_by_role("region", name="Fautes")
    expect(faults).to_contain_text("sur demande")
    expect(faults).to_contain_text("Prix illisible")
    page.get_by_role("button", name="Non, écarter ce fichier").click()

    people.sends(page, till_export(tmp_path, model, price="134,90", version=2))
    expect(page.get_by_role("heading", name="à vous de dire oui")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Oui, importer").click()
    expect(page.locator(".badge-run-done")).to_be_visible(timeout=20_000)
    expect(page.locator("main")).to_contain_text("Rien : chaque ligne est passée.")

    shopper = visitor(width=width)
    shopper.goto("/")
    people.search(shopper, model)
    people.until(shopper, shows=model, within=".card")
    shopper.get_by_role("link", name=model).first.click()
    expect(shopper.locator("main")).to_contain_text("Minuit")
    expect(people.size(shopper, "43")).to_be_visible()


def _says_what_the_columns_contain(page: Page, model: str) -> None:
    page.wait_for_url("**/colonnes/", timeout=20_000)
    colour = page.get_by_label("Ce que contient « Teinte maison »")
    colour.select_option(label="couleur")
    blue = page.get_by_label("« Minuit » est")
    expect(blue).to_be_visible()  # the page has read its values anew
    blue.select_option(label="Bleu")
    lines = page.get_by_role("region", name="Les premières lignes")
    expect(lines).to_contain_text("Bleu")
    expect(lines).to_contain_text(model)
    page.get_by_role("button", name="C’est juste, continuer").click()
