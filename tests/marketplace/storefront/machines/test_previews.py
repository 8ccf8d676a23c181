"""The pictures of shared links: a PNG of every product, made once, and of nothing else."""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from marketplace.storefront.machines import previews
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]
META = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')


@pytest.fixture(autouse=True)
def made(settings, tmp_path):
    """A store of the test's own."""
    options = {"location": str(tmp_path / "made")}
    settings.STORAGES = {
        **settings.STORAGES,
        "made": {**settings.STORAGES["made"], "OPTIONS": options},
    }
    return tmp_path / "made"


def address(sheet, language="fr") -> str:
    return reverse("machines:preview", args=[sheet.pk, language])


def tags(client, path) -> dict[str, str]:
    return dict(META.findall(client.get(path).content.decode()))


def test_a_product_page_names_its_preview_which_may_be_kept_for_ever(client):
    sheet = shelf.shoe()
    path = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    said = tags(client, path)
    whole = urlsplit(said["og:image"])
    answer = client.get(f"{whole.path}?{whole.query}")
    picture = Image.open(io.BytesIO(answer.content))

    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert len(answer.content) < 200_000
    assert said["twitter:card"] == "summary_large_image"
    assert (said["og:type"], said["og:locale"]) == ("product", "fr_FR")
    assert said["og:title"] == "Altavia Cadence 3 Bleu lac"
    assert (said["product:price:amount"], said["product:price:currency"]) == ("139.90", "EUR")
    english = tags(client, shop.english(path))
    assert english["og:locale"] == "en_GB"
    assert english["og:image"] != said["og:image"]  # its figures are said in English


def test_what_is_sold_out_has_no_price(client):
    sheet = shelf.shoe(stock=0)
    said = tags(client, reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk]))

    assert "product:price:amount" not in said
    assert "product:availability" not in said


def test_it_is_made_once(client, monkeypatch):
    sheet = shelf.shoe()
    first = client.get(address(sheet)).content
    monkeypatch.setattr(previews, "_made", None)

    assert client.get(address(sheet)).content == first


def test_a_repeat_is_not_sent_again(client, monkeypatch):
    sheet = shelf.shoe()
    etag = client.get(address(sheet))["ETag"]
    monkeypatch.setattr(previews, "png", None)

    assert client.get(address(sheet), headers={"if-none-match": etag}).status_code == 304


def test_another_name_or_figure_makes_another(client, made):
    sheet = shelf.shoe()
    client.get(address(sheet))
    sheet.values = shelf.values(drop=4, weight=200)
    sheet.save()
    client.get(address(sheet))

    assert len(list((made / previews.FOLDER).iterdir())) == 2


@pytest.mark.parametrize("of", ["chaussures-trail", "raquettes", "tentes", "montres-gps"])
@pytest.mark.parametrize("name", ["X", "Œuvre d’été n° 5", "W" * 120, "mot " * 30, "跑鞋 🎾"])
def test_any_name_and_family_can_be_drawn(of, name):
    sheet = shelf.shoe(name.strip(), of=of, values={}, colour_name="Bleu " * 10)

    assert Image.open(io.BytesIO(previews.png(sheet, []))).size == (1200, 630)


def test_the_seller_s_picture_is_shown_whole(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    red = io.BytesIO()
    Image.new("RGB", (300, 900), "#ff0000").save(red, "WEBP")
    storages["default"].save("pictures/a.webp", ContentFile(red.getvalue()))
    sheet = shelf.shoe()
    sheet.cover = {"stem": "pictures/a", "width": 300, "height": 900, "widths": []}
    sheet.save()
    picture = Image.open(io.BytesIO(client.get(address(sheet)).content)).convert("RGB")
    reds = [y for y in range(630) if picture.getpixel((360, y))[0] > 200
            and picture.getpixel((360, y))[1] < 60]  # fmt: skip

    assert (min(reds), max(reds)) == (previews.ROOM, 630 - previews.ROOM - 1)


def test_price_comparers_get_it_without_a_word(client):
    sheet = shelf.shoe()
    path = reverse("machines:picture", args=[sheet.pk])
    picture = Image.open(io.BytesIO(client.get(path).content)).convert("RGB")

    assert picture.size == previews.BARE
    corners = [picture.getpixel(at) for at in ((0, 0), (959, 0), (0, 719), (959, 719))]
    assert set(corners) == {(0xDF, 0xE9, 0xEC)}  # the ground of its blue


def test_what_was_made_long_ago_goes_and_is_made_again(client, made):
    sheet = shelf.shoe()
    first = client.get(address(sheet)).content
    now = timezone.now()

    assert previews.sweep(at=now + timedelta(days=29)) == 0
    assert previews.sweep(at=now + timedelta(days=31)) == 1
    assert list((made / previews.FOLDER).iterdir()) == []
    assert client.get(address(sheet)).content == first


def test_there_may_be_nothing_to_sweep():
    assert previews.sweep(at=timezone.now()) == 0


@pytest.mark.parametrize(
    "path",
    ["/apercu/999999.fr.png", "/apercu/0.fr.png", "/apercu/1.de.png", "/apercu/1.fr.svg",
     "/apercu/-1.fr.png", "/apercu/1e3.fr.png", "/apercu/99999999999999999999.fr.png",
     "/apercu/..%2f..%2fetc.fr.png"],
)  # fmt: skip
def test_what_is_no_product_has_none(client, made, path):
    assert client.get(path).status_code == 404
    assert not made.exists()


def test_a_hidden_product_has_none(client, made):
    sheet = shelf.shoe()
    shelf.hide(sheet)

    assert client.get(address(sheet)).status_code == 404
    assert not made.exists()
