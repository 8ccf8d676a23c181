"""Value added tax: which rate held where and when, and what of an amount it is.

The rates are rows of ``vat_rates.csv``: a country (ISO 3166), a category, the first and the last
day (none: it holds still), basis points, and where it was read. Every member state's standard rate
since 2016 is there: rate data by Duty27 (https://duty27.com/vat-rates/history), CC BY 4.0; those
that hold still were compared with the European Commission's TEDB. No family of goods that is sold
here is taxed at another rate in France; one that is becomes a category of its own.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from marketplace.core.errors import CordeeError
from marketplace.core.money import Money

FILE: Final = Path(__file__).with_name("vat_rates.csv")
STANDARD: Final = "standard"
HOUSE: Final = "FR"  # where Cordée is established, and bills its commission from
WHOLE: Final = 10_000  # basis points


class NoRate(CordeeError):
    """The table has no rate for the country, category and day."""

    code = "no_vat_rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """``bp`` basis points from ``first`` to ``last``, both included; ``last`` None: still."""

    country: str
    category: str
    first: date
    last: date | None
    bp: int
    source: str

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@lru_cache
def rates() -> tuple[Rate, ...]:
    """The whole table, by country, category and time."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Rate(
                country=row["country"],
                category=row["category"],
                first=date.fromisoformat(row["from"]),
                last=date.fromisoformat(row["to"]) if row["to"] else None,
                bp=int(row["rate_bp"]),
                source=row["source"],
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=4096)
def rate(*, country: str, day: date, category: str = STANDARD) -> Rate:
    """The rate of a category in a country (ISO 3166 alpha-2) on a day.

    :raises NoRate: the table does not say; a wrong rate would be worse.
    """
    for each in rates():
        if (each.country, each.category) == (country, category) and each.holds(day):
            return each
    raise NoRate(
        _("Aucun taux de TVA pour %(country)s, « %(category)s », au %(day)s : complétez la table.")
        % {"country": country, "category": category, "day": day.isoformat()}
    )


def inside(gross: Money, bp: int) -> Money:
    """The VAT that is in an amount tax included, half a cent up."""
    return gross.fraction(bp, WHOLE + bp)


def upon(net: Money, bp: int) -> Money:
    """The VAT that comes on top of an amount without it, half a cent up."""
    return net.fraction(bp, WHOLE)


def on_commission(*, country: str, vat_number: str, day: date) -> int:
    """Basis points on what Cordée bills a seller for its service.

    A business of another member state that has a VAT number owes the tax itself (directive
    2006/112/EC, articles 44 and 196): none is billed. Everybody else pays France's standard rate.
    """
    elsewhere = country != HOUSE and any(each.country == country for each in rates())
    if elsewhere and vat_number:
        return 0
    return rate(country=HOUSE, day=day).bp
