"""The queue of proposals: what is asked for is found, all of it and nothing else."""

import itertools

import pytest

from marketplace.core.scopes import house_scope
from marketplace.technical import gate, lacking, queue
from marketplace.technical.models import Brand, Proposal
from marketplace.technical.queue import OF_GATE, Wanted, Why
from sellers.feeds.models import FeedLine, FeedSource
from tests import shop
from tests.conftest import MONDAY_MORNING

pytestmark = pytest.mark.django_db
KNOWN_ADDRESS = "1 rue du Port, 29200 Brest"


@pytest.fixture
def seller():
    return shop.point("Foulées")


def propose(seller, title, *, brand="Cap Ouest", status="open", match="proposed", **content):
    told = {
        "family": shop.SHOES, "model_name": title, "manufacturer_ref": "",
        "variants": [{"key": f"SKU {title}", "size": "38", "gtin": ""}],
    } | content  # fmt: skip
    proposal = Proposal._base_manager.create(
        trader=seller.trader, partner=seller.partner, key=f"shopify:{title}", title=title[:255],
        brand_name=brand, created_at=MONDAY_MORNING, status=status, content=told,
        decided_at=None if status == "open" else MONDAY_MORNING,
    )  # fmt: skip
    with house_scope():
        source, _made = FeedSource.objects.get_or_create(
            trader=seller.trader, name="shopify", defaults={"partner": seller.partner}
        )
        FeedLine.objects.create(source=source, key=title, group=title, match=match,
                                proposal=proposal, minor=1000, stock=1)  # fmt: skip
    return proposal


def found(**wanted):
    with house_scope():
        return [row.title for row in queue.shown(list(queue.ranks(Wanted(**wanted))))]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("brise", ["Brise 2", "Brise 3"]),
        ("BRISE ouest", ["Brise 2"]),
        ("ouest 2 brise", ["Brise 2"]),
        ("  ", ["Brise 2", "Brise 3", "Rafale"]),
        ("3700000000006", ["Rafale"]),
        ("03700000000006", ["Rafale"]),
        ("370000000000", []),  # part of a code is none
        ("sku-é\"1", ["Rafale"]),
        ("sku-é", []),
        ("RF-9", ["Brise 3"]),
        ("shopify:brise 2", ["Brise 2"]),
        ("38", []),  # a size, not a code
        ("gtin", []),
        ("100%", []),
    ],
)  # fmt: skip
def test_words_of_title_and_brand_or_a_whole_code(seller, text, titles):
    propose(seller, "Brise 2")
    propose(seller, "Brise 3", brand="Altavia", manufacturer_ref="rf-9")
    propose(seller, "Rafale", variants=[
        {"key": "autre", "size": "38", "gtin": ""},
        {"key": 'SKU-é"1', "size": "39", "gtin": "03700000000006"},
    ])  # fmt: skip
    assert found(text=text) == titles


def test_by_boutique_family_and_state(seller):
    other = shop.point("Cimes")
    propose(seller, "A", family="")
    propose(other, "B")
    propose(seller, "C", status="refused")
    propose(seller, "D", status="accepted")

    assert found() == ["A", "B"]
    assert found(trader_id=other.trader.pk) == ["B"]
    assert found(family=queue.NO_FAMILY) == ["A"]
    assert found(family=shop.SHOES) == ["B"]
    assert found(state=queue.State.REFUSED) == ["C"]
    assert found(state=queue.State.DECIDED) == ["D", "C"]
    assert found(state=queue.State.DECIDED, why=Why.UNDONE) == ["D", "C"], "those do not wait"


def test_what_the_catalogue_knows_by_brand_and_name(seller):
    shop.reference(brand="Cap Ouest", model_name="Brise 2")
    shop.reference(brand="Cap Ouest", model_name="Rafale")
    propose(seller, "brise 2", brand="CAP OUEST")
    propose(seller, "Brise 2", brand="Altavia")
    propose(seller, "Rafale", match="undone")
    propose(seller, "Calme", match="undone")

    assert found(why=Why.KNOWN) == ["brise 2", "Rafale"]
    assert found(why=Why.NEW) == ["Brise 2"]
    assert found(why=Why.UNDONE) == ["Rafale", "Calme"]


def test_what_waits_no_more_by_a_line_is_not_undone(seller):
    propose(seller, "Rafale", match="undone")
    record = shop.offer(point=seller)
    FeedLine._base_manager.update(stockrecord=record)
    assert found(why=Why.UNDONE) == []


MAKERS = [
    {},
    {"maker_name": "CO SAS", "maker_address": KNOWN_ADDRESS, "maker_email": "a@co.fr"},
    {"maker_name": "CO SAS", "maker_address": "quelque part", "maker_email": "a@co.fr"},
    {"maker_name": "CO SAS", "maker_address": KNOWN_ADDRESS, "maker_email": ""},
    {"maker_name": "CO SAS", "maker_address": KNOWN_ADDRESS, "maker_email": "a@co.fr",
     "maker_abroad": True},
]  # fmt: skip


def test_what_the_gate_lacks_is_chosen_by_the_same_rules(seller):
    """The database chooses as ``gate`` judges, whatever is said of a product."""
    for number, maker in enumerate(MAKERS):
        Brand.objects.create(slug=f"marque-{number}", name=f"Marque {number}", **maker)
    Brand.objects.create(slug="foulees", name="Foulées", **MAKERS[1])
    brands = ["", "Inconnue", *(f"MARQUE {number}" for number in range(len(MAKERS)))]
    codes = [("", ""), ("R", ""), ("", "03700000000006")]
    names = ["Brise", " "]
    for brand, (ref, gtin), name, family in itertools.product(
        brands, codes, names, ["", shop.SHOES]
    ):
        title = f"{brand}/{ref}/{gtin}/{name}/{family}"
        variants = [{"key": title, "size": "38", "gtin": ""},
                    {"key": f"{title} 39", "size": "39", "gtin": gtin}]  # fmt: skip
        propose(seller, title, brand=brand, model_name=name, family=family,
                manufacturer_ref=ref, variants=variants)  # fmt: skip
    with house_scope():
        rows = list(Proposal.objects.select_related("trader"))
        judged = lacking.of_proposals(rows)
        for why in (Why.FAMILY, Why.MAKER, Why.IDENTIFIER, Why.TITLE):
            lack = {row.title for row in rows if why in {OF_GATE[r.code] for r in judged[row.pk]}}
            assert set(found(why=why)) == lack
            assert 0 < len(lack) < len(rows)
        ready = [row.title for row in rows if not judged[row.pk]]
    assert found(why=Why.READY) == ready
    assert len(ready) == 4, "two brands whose maker is known, with two codes"


def test_each_tells_all_its_reasons(seller):
    shop.maker("Cap Ouest")
    propose(seller, "Brise", manufacturer_ref="R")
    propose(seller, "Rafale", brand="Autre", family="", match="undone")
    with house_scope():
        rows = queue.shown(list(queue.ranks()))
    assert [row.whys for row in rows] == [
        [Why.NEW, Why.READY], [Why.UNDONE, Why.FAMILY, Why.MAKER, Why.IDENTIFIER]]  # fmt: skip


def test_every_rule_of_a_product_has_its_reason(seller):
    """Nothing that the gate may say of a proposal stops the queue from being shown."""
    of_offers = {gate.PRICE.code, gate.TRADER.code}
    assert {reason.code for reason, _rule in gate.RULES} - of_offers == set(OF_GATE)
    Brand.objects.create(slug="cap-ouest", name="Cap Ouest", **MAKERS[-1])
    propose(seller, "Brise", manufacturer_ref="R")
    with house_scope():
        (row,) = queue.shown(list(queue.ranks()))
    assert row.whys == [Why.NEW, Why.MAKER]


def test_the_next_is_of_those_that_are_asked_for(seller):
    first, other, second = (propose(seller, name) for name in ("Brise 1", "Calme", "Brise 2"))
    with house_scope():
        asked = Wanted(text="brise")
        assert queue.following(first, asked) == second.pk
        assert queue.following(second, asked) == first.pk, "the end leads to the top"
        assert queue.following(other, asked) == second.pk
        assert queue.following(first, Wanted(text="calme")) == other.pk
        assert queue.following(other, Wanted(text="calme")) is None
        assert queue.following(first) == other.pk


def test_what_is_said_follows_the_content(seller):
    waits = propose(seller, "Brise", family="")
    with house_scope():
        waits.content = {**waits.content, "family": shop.SHOES, "model_name": "Brise 2"}
        Proposal.objects.bulk_update([waits], ["content"])
    assert found(family=shop.SHOES) == ["Brise"]
    assert found(family=queue.NO_FAMILY) == []
