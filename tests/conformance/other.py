"""Another process at work on an index in a folder: ``python -m tests.conformance.other``.

``write FOLDER``: changes that never end, each said once it is committed.
``read FOLDER``: says each price it finds, with the monotonic time all processes share.
``rebuild FOLDER``: fills a new generation, saying each reference; never ends.
"""

import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from search.backends.embedded import EmbeddedBackend, folder
from search.contract import Document, Offer, Query


def reference(id: int, *, minor: int = 5000) -> Document:
    offer = Offer(variant_id=id, size="42", boutique="annecy", minor=minor)
    return Document(id=id, slug=f"r{id}", title=f"Cadence {id}", brand="altavia", offers=(offer,))


def write(engine: EmbeddedBackend) -> None:
    engine.rebuild(lambda _after: ())
    for id in count(1):
        engine.upsert([reference(id)])
        say(str(id))


def read(engine: EmbeddedBackend) -> None:
    seen = None
    while True:
        price = engine.search(Query()).hits[0].price
        if price != seen:
            seen = price
            say(f"{price} {time.monotonic()}")
        time.sleep(0.005)


def rebuild(engine: EmbeddedBackend) -> None:
    folder.COMMIT_EVERY = 10

    def everything(after: int) -> Iterator[Document]:
        for id in count(after + 1):
            yield reference(id)
            say(str(id))

    engine.rebuild(everything)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    deeds: dict[str, Callable[[EmbeddedBackend], None]]
    deeds = {"write": write, "read": read, "rebuild": rebuild}
    deeds[sys.argv[1]](EmbeddedBackend(Path(sys.argv[2])))
