"""Addresses that led somewhere: sent on where it still is, said to be gone where it is not."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope
from marketplace.storefront.machines import merchant, sitemaps, tasks
from marketplace.storefront.machines.models import MadeFile
from marketplace.technical.models import Brand, ReferenceSheet, Sport, Withdrawal
from marketplace.traders.models import Trader
from search import indexing
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


@pytest.fixture
def sheet():
    row = shelf.shoe()
    shelf.open_shop()
    return row


def address(sheet) -> str:
    return reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])


def rename(row, slug) -> None:
    row.slug = slug
    row.save()


# --- moved ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("model", "page"),
    [(Trader, "/boutique/{}/"), (Brand, "/marques/{}/"), (Sport, "/sport/{}/")],
)
def test_a_former_slug_leads_to_the_present_one_at_once(client, sheet, model, page):
    row = model.objects.get(pk=model.objects.values_list("pk", flat=True)[0])
    if model is Sport:
        row = sheet.family.sport
    first = row.slug
    for slug in ("deuxieme", "troisieme"):
        rename(row, slug)

    for old in (first, "deuxieme"):
        answer = client.get(page.format(old) + "?taille=42")
        assert (answer.status_code, answer.url) == (301, page.format("troisieme") + "?taille=42")
        english = client.get("/en" + page.format(old))
        assert (english.status_code, english.url) == (301, "/en" + page.format("troisieme"))


def test_a_slug_that_somebody_else_took_is_theirs(client, sheet):
    first, second = Trader.objects.first(), shop.point().trader
    old = first.slug
    rename(first, "autre")
    rename(second, old)

    answer = client.get(f"/boutique/{old}/")
    assert answer.status_code == 200
    assert answer.context["trader"] == second


def test_a_slug_that_came_back_is_no_loop(client, sheet):
    row = Trader.objects.first()
    old = row.slug
    rename(row, "autre")
    rename(row, old)

    assert client.get(f"/boutique/{old}/").status_code == 200
    assert client.get("/boutique/autre/").url == f"/boutique/{old}/"


def test_a_product_s_other_slug_is_sent_on(client, sheet):
    answer = client.get(f"/produit/ancien-nom_{sheet.pk}/?taille=42")

    assert (answer.status_code, answer.url) == (301, f"{address(sheet)}?taille=42")


# --- gone -------------------------------------------------------------------------------------
def test_a_product_that_is_no_longer_published_says_so(client, sheet):
    path = address(sheet)
    shelf.hide(sheet)
    answer = client.get(path)
    html = answer.content.decode()

    assert answer.status_code == 410
    assert "<h1>" in html
    assert "Ce produit n’est plus en vente" in html
    assert f'href="{reverse("catalogue:index")}' in html
    family = sheet.family
    assert f"/rayon/{family.sport.slug}/{family.slug}_{family.category_id}/" in html
    assert html.count('content="noindex') == 1
    assert "canonical" not in html


def test_so_does_one_that_was_hidden(client, sheet):
    path = address(sheet)
    sheet.product.is_public = False
    sheet.product.save()

    assert client.get(path).status_code == 410


def test_so_does_one_that_was_deleted(client, sheet):
    path = address(sheet)
    sheet.product.children.all().delete()
    sheet.product.delete()
    answer = client.get(path)

    assert answer.status_code == 410
    assert "Voir le rayon" in answer.content.decode()


def test_a_trader_that_was_deleted_is_gone(client):
    trader = shop.point().trader
    slug = trader.slug
    for point in trader.points.all():
        point.delete()
    trader.delete()
    answer = client.get(f"/boutique/{slug}/")

    assert answer.status_code == 410
    assert "Cette boutique ne vend plus ici" in answer.content.decode()


def test_a_shelf_that_was_deleted_is_gone(client, sheet):
    from oscar.core.loading import get_model

    row = get_model("catalogue", "Category").add_root(name="Ski", slug="ski-test")
    row.delete()

    assert client.get(f"/rayon/ski-test_{row.pk or 0}/").status_code in {404, 410}
    assert client.get(f"/rayon/n-importe_{10**9}/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/produit/rien_999999/", "/boutique/personne/", "/marques/aucune/", "/sport/aucun/"]
)
def test_what_never_was_is_not_found(client, sheet, path):
    assert client.get(path).status_code == 404


def test_a_form_sent_to_what_is_gone_is_not_sent_on(client, sheet):
    row = Trader.objects.first()
    old = row.slug
    rename(row, "autre")

    assert client.post(f"/boutique/{old}/").status_code == 405


def test_asking_is_cheap(client, sheet, django_assert_max_num_queries):
    path = address(sheet)
    shelf.hide(sheet)
    with django_assert_max_num_queries(7):  # what was told last; sports; sheet; and four
        client.get(path)


# --- taken from sale --------------------------------------------------------------------------
def withdraw(sheet, *, reason="recall", said="Rapportez-la en boutique : la semelle se décolle."):
    call_command("withdraw", str(sheet.pk), reason=reason, said=said)


def test_a_recalled_product_says_why_and_what_to_do(client, sheet):
    path = address(sheet)
    withdraw(sheet)
    html = client.get(path).content.decode()

    assert "rappelé pour votre sécurité" in html
    assert "cessez de vous en servir" in html
    assert "la semelle se décolle" in html
    assert 'href="/retrouver/"' in html
    english = client.get(shop.english(path)).content.decode()
    assert "stop using it" in english
    assert '<p lang="fr">Rapportez-la' in english


def test_what_is_said_of_it_is_no_page_s_code(client, sheet):
    path = address(sheet)
    withdraw(sheet, said="<script>alert(1)</script>")

    assert "<script>alert" not in client.get(path).content.decode()


def test_it_leaves_search_lists_sitemap_and_feed(client, sheet, relay, made):
    withdraw(sheet)
    indexing.index(reference_ids=[sheet.pk])
    with house_scope():
        sitemaps.make(at=sheet.published_at)
        merchant.make(at=sheet.published_at)

    assert client.get("/catalogue/").context["listing"].total == 0
    assert client.get(f"/apercu/{sheet.pk}.fr.png").status_code == 404
    assert MadeFile.objects.get(name=merchant.NAME).entries == 0
    assert not MadeFile.objects.filter(name__startswith=sitemaps.PRODUCTS).exists()
    event = OutboxEvent.objects.filter(topic="catalogue.changed").latest("pk")
    assert event.payload == {"reference_ids": [sheet.pk]}


def test_a_file_that_may_name_it_is_not_served_and_made_anew(client, sheet, clock, made, site):
    with house_scope():
        sitemaps.make(at=clock())
        merchant.make(at=clock())
    paths = ("/sitemap.xml", "/sitemap-produits-1.xml", "/flux/google-merchant.xml")
    assert [len(client.get(path).getvalue()) > 0 for path in paths] == [True] * 3
    assert tasks.make_unserved() == 0
    clock.advance(minutes=1)
    withdraw(sheet)

    assert [client.get(path).status_code for path in paths] == [503] * 3
    clock.advance(minutes=1)
    assert tasks.make_unserved() > 0
    for path in ("/sitemap.xml", "/flux/google-merchant.xml"):
        assert address_of(sheet) not in client.get(path).getvalue().decode()
    assert client.get("/sitemap-produits-1.xml").status_code == 404
    assert tasks.make_unserved() == 0


def address_of(sheet) -> str:
    return f"_{sheet.pk}/"


def test_it_comes_back_as_it_was(client, sheet):
    path, before = address(sheet), sheet.published_at
    withdraw(sheet)
    call_command("withdraw", str(sheet.pk), undo=True)

    assert client.get(path).status_code == 200
    assert ReferenceSheet.objects.get().published_at == before
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [({"reason": "recall"}, "Aucune référence publiée"), ({"undo": True}, "pas été retirée"),
     ({}, "--reason is missing")],
)  # fmt: skip
def test_what_cannot_be_done_is_said(sheet, options, said):
    with pytest.raises(CommandError, match=said):
        call_command("withdraw", "999999", **options)


def test_nobody_withdraws_twice(sheet):
    withdraw(sheet)
    with pytest.raises(CommandError, match="Aucune référence publiée"):
        withdraw(sheet, reason="ended")
    assert Withdrawal.objects.get().reason == "recall"
