"""What a run keeps is what is meant: whoever reads of it later reads it in their own language."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from marketplace.core.scopes import house_scope
from marketplace.core.sentences import Sentence
from marketplace.technical import operations as technical
from marketplace.technical.models import Proposal
from marketplace.traders.models import Trader
from sellers.feeds import errors, operations
from sellers.feeds.faults import RowError, Rule
from sellers.feeds.models import FeedFault, FeedRun
from sellers.feeds.settings import Settings
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files, test_codes
from tests.sellers.feeds.test_more_dialects import combination, pair, presta

pytestmark = pytest.mark.django_db
EXAMPLES = [found[1].encode() for told in test_codes.ENTRIES.values()
            if (found := test_codes.EXAMPLE.search(told))]  # fmt: skip
SAME_CODES = {"Variant SKU": "X", "Variant Barcode": "6291041500213"}
OTHERS = [
    files.shopify(files.cap("a", **SAME_CODES), files.cap("b", **SAME_CODES)),
    files.shopify(files.cap("a", **{"Variant Price": "25\0"})),
    files.shopify(*(files.cap(f"c{n}", Title="Été") for n in range(20)), files.cap("d", Title="?"))
    .replace(b"?", b"\xff"),
]  # fmt: skip


@pytest.fixture
def boutique() -> Trader:
    shop.family("casquettes-running")
    return shop.point("Foulées").trader


def bring(trader: Trader, content: bytes, **settings: Any) -> list[RowError]:
    with operations.import_feed(
        trader=trader, source=files.source(content), settings=Settings(**settings),
        at=MONDAY_MORNING,
    ) as report:  # fmt: skip
        return list(report.faults())


def refused(trader: Trader) -> list[RowError]:
    """The fault of a product that an operator does not want."""
    bring(trader, files.shopify(files.cap("a")))
    with house_scope():
        technical.refuse_proposal(
            proposal=Proposal.objects.get(), reason="Pas du sport.", at=MONDAY_MORNING
        )
    return bring(trader, files.shopify(files.cap("a")))


def given_away() -> list[RowError]:
    """The fault of a key under which a brand sells another product all of a sudden."""
    brand = shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader
    bring(brand, files.shopify(files.cap("a")))
    return bring(brand, files.shopify(files.cap("a", Title="Tente Horizon")))


def found(trader: Trader) -> Iterator[RowError]:
    """At least one fault of every rule."""
    for content in (*EXAMPLES, *OTHERS):
        try:
            yield from test_codes.faults(content)
        except errors.FeedError:
            continue
    yield from pair([presta()], [combination(**{"Product ID*": "9"})])[1].faults
    yield from pair([presta(Condition="used")], [combination()])[1].faults
    yield from bring(trader, b"offer-sku;quantity;warehouse-code\nNEANT;1;L\n")
    yield from bring(
        trader,
        b"sku;product-id;product-id-type;price;quantity;state\nY;3601234567894;EAN;19.90;2;11\n",
    )
    yield from refused(trader)
    yield from given_away()


def untranslated(sentence: Sentence) -> list[str]:
    """What of a sentence, and of the sentences in it, an English reader would read in French."""
    with translation.override("en"):
        own = [sentence.text] if translation.gettext(sentence.text) == sentence.text else []
    pieces = [
        each
        for piece in sentence.pieces.values()
        for each in (piece if isinstance(piece, list) else [piece])
    ]
    inner = [piece for piece in pieces if isinstance(piece, Sentence)]
    return own + [text for each in inner for text in untranslated(each)]


def test_every_rule_is_said_in_the_readers_language(boutique: Trader) -> None:
    faults = list(found(boutique))
    assert {fault.rule for fault in faults} == set(Rule)
    assert [text for fault in faults for text in untranslated(fault.message)] == []
    for fault in faults:
        assert str(fault.message) != str(fault.rule)
        assert Sentence.read(fault.message.kept) == fault.message


def test_every_refusal_of_a_file_is_said_in_the_readers_language() -> None:
    told = [kind.message for kind in test_codes.kinds(errors.FeedError) if kind.message]
    for content in EXAMPLES:
        try:
            test_codes.faults(content)
        except errors.FeedError as error:
            told.append(error.message)
    assert len(told) > 25
    assert [text for each in told for text in untranslated(each)] == []


ODD = files.cap("odd", **{"Type": "Luminaires", "Title": "Lampadaire", "Variant Price": "12.500"})
ODDER = files.cap("odder", **{
    "Type": "Luminaires", "Title": "Lampadaire",
    "Body (HTML)": "<p>Oui.</p><iframe src=x></iframe>",
})  # fmt: skip


def test_what_is_kept_is_the_same_in_whatever_language_the_worker_works(boutique: Trader) -> None:
    kept = []
    for language in ("fr", "en"):
        with translation.override(language):
            bring(boutique, files.shopify(ODD, ODDER), family="casquettes-running")
            with pytest.raises(errors.MissingColumns):
                bring(boutique, b"Handle,Variant Price\nA,1\n")
        with house_scope():
            runs = FeedRun.objects.order_by("-pk")[:2]
            rows = FeedFault.objects.filter(run__in=list(runs)).order_by("line", "pk")
            kept.append([[run.error.kept for run in runs], [row.message.kept for row in rows]])
    assert kept[0] == kept[1]
    assert [len(each) for each in kept[0]] == [2, 3]


def test_a_family_and_figures_are_said_in_the_readers_language(boutique: Trader) -> None:
    said = {fault.rule: fault.message for fault in
            bring(boutique, files.shopify(ODD, ODDER), family="casquettes-running")}  # fmt: skip
    with translation.override("en"):
        assert "“Caps and beanies”" in str(said[Rule.UNKNOWN_CATEGORY])
        assert str(said[Rule.HTML_REMOVED]).startswith("The description")
        assert "12,500" in str(said[Rule.AMBIGUOUS_PRICE])
