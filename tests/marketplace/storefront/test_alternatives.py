"""The nearest alternatives: each is what it is said to be, and says what it is in exchange."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.storefront.product import alternatives
from marketplace.storefront.product.alternatives import CHEAPER, MOST, Candidate, picks
from marketplace.technical.models import Attribute
from search.contract import SearchUnavailable
from tests import shop
from tests.marketplace.storefront import shelf

DROP = Attribute(key="drop", label="Drop", minimum=0, maximum=14, decider=1, sought="either",
                 less="drop plus bas", more="drop plus haut")  # fmt: skip
WEIGHT = Attribute(key="weight", label="Poids", minimum=150, maximum=380, decider=2,
                   sought="less", less="plus légère", more="plus lourde")  # fmt: skip
CUSHIONING = Attribute(
    key="cushioning", label="Amorti", type="choice", decider=3, sought="either",
    less="plus ferme", more="plus amortie", scale=["firm", "balanced", "max"],
)  # fmt: skip
FIGURES = [DROP, WEIGHT, CUSHIONING]


def candidate(pk: int, model: str = "", *, minor: int | None = 10000, **values) -> Candidate:
    return Candidate(id=pk, model=("norrsken", model or f"N {pk}"), values=values, minor=minor)


OWN = candidate(1, "Cadence 3", minor=13990, drop=8, weight=275, cushioning="balanced")
SAME = {"drop": 8, "weight": 275, "cushioning": "balanced", "minor": 13990}


def granted(others) -> list[tuple[int, str, int]]:
    """(id, attribute's key or "price", which way) of what is picked."""
    return [
        (p.candidate.id, p.gain.attribute.key if p.gain else "price", p.gain.way if p.gain else -1)
        for p in picks(OWN, others, FIGURES)
    ]


@pytest.mark.parametrize(
    ("other", "wish"),
    [
        ({"weight": 238}, ("weight", -1)),
        ({"weight": 320}, None),  # nobody looks for a heavier shoe
        ({"weight": 270}, None),
        ({"weight": None}, None),
        ({"drop": 4}, ("drop", -1)),
        ({"drop": 12}, ("drop", 1)),
        ({"cushioning": "max"}, ("cushioning", 1)),
        ({"cushioning": "reactive"}, None),
        ({"minor": 11990}, ("price", -1)),
        ({"minor": 13900}, None),
        ({"minor": None, "weight": 200}, None),  # sold out
    ],
)
def test_what_grants_which_wish(other, wish) -> None:
    found = granted([candidate(2, **(SAME | other))])
    assert found == ([] if wish is None else [(2, *wish)])


def test_the_nearest_one_grants_it() -> None:
    far = candidate(2, **SAME | {"weight": 238, "drop": 2, "cushioning": "max"})
    near = candidate(3, **SAME | {"weight": 240})
    assert granted([far, near])[-1] == (3, "weight", -1)


def test_a_model_is_shown_once_and_never_the_product_in_another_colour() -> None:
    lighter = SAME | {"weight": 238, "minor": 9990}
    others = [
        candidate(2, "Cadence 3", **lighter),
        candidate(3, "Plume", **lighter),
        candidate(4, "Plume", **lighter),
    ]
    assert granted(others) == [(3, "weight", -1)]


def test_what_the_page_shows_anyway_is_left_out() -> None:
    others = [candidate(2, "Cadence 2", **SAME | {"weight": 238})]
    assert picks(OWN, others, FIGURES, besides={("norrsken", "Cadence 2")}) == []


some = st.builds(
    Candidate,
    id=st.integers(1, 40),
    model=st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["M", "N", "O", "P", "Q"])),
    values=st.fixed_dictionaries(
        {},
        optional={
            "drop": st.none() | st.floats(-1, 16),
            "weight": st.none() | st.integers(100, 450),
            "cushioning": st.none() | st.sampled_from(["firm", "balanced", "max", "reactive"]),
        },
    ),
    minor=st.none() | st.integers(0, 50_000),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(own=some, others=st.lists(some, max_size=20))
def test_nothing_is_claimed_that_is_not_so(own, others) -> None:
    found = picks(own, others, FIGURES)

    models = [pick.candidate.model for pick in found]
    assert len(found) <= MOST
    assert len(set(models)) == len(models)
    assert own.model not in models
    for pick in found:
        other = pick.candidate
        assert other in others
        assert other.minor is not None
        if pick.gain is None:
            assert own.minor is None or other.minor <= own.minor * (1 - CHEAPER)
            assert own.minor is not None or pick == found[0]
            continue
        key, way = pick.gain.attribute.key, pick.gain.way
        scale = pick.gain.attribute.scale
        low, high = (values.values[key] for values in ((own, other)[::way]))
        assert scale.index(low) < scale.index(high) if scale else low < high
        assert (key, way) != ("weight", 1)


# --- on the page -----------------------------------------------------------------------------
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


def page_of(client, sheet, **asked):
    url = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    response = client.get(url, asked)
    return response.context["page"], response.content.decode()


def shoe(name: str, **fields):
    return shelf.shoe(name, brand=fields.pop("brand", "Norrsken"), **fields)


@pytest.fixture
def cadence():
    return shelf.shoe(values=shelf.values(drop=8, weight=275, cushioning="balanced"))


def test_each_says_what_it_is_in_exchange(client, cadence) -> None:
    lighter = shelf.values(drop=8, weight=238, cushioning="firm")
    plume = shoe("Plume", values=lighter, prices=[15990])
    shelf.open_shop()

    page, html = page_of(client, cadence)

    (found,) = page.alternatives
    assert (found.wish, found.detail) == ("Plus légère", "238 g au lieu de 275 g")
    assert found.otherwise == ["plus ferme", "20,00\xa0€ de plus"]
    assert found.price.minor == 15990
    assert "plus ferme, 20,00\xa0€ de plus" in html
    assert reverse("catalogue:detail", args=[plume.product.slug, plume.pk]) in html


def test_what_is_alike_in_all_that_decides_is_said_to_be_close(client, cadence) -> None:
    shoe("Plume", values=shelf.values(drop=8, weight=238, cushioning="balanced"))
    shelf.open_shop()

    page, _html = page_of(client, cadence)

    assert [each.otherwise for each in page.alternatives] == [["proche pour le reste"]]


def test_several_choices_are_said_in_one_breath(client) -> None:
    """Their capitals are those of a list of filters, not of a sentence."""
    ours = shelf.values(drop=6, weight=300, terrain=["groomed"])
    sheet = shelf.shoe("Roche", of="chaussures-trail", values=ours)
    theirs = shelf.values(drop=6, weight=250, terrain=["technical", "mud", "mountain"])
    shoe("Plume", of="chaussures-trail", values=theirs)
    shelf.open_shop()

    page, html = page_of(client, sheet)

    said = "terrain : technique, boue et haute montagne"
    assert [each.otherwise for each in page.alternatives] == [[said]]
    assert said in html


def test_in_english(client, cadence) -> None:
    shoe("Plume", values=shelf.values(drop=8, weight=238, cushioning="firm"), prices=[15990])
    shelf.open_shop()
    url = reverse("catalogue:detail", args=[cadence.product.slug, cadence.pk])

    html = client.get(shop.english(url)).content.decode()

    assert "<h3>Lighter</h3>" in html
    assert "238 g instead of 275 g" in html
    assert "firmer, €20.00 more" in html


def test_neither_hidden_nor_sold_out_nor_for_others_nor_of_another_family(client, cadence) -> None:
    light = shelf.values(drop=8, weight=200, cushioning="balanced")
    shelf.hide(shoe("Cachée", values=light))
    shoe("Épuisée", values=light, stock=0)
    shoe("Femme", values=light, gender="women")
    shoe("Trail", values=light, of="chaussures-trail")
    shelf.shoe("Cadence 3", values=light, colour_name="Rouge")
    shelf.shoe("Cadence 2", values=light)  # shown as the version before
    shelf.open_shop()

    page, _html = page_of(client, cadence)

    assert page.alternatives == []
    assert [each.name for each in page.around.versions] == ["Cadence 2"]


def test_in_the_size_that_is_asked_for(client) -> None:
    own = shelf.shoe(sizes=["42", "43"], values=shelf.values(drop=8, weight=275))
    light = shelf.values(drop=8, weight=238)
    shoe("Petite", values=light, sizes=["42"])
    large = shoe("Grande", values=shelf.values(drop=8, weight=230), sizes=["43"])
    shelf.open_shop()

    page, _html = page_of(client, own, taille="43")

    (found,) = page.alternatives
    assert found.name == "Grande"
    assert found.url == reverse("catalogue:detail", args=[large.product.slug, large.pk]) + (
        "?taille=43"
    )


def test_sold_out_everywhere_they_come_before_the_table(client) -> None:
    own = shelf.shoe(stock=0, values=shelf.values(drop=8, weight=275))
    shoe("Plume", values=shelf.values(drop=8, weight=238))
    shoe("Voisine", values=shelf.values(drop=8, weight=272))
    shelf.open_shop()

    page, html = page_of(client, own)

    assert html.index("Épuisé partout") < html.index('id="alternatives"') < html.index('id="fiche"')
    assert html.count('id="alternatives"') == 1
    nearest, lighter = page.alternatives
    assert (nearest.name, nearest.wish, nearest.detail) == ("Voisine", "Le plus proche", "")
    assert (lighter.name, lighter.wish) == ("Plume", "Plus légère")
    assert lighter.otherwise == ["le reste ne se compare pas : chiffres non communiqués"]


def test_near_ones_are_found_however_many_others_there_are(client, cadence, monkeypatch) -> None:
    monkeypatch.setattr(alternatives, "FEW", 1)
    monkeypatch.setattr(alternatives, "READ", 3)
    for n in range(4):
        shoe(f"Loin {n}", values=shelf.values(drop=14, weight=160))
    shoe("Plume", values=shelf.values(drop=8, weight=250, cushioning="balanced"))
    shelf.open_shop()

    page, _html = page_of(client, cadence)

    assert [each.name for each in page.alternatives] == ["Plume"]


def test_without_search_the_page_stands_without_them(client, cadence, monkeypatch) -> None:
    class Down:
        def search(self, _query):
            raise SearchUnavailable

    shelf.open_shop()
    monkeypatch.setattr("marketplace.storefront.product.alternatives.backend", Down)

    page, html = page_of(client, cadence)

    assert page.alternatives == []
    assert 'id="alternatives"' not in html
    assert "La fiche technique" in html
