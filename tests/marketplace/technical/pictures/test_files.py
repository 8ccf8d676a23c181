"""Files of pictures: once for what looks the same, in the shop's widths, gone when unused."""

from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from marketplace.core.models import OutboxEvent
from marketplace.technical.models import Picture, PictureAddress, PictureFile, ReferenceSheet
from marketplace.technical.pictures import checks, fetches, files
from tests import factories
from tests.marketplace.technical.pictures.conftest import encoded, kept, painted, serving

pytestmark = pytest.mark.django_db


def named(*names, product=None):
    """A picture of ``boutique.test`` for each name, of one reference or of one each."""
    return [
        factories.PictureFactory(
            product=product or factories.ReferenceFactory(), position=position,
            address__url=f"https://boutique.test/{name}.jpg",
        )
        for position, name in enumerate(names)
    ]  # fmt: skip


def fetched(at, **bodies):
    site = serving(**bodies)
    fetches.fetch_due(at=at, fetch=site)
    return site


@pytest.mark.parametrize(
    ("size", "widths", "largest"),
    [
        ((3200, 2400), [160, 320, 720, 1120], (1600, 1200)),
        ((1120, 700), [160, 320, 720], (1120, 700)),
        ((500, 1000), [160, 320], (500, 1000)),
        ((90, 120), [], (90, 120)),
        ((1600, 2), [160, 320, 720, 1120], (1600, 2)),
    ],
)
def test_the_shop_s_widths_are_made_and_none_is_larger_than_what_came(
    clock, media, size, widths, largest
):
    named("a")
    fetched(clock(), a=encoded(painted(size)))

    file = PictureFile.objects.get()
    assert (file.widths, (file.width, file.height)) == (widths, largest)
    sizes = {}
    for width in (*widths, None):
        with Image.open(media / files.name(file.stem, width)) as made:
            assert made.format == "WEBP"
            sizes[made.width] = made.height
    assert set(sizes) == {*widths, largest[0]}
    for width, height in sizes.items():
        assert height == max(1, round(largest[1] * width / largest[0]))
    assert len(kept(media)) == len(widths) + 1


def test_what_looks_the_same_is_kept_and_made_once_whoever_names_it(clock, media, monkeypatch):
    made = []
    real = files.as_webp
    monkeypatch.setattr(files, "as_webp", lambda image: made.append(image.size) or real(image))
    photograph = painted((400, 300))
    plain, noted = encoded(photograph), encoded(photograph, "WEBP", lossless=True)
    rows = named("plain", "noted", "again")

    site = fetched(clock(), plain=plain, noted=noted, again=plain)

    file = PictureFile.objects.get()
    assert made == [(160, 120), (320, 240), (400, 300)]
    assert len(kept(media)) == 3
    assert len(site.asked) == 3
    shown = ReferenceSheet.objects.filter(pk__in=[row.product_id for row in rows])
    assert [sheet.cover for sheet in shown] == [file.shown] * 3


def test_what_looks_otherwise_is_another_file(clock):
    named("a", "b")
    fetched(clock(), a=encoded(painted(seed=1)), b=encoded(painted(seed=2)))
    assert PictureFile.objects.count() == 2


def test_a_camera_s_metadata_is_neither_kept_nor_told_apart(clock, media):
    noted = Image.Exif()
    noted[0x010E] = "Chez moi, 3 rue du Lac"
    image = painted()
    named("a", "b")

    fetched(clock(), a=encoded(image, "JPEG"), b=encoded(image, "JPEG", exif=noted))

    (name,) = kept(media)
    assert b"rue du Lac" not in (media / name).read_bytes()


# --- what nobody shows any more ------------------------------------------------------------------
def test_a_file_stays_while_one_picture_shows_it(clock, media, relay):
    first, second = named("a", "b")
    fetched(clock(), a=encoded(painted()), b=encoded(painted()))
    first.product.delete()

    assert files.sweep() == 0
    relay()
    assert len(kept(media)) == 1
    assert PictureAddress.objects.get() == second.address

    second.product.delete()
    assert files.sweep() == 1
    relay()
    assert kept(media) == []
    assert not PictureFile.objects.exists()
    assert not PictureAddress.objects.exists()


def test_an_address_that_waits_stays(clock):
    named("a")
    assert files.sweep() == 0
    assert PictureAddress.objects.count() == 1


def test_deleting_files_twice_is_as_good_as_once(clock, media):
    named("a")
    fetched(clock(), a=encoded(painted()))
    payload = {"files": kept(media)}

    for _time in range(2):
        files.on_dropped([payload], clock())

    assert kept(media) == []


def test_files_of_a_worker_that_was_killed_are_swept_after_a_day(clock, media):
    assert files.sweep_unnamed(at=datetime.now(UTC)) == 0  # nothing was kept yet
    named("a")
    fetched(clock(), a=encoded(painted((400, 300))))
    old(media, painted())
    whole = kept(media)

    def killed(_file):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.keep(painted((400, 300), seed=1), use=killed)
    assert len(kept(media)) == len(whole) + 3

    assert files.sweep_unnamed(at=datetime.now(UTC) + timedelta(hours=23)) == 0
    assert files.sweep_unnamed(at=datetime.now(UTC) + timedelta(hours=25)) == 3
    assert kept(media) == whole


# --- what was kept before there were several widths -----------------------------------------------
def old(media, image, stem="pictures/2026/11/7"):
    """A picture as it was kept when there was but one width."""
    path = media / f"{stem}.webp"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(files.as_webp(image))
    return factories.PictureFactory(
        address__state="fetched",
        address__file=PictureFile.objects.create(stem=stem, width=image.width, height=image.height),
    )


def test_what_was_kept_in_one_width_gets_the_others_and_stays_itself(clock, media):
    picture = old(media, painted((800, 600)))
    before = (media / "pictures/2026/11/7.webp").read_bytes()

    assert files.remake(at=clock(), limit=5) == 1

    file = PictureFile.objects.get()
    assert file.widths == [160, 320, 720]
    assert kept(media) == [
        "pictures/2026/11/7-160.webp", "pictures/2026/11/7-320.webp",
        "pictures/2026/11/7-720.webp", "pictures/2026/11/7.webp",
    ]  # fmt: skip
    assert (media / "pictures/2026/11/7.webp").read_bytes() == before
    assert ReferenceSheet.objects.get(pk=picture.product_id).cover == file.shown
    assert files.remake(at=clock(), limit=5) == 0


def test_two_that_were_kept_of_the_same_become_one(clock, media, relay):
    first, second = old(media, painted()), old(media, painted(), "pictures/2026/11/8")

    files.remake(at=clock(), limit=5)
    files.sweep()
    relay()

    file = PictureFile.objects.get()
    assert set(PictureAddress.objects.values_list("file", flat=True)) == {file.pk}
    assert kept(media) == ["pictures/2026/11/7.webp"]
    sheets = ReferenceSheet.objects.filter(pk__in=[first.product_id, second.product_id])
    assert [sheet.cover["stem"] for sheet in sheets] == [file.stem] * 2


def test_one_that_is_lost_is_fetched_again(clock, media):
    picture = old(media, painted())
    (media / "pictures/2026/11/7.webp").unlink()

    files.remake(at=clock(), limit=5)

    address = PictureAddress.objects.get()
    assert (address.state, address.file, address.due_at) == ("pending", None, clock())
    assert not PictureFile.objects.exists()
    assert ReferenceSheet.objects.get(pk=picture.product_id).cover == {}


# --- covers ----------------------------------------------------------------------------------
def test_the_first_that_could_be_fetched_is_the_cover_and_only_a_new_one_is_told(clock):
    reference = factories.ReferenceFactory()
    named("a", "b", "c", product=reference)
    pending = PictureAddress.objects.filter(url__endswith="/a.jpg")
    pending.update(due_at=clock() + timedelta(hours=1))

    def told():
        events = OutboxEvent.objects.filter(topic="catalogue.changed")
        return [event.payload["reference_ids"] for event in events]

    bodies = {name: encoded(painted(seed=seed)) for seed, name in enumerate("abc")}
    fetched(clock(), **bodies)
    assert ReferenceSheet.objects.get().cover["stem"] == _stem("b")
    assert told() == [[reference.pk]]

    fetched(clock() + timedelta(hours=1), **bodies)
    assert ReferenceSheet.objects.get().cover["stem"] == _stem("a")
    assert told() == [[reference.pk]] * 2


def _stem(name):
    return Picture.objects.get(address__url=f"https://boutique.test/{name}.jpg").address.file.stem


def test_checks_come_before_anything_is_kept(clock, media):
    named("a")
    fetched(clock(), a=b"<html>")
    assert (kept(media), PictureFile.objects.count()) == ([], 0)
    assert checks.NotAPicture.code == PictureAddress.objects.get().fault
