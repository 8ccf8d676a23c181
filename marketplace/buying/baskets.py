"""What a shopper does to a basket: put in, change, take out, bring along when signing in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from marketplace.buying import choices, queries
from marketplace.buying.vouchers import operations as vouchers
from marketplace.buying.vouchers import queries as voucher_queries
from marketplace.buying.vouchers.operations import VoucherRefused
from marketplace.buying.vouchers.queries import Applied
from marketplace.core.errors import CordeeError, NotYours
from marketplace.core.money import Money
from marketplace.offers import queries as offers
from marketplace.offers.queries import OfferView

Basket = get_model("basket", "Basket")
BasketLine = get_model("basket", "Line")


class SoldOut(CordeeError):
    """Not one more unit of this offer can be bought."""

    code = "sold_out"
    status = 409


class BasketClosed(CordeeError):
    """The basket was ordered meanwhile, in another window."""

    code = "basket_closed"
    status = 409
    message = gettext_lazy("Ce panier vient d’être commandé. Ajoutez l’article de nouveau.")


@dataclass(frozen=True)
class Put:
    """What became of a wish: ``quantity`` units in the basket of the ``wished`` ones."""

    offer: OfferView
    quantity: int
    wished: int

    @property
    def short(self) -> bool:
        return self.quantity < self.wished


@dataclass(frozen=True)
class Offered:
    """An offer as it was shown, with the price of a unit."""

    offer: int
    price: Money


@transaction.atomic
def add(*, basket: Any, stockrecord_id: int, quantity: int) -> Put:
    """Put units of an offer in, on top of those already there, as far as the stock goes.

    ``basket`` is saved if it is new.

    :raises NotYours: no such offer. :raises SoldOut: nothing more of it can be bought.
    :raises BasketClosed: it was ordered meanwhile.
    """
    offer = offers.offer(stockrecord_id)
    if offer is None:
        raise NotYours(_("Cette offre n’existe plus. Regardez les autres offres du produit."))
    if not offer.available:
        raise SoldOut(
            _("Cette offre de %(trader)s est épuisée, ou n’est plus en vente. Regardez les autres.")
            % {"trader": offer.trader_name}
        )
    keep(basket)
    _hold_open(basket)
    present = basket.lines.filter(stockrecord_id=stockrecord_id).first()
    wished = quantity + (present.quantity if present else 0)
    possible = min(wished, offer.available)
    if present is None:
        _create_line(basket, offer, possible)
    else:
        _write(present, offer, possible)
    return Put(offer, possible, wished)


@transaction.atomic
def set_quantity(*, basket: Any, line_id: int, quantity: int) -> Put | None:
    """Ask for another number of units of a line; 0 takes it out. None when nothing is left.

    Whoever changes a line has seen its price, so the line remembers the price of now.

    :raises NotYours: no such line in this basket. :raises BasketClosed: ordered meanwhile.
    """
    line = basket.lines.filter(pk=line_id).first() if basket.pk else None
    if line is None:
        raise NotYours(_("Cet article n’est plus dans votre panier."))
    _hold_open(basket)
    offer = offers.offer(line.stockrecord_id)
    possible = min(quantity, offer.available) if offer else 0
    if offer is None or not possible:
        line.delete()
        return None
    _write(line, offer, possible)
    return Put(offer, possible, quantity)


@transaction.atomic
def choose_offers(*, basket: Any, wishes: Mapping[int, Offered]) -> int:
    """Take lines from other boutiques, all of them or none; returns how many changed.

    ``wishes``: line → the offer as it was shown. A line keeps its quantity; where that offer stands
    in another line already, both become one. Done twice, it is done once. The line remembers the
    price that was shown, so that another one is said.

    :raises NotYours: no such line, or the offer is of another variant.
    :raises SoldOut: that boutique has not enough of it.
    :raises BasketClosed: it was ordered meanwhile.
    """
    if basket.pk:
        _hold_open(basket)  # before they are read: quantities are written back
    lines = {line.pk: line for line in basket.lines.all()} if basket.pk else {}
    if not wishes or not wishes.keys() <= lines.keys():
        raise NotYours(_("Cet article n’est plus dans votre panier."))
    views = offers.offers_by_id(stockrecord_ids=[wish.offer for wish in wishes.values()])
    # Looked at as all of them will be, so that what moves away leaves its place.
    moves = {pk: w for pk, w in wishes.items() if lines[pk].stockrecord_id != w.offer}
    settled = {line.stockrecord_id: line for pk, line in lines.items() if pk not in moves}
    units: dict[int, int] = Counter()
    for pk, wish in moves.items():
        units[wish.offer] += lines[pk].quantity
    for offer, quantity in units.items():
        there = settled[offer].quantity if offer in settled else 0
        _check_offer(views.get(offer), quantity + there)
    for pk, wish in moves.items():
        if views[wish.offer].product_id != lines[pk].product_id:
            raise NotYours(_("Cette offre est celle d’un autre article."))
    _move(lines, moves, settled)
    return len(moves)


def _check_offer(view: OfferView | None, quantity: int) -> None:
    if view is None:
        raise NotYours(_("Cette offre n’existe plus. Regardez les autres offres du produit."))
    if view.available < quantity:
        raise SoldOut(
            _("%(trader)s n’a plus assez de cet article : rien n’a changé dans votre panier.")
            % {"trader": view.trader_name}
        )


def _move(lines: Mapping[int, Any], moves: Mapping[int, Offered], settled: dict[int, Any]) -> None:
    """Two statements, and one more for lines that become one with another."""
    kept, gone, grown = [], [], []
    for pk, wish in moves.items():
        line, other = lines[pk], settled.get(wish.offer)
        if other is not None:
            other.quantity += line.quantity
            gone.append(pk)
            grown.append(other)
            continue
        line.stockrecord_id = wish.offer
        line.line_reference = f"{line.product_id}_{wish.offer}"
        line.price_excl_tax = line.price_incl_tax = wish.price.decimal
        line.price_currency = wish.price.currency
        settled[wish.offer] = line
        kept.append(line)
    if gone:
        BasketLine.objects.filter(pk__in=gone).delete()
        BasketLine.objects.bulk_update(grown, ["quantity"])
    if kept:
        # A reference may be another line's until that one has moved, too.
        BasketLine.objects.filter(pk__in=[line.pk for line in kept]).update(
            line_reference=Concat(Value("moving_"), Cast("pk", CharField()))
        )
        BasketLine.objects.bulk_update(
            kept,
            [
                "stockrecord", "line_reference", "price_excl_tax", "price_incl_tax",
                "price_currency", "quantity",
            ],
        )  # fmt: skip


@transaction.atomic
def merge(*, source: Any, into: Any) -> None:
    """Bring a guest's basket along into a person's own; of an offer in both, the larger number.

    Neither stock nor price is looked at here: the basket's page says what changed. How parcels are
    to go comes along where the person has not said it. An account whose basket is ordered in
    another window meanwhile begins a new one.
    """
    if not Basket.objects.filter(pk=source.pk, status=Basket.OPEN).update(status=Basket.MERGED):
        return  # another window was faster
    keep(into)
    try:
        _hold_open(into)
    except BasketClosed:
        into.pk = into.id = None
        into.status, into.date_submitted = Basket.OPEN, None
        keep(into)
    present = {line.stockrecord_id: line for line in into.lines.all()}
    for line in BasketLine.objects.filter(basket_id=source.pk):
        known = present.get(line.stockrecord_id)
        if known is None:
            BasketLine.objects.filter(pk=line.pk).update(basket_id=into.pk)
        elif known.quantity < line.quantity:
            BasketLine.objects.filter(pk=known.pk).update(quantity=line.quantity)
    choices.copy(source=source, into=into)
    vouchers.carry(source=source, into=into)


def keep(basket: Any) -> None:
    """Save a new basket; of an account that opened one on another device meanwhile, become that.

    The database holds that an account has one open basket.
    """
    if basket.pk is not None:
        return
    try:
        with transaction.atomic():
            basket.save(force_insert=True)
    except IntegrityError:
        known = Basket.objects.filter(owner=basket.owner, status=Basket.OPEN).first()
        if known is None:
            raise
        basket.pk = basket.id = known.pk
        basket.refresh_from_db()


@transaction.atomic
def enter_voucher(*, basket: Any, text: str, email: str, at: datetime) -> Applied:
    """Put the voucher of a code that was typed in, in place of another, if it counts here.

    ``email``: the account's, "" for a guest.

    :raises VoucherRefused: it does not exist, or does not count, and why; nothing has changed.
    :raises BasketClosed: the basket was ordered meanwhile.
    """
    code = voucher_queries.find(text)
    if code is None:
        raise VoucherRefused(
            _("Ce code n’existe pas. Vérifiez les lettres et les chiffres, un par un.")
        )
    if basket.pk is None:
        raise VoucherRefused(_("Votre panier est vide : ajoutez d’abord un article."))
    _hold_open(basket)
    vouchers.put(basket=basket, code=code)
    applied = queries.quote(basket=basket, at=at, email=email).voucher
    if applied is None:
        raise VoucherRefused(_("Votre panier est vide : ajoutez d’abord un article."))
    if applied.refusal:
        raise VoucherRefused(applied.refusal)
    return applied


@transaction.atomic
def drop_voucher(*, basket: Any) -> bool:
    """Take the voucher out; whether there was one.

    :raises BasketClosed: the basket was ordered meanwhile.
    """
    if basket.pk is None:
        return False
    _hold_open(basket)
    return vouchers.take_out(basket=basket)


def _hold_open(basket: Any) -> None:
    """Keep the basket from being ordered while its lines are written."""
    open_rows = Basket.objects.select_for_update().filter(pk=basket.pk, status=Basket.OPEN)
    if not open_rows.exists():
        raise BasketClosed


def _create_line(basket: Any, offer: OfferView, quantity: int) -> None:
    BasketLine.objects.create(
        basket=basket,
        line_reference=f"{offer.product_id}_{offer.stockrecord_id}",
        product_id=offer.product_id,
        stockrecord_id=offer.stockrecord_id,
        quantity=quantity,
        **_price(offer),
    )


def _write(line: Any, offer: OfferView, quantity: int) -> None:
    BasketLine.objects.filter(pk=line.pk).update(quantity=quantity, **_price(offer))


def _price(offer: OfferView) -> dict[str, Any]:
    amount = offer.price.decimal
    return {
        "price_currency": offer.price.currency,
        "price_excl_tax": amount,
        "price_incl_tax": amount,
    }
