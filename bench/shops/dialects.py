"""``python -m bench.shops.dialects ROWS``: one export of each dialect, read whole and read lean;
prints one JSON object, dialect → lines a second of processor time (whole, lean)."""

import csv
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import django

from bench.shops import exports
from bench.shops.shelves import SIZES, gtin

TURNS = 2
TODAY = date(2026, 3, 2)
Cells = Mapping[str, object]
MAPPING = {
    "columns": {
        "key": ["Réf"], "gtin": ["EAN"], "title": ["Désignation"], "brand": ["Marque"],
        "description": ["Texte"], "category": ["Rayon"], "size": ["Taille"], "gender": ["Genre"],
        "price": ["Prix TTC"], "special_price": ["Promo"], "available": ["Dispo"],
        "stock": ["Qté"], "condition": ["État"], "pictures": ["Photo"],
    },
    "values": {"available": {"sur commande": "0"}, "gender": {"H/F": "unisex"}},
    "decimal": ",",
}  # fmt: skip


# --- exports ---------------------------------------------------------------------------------
def _magento(i: int) -> Cells:
    return {
        "sku": f"S0-{i}", "store_view_code": "", "attribute_set_code": "Chaussures",
        "product_type": "simple", "categories": "Default Category/Running/Chaussures",
        "name": _title(i), "description": exports.TEXT, "product_online": 1,
        "visibility": "Not Visible Individually", "price": _price(i), "special_price": "",
        "base_image": _picture(i), "additional_attributes": f"size={_size(i)},gender=Unisex",
        "qty": f"{_units(i)}.0000", "is_in_stock": 1,
    }  # fmt: skip


def _woocommerce(i: int) -> Cells:
    return {
        "ID": i, "Type": "variation", "SKU": f"S0-{i}", "GTIN, UPC, EAN, or ISBN": gtin(i),
        "Name": f"{_title(i)} - {_size(i)}", "Published": 1, "Description": exports.TEXT,
        "Date sale price starts": "", "Date sale price ends": "", "Tax status": "taxable",
        "In stock?": 1, "Stock": _units(i), "Sale price": "", "Regular price": _price(i),
        "Categories": "Running > Chaussures", "Images": _picture(i), "Parent": _title(i),
        "Attribute 1 name": "Taille", "Attribute 1 value(s)": _size(i),
    }  # fmt: skip


def _google(i: int) -> Cells:
    return {
        "id": f"S0-{i}", "title": _title(i), "description": exports.TEXT,
        "link": "https://boutique.test/", "image_link": _picture(i), "availability": "in_stock",
        "quantity": _units(i), "price": f"{_price(i)} EUR", "sale_price": "",
        "sale_price_effective_date": "", "brand": "Marque 0", "gtin": gtin(i), "condition": "new",
        "product_type": "Running > Chaussures", "item_group_id": _title(i), "size": _size(i),
        "gender": "unisex", "age_group": "adult",
    }  # fmt: skip


def _mirakl(i: int) -> Cells:
    return {
        "sku": f"S0-{i}", "product-id": gtin(i), "product-id-type": "EAN", "price": _price(i),
        "quantity": _units(i), "state": 11, "available-start-date": "", "available-end-date": "",
        "discount-price": "", "discount-start-date": "", "discount-end-date": "",
        "leadtime-to-ship": 2, "update-delete": "update",
    }  # fmt: skip


def _manomano(i: int) -> Cells:
    return {
        "sku": f"S0-{i}", "ean": gtin(i), "sku_manufacturer": f"M-{i}", "brand": "Marque 0",
        "merchant_category": "Running > Chaussures", "title": _title(i),
        "description": exports.TEXT, "ParentSKU": _title(i), "parent_title": _title(i),
        "price": _price(i), "promo_price": "", "stock": _units(i), "size": _size(i),
        "image_1": _picture(i), "weight": "0,29 kg",
    }  # fmt: skip


def _table(i: int) -> Cells:
    return {
        "Réf": f"S0-{i}", "EAN": gtin(i), "Désignation": _title(i), "Marque": "Marque 0",
        "Texte": exports.TEXT, "Rayon": "Running > Chaussures", "Taille": _size(i),
        "Genre": "H/F", "Prix TTC": f"{_price(i).replace('.', ',')} €", "Promo": "",
        "Dispo": "en stock", "Qté": _units(i), "État": "neuf", "Photo": _picture(i),
    }  # fmt: skip


def _product(i: int) -> Cells:
    return {
        "Product ID": i, "Active (0/1)": 1, "Name *": f"Cadence {i}", "Reference #": f"P{i}",
        "Categories (x,y,z...)": "Running,Chaussures", "Price tax excluded": _price(i),
        "Discount amount": "", "Discount percent": 10, "Discount from (yyyy-mm-dd)": "2026-01-01",
        "Discount to (yyyy-mm-dd)": "0000-00-00", "Manufacturer": "Marque 0", "Quantity": 0,
        "Visibility": "both", "Description": exports.TEXT, "Condition": "new",
    }  # fmt: skip


def _combination(i: int) -> Cells:
    return {
        "Product ID*": i // len(SIZES), "Attribute (Name:Type:Position)*": "Taille:select:0",
        "Value (Value:Position)*": f"{_size(i)}:0", "Reference": f"S0-{i}", "EAN13": gtin(i),
        "Impact on price": i % len(SIZES), "Quantity": _units(i),
    }  # fmt: skip


def _title(i: int) -> str:
    return f"Cadence {i // len(SIZES)}"


def _size(i: int) -> str:
    return SIZES[i % len(SIZES)]


def _price(i: int) -> str:
    return f"{40 + i % 400}.{i % 100:02d}"


def _units(i: int) -> int:
    return 1 + i % 9


def _picture(i: int) -> str:
    return f"https://images.test/cadence-{i // len(SIZES)}.jpg"


EXPORTS: Mapping[str, Callable[[int], Cells]] = {
    "magento": _magento, "woocommerce": _woocommerce, "google": _google, "mirakl": _mirakl,
    "manomano": _manomano, "table": _table,
}  # fmt: skip


def _written(name: str, path: Path, rows: int) -> Path:
    if name == "shopify":
        return exports.shopify(path, rows=rows)
    if name == "prestashop":
        return _pair(path, rows)
    return _table_of(path, EXPORTS[name], rows)


def _table_of(path: Path, line: Callable[[int], Cells], rows: int) -> Path:
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(line(0)))
        writer.writeheader()
        writer.writerows(map(line, range(rows)))
    return path


def _pair(path: Path, rows: int) -> Path:
    """One line in five is a product, the others are its sizes."""
    products = rows // (1 + len(SIZES))
    sizes = _table_of(path.with_name("sizes.csv"), _combination, products * len(SIZES))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(_table_of(path.with_name("products.csv"), _product, products), "products.csv")
        archive.write(sizes, "sizes.csv")
    return path


# --- readings --------------------------------------------------------------------------------
def _whole(feed: Any, dialect: Any, reading: Any, staging: Any) -> None:
    staging.fill(dialect.read(feed.lines(), reading), columns=reading.mapped.shown)


def _lean(feed: Any, dialect: Any, reading: Any, staging: Any) -> None:
    from sellers.feeds import quick
    from sellers.feeds.comparing import in_batches

    read = quick.reader(dialect, reading)
    assert read is not None, "it has no lean reader"
    for batch in in_batches(feed.records()):
        lines, _warnings = read(batch)
        staging.take_told(lines)
    staging.judge(reading.mapped.shown)


def _measured(path: Path, *, mapped: bool) -> tuple[int, int]:
    """Lines a second, whole and lean."""
    from sellers.feeds.dialects import detect
    from sellers.feeds.dialects.base import Reading
    from sellers.feeds.mapping import Mapping as Said
    from sellers.feeds.reading import open_feed
    from sellers.feeds.staging import Staging

    best: dict[Callable[..., None], int] = {}
    with path.open("rb") as stream:
        feed = open_feed(stream)
        dialect = detect(feed.header, Said.of_json(MAPPING) if mapped else None)
        beside = feed.beside_lines if feed.beside else None
        for way in (_whole, _lean) * TURNS:
            with closing(Staging()) as staging:
                begun = time.process_time()
                columns = dialect.mapped(feed.header)
                way(feed, dialect, Reading(columns, "EUR", TODAY, beside=beside), staging)
                seconds = time.process_time() - begun
                counts = staging.counts()
            lines = counts["variant"] + counts["context"]
            assert lines == sum(counts.values()) > 0, "a line is no offer"
            best[way] = max(round(lines / seconds), best.get(way, 0))
    return best[_whole], best[_lean]


def main() -> None:
    django.setup()
    rows = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder:
        figures = {}
        for name in ("shopify", "prestashop", *EXPORTS):
            path = _written(name, Path(folder) / f"{name}.csv", rows)
            figures[name] = _measured(path, mapped=name == "table")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
