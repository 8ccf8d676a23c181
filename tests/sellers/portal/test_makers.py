"""The maker of a brand, asked of those who sell it: what is settled is shown, the rest is asked."""

import pytest
from django.urls import reverse

from marketplace.technical import makers
from marketplace.technical.makers import Maker
from marketplace.technical.models import Brand, MakerChange, Proposal
from marketplace.traders.models import Trader
from tests import shop

pytestmark = pytest.mark.django_db
ADDRESS = "1 rue du Port, 29200 Brest, France"
SAID = {
    "maker_name": "CO SAS", "maker_address": ADDRESS, "maker_email": "a@co.fr",
    "maker_abroad": "within",
}  # fmt: skip
RESPONSIBLE = {
    "responsible_name": "CO Europe", "responsible_email": "eu@co.fr",
    "responsible_address": "Herengracht 10, 1015 BN Amsterdam, Pays-Bas",
}  # fmt: skip


@pytest.fixture
def mine(client):
    trader = shop.point("Foulées").trader
    client.force_login(shop.member(trader))
    return trader


@pytest.fixture
def other():
    return shop.point("Ravel").trader


def propose(trader, title, brand="Cap Ouest"):
    return Proposal._base_manager.create(
        trader=trader, partner_id=trader.points.get().pk, key=title, title=title, brand_name=brand,
        created_at=shop.clock.now(), content={"model_name": title, "variants": []},
    )  # fmt: skip


def url(slug="cap-ouest"):
    return reverse("portal:maker", args=[slug])


def of_brand():
    return Brand.objects.values_list(
        "maker_name", "maker_address", "maker_email", "maker_abroad", "responsible_name"
    ).get(slug="cap-ouest")


@pytest.mark.parametrize("size", [1, 30])
def test_brands_that_lack_are_listed_one_s_own_first_at_the_same_cost(
    mine, other, client, size, django_assert_num_queries
):
    shop.offer(point=mine.points.get(), variant=shop.reference(brand="Altavia")[0])
    shop.offer(point=other.points.get(), variant=shop.reference(brand="Boréal")[0])
    shop.maker("Connue")
    for n in range(size):
        propose(mine, f"A{n}")
        propose(mine, f"B{n}", brand=f"Marque {n:02}")
        propose(other, f"C{n}", brand=f"Étrangère {n}")
    propose(mine, "Sans marque", brand="")
    propose(mine, "Complet", brand="Connue")
    # session, user, member, basket, proposals' brands, brands, offers; those said by the trader
    with django_assert_num_queries(8):
        response = client.get(reverse("portal:makers"))

    rows = [(each.brand.name, each.proposed, each.sold) for each in response.context["rows"]]
    others = [(f"Marque {n:02}", 1, 0) for n in range(size)]
    assert rows[0] == ("Foulées", 1, 0)
    assert sorted(rows[1:]) == sorted([("Cap Ouest", size, 0), ("Altavia", 0, 1), *others])


def test_what_is_said_holds_for_the_brand_with_who_said_it(mine, client):
    propose(mine, "Brise")
    page = client.get(reverse("portal:proposals")).content.decode()
    assert url() in page
    response = client.post(url(), SAID, follow=True)

    assert "Il ne manque plus aux produits de cette marque." in response.content.decode()
    assert of_brand() == ("CO SAS", ADDRESS, "a@co.fr", False, "")
    change = MakerChange.objects.get()
    assert (change.trader, change.user) == (mine, mine.members.get().user)
    assert url() not in client.get(reverse("portal:proposals")).content.decode()
    assert "CO SAS" in client.get(reverse("portal:makers")).content.decode()
    assert 'value="CO SAS"' in client.get(url()).content.decode()  # to be mended


def test_a_line_that_is_sold_without_its_maker_leads_there(mine, client):
    from sellers.feeds.models import FeedLine, FeedSource

    record = shop.offer(point=mine.points.get(), variant=shop.reference(brand="Altavia")[0])
    source = FeedSource._base_manager.create(trader=mine, name="s", partner_id=record.partner_id)
    FeedLine._base_manager.create(
        source=source, key="A", group="A", match="gtin", stockrecord=record
    )

    assert url("altavia") in client.get(reverse("portal:matches")).content.decode()
    assert client.get(url("altavia")).status_code == 200


def test_a_maker_abroad_has_someone_in_the_union(mine, client):
    propose(mine, "Brise")
    abroad = SAID | {"maker_abroad": "abroad"}
    shut = client.post(url(), abroad)
    assert shut.status_code == 422
    assert set(shut.context["form"].errors) == set(RESPONSIBLE)
    assert not Brand.objects.filter(slug="cap-ouest").exists()
    bad = client.post(url(), abroad | RESPONSIBLE | {"responsible_address": "quelque part"})
    assert set(bad.context["form"].errors) == {"responsible_address"}

    client.post(url(), abroad | RESPONSIBLE)
    assert of_brand()[3:] == (True, "CO Europe")
    client.post(url(), SAID | RESPONSIBLE)  # it was not abroad after all
    assert of_brand()[3:] == (False, "")


@pytest.mark.parametrize("field", SAID)
def test_each_field_is_asked_for(mine, client, field):
    propose(mine, "Brise")
    response = client.post(url(), SAID | {field: ""})

    assert set(response.context["form"].errors) == {field}
    assert not MakerChange.objects.exists()


def test_what_an_operator_said_is_shown_and_stays(mine, client, clock):
    propose(mine, "Brise")
    brand = Brand.objects.create(slug="cap-ouest", name="Cap Ouest")
    makers.keep(brand=brand, maker=Maker("CO SAS", ADDRESS, ""), user=shop.operator(), at=clock())

    page = client.get(url())
    assert {(each["value"], each["by"]) for each in page.context["told"]} == {
        ("CO SAS", "Cordée"), (ADDRESS, "Cordée"), (False, "Cordée"),
    }  # fmt: skip
    assert set(page.context["form"].fields) == {"maker_email"}
    late = client.post(url(), SAID | {"maker_name": "Autre"}, follow=True)
    assert "rien de votre saisie n’a été gardé" in late.content.decode()
    assert of_brand()[:3] == ("CO SAS", ADDRESS, "")

    client.post(url(), {"maker_email": "a@co.fr"})
    assert of_brand()[:3] == ("CO SAS", ADDRESS, "a@co.fr")


def test_another_boutique_is_not_named(mine, other, client, clock):
    propose(mine, "Brise")
    propose(other, "Brise")
    said = {**SAID, "maker_abroad": False}
    brand = Brand(slug="cap-ouest", name="Cap Ouest")
    makers.say(brand=brand, said=said, trader=other, user=shop.member(other), at=clock())

    page = client.get(url())
    assert {each["by"] for each in page.context["told"]} == {"une autre boutique"}
    assert "Ravel" not in page.content.decode()
    assert not page.context["form"].fields


def test_the_brand_is_named_as_such(mine, client, clock):
    own = shop.point("Cap Ouest", kind=Trader.Kind.BRAND).trader
    propose(mine, "Brise")
    Brand.objects.create(slug="cap-ouest", name="Cap Ouest")
    makers.inherit(slugs={"cap-ouest"}, trader=own, at=clock())

    assert {each["by"] for each in client.get(url()).context["told"]} == {"la marque"}


def test_a_brand_that_one_does_not_sell_is_not_there(mine, other, client):
    propose(other, "Brise")
    shop.maker("Altavia")

    assert client.post(url(), SAID).status_code == 404
    assert client.get(url("altavia")).status_code == 404
    assert not Brand.objects.filter(slug="cap-ouest").exists()
