"""The demo boutique's own exports: one with faults, and the one it sent after mending some."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F
from oscar.core.loading import get_model

from marketplace.core import outbox
from marketplace.technical import operations as technical
from marketplace.technical.models import Proposal
from marketplace.traders.models import Trader
from sellers.feeds import operations
from sellers.feeds.models import FeedRun
from sellers.feeds.settings import Settings
from sellers.feeds.sources import Source

StockRecord = get_model("partner", "StockRecord")

COLUMNS = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Published", "Option1 Name",
    "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU", "Variant Inventory Qty",
    "Variant Price", "Variant Barcode",
)  # fmt: skip
KNOWN = 24  # variants that the catalogue knows already
FAMILY = "chaussures-running-route"

# Products that no catalogue knows: title, brand, colour, price, sizes.
NEW = (
    ("Brise 2", "Cap Ouest", "Vert sauge", "129.00", ("40", "41", "42", "43", "44")),
    ("Brise 2 Femme", "Cap Ouest", "Corail", "129.00", ("37", "38", "39", "40")),
    ("Corniche", "Cap Ouest", "Noir", "145.00", ("41", "42", "42,5", "43")),
    ("Lacets plats 120 cm", "Foulées d’Annecy", "Jaune", "6.90", ("Taille unique",)),
)
# Lines that a person typed: SKU, stock, price, barcode.
FAULTY = (
    ("FDA-BR-36", "3", "12,5O", ""),
    ("FDA-BR-37", "-2", "129.00", ""),
    ("FDA-BR-38", "4", "129.00", "3700000000000"),
    ("FDA-BR-39", "deux", "129.00", ""),
    ("FDA-BR-39", "1", "129.00", ""),
    ("FDA-BR-45", "1", "0", ""),
    ("FDA-BR-46", "1", "1.29E+02", ""),
)
REFUSAL = "Les lacets seuls ne font pas partie des familles que Cordée présente."


def bring(*, slug: str, at: datetime) -> int:
    """Import two exports of a trader, days apart; returns how many products they proposed."""
    trader = Trader.objects.get(slug=slug)
    settings = Settings(delta=True, family=FAMILY)
    for days, faulty in ((9, True), (2, False)):
        when = at - timedelta(days=days)
        source = Source(_file(trader, faulty=faulty), f"products_export_{when:%Y-%m-%d}.csv", when)
        with operations.import_feed(trader=trader, source=source, settings=settings, at=when):
            pass
    FeedRun.objects.filter(trader=trader).update(finished_at=F("started_at"))
    outbox.relay_all(at=at)
    _refuse_one(trader, at=at - timedelta(days=1))
    return Proposal.objects.filter(trader=trader).count()


def _refuse_one(trader: Trader, *, at: datetime) -> None:
    laces = Proposal.objects.filter(trader=trader, title__startswith="Lacets").first()
    if laces is not None:
        technical.refuse_proposal(proposal=laces, reason=REFUSAL, at=at)


def _file(trader: Trader, *, faulty: bool) -> io.BytesIO:
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(COLUMNS)
    sheet.writerows(_known(trader))
    sheet.writerows(_new())
    if faulty:
        sheet.writerows(_faulty())
    return io.BytesIO(text.getvalue().encode())


def _known(trader: Trader) -> Iterator[tuple[Any, ...]]:
    """What it sells here already, at the same prices."""
    rows = StockRecord.objects.filter(partner__point__trader=trader).select_related(
        "product__variant", "product__parent__sheet__brand"
    )
    for record in rows.order_by("pk")[:KNOWN]:
        sheet = record.product.parent.sheet
        yield _line(
            title=sheet.model_name, brand=sheet.brand.name, colour=sheet.colour_name,
            size=record.product.variant.size, sku=record.partner_sku,
            stock=str(record.num_in_stock), price=str(record.price),
            barcode=record.product.variant.gtin.removeprefix("0"),
        )  # fmt: skip


def _new() -> Iterator[tuple[Any, ...]]:
    for number, (title, brand, colour, price, sizes) in enumerate(NEW):
        for size in sizes:
            sku = f"FDA-{number}-{size}"
            yield _line(title=title, brand=brand, colour=colour, size=size, sku=sku, stock="4",
                        price=price)  # fmt: skip


def _faulty() -> Iterator[tuple[Any, ...]]:
    for sku, stock, price, barcode in FAULTY:
        yield _line(title="Brise 2", brand="Cap Ouest", colour="Bleu nuit", size=sku[-2:],
                    sku=sku, stock=stock, price=price, barcode=barcode)  # fmt: skip


def _line(
    *, title: str, brand: str, colour: str, size: str, sku: str, stock: str, price: str | Decimal,
    barcode: str = "",
) -> tuple[Any, ...]:  # fmt: skip
    handle = f"{brand}-{title}-{colour}".lower().replace(" ", "-").replace("’", "-")
    return (handle, title, "", brand, "Chaussures", "true", "Pointure", size, "Couleur", colour,
            sku, stock, price, barcode)  # fmt: skip
