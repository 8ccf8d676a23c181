"""From a basket to a paid order: place, pay, confirm, expire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from oscar.core.loading import get_model
from stdnum import luhn

from marketplace.buying import queries
from marketplace.buying.acceptance import Accepted, Change, changes
from marketplace.buying.models import OrderChange, OrderNumber, OrderSheet, OrderStatus
from marketplace.buying.queries import Choice, Parcel, Quote, QuoteLine
from marketplace.buying.states import MOVES
from marketplace.buying.vouchers import operations as vouchers
from marketplace.buying.vouchers.operations import VoucherGone
from marketplace.buying.vouchers.queries import Person
from marketplace.core import clock, outbox, sweeping
from marketplace.core.errors import CordeeError, IllegalMove, NotYours
from marketplace.core.money import Money
from marketplace.core.scopes import shopper_scope
from marketplace.core.states import guarded_move
from marketplace.delivery.models import Method
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.fulfilment.operations import Destination, ParcelPlan
from marketplace.ledger import vat
from marketplace.offers import operations as offers
from marketplace.offers import queries as offer_queries
from marketplace.offers.operations import Hold, OutOfStock
from marketplace.payments import operations as payments
from marketplace.payments.gateway import Item
from marketplace.payments.models import Payment, Refund
from marketplace.technical.models import Withdrawal

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
OrderLine = get_model("order", "Line")
ShippingAddress = get_model("order", "ShippingAddress")

RESERVED_FOR = timedelta(minutes=35)  # beyond the payment page's 31, so that it closes first
AGAIN_IN = timedelta(minutes=1)  # when Stripe did not answer at the end of a reservation
CENT = Decimal("0.01")
MOST_CHARGE = 999_999_99  # cents; Stripe refuses more, once all of it would be held
LINK_EVERY = timedelta(minutes=10)
SWEEP_LIMIT = 100


class BasketEmpty(CordeeError):
    """There is nothing to order."""

    code = "basket_empty"
    message = gettext_lazy("Votre panier est vide.")


class BasketTaken(CordeeError):
    """The basket was ordered or merged in another window."""

    code = "basket_taken"
    status = 409
    message = gettext_lazy("Ce panier n’est plus ouvert : il a été commandé ou fusionné.")


class TooMuch(CordeeError):
    """More than one card payment can be."""

    code = "too_much"
    status = 422
    message = gettext_lazy(
        "Un paiement par carte est de 999 999,99 € au plus : passez plusieurs commandes."
    )


class QuoteChanged(CordeeError):
    """Price, stock or delivery is not what the shopper accepted.

    ``details["problems"]``: the lines that changed, as ``Quote.problems``; ``details["changes"]``:
    each difference from what was accepted, where that is known.
    """

    code = "quote_changed"
    status = 409
    message = gettext_lazy("Votre panier a changé : vérifiez-le avant de payer.")


@dataclass(frozen=True)
class Buyer:
    email: str
    language: str
    user: Any = None


@dataclass(frozen=True)
class AddressData:
    first_name: str
    last_name: str
    line1: str
    line2: str
    postcode: str
    town: str
    country: str  # ISO 3166 alpha-2
    phone: str  # E.164


def place(
    *,
    basket: Any,
    quote: Quote,
    buyer: Buyer,
    address: AddressData,
    terms_version: str,
    accepted_total: Money,
    accepted: Accepted | None = None,
    at: datetime,
) -> Any:
    """Turn a basket into an order that awaits its payment, all or nothing.

    A basket that was turned into an order before gives that order again: a double click pays once.
    ``accepted``: what a page showed, each figure of which must still hold.

    :raises BasketEmpty, BasketTaken: nothing to claim.
    :raises QuoteChanged: ``quote`` is not what was accepted, or cannot be bought as it stands.
    :raises OutOfStock: somebody was faster; the basket is as it was.
    :raises TooMuch: no card can be charged as much.
    :raises VoucherGone: its voucher was used up or stopped meanwhile; the basket is as it was.
    """
    found = changes(accepted, quote, terms=terms_version) if accepted else []
    if refusal := _refusal(quote, accepted_total, found):
        if known := queries.order_of_basket(basket.pk):  # it took the last units itself
            return known
        raise refusal
    with transaction.atomic():
        if not _claim(basket, at=at):
            return _order_of_taken(basket)
        content, chosen = queries.wanted(basket)
        if content != quote.content or not _goes_as_quoted(chosen, quote):
            raise QuoteChanged(problems=quote.problems, changes=[])
        order = _create_order(basket, quote, buyer, address, terms_version, at=at)
        lines = _create_lines(order, quote)
        with shopper_scope(order):
            fulfilment.create(order=order, parcels=_plans(quote, lines))
        payments.open_payment(order=order, amount=quote.total, at=at)
        _hold_voucher(order, quote, buyer, at=at)
        offers.reserve(
            holds=_holds(quote, lines),
            at=at,
            besides=[("order.placed", {"order_id": order.pk})],
        )
    return order


def _refusal(quote: Quote, accepted_total: Money, found: Sequence[Change]) -> CordeeError | None:
    """Why nothing can be ordered, as far as reading tells; the claim and the guard have to agree.

    Who comes too late costs two reads and no lock: a crowd does not hold up those who buy.
    """
    if not quote.lines:
        return BasketEmpty()
    if found or quote.total != accepted_total or not quote.can_be_placed:
        return QuoteChanged(problems=quote.problems, changes=found)
    wanted = {line.offer.stockrecord_id: line.quantity for line in quote.lines}
    if short := offer_queries.short(wanted=wanted):
        return OutOfStock(stockrecord_ids=short)
    return TooMuch() if quote.total.minor > MOST_CHARGE else None


def _holds(quote: Quote, lines: Sequence[Any]) -> list[Hold]:
    """What is kept for an order, with what its sellers' promotions give off as it was quoted."""
    views = {line.offer.stockrecord_id: line.offer for line in quote.lines}
    return [
        Hold(
            line.pk,
            line.stockrecord_id,
            line.quantity,
            promotion_id=views[line.stockrecord_id].promotion_id,
            off_minor=views[line.stockrecord_id].off.minor,
        )
        for line in sorted(lines, key=lambda each: each.stockrecord_id)
    ]


def _hold_voucher(order: Any, quote: Quote, buyer: Buyer, *, at: datetime) -> None:
    """After all that waits for nobody, since others may want the same voucher; before the stock, as
    everywhere."""
    if quote.voucher and quote.discount:
        person = Person(_address(buyer), buyer.user.pk if buyer.user else None)
        vouchers.hold(order=order, applied=quote.voucher, person=person, at=at)


def _address(buyer: Buyer) -> str:
    return buyer.email.strip().lower()


def _claim(basket: Any, *, at: datetime) -> bool:
    """Whether the basket is ours to order: the WHERE clause lets one caller through."""
    rows = Basket.objects.filter(pk=basket.pk, status=Basket.OPEN)
    return bool(rows.update(status=Basket.SUBMITTED, date_submitted=at))


def _goes_as_quoted(chosen: Mapping[int, Choice], quote: Quote) -> bool:
    """Whether nobody chose another way for a parcel in another window since."""
    lapsed = {parcel.partner_id for parcel in quote.parcels if parcel.lapsed}
    return all(pk in lapsed or chosen.get(pk) == way for pk, way in quote.choices.items())


def _order_of_taken(basket: Any) -> Any:
    """Whoever claimed the basket has committed its order, since we waited for its row."""
    order = queries.order_of_basket(basket.pk)
    if order is None:
        raise BasketTaken
    return order


def _create_order(
    basket: Any,
    quote: Quote,
    buyer: Buyer,
    address: AddressData,
    terms_version: str,
    *,
    at: datetime,
) -> Any:
    address_row = ShippingAddress(
        first_name=address.first_name,
        last_name=address.last_name,
        line1=address.line1,
        line2=address.line2,
        line4=address.town,
        postcode=address.postcode,
        country_id=address.country,
        phone_number=address.phone,
        search_text="",
    )
    # Not saved one by one: Oscar's save reads the country for a search text that nobody uses.
    (shipping_address,) = ShippingAddress.objects.bulk_create([address_row])
    order = Order.objects.create(
        number=_next_number(at=at),
        basket=basket,
        user=buyer.user,
        guest_email="" if buyer.user else buyer.email,
        currency=quote.total.currency,
        total_incl_tax=quote.total.decimal,
        total_excl_tax=net(quote.total.decimal),
        shipping_incl_tax=quote.shipping.decimal,
        shipping_excl_tax=net(quote.shipping.decimal),
        shipping_address=shipping_address,
        status=OrderStatus.AWAITING_PAYMENT,
        date_placed=at,
    )
    OrderSheet.objects.create(
        order=order,
        email=_address(buyer),
        language=buyer.language,
        terms_version=terms_version,
        expires_at=at + RESERVED_FOR,
    )
    OrderChange.objects.create(order=order, new=OrderStatus.AWAITING_PAYMENT, at=at)
    return order


def _next_number(*, at: datetime) -> str:
    """A number that a person can read out: C, the sequence, a check digit."""
    sequence = f"{100_000 + OrderNumber.objects.create(created_at=at).pk}"
    return f"C{sequence}{luhn.calc_check_digit(sequence)}"


def net(gross: Decimal) -> Decimal:
    """Without VAT at France's standard rate of today, to the cent; for Oscar's columns alone."""
    rate = vat.rate(country="FR", day=clock.today())
    return (gross * 10_000 / (10_000 + rate.bp)).quantize(CENT, ROUND_HALF_UP)


def _create_lines(order: Any, quote: Quote) -> list[Any]:
    rows = [_order_line(order, line, quote.taken_off(line)) for line in quote.lines]
    return list(OrderLine.objects.bulk_create(rows))


def _order_line(order: Any, line: QuoteLine, off: Money) -> Any:
    """The line's price is what is paid for it; before discounts, what its seller is owed it for."""
    whole, unit, paid = line.total.decimal, line.unit.decimal, (line.total - off).decimal
    return OrderLine(
        order=order,
        partner_id=line.offer.partner_id,
        partner_name=line.offer.trader_name,
        partner_sku=line.offer.sku,
        stockrecord_id=line.offer.stockrecord_id,
        product_id=line.product_id,
        title=line.label[:255],
        quantity=line.quantity,
        line_price_incl_tax=paid,
        line_price_excl_tax=net(paid),
        line_price_before_discounts_incl_tax=whole,
        line_price_before_discounts_excl_tax=net(whole),
        unit_price_incl_tax=unit,
        unit_price_excl_tax=net(unit),
        num_allocated=line.quantity,
    )


def _plans(quote: Quote, lines: Sequence[Any]) -> list[ParcelPlan]:
    by_offer = {line.stockrecord_id: line.pk for line in lines}
    return [
        ParcelPlan(
            partner_id=parcel.partner_id,
            trader_id=parcel.trader_id,
            method=parcel.method,
            shipping_minor=parcel.shipping.minor,
            promised_date=parcel.promised,
            order_line_ids=[by_offer[line.offer.stockrecord_id] for line in parcel.lines],
            destination=_destination(parcel),
        )
        for parcel in quote.parcels
    ]


def _destination(parcel: Parcel) -> Destination | None:
    """Where a parcel waits to be fetched, None where it comes to the door."""
    if parcel.method == Method.RELAY and (relay := parcel.relay):
        return Destination(relay.name, relay.line1, relay.postcode, relay.town, relay.code)
    if parcel.method == Method.PICKUP and (point := parcel.counter):
        return Destination(parcel.trader_name, point.line1, point.postcode, point.town)
    return None


def start_payment(*, order: Any, success_url: str, cancel_url: str, at: datetime) -> str:
    """The payment page of an order, the same one as long as it is open; outside transactions.

    ``success_url`` and ``cancel_url`` must be the same each time for one order. A page that could
    not be opened at once may be opened later: the time to pay, and what is held, start again.

    :raises NotPayable: the order is paid, or its time is over.
    :raises TransientError: Stripe did not answer; asking again is safe.
    """
    payment = Payment.objects.select_related("order").get(order=order)
    with transaction.atomic():
        if payments.renew(payment=payment, at=at):
            OrderSheet.objects.filter(order=order).update(expires_at=at + RESERVED_FOR)
    return payments.start_session(
        payment=payment,
        items=_items(order),
        email=order.sheet.email,
        language=order.sheet.language,
        success_url=success_url,
        cancel_url=cancel_url,
        at=at,
    )


def _items(order: Any) -> list[Item]:
    """What the payment page lists: from the order's own rows, so it never differs."""
    with shopper_scope(order), override(order.sheet.language):
        goods = [_goods(line) for line in order.lines.order_by("pk")]
        parcels = Consignment.objects.select_related("trader").order_by("number")
        return goods + [
            Item(
                _("Livraison %(trader)s") % {"trader": parcel.trader.name},
                Money(parcel.shipping_minor),
                1,
            )
            for parcel in parcels
            if parcel.shipping_minor
        ]


def _goods(line: Any) -> Item:
    """A line as the payment page lists it, for what is paid for it: the page takes nothing off.

    Where the units of a line can no longer cost the same, they are listed as one.
    """
    paid, title = Money.from_decimal(line.line_price_incl_tax), line.title
    if line.line_price_incl_tax != line.line_price_before_discounts_incl_tax:
        title = _("%(title)s, bon déduit") % {"title": title}
    if paid.minor % line.quantity:
        return Item(f"{line.quantity} × {title}", paid, 1)
    return Item(title, Money(paid.minor // line.quantity, paid.currency), line.quantity)


@transaction.atomic
def confirm(*, order: Any, at: datetime) -> None:
    """Stripe says that it is paid.

    Paid after the stock was given back, it is confirmed all the same while all of it is still
    there; else, and for what was taken from sale meanwhile, the money goes back.
    """
    if queries.withdrawn(order):
        _release(order, at=at)
    if order.status != OrderStatus.EXPIRED:
        try:
            guarded_move(order, OrderStatus.PAID, moves=MOVES)
        except IllegalMove:
            order.refresh_from_db()
        else:
            _paid(order, OrderStatus.AWAITING_PAYMENT, at=at)
            return
    if order.status == OrderStatus.EXPIRED:
        _paid_late(order, at=at)


def _paid(order: Any, old: str, *, at: datetime) -> None:
    OrderSheet.objects.filter(order=order).update(paid_at=at)
    vouchers.settle(order_id=order.pk, at=at)
    _journal(order, old, OrderStatus.PAID, at=at)
    outbox.publish("order.paid", order_id=order.pk)


def _paid_late(order: Any, *, at: datetime) -> None:
    """Take up again what the order had held, all or nothing; else give the money back. Once: of
    two that are told, the second finds what the first has decided."""
    Order.objects.select_for_update().get(pk=order.pk)
    if Refund.objects.filter(key=_late_key(order)).exists():
        return
    try:
        with transaction.atomic():
            guarded_move(order, OrderStatus.PAID, moves=MOVES)
            vouchers.hold_again(order_id=order.pk, at=at)
            _paid(order, OrderStatus.EXPIRED, at=at)
            line_ids = list(order.lines.values_list("pk", flat=True))
            offers.hold_again(order_line_ids=line_ids, at=at)
    except IllegalMove:
        return
    except (OutOfStock, VoucherGone):
        order.refresh_from_db(fields=["status"])
        _give_back(order, at=at)


def _late_key(order: Any) -> str:
    return f"late:{order.pk}"


def _give_back(order: Any, *, at: datetime) -> None:
    whole = Money.from_decimal(order.total_incl_tax, order.currency)
    payments.request_refund(
        order_id=order.pk,
        key=_late_key(order),
        amount=whole,
        paid=whole,
        reason="late",
        at=at,
        kind=Refund.Kind.LATE,
        borne_by=Refund.BorneBy.HOUSE,
    )


def expire(*, order: Any, at: datetime) -> None:
    """End an unpaid order: its payment page first, its stock after; paid meanwhile, it is paid.

    :raises TransientError: Stripe did not answer; nothing has moved.
    """
    payment = payments.close(payment=Payment.objects.get(order=order), at=at)
    if payment.status == Payment.Status.EXPIRED:
        _release(order, at=at)


@transaction.atomic
def _release(order: Any, *, at: datetime) -> None:
    try:
        guarded_move(order, OrderStatus.EXPIRED, moves=MOVES)
    except IllegalMove:
        return
    vouchers.give_back(order_id=order.pk, at=at)
    offers.release(order_line_ids=list(order.lines.values_list("pk", flat=True)), at=at)
    withdrawn = queries.withdrawn(order)
    _journal(
        order,
        OrderStatus.AWAITING_PAYMENT,
        OrderStatus.EXPIRED,
        at=at,
        note=", ".join(f"{line['title']} : {_reason(line)}" for line in withdrawn)[:300],
    )
    outbox.publish("order.expired", order_id=order.pk, withdrawn=withdrawn)


def _reason(line: Mapping[str, str]) -> str:
    return str(Withdrawal.Reason(line["reason"]).label)


def _journal(order: Any, old: str, new: str, *, at: datetime, note: str = "") -> None:
    OrderChange.objects.create(order=order, old=old, new=new, note=note, at=at)


def look_again(*, order: Any, at: datetime) -> Any:
    """Ask Stripe about an unpaid order now, for a person who waits; returns the order as it stands.

    Outside transactions. What is learnt takes effect at once, and once, whoever else learns it.

    :raises TransientError: Stripe did not answer; nothing has moved.
    """
    if order.status == OrderStatus.AWAITING_PAYMENT:
        payment = payments.sync(payment=Payment.objects.get(order=order), at=at)
        if payment.status == Payment.Status.SUCCEEDED:
            confirm(order=order, at=at)
        elif payment.status == Payment.Status.EXPIRED:
            _release(order, at=at)
    return queries.order(number=order.number)


def sweep(*, at: datetime) -> int:
    """Expire what was not paid in time, or was taken from sale; returns how many orders ended.

    One that Stripe says nothing about keeps its stock and comes back later, behind the others.
    """
    return sweeping.each(
        queries.unpaid(at=at)[:SWEEP_LIMIT],
        lambda order: expire(order=order, at=at),
        after_failure=lambda order: _put_off(order, at=at),
    )


def _put_off(order: Any, *, at: datetime) -> None:
    OrderSheet.objects.filter(order=order).update(expires_at=at + AGAIN_IN)


@transaction.atomic
def restore_basket(*, order: Any, basket: Any) -> Any:
    """Copy an expired order's lines into ``basket``, saved if it is new; never thaw the old one.

    Lines whose offer is in the basket already are left as they are, and so is its voucher.

    :raises IllegalMove: the order can still be paid, or was.
    """
    order.refresh_from_db(fields=["status"])
    if order.status != OrderStatus.EXPIRED:
        raise IllegalMove(f"{order.number} is {order.status}", old=order.status)
    if basket.pk is None:
        basket.save()
    present = set(basket.lines.values_list("stockrecord_id", flat=True))
    for line in order.lines.select_related("product", "stockrecord"):
        if line.stockrecord is not None and line.stockrecord_id not in present:
            basket.add_offer(line.stockrecord, line.quantity)
    vouchers.put_again(order_id=order.pk, basket=basket)
    return basket


def cancel_line(*, order: Any, order_line_id: int, actor: Any, at: datetime) -> None:
    """The shopper takes one line back before its parcel has left.

    :raises NotYours: no such line in this order. :raises IllegalMove: too late.
    """
    line = ConsignmentLine.objects.filter(
        order_line_id=order_line_id, consignment__order=order
    ).first()
    if line is None:
        raise NotYours(_("Cet article ne fait pas partie de cette commande."))
    fulfilment.cancel_line(line=line, actor=actor, at=at)


@transaction.atomic
def ask_for_link(*, number: str, email: str, at: datetime) -> None:
    """Send a fresh link to whoever placed the order with this address; silent when nobody did.

    Asking again within ``LINK_EVERY`` sends nothing more.
    """
    order = queries.by_number_and_email(number=number, email=email)
    if order is not None:
        turn = int(at.timestamp() // LINK_EVERY.total_seconds())
        outbox.publish("order.link_asked", order_id=order.pk, turn=turn)


def claim_guest_orders(*, user: Any, email: str) -> int:
    """Put orders placed as a guest with a verified address into its account; returns how many."""
    rows = Order.objects.filter(user=None, sheet__email=email.strip().lower())
    return int(rows.update(user=user))


def on_reference_withdrawn(_payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber: who was about to pay for it is stopped now, not at the next sweep."""
    sweep(at=at)


def on_payment_succeeded(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``payment.succeeded``."""
    for payload in payloads:
        confirm(order=Order.objects.get(pk=payload["order_id"]), at=at)


def on_payment_expired(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``payment.expired``: the page at Stripe is closed, the stock goes back."""
    for payload in payloads:
        _release(Order.objects.get(pk=payload["order_id"]), at=at)
