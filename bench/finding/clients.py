"""One client or several, each a process of its own with its own connection, on the clock."""

import http.client
import ipaddress
import itertools
import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bench.finding.questions import HOSTILE, KINDS, Question

MANY = 8  # clients at once
WARM = 10
REFUSED = {200, 400, 404}
TEST_NETWORK, TEST_ADDRESSES = int(ipaddress.IPv4Address("198.18.0.0")), 2**17  # RFC 2544


class Client(Protocol):
    def ask(self, question: Question) -> object:
        """Ask, and read the whole answer."""


class Taker(Protocol):
    """What an engine takes of the machine: seconds of processor, MiB of memory and of disk."""

    def cpu_s(self) -> float: ...
    def memory_mb(self) -> float: ...
    def disk_mb(self) -> float: ...


@dataclass(frozen=True)
class Times:
    """Milliseconds; ``a_second``: answers of all clients together."""

    p50: float
    p95: float
    p99: float
    a_second: float

    def flat(self, name: str) -> dict[str, float]:
        return {
            f"{name}_p50_ms": self.p50,
            f"{name}_p95_ms": self.p95,
            f"{name}_p99_ms": self.p99,
            f"{name}_a_second": self.a_second,
        }


@dataclass
class Asked:
    """Times by kind of question, ``listing_8`` by eight clients; processor time of one answer.

    MiB after all of it.
    """

    times: dict[str, Times] = field(default_factory=dict)
    cpu_ms: float = 0.0
    memory_mb: float = 0.0
    disk_mb: float = 0.0


def asked(client: Callable[[], Client], questions: Sequence[Question], taker: Taker) -> Asked:
    """Every kind by one client, and listings by many at once."""
    found = Asked()
    asking = [each for each in questions if each.kind in KINDS]
    used = taker.cpu_s()
    for kind in KINDS:
        found.times[kind] = alone(client, [each for each in asking if each.kind == kind])
    found.cpu_ms = round((taker.cpu_s() - used) * 1000 / len(asking), 1)
    listings = [each for each in questions if each.kind == "listing"]
    found.times[f"listing_{MANY}"] = together(client, listings, clients=MANY)
    found.memory_mb, found.disk_mb = taker.memory_mb(), taker.disk_mb()
    return found


def alone(client: Callable[[], Client], questions: Sequence[Question]) -> Times:
    """One question after the other, after a few that are not counted."""
    asking = client()
    for question in questions[:WARM]:
        asking.ask(question)
    start = time.perf_counter()
    taken = [_ask(asking, question) for question in questions]
    return _times(taken, time.perf_counter() - start)


def together(client: Callable[[], Client], questions: Sequence[Question], *, clients: int) -> Times:
    """All at once, from the same moment, each beginning at another question."""
    context = multiprocessing.get_context("fork")
    ready, answers = context.Barrier(clients), context.SimpleQueue()
    step = max(1, len(questions) // clients)
    processes = [
        context.Process(
            target=_work,
            args=(client, [*questions[n * step :], *questions[: n * step]], ready, answers),
        )
        for n in range(clients)
    ]
    for process in processes:
        process.start()
    found = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    first = min(start for _taken, start, _end in found)
    last = max(end for _taken, _start, end in found)
    return _times([each for taken, _start, _end in found for each in taken], last - first)


def _work(
    client: Callable[[], Client], questions: Sequence[Question], ready: Any, answers: Any
) -> None:
    asking = client()
    for question in questions[:WARM]:
        asking.ask(question)
    ready.wait()
    start = time.monotonic()
    taken = [_ask(asking, question) for question in questions]
    answers.put((taken, start, time.monotonic()))


def _ask(client: Client, question: Question) -> float:
    start = time.perf_counter()
    client.ask(question)
    return (time.perf_counter() - start) * 1000


def _times(taken: Sequence[float], seconds: float) -> Times:
    cuts = statistics.quantiles(taken, n=100)
    return Times(
        p50=round(cuts[49], 1),
        p95=round(cuts[94], 1),
        p99=round(cuts[98], 1),
        a_second=round(len(taken) / seconds, 1),
    )


class Visitor:
    """Asks for pages, as a browser on a connection that stays open.

    Each for somebody else: how much the shop takes is measured, not how much of one address.
    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._asked = itertools.count()

    def ask(self, question: Question) -> bytes:
        """:raises RuntimeError: the page does not answer 200; what is hostile may be refused."""
        somebody = ipaddress.IPv4Address(TEST_NETWORK + next(self._asked) % TEST_ADDRESSES)
        headers = {"Accept-Encoding": "gzip", "X-Forwarded-For": str(somebody)}
        self._connection.request("GET", question.path, headers=headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status not in (REFUSED if question.kind == HOSTILE else {200}):
            raise RuntimeError(f"{question.path} answered {answer.status}")
        return said
