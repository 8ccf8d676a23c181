"""Sitemaps and the feed for price comparers: all that can be bought, and nothing else."""

import gc
import gzip
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from marketplace.core.scopes import house_scope
from marketplace.storefront.machines import goods, made, merchant, sitemaps, tasks
from marketplace.storefront.machines.made import Pieces
from marketplace.storefront.machines.models import MadeFile
from marketplace.technical.models import Family, ReferenceSheet
from marketplace.traders.models import Trader
from tests import shop
from tests.marketplace.storefront import shelf
from tests.marketplace.storefront.machines.conftest import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made", "site")]

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MAP = {"s": sitemaps.NAMESPACE, "x": "http://www.w3.org/1999/xhtml"}
G = "{http://base.google.com/ns/1.0}"
NOTHING_ABOVE = "https://cordee.example/en/produit/"


def body(client, path, **headers) -> bytes:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.getvalue()


def tree(client, path):
    return etree.fromstring(body(client, path))


def addresses(client) -> list[str]:
    """Every address of every part that the index names."""
    parts = tree(client, "/sitemap.xml").findall("s:sitemap/s:loc", MAP)
    paths = [each.text.removeprefix(SITE) for each in parts]
    return [loc.text for path in paths for loc in tree(client, path).findall("s:url/s:loc", MAP)]


def items(client) -> list[dict[str, str]]:
    found = tree(client, "/flux/google-merchant.xml").findall("channel/item")
    return [{child.tag.removeprefix(G): child.text for child in item} for item in found]


def made_again() -> None:
    with house_scope():
        sitemaps.make(at=AT)
        merchant.make(at=AT)


def product(sheet) -> str:
    return reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])


def hidden(sheet) -> None:
    shelf.hide(sheet)


def private(sheet) -> None:
    sheet.product.is_public = False
    sheet.product.save()


def sold_out(sheet) -> None:
    for record in shelf.variant_of(sheet).product.stockrecords.all():
        shop.restate(record.pk, stock=0)


def suspended(sheet) -> None:
    trader = shelf.variant_of(sheet).product.stockrecords.get().partner.point.trader
    trader.status = "suspended"
    trader.save()


def paused(sheet) -> None:
    terms = shelf.variant_of(sheet).product.stockrecords.get().terms
    terms.state = "paused"
    terms.save()


def without_its_size(sheet) -> None:
    child = shelf.variant_of(sheet).product
    child.is_public = False
    child.save()


# --- sitemaps ---------------------------------------------------------------------------------
def test_every_page_that_is_kept_is_listed_in_each_language(client):
    sheet = shelf.shoe()
    made_again()
    found = addresses(client)
    family = sheet.family
    trader = shelf.variant_of(sheet).product.stockrecords.get().partner.point.trader
    paths = [
        "/", "/catalogue/", "/marques/", "/marques/altavia/", "/boutiques/",
        f"/sport/{family.sport.slug}/", product(sheet),
        f"/rayon/{family.sport.slug}/{family.slug}_{family.category_id}/",
        f"/boutique/{trader.slug}/",
        *(f"/pages/{slug}/" for slug in ("cgv", "mentions-legales", "confidentialite",
                                         "retractation", "classement")),
    ]  # fmt: skip

    assert sorted(found) == sorted(f"{SITE}{end}{path}" for path in paths for end in ("", "/en"))


def test_each_listed_address_opens_and_names_itself(client, search_index):
    shelf.shoe()
    shelf.open_shop()
    made_again()
    for url in addresses(client):
        html = client.get(url.removeprefix(SITE)).content.decode()
        assert f'<link rel="canonical" href="{url}">' in html


def test_an_address_names_its_other_languages(client):
    sheet = shelf.shoe()
    made_again()
    entry, other = tree(client, "/sitemap-produits-1.xml").findall("s:url", MAP)
    links = [(e.get("hreflang"), e.get("href")) for e in entry.findall("x:link", MAP)]

    assert links == [
        ("fr", SITE + product(sheet)),
        ("en", f"{SITE}/en{product(sheet)}"),
        ("x-default", SITE + product(sheet)),
    ]
    assert [(e.get("hreflang"), e.get("href")) for e in other.findall("x:link", MAP)] == links


def test_the_last_change_is_that_of_words_or_prices(client, clock):
    clock.set(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    sheet, other = shelf.shoe(), shelf.shoe("Tempo")
    record = shelf.variant_of(sheet).product.stockrecords.get()
    shop.restate(record.pk, minor=9900, at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    made_again()
    told = {
        url.find("s:loc", MAP).text: url.find("s:lastmod", MAP).text
        for url in tree(client, "/sitemap-produits-1.xml").findall("s:url", MAP)
    }

    assert told[SITE + product(sheet)] == "2026-11-21"  # in Paris
    assert told[SITE + product(other)] == "2026-11-02"


@pytest.mark.parametrize(
    "gone",
    [hidden, private, sold_out, suspended, paused, without_its_size],
    ids=lambda f: f.__name__,
)
def test_what_cannot_be_bought_is_in_neither(client, gone):
    kept, sheet = shelf.shoe("Tempo"), shelf.shoe()
    gone(sheet)
    made_again()

    listed = addresses(client)
    assert SITE + product(kept) in listed
    assert SITE + product(sheet) not in listed
    assert [item["item_group_id"] for item in items(client)] == [str(kept.pk)]


def test_a_part_holds_no_more_than_it_may_and_old_parts_go(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST", 4)
    sheets = [shelf.shoe(f"N {n}") for n in range(5)]
    made_again()

    sizes = [len(tree(client, f"/sitemap-produits-{n}.xml")) for n in (1, 2, 3)]
    assert sizes == [4, 4, 2]
    assert len(tree(client, "/sitemap.xml")) == 4
    for sheet in sheets[:3]:
        hidden(sheet)
    made_again()
    assert client.get("/sitemap-produits-2.xml").status_code == 404
    assert len(tree(client, "/sitemap.xml")) == 2


def test_a_part_holds_no_more_bytes_than_it_may(client, monkeypatch):
    for n in range(6):
        shelf.shoe(f"N {n}")
    made_again()
    row = MadeFile.objects.get(name="sitemap-produits-1.xml")
    monkeypatch.setattr(sitemaps, "MOST_BYTES", row.bytes // 2)
    monkeypatch.setattr(sitemaps, "ROOM", row.bytes // 6 + 200)  # a page's entries, and the ends

    whole = addresses(client)
    made_again()

    parts = MadeFile.objects.filter(name__startswith="sitemap-produits-")
    assert [each.entries for each in parts.order_by("name")] == [4, 4, 4]
    assert all(each.bytes <= sitemaps.MOST_BYTES for each in parts)
    assert sorted(addresses(client)) == sorted(whole)


# What sitemaps.org asks of a file and of an index, in our own words; elements of others, such as
# the links to other languages, come after its own.
RULES = r"""
<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:s="{namespace}"
        targetNamespace="{namespace}" elementFormDefault="qualified">
  <simpleType name="place">
    <restriction base="anyURI">
      <pattern value="https://cordee\.example/[!-~]*"/><maxLength value="2048"/>
    </restriction>
  </simpleType>
  <simpleType name="moment"><union memberTypes="date dateTime"/></simpleType>
  <element name="urlset"><complexType><sequence>
    <element name="url" maxOccurs="unbounded"><complexType><sequence>
      <element name="loc" type="s:place"/>
      <element name="lastmod" type="s:moment" minOccurs="0"/>
      <any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
    </sequence></complexType></element>
  </sequence></complexType></element>
  <element name="sitemapindex"><complexType><sequence>
    <element name="sitemap" maxOccurs="unbounded"><complexType><sequence>
      <element name="loc" type="s:place"/>
      <element name="lastmod" type="s:moment" minOccurs="0"/>
    </sequence></complexType></element>
  </sequence></complexType></element>
</schema>
"""


def test_each_file_is_as_the_protocol_has_it(client):
    shelf.shoe("Éclair & <Cie>")
    made_again()
    rules = etree.XMLSchema(etree.fromstring(RULES.format(namespace=sitemaps.NAMESPACE)))

    for name in ("sitemap.xml", "sitemap-pages.xml", "sitemap-produits-1.xml"):
        told = body(client, f"/{name}")
        assert told.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<')
        rules.assertValid(etree.fromstring(told))
        assert MadeFile.objects.get(name=name).bytes == len(told) <= 52_428_800
    assert (sitemaps.MOST, sitemaps.MOST_BYTES) == (50_000, 52_428_800)


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("<url><lastmod>2026-11-23</lastmod><loc>https://cordee.example/</loc></url>", "order"),
        ("<url><loc>/produit/</loc></url>", "not whole"),
        ("<url><loc>https://ailleurs.example/</loc></url>", "another host"),
        ("<url><loc>https://cordee.example/é</loc></url>", "not escaped"),
        ("<url><loc>https://cordee.example/</loc><lastmod>hier</lastmod></url>", "no day"),
    ],
)
def test_the_rules_find_what_is_wrong(entry, fault):
    rules = etree.XMLSchema(etree.fromstring(RULES.format(namespace=sitemaps.NAMESPACE)))
    told = etree.fromstring(f'<urlset xmlns="{sitemaps.NAMESPACE}">{entry}</urlset>')

    assert not rules.validate(told), fault


def test_an_empty_shop_has_pages_and_no_products(client):
    made_again()

    assert SITE + "/" in addresses(client)
    assert items(client) == []


def test_reading_costs_the_same_queries_at_any_size(monkeypatch):
    def cost() -> tuple[int, int]:
        with (
            house_scope(),
            CaptureQueriesContext(
                connection,
            ) as first,
        ):
            list(goods.listed())
        with house_scope(), CaptureQueriesContext(connection) as second:
            list(goods.sold())
        return len(first), len(second)

    shelf.shoe()
    one = cost()
    for n in range(12):
        shelf.shoe(f"N {n}", sizes=["41", "42"], prices=[100, 200])

    assert cost() == one
    monkeypatch.setattr(goods, "CHUNK", 4)
    with house_scope():
        assert len(list(goods.listed())) == len(list(goods.sold())) == 13


# --- the feed ---------------------------------------------------------------------------------
def test_an_item_is_a_size_with_the_offer_that_its_page_puts_first(client):
    sheet = shelf.shoe(
        points=[shop.point("Foulées d’Annecy"), shop.point("Le Couloir 4", shipping=0)],
        prices=[13990, 12900], sizes=["42", "43"], manufacturer_ref="CAD-3",
        description="<p>Souple &amp; précise.</p>", gender="women",
    )  # fmt: skip
    variant = shelf.variant_of(sheet, "42")
    variant.gtin = "03660000000013"
    variant.save()
    made_again()
    first, second = items(client)

    assert first | {"shipping": None} == {
        "id": str(variant.pk),
        "title": "Altavia Cadence 3 Bleu lac, 42",
        "description": "Souple & précise.",
        "link": f"{SITE}{product(sheet)}?taille=42",
        "image_link": first["image_link"],
        "availability": "in_stock",
        "condition": "new",
        "price": "129.00 EUR",
        "brand": "Altavia",
        "gtin": "3660000000013",
        "mpn": "CAD-3",
        "item_group_id": str(sheet.pk),
        "color": "Bleu lac",
        "size": "42",
        "gender": "female",
        "age_group": "adult",
        "google_product_category": str(sheet.family.google[0]),
        "product_type": f"{sheet.family.sport} > {sheet.family}",
        "external_seller_id": Trader.objects.get(name="Le Couloir 4").slug,
        "shipping": None,
    }
    assert (second["size"], second.get("gtin")) == ("43", None)
    assert "sale_price" not in first
    picture = client.get(first["image_link"].removeprefix(SITE))
    assert picture["Content-Type"] == "image/png"
    assert "immutable" in picture["Cache-Control"]


def test_the_parcel_is_told_with_its_price_and_days(client):
    shelf.shoe()
    made_again()
    (item,) = tree(client, "/flux/google-merchant.xml").findall("channel/item")
    told = {child.tag.removeprefix(G): child.text for child in item.find(f"{G}shipping")}

    assert told == {
        "country": "FR", "price": "4.90 EUR", "min_handling_time": "1", "max_handling_time": "2",
        "min_transit_time": "2", "max_transit_time": "2",
    }  # fmt: skip


def test_only_sizes_are_sizes(client):
    """A rubber that is black or red told « Noir » as its size; and no two of a group are alike."""
    rubber = shelf.shoe("Revêtement", sizes=["Noir", "Rouge"])
    Family.objects.filter(pk=rubber.family_id).update(size_guide="none")
    made_again()

    told = items(client)
    assert [item["title"].rpartition(", ")[2] for item in told] == ["Noir", "Rouge"]
    assert [(item.get("size"), item.get("item_group_id")) for item in told] == [(None, None)] * 2


def test_what_has_no_code_says_so(client):
    shelf.shoe()
    made_again()

    assert items(client)[0]["identifier_exists"] == "no"


HOSTILE = "a\x00b\x0bc\ud800".encode("utf-8", "ignore").decode() + "</g:title>]]>&amp;<!-- \ufffe"


def test_no_text_breaks_it_and_none_is_too_long(client):
    # PostgreSQL keeps no NUL; feeds' readers take it out before.
    text = HOSTILE.replace("\x00", "")
    sheet = shelf.shoe((text + "é" * 300)[:120], brand="B" * 80, description=text + "x" * 9000,
                       colour_name=text[:60])  # fmt: skip
    ReferenceSheet.objects.filter(pk=sheet.pk).update(manufacturer_ref="R" * 64)
    made_again()
    (item,) = items(client)

    assert "</g:title>]]>&amp;<!--" in item["title"]
    assert not {"\x0b", "\ufffe"} & set("".join(filter(None, item.values())))
    over = {
        name: len(item[name]) for name, most in merchant.LONGEST.items()
        if name in item and len(item[name]) > most
    }  # fmt: skip
    assert over == {}
    assert item["title"].endswith(", 42")


def test_a_feed_of_many_holds_a_chunk_at_a_time(monkeypatch):
    """What memory holds does not grow with what was written."""
    monkeypatch.setattr(goods, "CHUNK", 5)
    point = shop.point()

    def peak() -> int:
        gc.freeze()  # what is there already need not be looked through for each piece
        tracemalloc.start()
        with house_scope():
            for _piece in merchant.feed():
                gc.collect()  # rows and their sheets name each other
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        gc.unfreeze()
        return most

    def least() -> int:
        """Threads that an engine left at work hold something now and then, too."""
        return min(peak(), peak())

    for n in range(10):
        shelf.shoe(f"N {n}", points=[point])
    peak()  # what is loaded once
    small = least()
    for n in range(60):
        shelf.shoe(f"M {n}", points=[point])

    assert least() < small * 1.2


# --- how files are served ---------------------------------------------------------------------
PATHS = ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-produits-1.xml",
         "/flux/google-merchant.xml"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_it_comes_compressed_to_whom_reads_that(client, path):
    shelf.shoe()
    made_again()
    plain = client.get(path)
    packed = client.get(path, headers={"accept-encoding": "br, gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.getvalue()) == plain.getvalue()
    assert plain["Content-Type"] == "application/xml; charset=utf-8"
    assert int(plain["Content-Length"]) == MadeFile.objects.get(name=path.rpartition("/")[2]).bytes
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize("path", PATHS)
def test_a_repeat_is_not_sent_again(client, path, monkeypatch):
    shelf.shoe()
    made_again()
    first = client.get(path)
    first.getvalue()
    monkeypatch.setattr(made, "opened", None)

    again = client.get(path, headers={"if-none-match": first["ETag"]})
    later = client.get(path, headers={"if-modified-since": first["Last-Modified"]})
    assert (again.status_code, later.status_code) == (304, 304)
    assert first["Cache-Control"] == "public, max-age=3600"
    assert not first.cookies


def test_the_same_words_are_the_same_file():
    pieces = Pieces("<a>", ["<b/>", "<é/>"], "</a>")

    first = made.keep(name="a.xml", pieces=pieces, at=AT)
    second = made.keep(name="a.xml", pieces=pieces, at=AT + timedelta(days=1))

    assert (first.pk, first.digest) == (second.pk, second.digest)
    assert (first.entries, first.bytes) == (2, len("<a><b/><é/></a>".encode()))
    assert second.made_at > first.made_at


def test_whoever_reads_the_one_before_reads_it_to_its_end(client):
    shelf.shoe()
    made_again()
    before = client.get("/flux/google-merchant.xml")
    shelf.shoe("Tempo")
    made_again()

    assert len(etree.fromstring(before.getvalue()).findall("channel/item")) == 1
    assert len(items(client)) == 2


def test_what_fails_half_way_leaves_the_one_before(client):
    shelf.shoe()
    made_again()

    def broken() -> Iterator[str]:
        yield "<item/>"
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        made.keep(name=merchant.NAME, pieces=Pieces("<rss>", broken(), "</rss>"), at=AT)
    assert len(items(client)) == 1


def test_what_is_served_no_more_goes_when_nobody_can_be_reading_it(made):
    from marketplace.storefront.machines import made as files

    shelf.shoe()
    made_again()
    shelf.shoe("Tempo")
    made_again()
    now = timezone.now()
    kept = len(list((made / "files").iterdir()))

    assert files.sweep(at=now) == 0
    gone = files.sweep(at=now + timedelta(hours=2))
    assert gone == kept - MadeFile.objects.count()
    assert {f"files/{path.name}" for path in (made / "files").iterdir()} == set(
        MadeFile.objects.values_list("stored", flat=True)
    )


def test_a_shop_that_was_just_opened_says_to_come_back(client):
    for path in ("/sitemap.xml", "/flux/google-merchant.xml"):
        answer = client.get(path)
        assert (answer.status_code, answer["Retry-After"]) == (503, "120")
        assert "Ce fichier est en préparation" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
    assert client.get("/sitemap-produits-1.xml").status_code == 404


def test_what_was_never_made_is_made_at_the_next_tick(client, settings):
    shelf.shoe()
    assert tasks.make_unserved() > 0

    assert len(items(client)) == 1
    assert SITE + "/" in addresses(client)
    MadeFile.objects.filter(name=merchant.NAME).delete()
    assert tasks.make_unserved() > 0
    assert tasks.make_unserved() == 0
    entry = settings.CELERY_BEAT_SCHEDULE["unserved"]
    assert entry["task"] == tasks.make_unserved.name
    assert entry["schedule"] <= 10


def test_a_command_makes_them_now(client):
    shelf.shoe()
    out = StringIO()

    call_command("machines", stdout=out)

    count = len(addresses(client))
    assert out.getvalue().splitlines() == [
        f"sitemap.xml: {count} addresses", "google-merchant.xml: 1 items"
    ]  # fmt: skip
    assert len(items(client)) == 1


def test_a_store_that_lost_a_file_says_to_come_back(client, made):
    shelf.shoe()
    made_again()
    for path in (made / "files").iterdir():
        path.unlink()

    assert client.get("/sitemap-produits-1.xml").status_code == 503


@pytest.mark.parametrize(
    "path", ["/sitemap-.xml", "/sitemap-produits-1.xml/", "/sitemap-../a.xml", "/sitemap.xml.gz",
             "/sitemap-produits-99999999.xml", "/flux/autre.xml", "/flux/"]
)  # fmt: skip
def test_there_are_no_others(client, path):
    assert client.get(path).status_code == 404
