"""A web process or a worker that can be killed at any line of the product, hooks in it alone.

``python -m tests.crash.victim`` reads one command a line from its input, does each in a process of
its own (forked, so that Django starts once) and writes one line for each::

    {"act": "buy", "kill": "after:marketplace.payments.gateway.create_session", "basket": 7, …}
    {"killed": true, "said": null}

``kill`` names a function and whether the process dies, by its own ``kill -9``, before or after it;
``#2`` at its end means the second call. ``statement:7`` is before its seventh word to the database,
``boundary:7`` before the seventh that begins a transaction, ends one, or stands alone.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.template.loader import get_template

MODULES = [
    "celery.app.amqp", "celery.result", "django.db.models.sql.compiler", "django.test",
    "holidays.countries",
    "kombu.transport.memory", "marketplace.config.celery", "marketplace.config.urls",
    "search.backends.embedded", "sellers.feeds.addresses", "sellers.feeds.drops",
    "sellers.feeds.operations", "tests.shop", "tests.worker",
]  # fmt: skip


HASTE = 5  # our own patience with a broker that says nothing is divided by this


def main() -> None:
    django.setup()
    load_everything()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(in_a_process_of_its_own(json.loads(line))) + "\n")
        sys.stdout.flush()


def load_everything() -> None:
    """What the acts would load, once: a process that is forked from here lives some 50 ms."""
    from marketplace.core import outbox

    for name in MODULES:
        import_module(name)
    get_template("mails/order_paid.txt")  # the engine and its libraries
    for subscription in (each for row in outbox.subscriptions().values() for each in row):
        subscription.load()


def in_a_process_of_its_own(command: dict[str, Any]) -> dict[str, Any]:
    """Whether it was killed, and what it said before it ended."""
    readable, writable = os.pipe()
    process = os.fork()
    if not process:
        os.close(readable)
        live_and_die(command, writable)
    os.close(writable)
    with os.fdopen(readable) as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(process, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and status:
        raise SystemExit(f"{command} ended with {status}: {said}")
    return {"killed": killed, "said": json.loads(said) if said else None}


def live_and_die(command: dict[str, Any], writable: int) -> None:
    """Do the command, unless death comes first; never returns."""
    try:
        from marketplace.config.celery import app

        settings.STRIPE_API_BASE = command.pop("stripe")
        settings.STRIPE_WEBHOOK_SECRET = command.pop("secret")
        app.conf.broker_url = command.pop("broker", "memory://")
        patience = app.conf.broker_transport_options
        patience["socket_timeout"] /= HASTE
        if point := command.pop("kill", None):
            die_at(point)
        act = ACTS[command.pop("act")]
        command["at"] = datetime.fromisoformat(command["at"])
        os.write(writable, json.dumps(act(**command)).encode())
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - told to whoever started this process
        os.write(writable, repr(error).encode())
        os._exit(1)


def die_at(point: str) -> None:
    when, _colon, name = point.partition(":")
    if when == "statement":
        die_before_statement(int(name))
        return
    if when == "boundary":
        die_before_boundary(int(name))
        return
    path, _hash, nth = name.partition("#")
    place, _dot, attribute = path.rpartition(".")
    module = import_module(place)
    function = getattr(module, attribute)
    calls = 0

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        now = calls == int(nth or 1)
        if now and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if now:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(module, attribute, wrapped)


def die_before_statement(nth: int) -> None:
    from django.db import connection

    said = 0

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal said
        said += 1
        if said == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)

    connection.execute_wrappers.append(counted)


def die_before_boundary(nth: int) -> None:
    """Inside a transaction nothing is kept yet, wherever in it death comes."""
    from django.db import connection

    passed, begun = 0, False
    commit, rollback = connection.commit, connection.rollback

    def passing() -> None:
        nonlocal passed
        passed += 1
        if passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal begun
        if not (begun and connection.in_atomic_block):
            passing()
        begun = connection.in_atomic_block
        return execute(*arguments)

    def committed() -> None:
        nonlocal begun
        passing()
        begun = False
        commit()

    def rolled_back() -> None:
        nonlocal begun
        begun = False
        rollback()

    connection.execute_wrappers.append(counted)
    connection.commit, connection.rollback = committed, rolled_back


# --- what processes do -----------------------------------------------------------------------
def buy(*, basket: int, at: datetime) -> str:
    """What the checkout's view does; returns the address of the payment page."""
    from oscar.core.loading import get_model

    from marketplace.buying import operations, queries
    from tests.shop import ADDRESS

    row = get_model("basket", "Basket").objects.get(pk=basket)
    quote = queries.quote(basket=row, at=at)
    order = operations.place(
        basket=row,
        quote=quote,
        buyer=operations.Buyer(email="camille@exemple.fr", language="fr"),
        address=ADDRESS,
        terms_version="2026-11-01",
        accepted_total=quote.total,
        at=at,
    )
    return operations.start_payment(
        order=order,
        success_url=f"{settings.SITE_URL}/merci/{order.number}/",
        cancel_url=f"{settings.SITE_URL}/retour/{order.number}/",
        at=at,
    )


def webhook(*, payload: str, signature: str, at: datetime) -> int:
    """A delivery of Stripe's, as the web process gets it; returns the status of the answer."""
    from django.test import Client
    from django.urls import reverse

    answer = Client().post(
        reverse("payments:stripe-events"),
        payload,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )
    return answer.status_code


def work(*, at: datetime) -> int:
    """One round of everything that a worker is woken for; returns how much there was to do."""
    from marketplace.buying import operations as buying
    from marketplace.core import outbox
    from marketplace.core.scopes import house_scope
    from marketplace.payments import operations as payments

    with house_scope():
        done = outbox.relay_all(at=at)
        done += payments.sweep(at=at) + buying.sweep(at=at)
        return done + outbox.relay_all(at=at)


def turn(*, at: datetime) -> None:
    """One round of everything that the clock wakes a worker for, at a time of its own."""
    from marketplace.core import clock
    from marketplace.core.scopes import house_scope
    from tests import worker

    clock.now = lambda: at
    with house_scope():
        worker.work(at=at)


def forward(*, at: datetime) -> list[str]:
    """Each parcel makes its next step, by its seller or its carrier; where they stand then."""
    from marketplace.core import clock
    from marketplace.core.scopes import house_scope
    from marketplace.fulfilment import operations
    from marketplace.fulfilment.models import Consignment

    clock.now = lambda: at
    steps: dict[str, Callable[[Consignment], None]] = {
        "to_accept": lambda row: operations.accept(consignment=row, actor=None, at=at),
        "to_ship": lambda row: operations.ship(
            consignment=row, carrier="Colissimo", tracking=f"6A{row.pk}", actor=None, at=at
        ),
        "shipped": lambda row: operations.deliver(consignment=row, actor=None, at=at),
    }
    with house_scope():
        parcels = list(Consignment.objects.order_by("pk"))
        for parcel in parcels:
            if step := steps.get(parcel.status):
                step(parcel)
        return [parcel.status for parcel in parcels]


def refuse(*, at: datetime) -> int:
    """The seller refuses the first line that still goes; how many go on."""
    from marketplace.core import clock
    from marketplace.core.scopes import house_scope
    from marketplace.fulfilment import operations
    from marketplace.fulfilment.models import ConsignmentLine

    clock.now = lambda: at
    with house_scope():
        going = list(ConsignmentLine.objects.filter(status="going").order_by("pk"))
        if going:
            operations.refuse_line(line=going[0], reason="Abîmé", actor=None, at=at)
        return len(going[1:])


def one(*, at: datetime) -> int:
    """One event is handed to one subscriber; how many were."""
    from marketplace.core import clock, outbox
    from marketplace.core.scopes import house_scope

    clock.now = lambda: at
    with house_scope():
        return outbox.relay(at=at, limit=1)


def money(*, step: str, at: datetime) -> int:
    """``settle`` or ``pay`` what is due to sellers, or ``ask`` Stripe; how much there was to do."""
    from marketplace.core import clock
    from marketplace.core.scopes import house_scope
    from marketplace.payments import operations as payments
    from marketplace.settlement import payouts, transfers

    clock.now = lambda: at
    steps = {"settle": transfers.sweep, "pay": payouts.run, "ask": payments.sweep}
    with house_scope():
        return steps[step](at=at)


def gesture(*, minor: int, user: int, at: datetime) -> int:
    """The desk gives so many cents of the one order back, which its seller bears; how many rows."""
    from django.contrib.auth import get_user_model
    from oscar.core.loading import get_model

    from marketplace.care import refunds
    from marketplace.core import clock
    from marketplace.core.money import Money
    from marketplace.core.scopes import house_scope

    clock.now = lambda: at
    wanted = refunds.Wanted(
        gesture=Money(minor), gesture_borne_by=refunds.BorneBy.SELLER, reason="Griffé"
    )
    operator = get_user_model().objects.get(pk=user)
    order = get_model("order", "Order").objects.get()
    with house_scope():
        rows = refunds.give_back(order=order, wanted=wanted, key="once", user=operator, at=at)
    return len(rows)


def feed(*, trader: int, path: str, chunk: int, at: datetime) -> dict[str, int]:
    """Import a trader's feed in chunks of so many rows; the counts that are not 0."""
    from marketplace.core.scopes import house_scope
    from marketplace.traders.models import Trader
    from sellers.feeds import operations
    from sellers.feeds.settings import Settings
    from sellers.feeds.sources import opened

    operations.FIRST = operations.FEWEST = operations.MOST = operations.MOST_KNOWN = chunk
    with house_scope(), opened(path) as source:
        report = operations.import_feed(
            trader=Trader.objects.get(pk=trader), source=source, settings=Settings(), at=at
        )
    with report:
        return {name: count for name, count in report.counts.items() if count}


def fetch(*, at: datetime) -> bool:
    """Look at the address that is due; loopback counts as public."""
    from marketplace.core import fetching
    from marketplace.core.scopes import house_scope
    from sellers.feeds import addresses

    fetching._is_public = lambda address: address == "127.0.0.1"
    with house_scope():
        return addresses.fetch_next(at=at)


def sweep(*, folder: str, at: datetime) -> int:
    """Queue what lies in a drop folder."""
    from marketplace.core.scopes import house_scope
    from sellers.feeds import drops

    with house_scope():
        return drops.sweep(Path(folder), quiet=timedelta(0), at=at)


ACTS: dict[str, Callable[..., Any]] = {
    "buy": buy, "webhook": webhook, "work": work, "feed": feed, "fetch": fetch,
    "sweep": sweep, "turn": turn, "forward": forward, "refuse": refuse,
    "one": one, "money": money, "gesture": gesture,
}  # fmt: skip

if __name__ == "__main__":
    main()
