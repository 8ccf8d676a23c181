"""The broker is down for a while: people buy, Stripe is answered, all of it is made up for."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from oscar.core.loading import get_model

from marketplace.core import outbox
from marketplace.core.models import OutboxDelivery, StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from tests import services
from tests.crash.conftest import PAID
from tests.crash.house import House
from tests.stripe_twin.process import pay

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
    broker = f"redis://127.0.0.1:{closed_port()}/0"
    if dead == "deaf":
        broker = request.getfixturevalue("deaf")
    began = time.monotonic()

    page = shop.buy(broker=broker)
    pay(page)
    shop.deliver(shop.twin.take()[-1], broker=broker)

    assert time.monotonic() - began < 20
    assert shop.ends() == ("awaiting_payment", "open", 1)
    assert OutboxDelivery.objects.filter(done_at=None).count() > 0
    shop.run("work", broker=broker, minute=1)
    assert shop.ends() == PAID
    assert not OutboxDelivery.objects.filter(done_at=None).exists()
    with house_scope():
        assert [row.status for row in Consignment.objects.all()] == ["to_accept"]


# --- a real one, cut off -----------------------------------------------------------------------
class Wire:
    """A port that leads to Redis while it is open."""

    def __init__(self) -> None:
        self.port = closed_port()
        self._open: ExitStack | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}{urlsplit(services.REDIS_URL).path or '/15'}"

    def open(self) -> None:
        self._open = ExitStack()
        server = self._open.enter_context(socket.create_server(("127.0.0.1", self.port)))
        threading.Thread(target=self._serve, args=(server, self._open), daemon=True).start()

    def cut(self) -> None:
        if self._open:
            self._open.close()
            self._open = None

    @staticmethod
    def _serve(server: socket.socket, alive: ExitStack) -> None:
        to = urlsplit(services.REDIS_URL)
        with suppress(OSError):
            while True:
                near, _address = server.accept()
                far = socket.create_connection((to.hostname or "127.0.0.1", to.port or 6379))
                for one, other in ((near, far), (far, near)):
                    alive.callback(_shut, one)
                    threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)


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


@pytest.mark.needs("redis")
def test_worker_and_beat_find_the_broker_again(shop, database_url, tmp_path):
    wire = Wire()
    with (
        emptied_redis(),
        House(folder=tmp_path, database_url=database_url, twin=shop.twin, broker=wire.url) as house,
    ):
        house.start("worker", "beat")
        page = shop.buy(broker=wire.url)
        pay(page)
        shop.twin.take()  # Stripe's event is lost as well
        wire.open()
        house.wait(lambda: shop.ends()[0] == "paid", seconds=90, what="the order is not paid")
        wire.cut()
        with suppress(Exception):
            outbox.publish("catalogue.changed", reference_ids=[])
        wire.open()
        house.wait(
            lambda: not OutboxDelivery.objects.filter(done_at=None).exists(),
            seconds=90,
            what="something is still owed",
        )
        wire.cut()

    assert shop.ends() == PAID
    assert StoredEmail.objects.filter(to=Order.objects.get().sheet.email).count() == 1
