"""What else a basket could be: other boutiques for a line, fewer parcels, sooner."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from marketplace.buying import splitting
from marketplace.buying.queries import Parcel, Quote, QuoteLine
from marketplace.buying.splitting import Candidate, Sending, Split, Wish
from marketplace.core.money import Money
from marketplace.delivery import queries as delivery
from marketplace.delivery.models import Method
from marketplace.offers import queries as offers
from marketplace.offers.queries import OfferView

MOST_SHOWN = 5  # other boutiques of a line; the product's page has all of them

Found = Mapping[int, Sequence[OfferView]]  # variant → what can be bought of it


class Aim(StrEnum):
    FEWER = "fewer"
    SOONER = "sooner"


@dataclass(frozen=True)
class Other:
    """Another boutique's offer for a line; ``more``: what a unit costs more there, or less."""

    offer: OfferView
    promised: date
    more: Money

    @property
    def dearer(self) -> bool:
        return self.more.minor > 0

    @property
    def difference(self) -> Money:
        return Money(abs(self.more.minor), self.more.currency)


@dataclass(frozen=True)
class Proposal:
    """Another split of the basket; ``more``: what it costs more in all, or less. ``moves``: line →
    its offer, of the lines that would change; ``exact``: whether there is no better one.
    """

    aim: Aim
    moves: Mapping[int, OfferView]
    parcels: int
    promised: date
    more: Money
    exact: bool

    @property
    def dearer(self) -> bool:
        return self.more.minor > 0

    @property
    def difference(self) -> Money:
        return Money(abs(self.more.minor), self.more.currency)


@dataclass(frozen=True)
class Alternatives:
    """``others``: line → other boutiques, the cheapest at the door first."""

    others: Mapping[int, Sequence[Other]]
    proposals: Sequence[Proposal]


NOTHING = Alternatives({}, ())


def alternatives(quote: Quote, *, at: datetime) -> Alternatives:
    """All of it for one basket; a fixed number of queries.

    Splits are proposed for a basket that can be bought as it stands: before, its own lines say
    what is wrong with them.
    """
    if not quote.lines:
        return NOTHING
    found = offers.offers_of(product_ids=[line.product_id for line in quote.lines], at=at)
    others = {line.basket_line_id: _others(line, found, at) for line in quote.lines}
    return Alternatives(others, proposals(quote, found, at=at) if quote.can_be_placed else ())


def _others(line: QuoteLine, found: Found, at: datetime) -> list[Other]:
    rest = [
        offer
        for offer in found.get(line.product_id, ())
        if offer.stockrecord_id != line.offer.stockrecord_id
    ]
    rest.sort(key=lambda offer: (offer.landed.minor, offer.stockrecord_id))
    return [Other(each, each.promised(at), each.price - line.unit) for each in rest[:MOST_SHOWN]]


def proposals(quote: Quote, found: Found, *, at: datetime) -> list[Proposal]:
    """The split with fewer parcels, then the one that arrives sooner; each only where it does, and
    once where both are the same."""
    problem = _problem(quote, found, at=at)
    now = problem.split({line.basket_line_id: line.offer.stockrecord_id for line in quote.lines})
    told: list[Proposal] = []
    if now.parcels > 1:
        fewest = splitting.fewest(problem.wishes, problem.sendings)
        if fewest.parcels < now.parcels:
            told.append(problem.proposal(Aim.FEWER, fewest, now))
    soonest = splitting.soonest(problem.wishes, problem.sendings)
    if soonest.arrives < now.arrives:
        sooner = problem.proposal(Aim.SOONER, soonest, now)
        if not told or told[0].moves != sooner.moves:
            told.append(sooner)
    return told


@dataclass(frozen=True)
class _Problem:
    """A basket as ``splitting`` sees it."""

    wishes: Sequence[Wish]
    sendings: Mapping[int, Sending]
    views: Mapping[int, OfferView]
    currency: str

    def split(self, picks: Mapping[int, int]) -> Split:
        """The split of a choice of offers."""
        by_offer = {each.offer: each for wish in self.wishes for each in wish.candidates}
        return splitting.of(
            self.wishes, self.sendings, {line: by_offer[pk] for line, pk in picks.items()}
        )

    def proposal(self, aim: Aim, split: Split, now: Split) -> Proposal:
        return Proposal(
            aim=aim,
            moves={
                line: self.views[offer]
                for line, offer in split.picks.items()
                if now.picks[line] != offer
            },
            parcels=split.parcels,
            promised=date.fromordinal(split.arrives),
            more=Money(split.cents - now.cents, self.currency),
            exact=split.exact,
        )


def _problem(quote: Quote, found: Found, *, at: datetime) -> _Problem:
    """A parcel of the basket goes the way that was chosen for it, any other is sent home.

    A variant that stands in two lines stays where it is: its lines share one stock. What is bought
    new is proposed new.
    """
    parcels = {parcel.partner_id: parcel for parcel in quote.parcels}
    twice = {pk for pk, n in Counter(line.product_id for line in quote.lines).items() if n > 1}
    views: dict[int, OfferView] = {}
    wishes = []
    for line in quote.lines:
        able = [line.offer]
        if line.product_id not in twice:
            able += [
                offer
                for offer in found.get(line.product_id, ())
                if offer.stockrecord_id != line.offer.stockrecord_id
                and offer.available >= line.quantity
                and (offer.as_new or offer.condition == line.offer.condition)
                and offer.price.currency == quote.total.currency
            ]
        views |= {offer.stockrecord_id: offer for offer in able}
        candidates = [_candidate(offer, parcels.get(offer.partner_id), at) for offer in able]
        wishes.append(Wish(line.basket_line_id, line.quantity, candidates))
    sendings = {
        offer.partner_id: _sending(offer, parcels.get(offer.partner_id)) for offer in views.values()
    }
    return _Problem(wishes, sendings, views, quote.total.currency)


def _candidate(offer: OfferView, parcel: Parcel | None, at: datetime) -> Candidate:
    if parcel is not None and parcel.ready_at is not None:
        day = parcel.promised
    elif parcel is not None and parcel.method != Method.HOME and parcel.tariff is not None:
        day = delivery.promised_date(
            cut_off=offer.cut_off,
            lead_days=offer.lead_days,
            transit_days=parcel.tariff.transit_days,
            at=at,
        )
    else:
        day = offer.promised(at)
    return Candidate(offer.stockrecord_id, offer.partner_id, offer.price.minor, day.toordinal())


def _sending(offer: OfferView, parcel: Parcel | None) -> Sending:
    tariff = parcel.tariff if parcel is not None else offer.tariff
    return Sending(tariff.minor, tariff.free_from_minor) if tariff else Sending(0)
