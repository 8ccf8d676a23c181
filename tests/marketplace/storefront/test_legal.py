"""Legal texts: versions that stay, the present one by its date, no invented house in disguise."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from marketplace.offers.choice import DAY_COST, NEUTRAL_SCORE, WEIGHTS
from marketplace.storefront import legal
from marketplace.world import orders as world
from search.ranking import RANKING, VERSIONS

pytestmark = pytest.mark.django_db
EVERY = [(slug, version) for slug in legal.SLUGS for version in legal.versions(slug)]


def get(client, slug, **asked):
    return client.get(reverse("storefront:legal", args=[slug]), asked)


@pytest.mark.parametrize("language", legal.LANGUAGES)
@pytest.mark.parametrize(("slug", "version"), EVERY)
def test_each_version_is_written_in_both_languages(slug, version, language):
    text = legal.text(slug, version, language)
    other = legal.text(slug, version, "fr" if language == "en" else "en")

    assert len(text.html) > 1000
    assert "$" not in text.html
    assert text.title
    assert text.html != other.html


@pytest.mark.parametrize("slug", legal.SLUGS)
def test_each_page_shows_its_version(client, slug, clock):
    clock.set(datetime.fromisoformat("2027-01-01T12:00:00+00:00"))
    response = get(client, slug)

    assert response.status_code == 200
    assert response.context["version"] == legal.versions(slug)[0]
    assert "Boutique de démonstration" in response.content.decode()


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2026, 1, 1), date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 9, 1)),
        (date(2026, 10, 31), date(2026, 9, 1)),
        (date(2026, 11, 1), date(2026, 11, 1)),
        (date(2026, 11, 30), date(2026, 11, 1)),
        (date(2030, 1, 1), date(2026, 12, 1)),
    ],
)
def test_the_version_in_force_is_the_latest_that_has_begun(day, version):
    assert legal.current("cgv", on=day) == version


def test_an_earlier_version_stays_readable_and_says_so(client):
    response = get(client, "cgv", version="2026-09-01")
    text = response.content.decode()

    assert response.status_code == 200
    assert "Version du 1er septembre 2026." in text
    assert "Ce n’est plus la version en vigueur." in text
    assert "sous 48 heures et l’expédie sous 5 jours" in text


def test_a_version_that_has_not_begun_says_so(client, clock):
    clock.set(datetime.fromisoformat("2026-10-15T12:00:00+00:00"))
    text = get(client, "cgv", version="2026-11-01").content.decode()

    assert "Elle n’est pas encore en vigueur." in text


@pytest.mark.parametrize("version", ["2026-09-02", "", "../operator", "2026-13-01", "x"])
def test_a_version_that_never_was_is_not_there(client, version):
    assert get(client, "cgv", version=version).status_code == 404


@pytest.mark.parametrize("slug", ["nonsense", "operator", "__pycache__"])
def test_a_text_that_never_was_is_not_there(client, slug):
    assert get(client, slug).status_code == 404


def test_english_is_served_in_english(client):
    page = client.get(f"/en{reverse('storefront:legal', args=['cgv'])}").content.decode()

    assert "Terms of sale" in page
    assert 'href="/en/pages/retractation/"' in page
    assert 'href="/pages/' not in page


def test_the_published_weights_are_those_that_choose():
    html = legal.text("classement", legal.versions("classement")[0], "fr").html
    cells = re.findall(r"<td[^>]*>(\d+)</td>", html)

    assert [int(cell) for cell in cells[:3]] == [
        WEIGHTS["price"], WEIGHTS["date"], WEIGHTS["score"],
    ]  # fmt: skip
    assert f"{DAY_COST * 100:.0f} % de moins par jour" in html
    assert f"compte pour {NEUTRAL_SCORE:.0f}" in html


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_published_order_of_lists_is_the_one_that_holds(language):
    assert legal.versions("classement")[0] == max(VERSIONS)
    html = legal.text("classement", max(VERSIONS), language).html
    point = "," if language == "fr" else "."
    cells = re.findall(r"<td[^>]*>([\d,.]+)[^<\d]*</td>", html)[3:]

    assert [float(cell.replace(point, ".")) for cell in cells] == [
        *(RANKING.fields[name] for name in ("kind", "title", "description", "keywords")),
        *(100 * share for share in (RANKING.popular, RANKING.soon, RANKING.fits)),
    ]
    assert RANKING.forms["title"] == RANKING.forms["description"]
    shares = (RANKING.others, RANKING.forms["title"], RANKING.typo, RANKING.boost)
    for figure in (*(share * 100 for share in shares), RANKING.popular_units, RANKING.soon_days):
        assert f" {figure:.0f}" in html
    assert f" {RANKING.pinned} " in html
    assert "$" not in html


def test_an_older_version_of_the_ranking_stays_as_it_was():
    for version in legal.versions("classement"):
        assert "$" not in legal.text("classement", version, "fr").html


def test_the_terms_name_a_mediator_and_no_closed_platform():
    html = legal.text("cgv", legal.versions("cgv")[0], "fr").html

    assert legal.operator()["mediator"] in html
    assert "ec.europa.eu/consumers/odr" not in html


def test_the_demo_orders_were_placed_under_terms_that_exist():
    assert date.fromisoformat(world.TERMS) in legal.versions("cgv")


def test_what_an_operator_writes_cannot_bring_a_script(settings, tmp_path):
    file = tmp_path / "operator.toml"
    lines = [f'{key} = "{value}"' for key, value in legal.operator().items() if key != "name"]
    file.write_text('name = "<script>alert(1)</script>"\n' + "\n".join(lines))
    settings.OPERATOR_FILE = str(file)
    legal.operator.cache_clear()
    legal.text.cache_clear()
    try:
        html = legal.text("cgv", legal.versions("cgv")[0], "fr").html
        assert "<script" not in html
    finally:
        legal.operator.cache_clear()
        legal.text.cache_clear()
