"""Pictures of the product, in ``docs/screens/``: ``make screens``. Runs in ``.venv``.

They are taken of a demo world of its own, the same for the same seed; dates are today's.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.house import House, fresh_secrets, next_free
from scripts.supervisor import Supervisor
from scripts.terminal import ROOT, Trouble, one_line, run, say, step
from tests import services
from tests.journeys import bank, people

SCREENS = ROOT / "docs" / "screens"
REFERENCES = 900
PORT = 8200
COLOURS = 256
# What the till of a shop writes; with a column of another name it is another table.
NOTES = {"desktop": "Remarque", "phone": "Note"}
TABLE = """Code;Désignation;Marque;Rayon;Sexe;Pointure;Coloris;PV TTC;Dispo mag;Poids (g);{column}
CAD-42;Cadence 3;Altavia;Chaussures running;H;42;Noir/Craie;139,90;4;265;
CAD-43;Cadence 3;Altavia;Chaussures running;H;43 1/3;Noir/Craie;139,90;2;265;
CAD-W39;Cadence 3;Altavia;Chaussures running;F;39;Minuit;139,90;1;231;vitrine
EMB-M;Veste Embrun 3L;Belledune;Vestes de randonnée;H;M;Lagon;249,00;3;410;
EMB-L;Veste Embrun 3L;Belledune;Vestes de randonnée;H;L;Lagon;249,00;0;410;
GOU-5;Gourde souple 500 ml;Saline;Divers;;TU;Translucide;14,5;12;40;
BAT-12;Bâtons carbone;Saline;Divers;;120 cm;Noir;sur demande;2;180;
VOL-98;Raquette Volt 98;Nordet;Raquettes tennis;;2;Vert;189,00;-1;305;
"""
SHELF = "Chaussures de running route"
PAID = "foulees-d-annecy"  # the boutique of the demo's seller
SHOPPER, SELLER, OPERATOR = "sportif@cordee.test", "boutique@cordee.test", "regie@cordee.test"


def main() -> int:
    """Make every picture anew; returns the exit status."""
    try:
        if not services.browser():
            raise Trouble(services.why_not("chromium"))
        with tempfile.TemporaryDirectory() as folder, _shop(Path(folder)) as house:
            _take_all(house)
    except Trouble as trouble:
        return one_line(trouble)
    return 0


@contextmanager
def _shop(var: Path) -> Iterator[House]:
    port = next_free(PORT)
    house = House(
        python=sys.executable,
        var=var,
        port=port,
        twin_port=next_free(port),
        secrets=fresh_secrets(),
    )
    supervisor = Supervisor(logs=var / "logs")
    try:
        with step(f"making a world of {REFERENCES} references"):
            run(
                house.manage("migrate", "--verbosity", "0"),
                house.manage("collectstatic", "--noinput", "--verbosity", "0"),
                name="screens",
                env=house.env,
            )
            house.start_twin(supervisor, awaited=True)
            house.make_world(references=REFERENCES, seed=1)
        house.open(supervisor)
        yield house
    finally:
        supervisor.stop()


def _take_all(house: House) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.browser(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for name in people.WIDTHS:
            _chooses(_visitor(browser, house, name), name)
            _buys(_visitor(browser, house, name), name)
            _follows(_visitor(browser, house, name), name, house)
            _sells(_visitor(browser, house, name), name, house)
            _answers_for_all(_visitor(browser, house, name), name, house)
        _pay_out(house)
        for name in people.WIDTHS:
            _is_paid(_visitor(browser, house, name), name, house)
            _counts(_visitor(browser, house, name), name, house)
        browser.close()


def _visitor(browser: Browser, house: House, width: str) -> Page:
    across, down = people.WIDTHS[width]
    return browser.new_context(
        base_url=house.site,
        viewport={"width": across, "height": down},
        locale="fr-FR",
        timezone_id="Europe/Paris",
    ).new_page()


def _chooses(page: Page, width: str) -> None:
    page.goto("/")
    page.get_by_label("Chercher un produit").press_sequentially("chaussure t")
    page.get_by_role("option").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowDown")
    _take(page, "suggestions", width)
    page.get_by_role("option").first.click()
    page.wait_for_url("**/rayon/**")
    for n in (0, 2, 4):
        page.locator("[data-compare]").nth(n).click()
    page.locator("#compare-bar").get_by_role("link").click()
    page.wait_for_url("**/comparer/?r=*")
    _take(page, "comparison", width)


def _buys(page: Page, width: str) -> None:
    page.goto("/sport/running/")
    page.get_by_role("link", name=SHELF).first.click()
    _take(page, "listing", width)
    page.locator(".card:has-text('boutiques') h3 a").first.click()
    _take(page, "product", width)
    page.locator("#fiche").evaluate("heading => heading.scrollIntoView()")
    _take(page, "technical", width)
    people.choose_size(page)
    page.get_by_role("button", name="Ajouter au panier").click()
    page.wait_for_url("**/panier/")
    people.first_sold_by(page, "Filet & Ligne", slug="filet-et-ligne")
    people.add_from(page, "Filet & Ligne")
    page.reload()
    _take(page, "basket", width)
    page.get_by_role("link", name="Passer la commande").click()
    people.fill_in(page)
    page.evaluate("scrollTo(0, 0)")
    _take(page, "checkout", width)


def _follows(page: Page, width: str, house: House) -> None:
    _sign_in(page, SHOPPER, house, to="/compte/commandes/")
    rows = page.locator(".order-row", has=page.locator(".badge-shipped"))
    rows.get_by_role("link").first.click()
    _take(page, "order", width)


def _sells(page: Page, width: str, house: House) -> None:
    _sign_in(page, SELLER, house, to="/vendeur/")
    _take(page, "portal", width)
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / f"stock-magasin-{width}.csv"
        table.write_text(TABLE.format(column=NOTES[width]), "utf-8")
        people.sends(page, table)
    page.wait_for_url("**/colonnes/")
    _take(page, "mapping", width)
    page.get_by_role("button", name="C’est juste, continuer").click()
    page.get_by_role("heading", name="à vous de dire oui").wait_for()
    _take(page, "report", width)


def _answers_for_all(page: Page, width: str, house: House) -> None:
    """The order of the first case that waits, with all that hangs on it."""
    _sign_in(page, OPERATOR, house, to="/regie/dossiers/")
    page.locator("main th a").first.click()
    page.get_by_role("link", name="Commande C").click()
    _take(page, "desk", width)
    page.goto("/regie/propositions/")
    page.locator("main tbody a").first.click()
    _take(page, "curation", width)


def _pay_out(house: House) -> None:
    """The seller's boutique is paid at once what was delivered."""
    with step("paying a boutique out"):
        _manage(house, "settlement", "terms", PAID, "--trusted-days", "0", "--minimum", "0")
        twin = house.settings["STRIPE_API_BASE"]
        bank.pay_out(partial(_manage, house), twin=twin, slug=PAID, patience=people.PATIENCE_S)


def _manage(house: House, *words: str) -> str:
    """Run a command of ``manage.py``; returns what it printed."""
    done = subprocess.run(
        house.manage(*words), env=house.env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Trouble(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def _is_paid(page: Page, width: str, house: House) -> None:
    _sign_in(page, SELLER, house, to="/vendeur/versements/")
    _take(page, "payouts", width)
    page.locator("main table").first.get_by_role("link").first.click()
    _take(page, "statement", width)


def _counts(page: Page, width: str, house: House) -> None:
    """The money as operators read it, from the newest order that a bank disputes on."""
    _sign_in(page, OPERATOR, house, to="/regie/bons/")
    _take(page, "vouchers", width)
    page.goto("/regie/litiges/")
    _take(page, "disputes", width)
    page.locator("main th a").first.click()
    page.get_by_role("link", name="Commande C").click()
    page.locator("#argent").evaluate("heading => heading.scrollIntoView()")
    _take(page, "money", width)


def _sign_in(page: Page, email: str, house: House, *, to: str) -> None:
    people.sign_in(page, email, password=house.secrets["DEMO_PASSWORD"], to=to)
    page.reload()  # its greeting is read


def _take(page: Page, name: str, width: str) -> None:
    """What fits on the screen, in few colours: flat drawings lose nothing by it."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    path = SCREENS / f"{name}-{width}.png"
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    say(f"  {path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
