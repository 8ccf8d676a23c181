"""What a shopper does to a basket: put in, change, take out, bring along when signing in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from marketplace.buying import queries
from marketplace.buying.vouchers import operations as vouchers
from marketplace.buying.vouchers import queries as voucher_queries
from marketplace.buying.vouchers.operations import VoucherRefused
from marketplace.buying.vouchers.queries import Applied
from marketplace.core.errors import CordeeError, NotYours
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
            _("Cette offre de %(trader)s n’est plus en vente. Regardez les autres offres.")
            % {"trader": offer.trader_name}
        )
    if basket.pk is None:
        basket.save()
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
def merge(*, source: Any, into: Any) -> None:
    """Bring a guest's basket along into a person's own; of an offer in both, the larger number.

    Neither stock nor price is looked at here: the basket's page says what changed.
    """
    if not Basket.objects.filter(pk=source.pk, status=Basket.OPEN).update(status=Basket.MERGED):
        return  # another window was faster
    if into.pk is None:
        into.save()
    present = {line.stockrecord_id: line for line in into.lines.all()}
    for line in BasketLine.objects.filter(basket_id=source.pk):
        known = present.get(line.stockrecord_id)
        if known is None:
            BasketLine.objects.filter(pk=line.pk).update(basket_id=into.pk)
        elif known.quantity < line.quantity:
            BasketLine.objects.filter(pk=known.pk).update(quantity=line.quantity)
    vouchers.carry(source=source, into=into)


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
