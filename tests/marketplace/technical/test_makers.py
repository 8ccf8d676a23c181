"""Who may say what of a brand's maker, and what stands."""

from dataclasses import astuple

import pytest

from marketplace.core.models import OutboxEvent
from marketplace.technical import makers
from marketplace.technical.makers import Maker, MakerSettled
from marketplace.technical.models import Brand, MakerChange
from marketplace.traders.models import Trader
from tests import shop

pytestmark = pytest.mark.django_db
ADDRESS = "1 rue du Port, 29200 Brest, France"
SAID = {
    "maker_name": "CO SAS", "maker_address": ADDRESS, "maker_email": "a@co.fr",
    "maker_abroad": False,
}  # fmt: skip
ALL = {*SAID}


@pytest.fixture
def brand():
    return Brand.objects.create(slug="cap-ouest", name="Cap Ouest")


def trader(name, kind=Trader.Kind.BOUTIQUE):
    return shop.point(name, kind=kind).trader


def say(brand, by, clock, **said):
    makers.say(brand=brand, said=SAID | said, trader=by, user=shop.member(by), at=clock())
    brand.refresh_from_db()


def settled(brand, by):
    return set(makers.settled(brand, trader=by))


def test_a_boutique_mends_what_it_said_itself_and_no_other_does(brand, clock):
    first, second = trader("Foulées"), trader("Ravel")
    say(brand, first, clock)
    say(brand, first, clock, maker_name="Cap Ouest SARL")

    assert settled(brand, first) == set()
    assert settled(brand, second) == ALL
    with pytest.raises(MakerSettled):
        say(brand, second, clock, maker_name="Autre")
    brand.refresh_from_db()
    assert brand.maker_name == "Cap Ouest SARL"
    assert list(MakerChange.objects.values_list("trader", flat=True)) == [first.pk] * 2


def test_the_brand_itself_mends_what_a_boutique_said_and_is_not_mended(brand, clock):
    boutique, own = trader("Foulées"), trader("Cap Ouest", Trader.Kind.BRAND)
    say(brand, boutique, clock)
    assert settled(brand, own) == set()
    say(brand, own, clock, maker_email="securite@co.fr")

    assert settled(brand, own) == set()
    assert settled(brand, boutique) == ALL


def test_what_an_operator_said_stands_for_everyone(brand, clock):
    own = trader("Cap Ouest", Trader.Kind.BRAND)
    makers.keep(brand=brand, maker=Maker("CO SAS", "", ""), user=shop.operator(), at=clock())

    assert settled(brand, own) == {"maker_name"}
    with pytest.raises(MakerSettled):
        say(brand, own, clock, maker_name="Autre")
    brand.refresh_from_db()
    assert (brand.maker_name, brand.maker_address) == ("CO SAS", "")


def test_what_was_known_before_there_was_a_journal_stands(brand):
    Brand.objects.update(maker_name="CO SAS", maker_address=ADDRESS)

    brand.refresh_from_db()
    assert makers.settled(brand, trader=trader("Foulées")) == {
        "maker_name": None, "maker_address": None, "maker_abroad": None,
    }  # fmt: skip


def test_an_address_that_the_gate_refuses_is_nobody_s_last_word(brand, clock):
    makers.keep(
        brand=brand, maker=Maker("", "Rue quelque part", ""), user=shop.operator(), at=clock()
    )
    assert settled(brand, trader("Foulées")) == set()


def test_a_brand_s_own_details_fill_what_is_not_known(brand, clock):
    own = trader("Cap Ouest", Trader.Kind.BRAND)
    Brand.objects.update(maker_name="CO SAS", maker_address="Rue quelque part")
    makers.inherit(slugs={brand.slug}, trader=own, at=clock())
    makers.inherit(slugs={brand.slug}, trader=own, at=clock())

    brand.refresh_from_db()
    name, address, email, *_rest = astuple(makers.of_trader(own))
    assert (brand.maker_name, brand.maker_address, brand.maker_email) == ("CO SAS", address, email)
    assert makers.own(own)["maker_name"] == "CO SAS" != name
    assert [set(each.said) for each in MakerChange.objects.all()] == [
        {"maker_address", "maker_email"}
    ]


def test_it_is_told_once_that_all_is_known(brand, clock):
    boutique = trader("Foulées")
    abroad = {"maker_abroad": True, "responsible_name": "", "responsible_address": ""}
    say(brand, boutique, clock, **abroad)
    assert not OutboxEvent.objects.filter(topic="maker.known").exists()
    for _again in range(2):
        say(brand, boutique, clock)

    (event,) = OutboxEvent.objects.filter(topic="maker.known")
    assert event.payload == {"brand": "cap-ouest"}


def test_of_two_who_say_one_half_each_the_later_one_tells_that_all_is_known(brand, clock):
    """Both have read the brand before either has written."""
    halves = (brand, Maker("CO SAS", ADDRESS, "")), (Brand.objects.get(), Maker("", "", "a@co.fr"))
    for read_before, maker in halves:
        makers.keep(brand=read_before, maker=maker, user=shop.operator(), at=clock())

    assert OutboxEvent.objects.filter(topic="maker.known").count() == 1
