"""Small exports for tests, as Shopify and Magento write them."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from sellers.feeds.sources import Source

SHOPIFY = {
    "Handle": "",
    "Title": "",
    "Body (HTML)": "",
    "Vendor": "",
    "Type": "",
    "Tags": "",
    "Published": "",
    "Option1 Name": "",
    "Option1 Value": "",
    "Option2 Name": "",
    "Option2 Value": "",
    "Variant SKU": "",
    "Variant Inventory Qty": "",
    "Variant Price": "",
    "Variant Compare At Price": "",
    "Variant Requires Shipping": "",
    "Variant Barcode": "",
    "Image Src": "",
    "Gift Card": "",
    "Google Shopping / Gender": "",
    "Google Shopping / MPN": "",
    "Google Shopping / Condition": "",
    "Variant Image": "",
    "Status": "",
}
MAGENTO = {
    "sku": "",
    "store_view_code": "",
    "attribute_set_code": "Top",
    "product_type": "simple",
    "categories": "Default Category/Men/Tops/Tees",
    "name": "",
    "description": "",
    "product_online": "1",
    "visibility": "Catalog, Search",
    "price": "",
    "special_price": "",
    "special_price_from_date": "",
    "special_price_to_date": "",
    "base_image": "",
    "additional_images": "",
    "additional_attributes": "",
    "qty": "",
    "is_in_stock": "1",
    "configurable_variations": "",
}


def table(rows: Sequence[Mapping[str, Any]], header: Mapping[str, Any]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(header), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**header, **row} for row in rows)
    return out.getvalue().encode()


def shopify(*rows: Mapping[str, Any]) -> bytes:
    return table(rows, SHOPIFY)


def magento(*rows: Mapping[str, Any]) -> bytes:
    return table(rows, MAGENTO)


def source(content: bytes, name: str = "export.csv") -> Source:
    return Source(io.BytesIO(content), name, None)


def tee(
    sku: str = "T", *, sizes: Sequence[str] = ("S", "M"), **parent: Any
) -> list[dict[str, Any]]:
    """A Magento tee with its sizes, its parent last as Magento exports it."""
    title = str(parent.pop("name", "Aero Daily Tee"))
    children = [
        {
            "sku": f"{sku}-{size}-Blue",
            "name": f"{title}-{size}-Blue",
            "visibility": "Not Visible Individually",
            "price": "29",
            "qty": "10",
            "additional_attributes": f"has_options=0,size={size},color=Blue",
            "base_image": "/t/blue.jpg",
        }
        for size in sizes
    ]
    told = "|".join(f"sku={child['sku']},size={size},color=Blue"
                    for child, size in zip(children, sizes, strict=True))  # fmt: skip
    return [
        *children,
        {
            "sku": sku,
            "name": title,
            "product_type": "configurable",
            "price": "29",
            "qty": "0",
            "additional_attributes": "material=Organic Cotton,eco_collection=Yes",
            "configurable_variations": told,
            **parent,
        },
    ]


def cap(handle: str = "cap", **row: Any) -> dict[str, Any]:
    """A Shopify product with one variant."""
    return {
        "Handle": handle,
        "Title": "Casquette Brise",
        "Vendor": "Altavia",
        "Published": "true",
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Variant SKU": handle.upper(),
        "Variant Inventory Qty": "4",
        "Variant Price": "25.00",
        **row,
    }
