"""When a feed does too much at once to be believed without asking the boutique.

It waits if it is older than the last one, if it takes more than a third of the offers of its
source off sale, or if it moves their median price by more than half. A feed that changes nothing
never waits, and a single offer is nobody's accident.
"""

from datetime import datetime
from typing import Any, Final

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from marketplace.core.money import Money
from sellers.feeds import queries
from sellers.feeds.applying import Terms
from sellers.feeds.models import FeedRun
from sellers.feeds.staging import Figures, Staging

MOST_OFF_SALE: Final = 1 / 3
MOST_MOVED: Final = 1 / 2  # of the median price
FEWEST: Final = 2  # offers that an accident has
Reason = dict[str, Any]


def reasons(staging: Staging, *, terms: Terms) -> list[Reason]:
    """Why the feed must wait, [] when it need not.

    ``older`` (``last_counted_at``), ``off_sale`` (``offers``, ``of``: units are offers),
    ``prices`` (``before``, ``after``: median in cents).
    """
    figures = staging.figures()
    gone = queries.still_sold(stockrecord_ids=[row[1] for row in staging.missing() if row[1]])
    if not (figures.changed or gone):
        return []
    found = (_older(terms), _off_sale(figures.sold_out + gone, terms), _prices(figures))
    return [reason for reason in found if reason]


def _older(terms: Terms) -> Reason | None:
    if terms.source.brings_part:
        return None
    done = FeedRun.objects.filter(source_id=terms.source.pk, status=FeedRun.Status.DONE)
    last = done.aggregate(last=Max("counted_at"))["last"]
    if last is None or last <= terms.counted_at:
        return None
    return {"code": "older", "last_counted_at": last.isoformat()}


def _off_sale(count: int, terms: Terms) -> Reason | None:
    if terms.source.brings_part or count < FEWEST:
        return None
    sold = queries.on_sale(source=terms.source)
    if count <= sold * MOST_OFF_SALE:
        return None
    return {"code": "off_sale", "offers": count, "of": sold}


def _prices(figures: Figures) -> Reason | None:
    before, after = figures.median_before, figures.median_after
    if abs(after - before) <= before * MOST_MOVED:
        return None
    return {"code": "prices", "before": before, "after": after}


def told(reason: Reason) -> str:
    """A reason as the boutique reads it."""
    if reason["code"] == "older":
        last = localtime(datetime.fromisoformat(reason["last_counted_at"]))
        return _("Il est plus ancien que le dernier, qui date du %(last)s.") % {
            "last": date_format(last, "SHORT_DATETIME_FORMAT")
        }
    if reason["code"] == "off_sale":
        return _("Il retire de la vente %(offers)d de vos %(of)d offres.") % reason
    return _("Il déplace votre prix médian de %(before)s à %(after)s.") % {
        name: Money(reason[name]) for name in ("before", "after")
    }
