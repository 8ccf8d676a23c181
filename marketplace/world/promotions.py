"""The demo's promotions of boutiques: two that run, and one that is to come."""

from datetime import datetime, time, timedelta

from marketplace.core.days import PARIS
from marketplace.offers import promotions
from marketplace.offers.models import Promotion
from marketplace.offers.promotions import BadPromotion, Wish
from marketplace.traders.models import Trader
from marketplace.world.build import SELLS_FOR

PERCENT, AMOUNT = Promotion.Kind.PERCENT, Promotion.Kind.AMOUNT
# (who, its name, what it takes off, of which family, in how many days, for how many, its budget)
TOLD = (
    (SELLS_FOR, "Semaine de la route", PERCENT, 15, "chaussures-running-route", 0, 12, 150_000),
    (SELLS_FOR, "Trail d’hiver", PERCENT, 20, "chaussures-trail", 9, 30, 100_000),
    ("la-terre-battue", "Raquettes de l’an passé", AMOUNT, 20_00, "raquettes", 0, 20, None),
)


def made(*, at: datetime) -> list[Promotion]:
    """Those of whose family the boutique has anything: a small world has few offers."""
    found = []
    today = datetime.combine(at.astimezone(PARIS), time.min, PARIS)  # its days are whole
    for slug, name, kind, value, family, days, length, budget in TOLD:
        starts = today + timedelta(days=days)
        wish = Wish(
            name=name,
            kind=kind,
            value=value,
            starts_at=starts,
            ends_at=starts + timedelta(days=length),
            budget_minor=budget,
            families=[family],
        )
        try:
            found.append(promotions.create(trader=Trader.objects.get(slug=slug), wish=wish, at=at))
        except BadPromotion:
            continue
    return found
