"""``python -m bench.finding.shop FILE``: ask this shop's engine the questions in a file."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import django

from bench.finding import machine, questions
from bench.finding.clients import asked

SUGGESTED = 24
ELASTICSEARCH = "http://127.0.0.1:9200"


def address(engine: str, folder: Path) -> str:
    """An index of this measurement's own: what another engine or run left is not touched."""
    if engine == "embedded":
        return f"tantivy://{folder}/search"
    server = os.environ.get("TEST_ELASTICSEARCH_URL", ELASTICSEARCH).rstrip("/")
    return f"{server}/bench-{os.getpid()}-{folder.name.lower()}"


class Engine:
    """The engine of the settings, as a web process holds it."""

    def __init__(self) -> None:
        from search import backends

        backends.at.cache_clear()  # a process that was forked must not share its connection
        self._backend = backends.backend()

    def ask(self, question: questions.Question) -> object:
        if question.kind == questions.TYPED:
            return self._backend.suggest(question.text, most=SUGGESTED, counting={})
        return self._backend.search(question.query())


class Embedded:
    """What tantivy takes is this process's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def cpu_s(self) -> float:
        return machine.cpu_s(os.getpid())

    def memory_mb(self) -> float:
        return machine.memory_mb(os.getpid())

    def disk_mb(self) -> float:
        return machine.folder_mb(self._folder)


class Elasticsearch:
    """As the node tells it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._root, self._prefix = f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")

    def cpu_s(self) -> float:
        used = (int(node["process"]["cpu"]["total_in_millis"]) for node in self._nodes())
        return sum(used) / 1000

    def memory_mb(self) -> float:
        """Heap that is taken and what stands beside the heap."""
        held = [node["jvm"]["mem"] for node in self._nodes()]
        taken = (int(each["heap_used_in_bytes"] + each["non_heap_used_in_bytes"]) for each in held)
        return round(sum(taken) / 2**20, 1)

    def disk_mb(self) -> float:
        said = self._get(f"/{self._prefix}*/_stats/store")
        return round(int(said["_all"]["primaries"]["store"]["size_in_bytes"]) / 2**20, 1)

    def drop(self) -> None:
        """Forget all indexes of this measurement, and the templates that they were made by."""
        indexes = self._get(f"/{self._prefix}*?filter_path=*.aliases")
        told = self._get(f"/_index_template/{self._prefix}*")["index_templates"]
        templates = (f"_index_template/{each['name']}" for each in told)
        for path in (*indexes, *templates):
            with urlopen(Request(f"{self._root}/{path}", method="DELETE"), timeout=30):
                pass

    def _nodes(self) -> list[dict[str, Any]]:
        return list(self._get("/_nodes/stats/process,jvm")["nodes"].values())

    def _get(self, path: str) -> Any:
        with urlopen(f"{self._root}{path}", timeout=30) as answer:
            return json.load(answer)


def main() -> None:
    django.setup()
    from django.conf import settings

    address = settings.SEARCH_URL
    embedded = address.startswith("tantivy://")
    taker = Embedded(Path(urlsplit(address).path)) if embedded else Elasticsearch(address)
    found = asked(Engine, questions.read(Path(sys.argv[1]).read_text("utf-8")), taker)
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
