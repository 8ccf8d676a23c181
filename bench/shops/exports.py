"""Exports of the first seller's offers, as large as wanted, that say more or less."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.shops.shelves import SIZES, gtin

HEADER = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name",
    "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU", "Variant Inventory Qty",
    "Variant Price", "Variant Compare At Price", "Variant Requires Shipping", "Variant Barcode",
    "Image Src", "Gift Card", "Google Shopping / Gender", "Google Shopping / MPN",
    "Google Shopping / Condition", "Variant Image", "Status",
)  # fmt: skip
TEXT = "<p>Une chaussure de route pour trois à cinq sorties par semaine, drop de 8 mm.</p>"
EVERY = 20  # of a first export: one product in so many is new here


@dataclass(frozen=True)
class Change:
    """What an export says otherwise than the shop: cents more, units more."""

    minor: int = 0
    stock: int = 0


def shopify(path: Path, *, rows: int, change: Change = Change(), keys: str = "S0-") -> Path:
    """The first seller's export: line *i* is its offer *i* with price and stock as ``shelves``."""
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(_shopify(rows, change, keys))
    return path


def _shopify(rows: int, change: Change, keys: str) -> Iterator[tuple[object, ...]]:
    for i in range(rows):
        product, size = divmod(i, len(SIZES))
        first = size == 0
        yield (
            f"cadence-{product}", f"Cadence {product}" if first else "", TEXT if first else "",
            "Marque 0" if first else "", "Chaussures" if first else "",
            "running, route" if first else "", "true" if first else "",
            "Taille" if first else "", SIZES[size], "", "",
            f"{keys}{i}", 1 + i % 9 + change.stock, _price(i, change), "", "true", gtin(i),
            f"https://images.test/cadence-{product}.jpg" if first else "", "false", "unisex", "",
            "new", "", "active" if first else "",
        )  # fmt: skip


def _price(i: int, change: Change) -> str:
    cents = (40 + i % 400) * 100 + change.minor
    return f"{cents // 100}.{cents % 100:02d}"


def first(path: Path, *, rows: int) -> Path:
    """The export of a boutique that comes for the first time: nineteen products in twenty are known
    by their barcodes, the rest nobody has seen."""
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for line in _shopify(rows, Change(), "N-"):
            product = int(str(line[0]).removeprefix("cadence-"))
            new = product % EVERY == 0
            yours = (f"nouvelle-{product}", f"Nouvelle {product}" if line[1] else "")
            writer.writerow((*yours, *line[2:16], "", *line[17:]) if new else line)
    return path


def stock(path: Path, *, rows: int, change: Change) -> Path:
    """Key and units, nothing else."""
    with path.open("w", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(("sku", "quantity"))
        writer.writerows((f"S0-{i}", 1 + i % 9 + change.stock) for i in range(rows))
    return path
