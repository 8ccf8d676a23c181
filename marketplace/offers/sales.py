"""Dated prices: a seller says them, a sweep begins and ends them on their dates.

What an offer costs is worked out by its dates whenever it is asked, so that nobody pays a price
that is over; what the sweep writes is what must be told: the history, what may be struck through,
the choice and with it the index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, When
from django.utils.translation import gettext as _

from marketplace.core import bulk
from marketplace.core.errors import CordeeError
from marketplace.core.given import batches, given, run
from marketplace.core.money import Money
from marketplace.offers import history
from marketplace.offers.models import OfferTerms, PriceChange, Promotion
from marketplace.offers.operations import CHUNK, choose_soon, products_of

State = OfferTerms.Sale
NOTHING: dict[str, Any] = {
    "sale_minor": None, "sale_from": None, "sale_until": None, "sale_state": State.NONE,
    "turns_at": None, "before_minor": None,
}  # fmt: skip


class BadSale(CordeeError):
    """A dated price that cannot be: said with the offer, what is wrong, and what would be right."""

    code = "bad_sale"
    status = 422


@dataclass(frozen=True)
class Dated:
    """``minor``: cents, tax included; ``ends``: None without an end."""

    stockrecord_id: int
    minor: int
    starts: datetime
    ends: datetime | None = None


@transaction.atomic
def put(*, rows: Sequence[Dated], at: datetime, promotion: Promotion | None = None) -> int:
    """Give offers a dated price in the place of the one that they had; returns how many.

    One that should have begun before ``at`` begins ``at``: nobody rewrites what it has cost. That
    of a ``promotion`` takes no other's place.

    :raises BadSale: with the first that cannot be; nothing is written then.
    """
    for some in batches(sorted(rows, key=lambda each: each.stockrecord_id), CHUNK):
        told = {each.stockrecord_id: each for each in some}
        found = _locked(told)
        for terms in found:
            _check(told[terms.pk], terms, at=at)
        if len(found) != len(some):
            raise BadSale(_("Une de ces offres n’existe pas : choisissez parmi les vôtres."))
        changes = []
        for terms in found:
            each, before = told[terms.pk], _cost(terms, at)
            if promotion is not None and terms.sale_minor is not None:
                raise BadSale(
                    _("Offre %(sku)s : elle a déjà un prix promotionnel. Recommencez sans elle.")
                    % {"sku": terms.stockrecord.partner_sku}
                )
            terms.sale_minor, terms.sale_from = each.minor, max(each.starts, at)
            terms.sale_until, terms.promotion = each.ends, promotion
            begun = terms.sale_from <= at
            terms.sale_state = State.RUNNING if begun else State.AHEAD
            terms.before_minor, terms.turns_at = None, at if begun else terms.sale_from
            if (now := _cost(terms, at)) != before:
                changes.append((terms.pk, now, at))
        _write(found, changes, at=at)
    return len(rows)


@transaction.atomic
def lift(*, stockrecord_ids: Iterable[int], at: datetime) -> int:
    """End dated prices now, or take back those that have not begun; returns how many there were."""
    done = 0
    for some in batches(sorted(set(stockrecord_ids)), CHUNK):
        found = [terms for terms in _locked(some) if terms.sale_minor is not None]
        changes = []
        for terms in found:
            before = _cost(terms, at)
            for name, value in NOTHING.items():
                setattr(terms, name, value)
            if (now := _cost(terms, at)) != before:
                changes.append((terms.pk, now, at))
        _write(found, changes, at=at)
        done += len(found)
    return done


def _locked(stockrecord_ids: Iterable[int]) -> list[OfferTerms]:
    rows = OfferTerms.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk__in=list(stockrecord_ids), stockrecord__price__isnull=False)
    return list(found.select_related("stockrecord").order_by("pk"))


def _regular(terms: OfferTerms) -> int:
    price = terms.stockrecord.price
    return 0 if price is None else Money.from_decimal(price).minor


def _cost(terms: OfferTerms, at: datetime) -> int:
    return terms.cost(_regular(terms), at)


def _check(each: Dated, terms: OfferTerms, *, at: datetime) -> None:
    sku = terms.stockrecord.partner_sku
    if not 0 < each.minor < _regular(terms):
        raise BadSale(
            _("Offre %(sku)s : le prix promotionnel doit être entre 0,01 € et moins que son prix.")
            % {"sku": sku}
        )
    if each.ends is not None and each.ends <= max(each.starts, at):
        raise BadSale(
            _("Offre %(sku)s : la fin doit venir après le début, et après maintenant.")
            % {"sku": sku}
        )


def _write(
    found: Sequence[OfferTerms], changes: Sequence[tuple[int, int, datetime]], *, at: datetime
) -> None:
    OfferTerms.objects.bulk_update(found, [*NOTHING, "promotion"], 500)
    bulk.insert(PriceChange, ("stockrecord_id", "minor", "at"), changes)
    _settle([terms.pk for terms in found if terms.turns_at == at], at=at)
    choose_soon(product_ids=products_of([pk for pk, _minor, _at in changes]), at=at)


# --- the sweep -----------------------------------------------------------------------------------
def turn(*, at: datetime) -> int:
    """Begin and end the dated prices whose date has come; returns how many offers were looked at.

    In chunks that each commit. Told late, a price is written as of its date all the same.
    """
    done = 0
    while some := _turn(at=at):
        done += some
        if some < CHUNK:
            break
    return done


@transaction.atomic
def _turn(*, at: datetime) -> int:
    rows = OfferTerms.objects.select_for_update(
        of=("self",), no_key=True, skip_locked=connection.features.has_select_for_update_skip_locked
    )
    due = rows.filter(turns_at__lte=at).select_related("stockrecord").order_by("turns_at", "pk")
    found = list(due[:CHUNK])
    changes, over = [], []
    for terms in found:
        changes += _events(terms, at=at)
        if _is_over(terms, at):
            over.append(terms.pk)
    bulk.insert(PriceChange, ("stockrecord_id", "minor", "at"), changes)
    OfferTerms.objects.filter(pk__in=over).update(**NOTHING)
    _settle([terms.pk for terms in found if terms.pk not in set(over)], at=at)
    choose_soon(product_ids=products_of([terms.pk for terms in found]), at=at)
    return len(found)


def _events(terms: OfferTerms, *, at: datetime) -> list[tuple[int, int, datetime]]:
    """What an offer cost from each of its dates on that has come and is not told yet."""
    sale = terms.sale_minor
    if sale is None or sale >= _regular(terms):
        return []
    found = []
    if terms.sale_state == State.AHEAD and terms.sale_from and terms.sale_from <= at:
        found.append((terms.pk, sale, terms.sale_from))
    if terms.sale_until and _is_over(terms, at):
        found.append((terms.pk, _regular(terms), terms.sale_until))
    return found


def _is_over(terms: OfferTerms, at: datetime) -> bool:
    return terms.sale_until is not None and terms.sale_until <= at


def _settle(stockrecord_ids: Sequence[int], *, at: datetime) -> None:
    """Say how far they are told, when they turn next, and what may be struck through."""
    rows = OfferTerms.objects.filter(pk__in=stockrecord_ids)
    rows.filter(sale_from__lte=at).update(sale_state=State.RUNNING)
    running = When(sale_state=State.RUNNING, then=F("sale_until"))
    rows.update(turns_at=Case(running, default=F("sale_from")))
    begun = dict(rows.filter(sale_state=State.RUNNING).values_list("pk", "sale_from"))
    if not begun:
        return
    start = min(start for start in begun.values() if start) - 2 * history.DAYS
    prices = history.since(stockrecord_ids=begun, start=start)
    told = given([(pk, history.struck(prices.get(pk, ()))) for pk in begun],
                 id="bigint", minor="integer")  # fmt: skip
    run(
        "UPDATE offers_offerterms AS t SET before_minor = g.minor "  # noqa: S608
        f"FROM {told.sql} g WHERE t.stockrecord_id = g.id",
        told.params,
    )
