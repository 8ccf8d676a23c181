"""Pictures that feeds name: fetched once, kept as WebP, given up with a reason."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from marketplace.core.errors import TransientError
from marketplace.core.fetching import Fetched, NotThere
from marketplace.core.models import OutboxEvent
from marketplace.technical import pictures
from marketplace.technical.models import Picture
from tests import factories

ADDRESS = "https://boutique.test/p/1.jpg"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def picture(clock):
    return Picture.objects.create(
        product=factories.ReferenceFactory(), source_url=ADDRESS, due_at=clock()
    )


def drawn(size=(3200, 2400), format="JPEG", mode="RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, format)
    return out.getvalue()


def answering(body: bytes):
    return lambda url, **_bounds: Fetched(url, "image/jpeg", body)


def raising(error: Exception):
    def fetch(_url, **_bounds):
        raise error

    return fetch


def test_a_picture_is_kept_as_webp_and_shown(picture, clock):
    assert pictures.fetch_due(at=clock(), fetch=answering(drawn())) == 1

    picture.refresh_from_db()
    assert (picture.state, picture.fault) == ("fetched", "")
    assert (picture.width, picture.height) == (1600, 1200), "as wide as a page shows at most"
    with picture.file.open() as file, Image.open(file) as kept:
        assert (kept.format, kept.size) == ("WEBP", (1600, 1200))
    (event,) = OutboxEvent.objects.filter(topic="catalogue.changed")
    assert event.payload == {"reference_ids": [picture.product_id]}
    assert pictures.fetch_due(at=clock() + timedelta(days=1), fetch=raising(AssertionError())) == 0


@pytest.mark.parametrize(
    "body",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", drawn()[:500], drawn(format="GIF")],
    ids=["svg", "empty", "cut off", "gif"],
)
def test_what_is_no_picture_is_given_up_at_once(picture, clock, body):
    pictures.fetch_due(at=clock(), fetch=answering(body))

    picture.refresh_from_db()
    assert (picture.state, picture.attempts) == ("unreachable", 1)
    assert picture.fault == "Ce n’est pas une image JPEG, PNG ou WebP lisible."
    assert not picture.file


def test_too_many_pixels_are_not_unfolded(picture, clock, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 99)
    pictures.fetch_due(at=clock(), fetch=answering(drawn((10, 10), "PNG")))

    picture.refresh_from_db()
    assert (picture.state, picture.fault) == ("unreachable", "L’image a trop de pixels.")


def test_a_photograph_taken_sideways_stands_upright():
    turned = Image.Exif()
    turned[0x0112] = 6  # orientation: a quarter turn
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=turned)

    assert pictures.opened(out.getvalue()).size == (30, 40)


def test_transparency_stays_transparent():
    glass = pictures.fitted(Image.new("RGBA", (4, 4), (0, 0, 0, 0)))
    assert Image.open(io.BytesIO(pictures.as_webp(glass))).mode == "RGBA"


def test_an_answer_that_may_come_is_waited_for_three_times(picture, clock):
    silent = raising(TransientError("Pas de réponse."))
    seen = []
    for again in range(4):
        pictures.fetch_due(at=clock() + again * pictures.AGAIN, fetch=silent)
        picture.refresh_from_db()
        seen.append((picture.state, picture.attempts))

    assert seen == [("pending", 1), ("pending", 2), ("unreachable", 3), ("unreachable", 3)]
    assert picture.fault == "Pas de réponse."


def test_what_is_not_there_is_given_up_at_once(picture, clock):
    pictures.fetch_due(at=clock(), fetch=raising(NotThere("404.")))

    picture.refresh_from_db()
    assert (picture.state, picture.attempts) == ("unreachable", 1)


def test_a_slow_picture_is_fetched_by_one_worker(picture, clock):
    """The other one's tick comes while the first still waits for the answer."""
    asked = []

    def slow(url, **_bounds):
        asked.append(url)
        assert pictures.fetch_due(at=clock() + timedelta(seconds=20), fetch=slow) == 0
        return Fetched(url, "image/jpeg", drawn((8, 6)))

    assert pictures.fetch_due(at=clock(), fetch=slow) == 1
    assert asked == [ADDRESS]


def test_one_that_breaks_the_worker_is_put_off(picture, clock):
    """Whatever the library raises: it comes back after the others, not first again."""
    with pytest.raises(RuntimeError):
        pictures.fetch_due(at=clock(), fetch=raising(RuntimeError("boom")))

    picture.refresh_from_db()
    assert (picture.state, picture.attempts) == ("pending", 1)
    assert picture.due_at == clock() + pictures.AGAIN
