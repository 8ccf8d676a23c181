"""What a basket would cost and when it would arrive, parcel by parcel."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from oscar.core.loading import get_model

from marketplace.buying import ways
from marketplace.buying.models import OrderStatus, ParcelChoice
from marketplace.buying.vouchers import queries as vouchers
from marketplace.buying.vouchers.pricing import Article
from marketplace.buying.vouchers.queries import Applied, Person
from marketplace.buying.ways import Way
from marketplace.core.days import PARIS
from marketplace.core.given import rows_of
from marketplace.core.money import Money, total
from marketplace.delivery import relays
from marketplace.delivery.models import Method, Tariff
from marketplace.delivery.relays import Relay
from marketplace.offers import budget
from marketplace.offers import queries as offers
from marketplace.offers.queries import OfferView
from marketplace.traders import queries as traders
from marketplace.traders.models import Point

Basket = get_model("basket", "Basket")
BasketLine = get_model("basket", "Line")
Order = get_model("order", "Order")
OrderLine = get_model("order", "Line")


@dataclass(frozen=True)
class QuoteLine:
    """One basket line as it stands now; ``was`` is the price when it was put in, if another."""

    basket_line_id: int
    product_id: int  # variant
    reference_id: int
    slug: str
    title: str
    brand: str
    size: str
    offer: OfferView
    quantity: int
    unit: Money
    was: Money | None
    sheet: Any = field(compare=False)
    reached: int | None = None  # units for which the promotion's budget reaches, None of no budget

    @property
    def total(self) -> Money:
        return self.unit * self.quantity

    @property
    def left(self) -> int:
        """How many units can be ordered at this price."""
        units = self.offer.available
        return units if self.reached is None else min(units, self.reached)

    @property
    def short(self) -> bool:
        """Fewer units are left than the basket asks for."""
        return self.left < self.quantity

    @property
    def gone(self) -> bool:
        return self.left == 0

    @property
    def is_spent(self) -> bool:
        """Whether it is the promotion that does not reach, while there are units."""
        return self.left < min(self.quantity, self.offer.available)

    @property
    def label(self) -> str:
        return f"{self.brand} {self.title} ({self.size})"


@dataclass(frozen=True)
class Parcel:
    """What one point would send, and the way it goes: ``method`` and what follows are those of the
    chosen one of ``ways``.
    """

    partner_id: int
    trader_id: int
    trader_name: str
    trader_slug: str
    town: str
    method: str
    lines: Sequence[QuoteLine]
    goods: Money
    shipping: Money
    promised: date
    free_from: Money | None  # delivery is free from this amount of goods
    ways: Sequence[Way] = ()
    ready_at: datetime | None = None  # from when it can be fetched at the counter
    relay: Relay | None = None
    counter: Point | None = field(default=None, compare=False, repr=False)
    lapsed: str = ""  # the method that had been chosen, and is offered no longer
    tariff: Tariff | None = field(default=None, compare=False, repr=False)

    @property
    def gone(self) -> bool:
        """Nothing of it is left to send."""
        return all(line.gone for line in self.lines)

    @property
    def relay_code(self) -> str:
        return self.relay.code if self.relay else ""


@dataclass(frozen=True)
class Choice:
    """What a shopper wants for a parcel; ``relay``: the code of the pick-up point."""

    method: str = Method.HOME
    relay: str = ""


HOME = Choice()


@dataclass(frozen=True)
class Quote:
    parcels: Sequence[Parcel]
    goods: Money
    shipping: Money
    total: Money  # what is to be paid: goods and delivery, less the discount
    voucher: Applied | None = None  # that stands in the basket, whether it counts or not

    @property
    def discount(self) -> Money:
        """What the voucher takes off the goods."""
        return self.voucher.discount if self.voucher else Money(0, self.total.currency)

    def taken_off(self, line: QuoteLine) -> Money:
        """What the voucher takes off one line."""
        nothing = Money(0, self.total.currency)
        return self.voucher.shares.get(line.basket_line_id, nothing) if self.voucher else nothing

    @property
    def lines(self) -> list[QuoteLine]:
        return [line for parcel in self.parcels for line in parcel.lines]

    @property
    def content(self) -> dict[int, tuple[int, int]]:
        """Basket line → (offer, quantity): what an order of this quote holds."""
        return {
            line.basket_line_id: (line.offer.stockrecord_id, line.quantity) for line in self.lines
        }

    @property
    def choices(self) -> dict[int, Choice]:
        """Point → how its parcel goes."""
        return {each.partner_id: Choice(each.method, each.relay_code) for each in self.parcels}

    @property
    def problems(self) -> list[QuoteLine]:
        """Lines that changed since they were put in, or cannot be bought as asked."""
        return [line for line in self.lines if line.was is not None or line.short]

    @property
    def can_be_placed(self) -> bool:
        return bool(self.lines) and not any(line.short for line in self.lines)

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)


def guest_basket(pk: int) -> Any:
    """An open basket that belongs to nobody's account, None when it is gone or ordered."""
    return Basket.objects.filter(pk=pk, owner=None, status=Basket.OPEN).first()


def basket_of(user: Any) -> Any:
    """The open basket of an account, the newest if there are several, else an unsaved one."""
    rows = Basket.objects.filter(owner=user, status=Basket.OPEN)
    return rows.order_by("-pk").first() or Basket(owner=user)


def order_of_basket(pk: int) -> Any:
    """The order that a basket was turned into, None before; there is one at most.

    Its key alone is looked for first: each of a crowd that comes too late asks, and has none.
    """
    found = rows_of("SELECT id FROM order_order WHERE basket_id = %s", [pk])
    return Order.objects.get(pk=found[0][0]) if found else None


def basket_to_order(*, pk: int, user: Any) -> Any:
    """A basket whatever its state, of nobody or of ``user``; None when it is another's."""
    nobody, theirs = Q(owner=None), Q(owner=user if user and user.is_authenticated else None)
    return Basket.objects.filter(nobody | theirs, pk=pk).first()


def quote(*, basket: Any, at: datetime, email: str = "") -> Quote:
    """The basket as parcels with prices and dates of this moment; a fixed number of queries.

    ``email``: of whoever orders, lower case, once it is known: a voucher may be for one use each.
    """
    rows = list(_lines_of(basket))
    views = offers.offers_by_id(stockrecord_ids=[row.stockrecord_id for row in rows], at=at)
    reach = _Reach(views.values())
    by_point: dict[int, list[QuoteLine]] = defaultdict(list)
    for row in rows:
        if view := views.get(row.stockrecord_id):
            by_point[view.partner_id].append(_line(row, view, reach.of(view, row.quantity)))
    sending = _sending(basket, [lines[0].offer for lines in by_point.values()], at=at)
    parcels = [_parcel(lines, sending, at=at) for lines in by_point.values()]
    goods = total([parcel.goods for parcel in parcels])
    shipping = total([parcel.shipping for parcel in parcels])
    whole = goods + shipping
    person = Person(email, basket.owner_id)
    voucher = _voucher(rows, parcels, to_pay=whole, person=person, at=at)
    return Quote(
        parcels=parcels,
        goods=goods,
        shipping=shipping,
        total=whole - voucher.discount if voucher else whole,
        voucher=voucher,
    )


def _voucher(
    rows: Sequence[Any], parcels: Sequence[Parcel], *, to_pay: Money, person: Person, at: datetime
) -> Applied | None:
    """The voucher in the basket as it stands now; it came along with the basket's lines."""
    entry = getattr(rows[0].basket, "voucher_entry", None) if rows else None
    if entry is None:
        return None
    there = [line for parcel in parcels for line in parcel.lines if not line.gone]
    articles = [
        Article(
            line_id=line.basket_line_id,
            total=line.total,
            sport_id=line.sheet.family.sport_id,
            family_id=line.sheet.family_id,
            trader_id=line.offer.trader_id,
        )
        for line in there
    ]
    return vouchers.applied(code=entry.code, articles=articles, to_pay=to_pay, person=person, at=at)


@dataclass(frozen=True)
class _Sending:
    """What the ways of a basket's parcels are worked out from."""

    counters: Mapping[int, Point]
    chosen: Mapping[int, Choice]
    relays: Mapping[str, Relay]
    relayed: bool


def _sending(basket: Any, points: Sequence[OfferView], *, at: datetime) -> _Sending:
    """``points``: one offer of each. One query; two more where anything can be fetched at a
    counter, and what the network of pick-up points needs where one of them is chosen."""
    if not points:
        return _Sending({}, {}, {}, relayed=False)
    chosen = chosen_ways(basket)
    counting = [each.partner_id for each in points if each.pickup]
    today = at.astimezone(PARIS).date()
    return _Sending(
        counters=traders.counters(counting, on=today) if counting else {},
        chosen=chosen,
        relays=relays.find(each.relay for each in chosen.values()),
        relayed=relays.network() is not None,
    )


def chosen_ways(basket: Any) -> dict[int, Choice]:
    """Point → what was chosen for its parcel, of those for which anything was; one query."""
    rows = ParcelChoice.objects.filter(basket_id=basket.pk)
    return {pk: Choice(*said) for pk, *said in rows.values_list("partner_id", "method", "relay")}


def wanted(basket: Any) -> tuple[dict[int, tuple[int, int]], dict[int, Choice]]:
    """(basket line → (offer, quantity), point → what was chosen for its parcel), as the basket is
    now; one query, in SQL of ours: it stands in the transaction of every order."""
    rows = rows_of(
        "SELECT l.id, l.stockrecord_id, l.quantity, r.partner_id, c.method, c.relay "
        "FROM basket_line l LEFT JOIN partner_stockrecord r ON r.id = l.stockrecord_id "
        "LEFT JOIN buying_parcelchoice c "
        "ON c.basket_id = l.basket_id AND c.partner_id = r.partner_id WHERE l.basket_id = %s",
        [basket.pk],
    )
    content: dict[int, tuple[int, int]] = {}
    chosen: dict[int, Choice] = {}
    for pk, offer, quantity, point, method, relay in rows:
        content[pk] = (offer, quantity)
        chosen[point] = Choice(method, relay) if method else HOME
    return content, chosen


def _lines_of(basket: Any) -> Iterable[Any]:
    if basket.pk is None:
        return []
    rows: QuerySet[Any] = BasketLine.objects.filter(basket_id=basket.pk)
    return rows.select_related(
        "product__variant",
        "product__parent__sheet__brand",
        "product__parent__sheet__family",
        "basket__voucher_entry__code__voucher",
    ).order_by("pk")


class _Reach:
    """What is left of the budgets of promotions, line by line; one query where there are any."""

    def __init__(self, views: Iterable[OfferView]) -> None:
        found = {view.promotion_id for view in views if view.promotion_id and view.off}
        self._left = budget.left(promotion_ids=found) if found else {}

    def of(self, view: OfferView, quantity: int) -> int | None:
        """Units of an offer that can be had at its price, besides those of the lines before."""
        left = self._left.get(view.promotion_id or 0) if view.off else None
        if left is None:
            return None
        units = left // view.off.minor
        self._left[view.promotion_id or 0] = left - min(units, quantity) * view.off.minor
        return units


def _line(row: Any, view: OfferView, reached: int | None) -> QuoteLine:
    parent = row.product.parent
    seen = Money.from_decimal(row.price_incl_tax or row.price_excl_tax)
    return QuoteLine(
        basket_line_id=row.pk,
        product_id=row.product_id,
        reference_id=parent.pk,
        slug=parent.slug,
        title=parent.title,
        brand=parent.sheet.brand.name,
        size=row.product.variant.size,
        offer=view,
        quantity=row.quantity,
        unit=view.price,
        was=None if seen == view.price else seen,
        sheet=parent.sheet,
        reached=reached,
    )


def _parcel(lines: Sequence[QuoteLine], sending: _Sending, *, at: datetime) -> Parcel:
    offer = lines[0].offer
    there = [line for line in lines if not line.gone]  # what is gone costs nothing
    goods = total([line.total for line in there], offer.price.currency)
    counter = sending.counters.get(offer.partner_id)
    found = ways.of_parcel(
        [line.offer for line in there or lines],
        goods=goods,
        counter=counter,
        relayed=sending.relayed,
        at=at,
    )
    wanted = sending.chosen.get(offer.partner_id, HOME)
    relay = sending.relays.get(wanted.relay) if wanted.method == Method.RELAY else None
    way = _chosen(found, wanted, relay)
    lapsed = wanted.method if way is None or way.method != wanted.method else ""
    return Parcel(
        partner_id=offer.partner_id,
        trader_id=offer.trader_id,
        trader_name=offer.trader_name,
        trader_slug=offer.trader_slug,
        town=offer.town,
        method=way.method if way else Method.HOME,
        lines=lines,
        goods=goods,
        shipping=way.charge if way and there else Money(0, goods.currency),
        promised=way.promised if way else max(line.offer.promised(at) for line in lines),
        free_from=way.free_from if way else None,
        ways=found,
        ready_at=way.ready_at if way else None,
        relay=relay if way and way.method == Method.RELAY else None,
        counter=counter,
        lapsed=lapsed if there else "",
        tariff=way.tariff if way else None,
    )


def _chosen(found: Sequence[Way], wanted: Choice, relay: Relay | None) -> Way | None:
    """The way that was chosen; home where it is offered no longer, or its pick-up point is gone.

    None for the parcel of a trader that sends nothing any more: all of it is gone.
    """
    by_method = {way.method: way for way in found}
    if wanted.method == Method.RELAY and relay is None:
        return by_method.get(Method.HOME)
    return by_method.get(wanted.method) or by_method.get(Method.HOME)


def orders_of(user: Any) -> QuerySet[Any]:
    """A shopper's own orders, newest first, with what a list shows; two queries."""
    rows: QuerySet[Any] = Order.objects.filter(user=user).select_related("sheet", "payment")
    return rows.prefetch_related("lines").order_by("-date_placed", "-pk")


def order(*, number: str) -> Any:
    """An order with what its page shows of itself, None when there is none; one query."""
    rows = Order.objects.select_related(
        "sheet", "payment", "shipping_address__country", "voucher_use__voucher"
    )
    return rows.filter(number=number).first()


def latest_address(user: Any) -> Any:
    """Where the account's latest order went, None before the first."""
    latest = Order.objects.filter(user=user).select_related("shipping_address")
    found = latest.order_by("-date_placed", "-pk").first()
    return found.shipping_address if found else None


def by_number_and_email(*, number: str, email: str) -> Any:
    """The order with this number that was placed with this address, None when there is none."""
    rows = Order.objects.filter(number=number, sheet__email=email)
    return rows.select_related("sheet").first()


def unpaid(*, at: datetime) -> QuerySet[Any]:
    """Orders without a payment whose reservation has run out, or that can no longer be delivered:
    one of their references was taken from sale."""
    over = Q(sheet__expires_at__lte=at) | Exists(_withdrawn().filter(order=OuterRef("pk")))
    rows: QuerySet[Any] = Order.objects.filter(over, status=OrderStatus.AWAITING_PAYMENT)
    return rows.select_related("sheet", "payment").order_by("sheet__expires_at", "pk")


def withdrawn(order: Any) -> list[dict[str, str]]:
    """``title`` of each line whose reference was taken from sale, with ``reason`` and ``said`` as
    in ``Withdrawal``; one query."""
    return list(
        _withdrawn()
        .filter(order=order)
        .order_by("pk")
        .values(
            "title",
            reason=F("product__parent__withdrawal__reason"),
            said=F("product__parent__withdrawal__said"),
        )
    )


def _withdrawn() -> QuerySet[Any]:
    rows: QuerySet[Any] = OrderLine.objects.filter(product__parent__withdrawal__isnull=False)
    return rows


def awaiting_payment(*, at: datetime, **of: Any) -> Any:
    """The latest order of that ``number`` or ``user`` that can still be paid, None without one."""
    rows = Order.objects.filter(
        status=OrderStatus.AWAITING_PAYMENT, sheet__expires_at__gt=at, **of
    ).select_related("sheet")
    return rows.order_by("-date_placed", "-pk").first()


def asked_for(*, product_ids: Iterable[int]) -> set[int]:
    """Those of these variants that stand, or whose offers stand, in a basket or in an order."""
    ids = set(product_ids)
    found: set[int] = set()
    for lines in (BasketLine.objects, OrderLine.objects):
        rows = lines.filter(Q(product_id__in=ids) | Q(stockrecord__product_id__in=ids))
        found.update(*rows.values_list("product_id", "stockrecord__product_id"))
    return found & ids


# --- vouchers --------------------------------------------------------------------------------
def voucher_of(order_id: int) -> Money:
    """What a voucher took off the order, which the house bears; 0 if none. It never changes, also
    when the order expires."""
    return vouchers_of(order_ids=[order_id]).get(order_id, Money(0))


def vouchers_of(*, order_ids: Iterable[int]) -> dict[int, Money]:
    """Order → ``voucher_of``, of those that have one; one query."""
    return vouchers.amounts(order_ids=order_ids)


def goods_of(order: Any) -> Money:
    """What an order's goods cost before its voucher, without delivery."""
    use = vouchers.use_of(order)
    paid = Money.from_decimal(order.total_incl_tax - order.shipping_incl_tax)
    return paid + Money(use.amount_minor if use else 0)
