"""``make fuzz``: nonsense for each reader and each parser of values, for some minutes each.

Whatever comes in, a reader ends in lines or in a ``FeedError`` and a parser in a value or a
``Fault``. What is found otherwise is shrunk and printed: it becomes a test. ``histories`` plays
random lives of orders instead, which must add up (``tests/histories``).

``python -m scripts.fuzz [--seconds 600] [NAME …]``
"""

import argparse
import gzip
import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import partial

import django
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

HISTORIES, AT_ONCE = "histories", 20
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789.,'’ €$-+eEOl/%\u00a0\u202f", max_size=25),
    st.from_regex(r"\A\d{8,14}\Z"),
    st.from_regex(r"\A\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{2}:\d{2})?\Z"),
    st.sampled_from(["", "\0", "\u202e12", "=1+1", "1e5", "12.500", "1 299,00 €", "8,69E+12"]),
)
NAMES = [
    "id", "title", "price", "availability", "condition", "gtin", "sku", "product-id",
    "product-id-type", "quantity", "state", "type", "name", "parent", "handle", "stock",
]  # fmt: skip
HEADERS = (
    "id,title,price,availability,condition,gtin,item_group_id,sale_price_effective_date",
    "Type,SKU,Name,Published,Regular price,Sale price,Stock,In stock?,Parent,Attribute 1 name,"
    "Attribute 1 value(s)",
    "Product ID,Active (0/1),Name *,Price tax excluded,Quantity,EAN13,Discount percent,Condition",
    "sku,product-id,product-id-type,price,quantity,state,discount-price,discount-start-date",
    "sku,ean,sku_manufacturer,merchant_category,title,price,stock,ParentSKU",
    "offer-sku,price,discount-price",
    "Handle,Title,Variant Price,Variant Inventory Qty,Variant SKU,Option1 Value,Status",
    "sku,product_type,attribute_set_code,name,price,qty,additional_attributes",
    "Réf,Nom,Prix,Qté,Taille,Couleur",
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    django.setup()
    fuzzers = _fuzzers()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="for each of them")
    names = [*fuzzers, HISTORIES]
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    options = parser.parse_args()
    if unknown := set(options.names) - set(names):
        parser.error(f"no such reader: {', '.join(sorted(unknown))}")
    failed = [name for name in options.names or names
              if not (_histories(options.seconds) if name == HISTORIES
                      else _endures(name, *fuzzers[name], seconds=options.seconds))]  # fmt: skip
    sys.exit(1 if failed else 0)


def _histories(seconds: float) -> bool:
    """Histories of a hundred steps, others each time, for so long; on the tests' own database, with
    ``TEST_ON=postgres`` on PostgreSQL. The seed that is told plays the same ones again."""
    until, played = time.monotonic() + seconds, 0
    environment = {**os.environ, "CORDEE_HISTORIES": str(AT_ONCE),
                   "DJANGO_SETTINGS_MODULE": "tests.settings"}  # fmt: skip
    while time.monotonic() < until:
        seed = random.randrange(2**32)
        words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/histories"]
        words.append(f"--hypothesis-seed={seed}")
        if subprocess.run([sys.executable, *words], env=environment).returncode:
            print(f"{HISTORIES}: seed {seed}", flush=True)
            return False
        played += AT_ONCE
        print(f"{HISTORIES}: {played} histories, the last of seed {seed}", flush=True)
    return True


Fuzzer = tuple[st.SearchStrategy[object], Callable[[object], None]]


def _endures(
    name: str, inputs: st.SearchStrategy[object], run: Callable[[object], None], *, seconds: float
) -> bool:
    """Whether nothing is found for so long."""
    until, tried = time.monotonic() + seconds, 0

    @settings(
        max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink), print_blob=False,
    )  # fmt: skip
    @given(inputs)
    def attempt(said: object) -> None:
        nonlocal tried
        if not tried or time.monotonic() < until:
            tried += 1
            run(said)

    while time.monotonic() < until:
        try:
            attempt()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            print(f"{name}: {type(error).__name__}: {error}")
            print("\n".join(getattr(error, "__notes__", [])))
            return False
    print(f"{name}: {tried} inputs", flush=True)
    return True


# --- what is tried ---------------------------------------------------------------------------
def _fuzzers() -> Mapping[str, Fuzzer]:
    from sellers.feeds import values

    parsers: dict[str, Callable[[str], object]] = {
        "cents": partial(values.cents, currency="EUR"),
        "net": partial(values.net, currency="EUR"),
        "impact": partial(values.impact, currency="EUR"),
        "percent": values.percent,
        "units": values.units,
        "gtin14": values.gtin14,
        "day": values.day,
        "line_of_text": values.line_of_text,
        "clean_html": values.clean_html,
    }
    readers: dict[str, st.SearchStrategy[bytes]] = {
        "bytes": st.binary(max_size=2000),
        "csv": st.builds(_csv, st.sampled_from(HEADERS), st.lists(st.lists(TEXTS), max_size=5),
                         st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-8-sig"]),
                         st.sampled_from(",;\t|")),
        "xml": st.builds(_xml, st.lists(st.dictionaries(st.sampled_from(NAMES), TEXTS)),
                         st.binary(max_size=20)),
        "json": st.builds(_json, st.recursive(
            st.none() | st.booleans() | st.floats() | TEXTS,
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(NAMES), inner),
        ), st.integers(0, 40)),
        "gzip": st.builds(_gzip, st.binary(max_size=500), st.integers(0, 40)),
        "zip": st.builds(_zip, st.lists(st.tuples(st.text(min_size=1, max_size=20),
                                                  st.binary(max_size=300)), max_size=4),
                         st.integers(0, 40)),
        "excel": st.builds(_excel, st.lists(st.lists(TEXTS | st.floats() | st.dates(), max_size=6),
                                            max_size=5), st.binary(max_size=10)),
    }  # fmt: skip
    return {
        **{name: (TEXTS, partial(_parse, read)) for name, read in parsers.items()},
        **{name: (inputs, _read) for name, inputs in readers.items()},
    }


def _parse(read: Callable[[str], object], said: object) -> None:
    from sellers.feeds.faults import Fault

    with suppress(Fault):
        read(str(said))


def _read(said: object) -> None:
    """The file to its end, and each of its lines by its dialect."""
    from sellers.feeds import dialects, errors
    from sellers.feeds.dialects.base import Reading
    from sellers.feeds.reading import open_feed

    assert isinstance(said, bytes)
    with suppress(errors.FeedError):
        feed = open_feed(io.BytesIO(said))
        guess = dialects.guessed(feed)
        dialect = dialects.detect(feed.header, guess.mapping if guess else None)
        reading = Reading(
            dialect.mapped(feed.header), "EUR", date(2026, 11, 25),
            beside=feed.beside_lines if feed.beside else None,
        )  # fmt: skip
        for _row in dialect.read(feed.lines(), reading):
            pass


# --- files -----------------------------------------------------------------------------------
def _csv(header: str, rows: list[list[str]], encoding: str, delimiter: str) -> bytes:
    lines = [header.replace(",", delimiter), *(delimiter.join(row) for row in rows)]
    return "\n".join(lines).encode(encoding, "replace")


def _xml(items: list[dict[str, str]], noise: bytes) -> bytes:
    told = "".join(
        "<item>" + "".join(f"<{name}>{text}</{name}>" for name, text in item.items()) + "</item>"
        for item in items
    )
    return b"<rss><channel>" + told.encode("utf-8", "replace") + noise + b"</channel></rss>"


def _json(said: object, cut: int) -> bytes:
    whole = json.dumps([said, {"sku": "A", "more": said}]).encode()
    return whole[: len(whole) - cut] if cut % 3 == 0 else whole


def _gzip(content: bytes, cut: int) -> bytes:
    whole = gzip.compress(b"sku,title,price,stock\n" + content)
    return whole[: len(whole) - cut] if cut % 3 == 0 else whole


def _zip(files: list[tuple[str, bytes]], cut: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in dict(files).items():
            archive.writestr(name.replace("\0", "_"), content)  # where a name ends, in zip
    whole = out.getvalue()
    return whole[:cut] + whole[cut + 1 :] if cut % 3 == 0 else whole


def _excel(rows: list[list[object]], noise: bytes) -> bytes:
    import openpyxl
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["SKU", "Nom", "Prix", "Stock"])
    for row in rows:
        with suppress(
            IllegalCharacterError, ValueError
        ):  # control characters cannot be written at all
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    whole = out.getvalue()
    at = len(whole) // 2
    return whole[:at] + noise + whole[at + len(noise) :]


if __name__ == "__main__":
    main()
