"""One clean address a page and language; what search engines keep, and what they do not."""

import re

import pytest
from django.urls import reverse

from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

SITE = "https://cordee.example"
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
PICTURE = re.compile(r'<meta property="og:image" content="([^"]*)">')
UNINDEXED = re.compile(r'<meta name="robots" content="noindex(?:, follow)?">')


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def sheet():
    row = shelf.shoe(sizes=["42", "43"])
    shelf.open_shop()
    return row


def listing_of(sheet) -> str:
    family = sheet.family
    return reverse(
        "catalogue:category", args=[f"{family.sport.slug}/{family.slug}", family.category_id]
    )


def trader_of(sheet) -> str:
    record = shelf.variant_of(sheet).product.stockrecords.get()
    return reverse("storefront:trader", args=[record.partner.point.trader.slug])


PAGES = {
    "home": lambda _sheet: "/",
    "everything": lambda _sheet: "/catalogue/",
    "family": listing_of,
    "sport": lambda sheet: f"/sport/{sheet.family.sport.slug}/",
    "trader": trader_of,
    "product": lambda sheet: reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk]),
    "legal": lambda _sheet: "/pages/cgv/",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_itself_and_its_other_languages_at_the_shop_s_own_address(client, sheet, name):
    path = PAGES[name](sheet)
    french, english = f"{SITE}{path}", f"{SITE}/en{path}"
    every = [("fr", french), ("en", english), ("x-default", french)]

    for url, own in ((path, french), (shop.english(path), english)):
        html = client.get(url).content.decode()
        assert CANONICAL.findall(html) == [own]
        assert ALTERNATE.findall(html) == every
        assert not UNINDEXED.search(html)
        assert html.count(f'<meta property="og:url" content="{own}">') == 1
        (picture,) = PICTURE.findall(html)
        assert picture.startswith("https://cordee.example/")
        assert picture.partition("?")[0].endswith(".png")


@pytest.mark.parametrize(
    "asked", ["taille=42", "marque=altavia", "prix_max=200", "q=cadence", "q=cadence&taille=42"]
)
@pytest.mark.parametrize("name", ["everything", "family", "sport", "trader"])
def test_a_filtered_or_searched_list_is_no_page_of_its_own(client, sheet, name, asked):
    if name == "trader" and "marque" in asked:
        asked = "couleur=blue"
    html = client.get(f"{PAGES[name](sheet)}?{asked}").content.decode()

    assert '<meta name="robots" content="noindex, follow">' in html
    assert CANONICAL.findall(html) == []
    assert ALTERNATE.findall(html) == []


def test_a_sorted_list_is_the_same_page(client, sheet):
    html = client.get(f"{listing_of(sheet)}?tri=prix&utm_source=lettre").content.decode()

    assert CANONICAL.findall(html) == [SITE + listing_of(sheet)]


def test_each_page_of_a_list_is_one_of_its_own(client):
    point = shop.point()
    for n in range(26):
        shelf.shoe(f"Cadence {n}", points=[point])
    shelf.open_shop()
    html = client.get("/catalogue/?page=2").content.decode()

    assert CANONICAL.findall(html) == [f"{SITE}/catalogue/?page=2"]
    assert ("en", f"{SITE}/en/catalogue/?page=2") in ALTERNATE.findall(html)


def test_a_shelf_with_nothing_on_it_is_not_kept(client, sheet):
    shelf.hide(sheet)
    shelf.open_shop()
    html = client.get("/catalogue/").content.decode()

    assert UNINDEXED.search(html)


def test_a_size_is_the_same_page(client, sheet):
    path = PAGES["product"](sheet)

    assert CANONICAL.findall(client.get(f"{path}?taille=43").content.decode()) == [SITE + path]


@pytest.mark.parametrize(
    "path", ["/panier/", "/compte/login/", "/retrouver/", "/nulle-part/", "/pages/cgv/?version="]
)
def test_whatever_does_not_say_so_is_not_kept(client, path):
    if path.endswith("="):
        path += "2026-09-01"
    html = client.get(path).content.decode()

    assert len(UNINDEXED.findall(html)) == 1
    assert CANONICAL.findall(html) == []


# --- languages --------------------------------------------------------------------------------
def test_an_address_has_one_language_whoever_asks(client, sheet):
    answer = client.get("/catalogue/", headers={"accept-language": "en"})

    assert '<html lang="fr">' in answer.content.decode()
    assert answer["Content-Language"] == "fr"
    assert "Accept-Language" not in answer.get("Vary", "")


@pytest.mark.parametrize(
    ("path", "code", "there"),
    [
        ("/catalogue/?taille=42", "en", "/en/catalogue/?taille=42"),
        ("/en/catalogue/?taille=42", "fr", "/catalogue/?taille=42"),
        ("/", "en", "/en/"),
        ("/en/", "fr", "/"),
        ("/vendeur/", "en", "/en/vendeur/"),
    ],
)
def test_choosing_a_language_leads_to_the_same_page(client, path, code, there):
    form = "/en/langue/" if path.startswith("/en/") else "/langue/"

    assert client.post(form, {"language": code, "next": path}).url == there


def test_whoever_chose_english_is_sent_on_from_french_addresses(client, sheet):
    client.post("/langue/", {"language": "en", "next": "/"})

    assert client.get("/catalogue/?taille=42").url == "/en/catalogue/?taille=42"
    assert client.get("/en/catalogue/").status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.get("/robots.txt").status_code == 200
    client.post("/en/langue/", {"language": "fr", "next": "/en/"})
    assert client.get("/catalogue/").status_code == 200


def test_a_choice_that_is_none_is_no_loop(client, sheet):
    for strange in ("de", "fr-FR", "", "../../en", "\x00"):
        client.cookies["django_language"] = strange
        assert client.get("/catalogue/").status_code == 200


def test_links_stay_in_the_language(client, sheet):
    path = PAGES["product"](sheet)
    html = client.get("/en/catalogue/").content.decode()

    assert f'href="/en{path}"' in html
    assert 'href="/produit/' not in html
    assert 'action="/en/langue/"' in html


# --- robots.txt -------------------------------------------------------------------------------
def allowed(lines: list[str], path: str) -> bool:
    """By the longest rule that matches, as RFC 9309 has it."""
    best, verdict = -1, True
    for line in lines:
        word, _colon, rule = line.partition(": ")
        if word not in {"Allow", "Disallow"}:
            continue
        if re.match(re.escape(rule).replace(r"\*", ".*"), path) and len(rule) > best:
            best, verdict = len(rule), word == "Allow"
    return verdict


def test_robots_are_told_what_is_not_for_them(client):
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()

    assert answer["Content-Type"].startswith("text/plain")
    assert lines[0] == "User-agent: *"
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    yes = ["/", "/en/", "/catalogue/?page=2", "/en/catalogue/?page=2", "/produit/a_1/",
           "/produit/a_1/?taille=42", "/en/produit/a_1/?taille=42", "/dessin/1.svg?v=a",
           "/media/a.webp", "/rayon/running/a_1/", "/flux/google-merchant.xml"]  # fmt: skip
    no = ["/panier/", "/en/panier/", "/commande/", "/compte/login/", "/en/compte/", "/regie/",
          "/vendeur/", "/catalogue/?taille=42", "/rayon/running/a_1/?tri=prix&page=2",
          "/commandes/1/a/", "/en/commandes/1/a/", "/langue/", "/retrouver/"]  # fmt: skip
    assert [path for path in yes if not allowed(lines, path)] == []
    assert [path for path in no if allowed(lines, path)] == []
