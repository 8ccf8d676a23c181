"""Two workers at the same picture; one that names an address while another fetches it; and the
night's sweep while a file comes into use."""

import threading
import time
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from marketplace.core import clock
from marketplace.technical.models import PictureAddress, PictureFile, ReferenceSheet
from marketplace.technical.pictures import addresses, fetches, files
from tests import factories
from tests.marketplace.technical.pictures.conftest import answering, encoded, kept, painted
from tests.races.conftest import PATIENCE, Meeting, at_once, kinds, without_constraint

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
BODY = encoded(painted((400, 300)))
SHORT = 0.5  # seconds; what is waited for is held up


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def worker(limit=1):
    """Fetches the next address that is due."""
    return partial(fetches.fetch_due, at=clock.now(), fetch=answering(BODY), limit=limit)


@pytest.fixture
def both_write(monkeypatch):
    """Both have found that nobody keeps the picture before either has kept it."""
    met, real = Meeting(2), files._write_smaller

    def write(image, stem):
        met.wait()
        return real(image, stem)

    monkeypatch.setattr(files, "_write_smaller", write)


def two_addresses():
    """Two workers, each about to fetch an address of its own; the same picture is at both."""
    rows = [factories.PictureFactory().address for _ in range(2)]
    return [partial(fetches._try, row, fetch=answering(BODY)) for row in rows]


@pytest.mark.usefixtures("both_write")
def test_two_that_fetch_the_same_picture_at_once_keep_it_once(media):
    assert kinds(at_once(two_addresses())) == {"done": 2}

    file = PictureFile.objects.get()
    assert list(PictureAddress.objects.values_list("state", "file")) == [("fetched", file.pk)] * 2
    assert [sheet.cover for sheet in ReferenceSheet.objects.all()] == [file.shown] * 2
    assert kept(media) == sorted([f"{file.stem}.webp", f"{file.stem}-160.webp",
                                  f"{file.stem}-320.webp"])  # fmt: skip


@pytest.fixture
def both_make(monkeypatch):
    """Both have found that there is no row of the picture before either makes one."""
    met, real = Meeting(2), QuerySet.create

    def create(rows, **fields):
        if rows.model is PictureFile:
            met.wait()
        return real(rows, **fields)

    monkeypatch.setattr(QuerySet, "create", create)


@pytest.mark.usefixtures("both_write", "both_make")
def test_control_without_the_digest_s_uniqueness_it_is_kept_twice(media):
    def clean():
        PictureAddress.objects.update(file=None, state="pending")
        PictureFile.objects.all().delete()

    (unique,) = _unique_constraints("technical_picturefile", "digest")
    with without_constraint(
        f"ALTER TABLE technical_picturefile DROP CONSTRAINT {unique}",
        f"ALTER TABLE technical_picturefile ADD CONSTRAINT {unique} UNIQUE (digest)",
        clean=clean,
    ):
        at_once(two_addresses())
        assert PictureFile.objects.count() == 2
        assert len(kept(media)) == 6


def _unique_constraints(table, column):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return [
        name
        for name, each in found.items()
        if each["unique"] and each["columns"] == [column] and not each["primary_key"]
    ]


def test_an_address_is_fetched_by_one_of_many_workers():
    factories.PictureFactory()
    assert sorted(at_once([worker() for _ in range(6)])) == [0, 0, 0, 0, 0, 1]
    assert PictureAddress.objects.get().attempts == 1


# --- the sweep -------------------------------------------------------------------------------
@pytest.fixture
def swept_while_it_is_taken(monkeypatch):
    """An unused file is found by a worker, and the sweep comes before the worker uses it."""
    factories.PictureFactory()
    files.keep(painted((400, 300)), use=lambda _file: None)
    found, swept, real = threading.Event(), threading.Event(), fetches._show

    def show(address, file):
        found.set()
        swept.wait(PATIENCE)
        real(address, file)

    monkeypatch.setattr(fetches, "_show", show)

    def sweep():
        assert found.wait(PATIENCE)
        try:
            return files.sweep()
        finally:
            swept.set()

    return at_once([worker(), sweep])


def test_a_file_that_comes_into_use_is_not_swept(swept_while_it_is_taken, media):
    assert swept_while_it_is_taken == [1, 0]
    assert PictureAddress.objects.get().file == PictureFile.objects.get()
    assert len(kept(media)) == 3


@pytest.mark.usefixtures("without_row_locks")
def test_control_without_the_lock_it_is_swept(request):
    worked, swept = request.getfixturevalue("swept_while_it_is_taken")
    assert isinstance(worked, IntegrityError)
    assert swept == 1


def test_an_address_that_comes_into_use_is_not_swept():
    """Named again by a feed in the night: the sweep leaves it, or it is made again."""
    reference, url = factories.ReferenceFactory(), "https://x.test/a.jpg"
    for _time in range(8):
        factories.PictureAddressFactory(url=url)
        name = partial(addresses.name, named={reference.pk: [url]}, trader_id=None, at=clock.now())
        assert kinds(at_once([name, files.sweep])) == {"done": 2}
        assert reference.pictures.get().address.url == url
        reference.pictures.all().delete()
        PictureAddress.objects.all().delete()


# --- locks -----------------------------------------------------------------------------------
@pytest.fixture
def lost_while_its_addresses_are_written():
    """A file is found lost while somebody writes its addresses, one after the other in the order of
    their keys; in the table they lie the other way round."""
    file = PictureFile.objects.create(stem="pictures/2026/11/7", width=40, height=30)
    kept = {"address__state": "fetched", "address__file": file}
    first, second = (factories.PictureFactory(**kept).address for _n in range(2))
    _write(first)  # lies behind the other from now on
    begun = threading.Event()

    def write():
        with transaction.atomic():
            _write(first)
            begun.set()
            time.sleep(0.5)
            _write(second)

    def remake():
        assert begun.wait(PATIENCE)
        return files.remake(at=clock.now(), limit=5)

    return kinds(at_once([write, remake]))


def _write(address):
    PictureAddress.objects.filter(pk=address.pk).update(due_at=clock.now())


def test_a_lost_file_s_addresses_are_locked_in_the_order_of_their_keys(
    lost_while_its_addresses_are_written,
):
    assert lost_while_its_addresses_are_written == {"done": 2}
    assert set(PictureAddress.objects.values_list("state", "file")) == {("pending", None)}


@pytest.mark.usefixtures("without_row_locks")
def test_control_without_that_order_they_wait_for_each_other(request):
    outcomes = request.getfixturevalue("lost_while_its_addresses_are_written")
    assert outcomes == {"OperationalError": 1, "done": 1}


# --- naming ----------------------------------------------------------------------------------
@pytest.fixture
def named_while_it_is_fetched(monkeypatch):
    """A feed names an address for a second reference; a worker fetches it before it commits."""
    picture = factories.PictureFactory()
    late = factories.ReferenceFactory()
    said, shown = threading.Event(), threading.Event()

    def name():
        with transaction.atomic():
            addresses.name(named={late.pk: [picture.address.url]}, trader_id=None, at=clock.now())
            said.set()
            shown.wait(0.5)

    def fetch():
        assert said.wait(PATIENCE)
        try:
            return worker()()
        finally:
            shown.set()

    assert kinds(at_once([name, fetch])) == {"done": 2}
    return late


def test_who_names_what_is_being_fetched_shows_it_too(named_while_it_is_fetched):
    sheet = ReferenceSheet.objects.get(pk=named_while_it_is_fetched.pk)
    assert sheet.cover == PictureFile.objects.get().shown


@pytest.mark.usefixtures("without_row_locks")
def test_control_without_the_lock_it_is_forgotten(request):
    late = request.getfixturevalue("named_while_it_is_fetched")
    assert ReferenceSheet.objects.get(pk=late.pk).cover == {}


# --- what a feed names no more ---------------------------------------------------------------
@pytest.fixture
def fetched_while_another_leaves(monkeypatch):
    """A feed names one of two pictures no more; the other one is fetched before it is done."""
    reference, trader = factories.ReferenceFactory(), factories.TraderFactory()
    first, second = (factories.PictureAddressFactory(url=f"https://x.test/{n}") for n in range(2))
    for position, address in enumerate((first, second)):
        factories.PictureFactory(
            product=reference, address=address, trader=trader, position=position
        )
    fetches._try(first, fetch=answering(BODY))
    looked, fetched, real = threading.Event(), threading.Event(), addresses.let_go

    def let_go(references):
        gone = real(references)
        if not looked.is_set():
            looked.set()
            fetched.wait(SHORT)
        return gone

    def fetch():
        assert looked.wait(PATIENCE)
        fetches._try(second, fetch=answering(encoded(painted((300, 400)))))
        fetched.set()

    monkeypatch.setattr(addresses, "let_go", let_go)
    follow = partial(addresses.follow, named={reference.pk: [second.url]}, whole={reference.pk},
                     trader_id=trader.pk, at=clock.now())  # fmt: skip
    assert kinds(at_once([follow, fetch])) == {"done": 2}
    return list(reference.pictures.values_list("address__url", flat=True))


def test_what_leaves_is_gone_once_the_other_is_fetched(fetched_while_another_leaves):
    assert fetched_while_another_leaves == ["https://x.test/1"]


@pytest.mark.usefixtures("without_row_locks")
def test_control_without_the_lock_it_stays(request):
    assert len(request.getfixturevalue("fetched_while_another_leaves")) == 2
