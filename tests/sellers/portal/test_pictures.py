"""Pictures that could not be fetched, as their seller is told of them."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace.technical.models import PictureAddress
from sellers.feeds.models import FeedLine, FeedSource
from sellers.portal.wording import TROUBLES
from tests import factories, shop

pytestmark = pytest.mark.django_db
PAGE = "portal:pictures"


@pytest.fixture
def mine(client):
    trader = shop.point().trader
    client.force_login(shop.member(trader))
    return trader


@pytest.fixture
def other():
    return shop.point().trader


def dead(trader, *, keys=(), **options):
    """A reference with a dead picture, and lines of the trader's feed that sell it."""
    picture = factories.PictureFactory(trader=trader, address__dead=True, **options)
    source, _new = FeedSource._base_manager.get_or_create(
        trader=trader, name="shopify", partner_id=trader.points.get().pk
    )
    for key in keys:
        variant = factories.VariantFactory(parent=picture.product)
        offer = factories.OfferFactory(point=trader.points.get(), product=variant)
        FeedLine._base_manager.create(source=source, key=key, group="g", match="gtin",
                                      stockrecord=offer)  # fmt: skip
    return picture


def test_each_says_which_why_what_to_do_when_and_what_is_shown(mine, client, clock):
    clock.advance(hours=2)
    picture = dead(
        mine, keys=["C3-40", "C3-41", "C3-42", "C3-43"], product__title="Cadence 3 Bleu",
        address__url="https://x.test/a b<i>.jpg", address__tried_at=clock() - timedelta(hours=2),
    )  # fmt: skip

    html = client.get(reverse(PAGE)).content.decode()

    assert "Cadence 3 Bleu" in html
    assert "C3-40, C3-41, C3-42 et 1 autre" in " ".join(html.split())
    assert '<code class="code">https://x.test/a b&lt;i&gt;.jpg</code>' in html
    assert "Il n’y a pas d’image à cette adresse. Réponse 404." in html
    assert "Remettez-la en ligne et réessayez, ou nommez une autre adresse dans votre flux." in html
    assert "Dernier essai il y a 2 h." in html
    assert "le dessin de la famille" in html
    assert reverse("machines:drawing", args=[picture.product_id]) in html


def test_other_pictures_of_it_are_what_is_shown_instead(mine, client):
    picture = dead(mine)
    sheet = picture.product.sheet
    sheet.cover = factories.PictureFileFactory(stem="pictures/b").shown
    sheet.save()

    html = client.get(reverse(PAGE)).content.decode()

    assert "vos autres images" in html
    assert "/media/pictures/b-160.webp 160w" in html


def test_a_page_named_jpg_is_said_to_be_a_page(mine, client):
    dead(mine, address__fault="not_a_picture", address__detail="text/html")
    html = client.get(reverse(PAGE)).content.decode()
    assert "L’adresse mène à une page web, pas à une image." in html


def test_every_fault_has_its_words_in_both_languages():
    assert set(TROUBLES) == set(PictureAddress.Fault)
    for reason, remedy in TROUBLES.values():
        french = (str(reason), str(remedy))
        with translation.override("en"):
            assert not set(french) & {str(reason), str(remedy)}


def test_nobody_sees_another_trader_s(mine, other, client):
    dead(other, product__title="Sentier 7")

    html = client.get(reverse(PAGE)).content.decode()
    rows = client.get(reverse("portal:pictures-sheet")).content.decode()

    assert "Sentier 7" not in html + rows
    assert "Toutes les images que vos flux nomment ont été reçues" in html


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_costs_the_same_at_any_size(mine, other, client, size,
                                             django_assert_num_queries):  # fmt: skip
    for n in range(size):
        dead(mine, keys=[f"A-{n}", f"B-{n}"])
        dead(other, keys=[f"A-{n}"])
    # session, user, member, basket; count, references, keys, pictures, how many of each
    with django_assert_num_queries(9):
        response = client.get(reverse(PAGE))

    assert [len(row.keys) for row in response.context["rows"]] == [2] * size


def test_many_come_in_pages(mine, client):
    for _n in range(31):
        dead(mine)

    first = client.get(reverse(PAGE))
    second = client.get(reverse(PAGE), {"page": 2})

    assert [len(first.context["rows"]), len(second.context["rows"])] == [30, 1]
    assert "31 adresses." in first.content.decode()


def test_it_is_linked_from_the_feeds_when_there_is_any(mine, client):
    link = f'href="{reverse(PAGE)}"'
    assert link not in client.get(reverse("portal:feeds")).content.decode()

    dead(mine)

    html = client.get(reverse("portal:feeds")).content.decode()
    assert link in html
    assert "1 adresse d’image de vos flux n’a pas pu être suivie." in html


def test_trying_again_puts_them_back_and_is_told_to_be_once_an_hour(mine, other, client, clock):
    dead(mine)
    foreign = dead(other)
    assert "Réessayer 1 adresse" in client.get(reverse(PAGE)).content.decode()

    response = client.post(reverse("portal:retry-pictures"), follow=True)

    html = " ".join(response.content.decode().split())
    assert "1 adresse sera réessayée dans les minutes qui viennent." in html
    assert "1 attend son nouvel essai." in html
    assert "Une adresse se réessaie au plus une fois par heure, la dernière demande" in html
    assert '<button type="submit" class="button">Réessayer' not in html
    foreign.address.refresh_from_db()
    assert foreign.address.state == "unreachable"

    clock.advance(minutes=59)
    PictureAddress.objects.update(state="unreachable")
    again = client.post(reverse("portal:retry-pictures"), follow=True).content.decode()
    assert "Rien à réessayer" in again
    assert not PictureAddress.objects.filter(state="pending").exists()


def test_looking_tries_nothing_again(mine, client):
    dead(mine)
    client.get(reverse("portal:retry-pictures"))
    assert not PictureAddress.objects.filter(state="pending").exists()


def test_they_come_as_a_file_that_computes_nothing(mine, client, clock):
    dead(mine, keys=["=A1", "B"], product__title="@Cadence", address__url="=cmd()",
         address__fault="no_site", address__detail="", address__tried_at=clock())  # fmt: skip

    response = client.get(reverse("portal:pictures-sheet"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="images-injoignables.csv"'
    text = response.content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["référence", "vos références", "adresse", "code", "explication", "que faire",
         "dernier essai", "à la place"],
        ["'@Cadence", "'=A1, B", "'=cmd()", "no_site", "L’adresse est un chemin sans site.",
         "Exportez des adresses complètes, qui commencent par https://.", "2026-03-02 10:00",
         "le dessin de la famille"],
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 30])
def test_the_file_costs_the_same_at_any_size(mine, other, client, size,
                                             django_assert_num_queries):  # fmt: skip
    for n in range(size):
        dead(mine, keys=[f"A-{n}"])
        dead(other, keys=[f"A-{n}"])
    # session, user, member; references, keys, pictures
    with django_assert_num_queries(6) as asked:
        text = client.get(reverse("portal:pictures-sheet")).content.decode()

    assert len(text.splitlines()) == size + 1
    assert not any('"values"' in query["sql"] for query in asked)
