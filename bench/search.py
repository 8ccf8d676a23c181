"""Finding, by this shop's two engines and by Typesense, in one run.

``python -m bench search [--references 150000,300000] [--questions 200]``: the same demo world and
questions for all three. Engines are asked directly (tantivy in the process that asks, the others
over HTTP on this machine); then the shop's pages are, each rendered with its facets, beside
Typesense's bare answer. Needs PostgreSQL and Elasticsearch; Typesense is installed into ``var/``.
"""

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench import worlds
from bench.finding import machine, questions, shop, typesense
from bench.finding.clients import MANY, Asked, Times, Visitor, alone, asked, together
from bench.measuring import in_a_process

SIZES = "150000,300000"
ENGINES = ("embedded", "elasticsearch", "typesense")
PAGES = ("text", "text_filters", "listing", "everything", questions.TYPED, questions.HOSTILE)
LINE = "{:<16}{:<16}{:>9}{:>9}{:>9}{:>10}"


@dataclass
class Measured:
    """One engine at one size; ``http``: the shop's pages, or Typesense's bare answers."""

    engine: str
    references: int
    filled_s: float
    asked: Asked
    http: dict[str, Times] = field(default_factory=dict)


def run(options: Sequence[str], *, quiet: bool) -> dict[str, float]:
    """All figures by name; those without a size in it are of the largest catalogue."""
    parser = argparse.ArgumentParser(prog="python -m bench search")
    parser.add_argument("--references", default=SIZES, help="sizes of the catalogue, with commas")
    parser.add_argument("--questions", type=int, default=200, help="of each kind")
    parser.add_argument("--engines", default=",".join(ENGINES), help="which, with commas")
    told = parser.parse_args(options)
    found: list[Measured] = []
    for size in sorted(int(each) for each in told.references.split(",")):
        with worlds.world(size) as (database, folder):
            place = Place(database, Path(folder), size, told.questions)
            for engine in told.engines.split(","):
                measured = place.peer() if engine == "typesense" else place.ours(engine)
                found.append(measured)
                if not quiet:
                    _show(measured)
    return _flat(found)


class Place:
    """A world, and the questions about it in a file."""

    def __init__(self, database: str, folder: Path, references: int, count: int) -> None:
        self._database, self._folder, self._references = database, folder, references
        told = in_a_process(
            "-m", "bench.finding.questions", str(count), environment=self._settings()
        )
        self._file = folder / "questions.json"
        self._file.write_text(told, "utf-8")
        self._questions = questions.read(told)

    def ours(self, engine: str) -> Measured:
        """Fill through ``search rebuild``; ask the engine, then the pages."""
        address = shop.address(engine, self._folder)
        environment = self._settings(address)
        try:
            return self._filled(engine, environment)
        finally:
            if engine == "elasticsearch":
                shop.Elasticsearch(address).drop()

    def _filled(self, engine: str, environment: Mapping[str, str]) -> Measured:
        said = in_a_process("-m", "django", "search", "rebuild", "--json", environment=environment)
        told = json.loads(
            in_a_process("-m", "bench.finding.shop", str(self._file), environment=environment)
        )
        times = {name: Times(**each) for name, each in told.pop("times").items()}
        with machine.serving(environment) as port:
            pages = self._pages(port)
        return Measured(
            engine=engine,
            references=self._references,
            filled_s=json.loads(said)["seconds"],
            asked=Asked(times=times, **told),
            http=pages,
        )

    def peer(self) -> Measured:
        with typesense.running() as server:
            start = time.monotonic()
            in_a_process(
                "-m", "bench.finding.typesense", str(server.port), environment=self._settings()
            )
            filled_s = round(time.monotonic() - start, 1)
            found = asked(server.client, self._questions, server)
        return Measured("typesense", self._references, filled_s, found, http=found.times)

    def _pages(self, port: int) -> dict[str, Times]:
        visitor = partial(Visitor, port)
        pages = {kind: alone(visitor, self._of(kind)) for kind in PAGES}
        return pages | {f"listing_{MANY}": together(visitor, self._of("listing"), clients=MANY)}

    def _of(self, kind: str) -> list[questions.Question]:
        return [question for question in self._questions if question.kind == kind]

    def _settings(self, search: str = "") -> dict[str, str]:
        return worlds.settings(self._database, str(self._folder), search=search)


# --- what is said ----------------------------------------------------------------------------
def _show(measured: Measured) -> None:
    named = f"{measured.engine} {measured.references}"
    print(
        f"\n{named}: filled in {measured.filled_s} s, {measured.asked.disk_mb} MiB on disk, "
        f"{measured.asked.memory_mb} MiB in memory, "
        f"{measured.asked.cpu_ms} ms of processor an answer"
    )
    print(LINE.format("", "", "p50 ms", "p95 ms", "p99 ms", "answers/s"))
    for way, times in (("engine", measured.asked.times), ("http", measured.http)):
        for kind, each in times.items():
            print(LINE.format(way, kind, each.p50, each.p95, each.p99, each.a_second))


def _flat(found: Sequence[Measured]) -> dict[str, float]:
    flat: dict[str, float] = {}
    largest = max(each.references for each in found)
    for each in found:
        named = _named(each)
        flat |= {f"{name}_{each.references}": value for name, value in named.items()}
        if each.references == largest:
            flat |= named
    return flat | {"references": largest}


def _named(measured: Measured) -> dict[str, float]:
    """``…_http_p95_ms`` is the listing's: two filters, 12 facets that do not shrink themselves."""
    name = measured.engine
    flat: dict[str, float] = {
        f"{name}_filled_s": measured.filled_s,
        f"{name}_disk_mb": measured.asked.disk_mb,
        f"{name}_memory_mb": measured.asked.memory_mb,
        f"{name}_cpu_ms": measured.asked.cpu_ms,
        f"{name}_http_p95_ms": measured.http["listing"].p95,
    }
    for kind, times in measured.asked.times.items():
        flat |= times.flat(f"{name}_{kind}")
    for kind, times in measured.http.items():
        flat |= times.flat(f"{name}_http_{kind}")
    return flat
