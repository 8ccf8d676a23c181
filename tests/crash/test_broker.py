"""The broker is down for a while: people buy, Stripe is answered, all of it is made up for."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from oscar.core.loading import get_model

from marketplace.core import clock, outbox
from marketplace.core.models import OutboxDelivery, StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.payments.models import Payment
from tests import services
from tests.crash.conftest import PAID
from tests.crash.house import House
from tests.crash.victim import HASTE
from tests.stripe_twin.process import pay

pytestmark = pytest.mark.any_database

Order = get_model("order", "Order")


def closed_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def deaf() -> Iterator[str]:
    """A broker that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.mark.parametrize("dead", ["closed", "deaf"])
def test_without_a_broker_orders_are_placed_paid_and_confirmed(shop, request, dead):
    """The clock's tick does what no wake-up asked for."""
    broker, spared = f"redis://127.0.0.1:{closed_port()}/0", 0.0
    if dead == "deaf":
        broker = request.getfixturevalue("deaf")
        patience = settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"]
        spared = 2 * (patience - patience / HASTE)  # by the two processes up to the payment
    began = time.monotonic()

    page = shop.buy(broker=broker)
    pay(page)
    shop.deliver(shop.twin.take()[-1], broker=broker)

    assert time.monotonic() - began + spared < 20
    assert shop.ends() == ("awaiting_payment", "open", 1)
    assert OutboxDelivery.objects.filter(done_at=None).count() > 0
    shop.run("work", broker=broker, minute=1)
    assert shop.ends() == PAID
    assert not OutboxDelivery.objects.filter(done_at=None).exists()
    with house_scope():
        assert [row.status for row in Consignment.objects.all()] == ["to_accept"]


# --- a real one, cut off -----------------------------------------------------------------------
class Wire:
    """A port that leads to Redis while it is open, and refuses everybody while it is cut."""

    def __init__(self) -> None:
        self._listener = self._bound(0)
        self.port = int(self._listener.getsockname()[1])
        self._ends: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}{urlsplit(services.REDIS_URL).path or '/15'}"

    def open(self) -> None:
        self._listener.listen()
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        for end in (self._listener, *self._ends):
            _shut(end)
        self._ends.clear()
        self._listener = self._bound(self.port)  # nobody else takes it meanwhile

    def close(self) -> None:
        self.cut()
        self._listener.close()

    @staticmethod
    def _bound(port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        return listener

    def _serve(self, listener: socket.socket) -> None:
        to = urlsplit(services.REDIS_URL)
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = socket.create_connection((to.hostname or "127.0.0.1", to.port or 6379))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    _shut(other)


@contextmanager
def emptied_redis() -> Iterator[None]:
    import redis

    client = redis.Redis.from_url(services.REDIS_URL)
    client.flushdb()
    try:
        yield
    finally:
        client.flushdb()
        client.close()


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.close()


def nothing_is_owed() -> bool:
    return not OutboxDelivery.objects.filter(done_at=None).exists()


@pytest.mark.needs("redis")
def test_worker_and_beat_find_the_broker_again(shop, wire, database_url, tmp_path):
    with (
        emptied_redis(),
        House(folder=tmp_path, database_url=database_url, twin=shop.twin, broker=wire.url) as house,
    ):
        wire.open()
        house.start("worker", "beat")
        outbox.publish("catalogue.changed", reference_ids=[])
        house.wait(nothing_is_owed, seconds=90, what="the worker does not work")

        wire.cut()
        pay(shop.buy(broker=wire.url))
        shop.twin.take()  # Stripe's event is lost as well
        assert shop.ends() == ("awaiting_payment", "open", 1)
        wire.open()
        # The sweeper looks 45 seconds after the page was opened; here, it is time now.
        Payment.objects.update(check_at=clock.now())
        house.wait(lambda: shop.ends() == PAID, seconds=90, what="the order is not paid")
        house.wait(nothing_is_owed, seconds=30, what="something is still owed")

    assert StoredEmail.objects.filter(to=Order.objects.get().sheet.email).count() == 1
