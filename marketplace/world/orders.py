"""Orders in every state, made by the shopper's, the sellers' and the operators' own operations."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from oscar.core.loading import get_model

from marketplace.buying import baskets, choices
from marketplace.buying import operations as buying
from marketplace.buying import queries as buying_queries
from marketplace.buying.models import OrderChange, OrderSheet
from marketplace.buying.operations import AddressData, Buyer
from marketplace.buying.queries import Choice, Quote
from marketplace.buying.vouchers.models import VoucherUse
from marketplace.buying.vouchers.operations import VoucherRefused
from marketplace.care import operations as care
from marketplace.care.models import Case, CaseMessage
from marketplace.core import clock, outbox
from marketplace.core.models import StoredEmail, User
from marketplace.delivery import postcodes, relays
from marketplace.delivery import queries as delivery
from marketplace.delivery.models import Method
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentChange, ConsignmentLine
from marketplace.offers import queries as offers
from marketplace.payments import operations as payments
from marketplace.payments.models import Payment, Refund
from marketplace.payments.operations import disputes
from marketplace.world.build import OPERATOR, SELLER, SHOPPER
from marketplace.world.vouchers import WELCOME

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
Payer = Callable[..., Any]
Ager = Callable[[str, str, timedelta], Any]

TERMS = "2026-11-01"
ADDRESSES = (
    ("Camille", "Perrin", "24 quai Saint-Antoine", "69002", "Lyon"),
    ("Hugo", "Marchand", "7 rue de la Monnaie", "35000", "Rennes"),
    ("Inès", "Lopez", "51 boulevard Vauban", "59000", "Lille"),
    ("Théo", "Garnier", "3 chemin des Vignes", "73000", "Chambéry"),
)
# Each story: its name, and how many days ago its order was placed.
STORIES = (
    ("delivered", 24), ("delivered", 17), ("delivered", 40), ("shipped", 3), ("shipped", 2),
    ("to_ship", 1), ("to_ship", 1), ("to_accept", 0), ("to_accept", 0), ("to_accept", 0),
    ("refused", 0), ("cancelled", 5), ("late", 6), ("case_open", 5), ("case_answered", 11),
    ("case_closed", 20), ("unpaid", 0), ("expired", 2), ("case_open", 8), ("refund_failed", 1),
    ("disputed", 12),
)  # fmt: skip
# Stories with a parcel that does not come to the door.
WAYS = {1: Method.RELAY, 4: Method.RELAY, 6: Method.PICKUP, 8: Method.PICKUP}
WITH_VOUCHER = frozenset({0, 5})  # stories whose shopper types the code of the welcome
# When a step is taken, counted from the order.
REFUSED, ACCEPTED, SHIPPED, DELIVERED, CASE, ANSWERED, CLOSED = (
    timedelta(minutes=40), timedelta(hours=3), timedelta(hours=22), timedelta(days=3),
    timedelta(days=4), timedelta(days=4, hours=5), timedelta(days=6),
)  # fmt: skip
GIVEN_UP = timedelta(minutes=31)
# Hours that are left to the boutiques to accept, to ship.
TO_ACCEPT, TO_SHIP = (3, 9, 20), (5, 44)
# A card of the payment page whose refunds bounce.
BOUNCES = "4000000000005126"
# One whose holder says to the bank that nothing came.
DISPUTES = "4000000000002685"


def make(*, payer: Payer, ager: Ager | None, at: datetime) -> dict[str, int]:
    """Place, pay and move one order per story; returns story → how many.

    ``payer(url)`` pays on the hosted page as a shopper would, ``payer(url, card)`` with that card.
    Every story begins now and runs into the future; then it is shifted into the past as a whole,
    its charge too: ``ager(url, charge, by)`` has it taken earlier in the books of who was paid.
    """
    told: dict[str, int] = {}
    for index, (story, days) in enumerate(STORIES):
        picked = _picks(index)
        if not picked:
            continue  # so small a world is sold out
        order = _order(index, story, picked, payer=payer, at=at)
        TELLERS[story](order, at)
        by = timedelta(days=days, hours=index % 7)
        _age(order, by, index)
        if ager:
            _age_charge(order, by, ager)
        outbox.relay_all(at=clock.now())  # the books, whose entries nobody can shift
        told[story] = told.get(story, 0) + 1
    return told


def _hear(at: datetime) -> None:
    """Let everybody react to a step; the e-mails that leave bear its time."""
    last = StoredEmail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    outbox.relay_all(at=clock.now(), but_for=_books())
    StoredEmail.objects.filter(pk__gt=last).update(created_at=at)


def _books() -> set[str]:
    """Who keeps the books: they hear of a story once it lies in the past."""
    names = {each.name for told in outbox.subscriptions().values() for each in told}
    return {name for name in names if name.startswith("ledger.")}


def _order(index: int, story: str, picked: list[Any], *, payer: Payer, at: datetime) -> Any:
    mine = index % 2 == 0
    first, last, line1, postcode, town = ADDRESSES[0 if mine else 1 + index % 3]
    shopper = User.objects.get(email=SHOPPER) if mine else None
    email = SHOPPER if mine else f"{first.lower()}@exemple.test".replace("è", "e").replace("é", "e")
    basket = Basket.objects.create(owner=None)
    for record in picked:
        basket.lines.create(
            line_reference=f"{record.product_id}_{record.pk}",
            product_id=record.product_id,
            stockrecord=record,
            quantity=1 + index % 2,
            price_currency="EUR",
            price_excl_tax=record.price,
            price_incl_tax=record.price,
        )
    if index in WITH_VOUCHER:
        with suppress(VoucherRefused):  # so small a basket
            baskets.enter_voucher(basket=basket, text=WELCOME, email=email, at=at)
    quote = buying_queries.quote(basket=basket, at=at, email=email)
    if index in WAYS:
        wanted = _wished(quote, WAYS[index], postcode)
        choices.choose(basket=basket, quote=quote, wishes=wanted)
        quote = buying_queries.quote(basket=basket, at=at, email=email)
    order = buying.place(
        basket=basket,
        quote=quote,
        buyer=Buyer(email=email, language="fr", user=shopper),
        address=AddressData(
            first_name=first,
            last_name=last,
            line1=line1,
            line2="",
            postcode=postcode,
            town=town,
            country="FR",
            phone="+33612345678",
        ),
        terms_version=TERMS,
        accepted_total=quote.total,
        at=at,
    )
    url = buying.start_payment(
        order=order, success_url=settings.SITE_URL, cancel_url=settings.SITE_URL, at=at
    )
    if story not in {"unpaid", "expired"}:
        card = {"refund_failed": BOUNCES, "disputed": DISPUTES}.get(story)
        payer(url, card) if card else payer(url)
        payments.sync(payment=Payment.objects.get(order=order), at=clock.now())
    _hear(at)
    return Order.objects.get(pk=order.pk)


def _wished(quote: Quote, method: Method, postcode: str) -> dict[int, Choice]:
    """The first parcel goes another way than to the door, where its boutique offers that."""
    for parcel in quote.parcels:
        if method in {way.method for way in parcel.ways}:
            if method == Method.PICKUP:
                return {parcel.partner_id: Choice(method)}
            if near := relays.near(postcodes.find(postcode)):
                return {parcel.partner_id: Choice(method, near[0].code)}
    return {}


def _picks(index: int) -> list[Any]:
    """Offers of two sellers; the demo's own boutique is one of them, often with two articles.

    In a small world there are fewer, at last none.
    """
    ours = Q(partner__point__trader__members__user__email=SELLER)
    rows = offers.purchasable().order_by("pk")
    own, others = _shelf(rows.filter(ours)), _shelf(rows.exclude(ours))
    places = [(own, index * 5), (others, index * 37)]
    places += [(own, index * 5 + 2)] if index % 2 == 0 else []
    picked = [shelf[place % len(shelf)] for shelf, place in places if shelf]
    return list({record.pk: record for record in picked}.values())


def _shelf(rows: Any) -> list[Any]:
    """Those of which there is plenty; where nothing is, those that suffice for one order."""
    return list(rows.filter(available__gte=6)[:400]) or list(rows.filter(available__gte=2))


def _consignments(order: Any) -> list[Consignment]:
    return list(Consignment.objects.filter(order=order).order_by("number"))


def _seller(consignment: Consignment) -> User | None:
    """Who acts for the demo's own boutique; the others' people have no account."""
    return User.objects.filter(email=SELLER, membership__trader=consignment.trader_id).first()


def _accept_what_waits(order: Any, at: datetime) -> None:
    for consignment in _consignments(order):
        if consignment.status == Consignment.Status.TO_ACCEPT:
            fulfilment.accept(consignment=consignment, actor=_seller(consignment), at=at + ACCEPTED)
    _hear(at + ACCEPTED)


def _shipped(order: Any, at: datetime) -> None:
    _accept_what_waits(order, at)
    for index, consignment in enumerate(_consignments(order)):
        fulfilment.ship(
            consignment=consignment,
            carrier=("Colissimo", "Chronopost")[index % 2],
            tracking=f"6A{consignment.pk:011d}",
            actor=_seller(consignment),
            at=at + SHIPPED,
        )
    _hear(at + SHIPPED)


def _delivered(order: Any, at: datetime) -> None:
    _shipped(order, at)
    for consignment in _consignments(order):
        fulfilment.deliver(consignment=consignment, actor=order.user, at=at + DELIVERED)
    _hear(at + DELIVERED)


def _first_line(order: Any) -> ConsignmentLine:
    lines = ConsignmentLine.objects.filter(consignment__order=order).select_related("consignment")
    line: ConsignmentLine = lines.earliest("pk")
    return line


def _refused(order: Any, at: datetime) -> None:
    line = _first_line(order)
    fulfilment.refuse_line(
        line=line,
        reason="La dernière paire était en vitrine et présente un défaut.",
        actor=_seller(line.consignment),
        at=at + REFUSED,
    )
    _hear(at + REFUSED)


def _cancelled(order: Any, at: datetime) -> None:
    fulfilment.cancel_line(line=_first_line(order), actor=order.user, at=at + REFUSED)
    _hear(at + REFUSED)
    _accept_what_waits(order, at)


def _late(order: Any, at: datetime) -> None:
    """The first parcel lies until its deadline has passed; the other is accepted in time."""
    first = _consignments(order)[0]
    deadline = at + fulfilment.ACCEPT_WITHIN
    Consignment.objects.filter(pk=first.pk).update(accept_by=at - timedelta(minutes=1))
    fulfilment.sweep(at=at)
    Consignment.objects.filter(pk=first.pk).update(accept_by=deadline)
    ConsignmentChange.objects.filter(consignment=first, new=first.Status.CANCELLED).update(
        at=deadline
    )
    Refund.objects.filter(payment__order=order).update(created_at=deadline)
    _hear(deadline)
    _accept_what_waits(order, at)


def _refund_failed(order: Any, at: datetime) -> None:
    """The shopper's bank sends the money back minutes later: somebody must see to it."""
    _refused(order, at)
    _accept_what_waits(order, at)


def _disputed(order: Any, at: datetime) -> None:
    """Everything arrived; the shopper's bank takes the payment back all the same."""
    _delivered(order, at)
    disputes.find_untold(at=clock.now())


def _case(order: Any, at: datetime) -> Case:
    _delivered(order, at)
    case = care.open_case(
        order=order,
        order_line_id=_first_line(order).order_line_id,
        topic=Case.Topic.SIZE,
        text="Bonjour, la pointure me semble petite d’une demi-taille. Puis-je échanger ?",
        key=f"world:{order.pk}",
        at=at + CASE,
    )
    _hear(at + CASE)
    return case


def _case_open(order: Any, at: datetime) -> None:
    _case(order, at)


def _case_answered(order: Any, at: datetime) -> Case:
    case = _case(order, at)
    care.answer(
        case=case,
        text="Bonjour, renvoyez la paire non portée, nous expédions la demi-taille au-dessus.",
        user=User.objects.get(email=SELLER),
        at=at + ANSWERED,
    )
    _hear(at + ANSWERED)
    return case


def _case_closed(order: Any, at: datetime) -> None:
    care.close(
        case=_case_answered(order, at),
        reason="Échange effectué par la boutique, à la satisfaction du client.",
        user=User.objects.get(email=OPERATOR),
        at=at + CLOSED,
    )
    _hear(at + CLOSED)


def _unpaid(_order: Any, _at: datetime) -> None:
    """The shopper is still on the payment page."""


def _expired(order: Any, at: datetime) -> None:
    buying.expire(order=order, at=at + GIVEN_UP)
    _hear(at + GIVEN_UP)


TELLERS: dict[str, Callable[[Any, datetime], Any]] = {
    "delivered": _delivered,
    "shipped": _shipped,
    "to_ship": _accept_what_waits,
    "to_accept": _unpaid,
    "refused": _refused,
    "cancelled": _cancelled,
    "late": _late,
    "case_open": _case_open,
    "case_answered": _case_answered,
    "case_closed": _case_closed,
    "unpaid": _unpaid,
    "expired": _expired,
    "refund_failed": _refund_failed,
    "disputed": _disputed,
}


def _age(order: Any, by: timedelta, index: int) -> None:
    """Shift the order and all that hangs on it into the past: everything above happens from now."""
    consignments = Consignment.objects.filter(order=order)
    for rows, fields in (
        (Order.objects.filter(pk=order.pk), ("date_placed",)),
        (OrderSheet.objects.filter(order=order), ("expires_at", "paid_at")),
        (OrderChange.objects.filter(order=order), ("at",)),
        (Payment.objects.filter(order=order), ("created_at", "expires_at", "succeeded_at")),
        (Refund.objects.filter(payment__order=order), ("created_at", "due_at")),
        (consignments, ("accept_by", "ship_by", "accepted_at", "shipped_at", "delivered_at")),
        (ConsignmentChange.objects.filter(consignment__order=order), ("at",)),
        (VoucherUse.objects.filter(order=order), ("at", "moved_at")),
        (Case.objects.filter(order=order), ("opened_at", "answer_by", "closed_at")),
        (CaseMessage.objects.filter(case__order=order), ("at",)),
        (StoredEmail.objects.filter(subject__contains=order.number), ("created_at",)),
    ):
        rows.update(**{name: F(name) - by for name in fields})
    for consignment in consignments:
        earlier = consignment.promised_date - timedelta(days=by.days)
        consignment.promised_date = delivery.add_working_days(earlier, 0)
        consignment.save(update_fields=["promised_date"])
    now = clock.now()
    left = timedelta(hours=TO_ACCEPT[index % len(TO_ACCEPT)])
    consignments.filter(status=Consignment.Status.TO_ACCEPT).update(accept_by=now + left)
    left = timedelta(hours=TO_SHIP[index % len(TO_SHIP)])
    consignments.filter(status=Consignment.Status.TO_SHIP).update(ship_by=now + left)


def _age_charge(order: Any, by: timedelta, ager: Ager) -> None:
    """Its books and ours are compared by day, and old money may be paid out."""
    rows = Payment.objects.filter(order=order, charge_id__isnull=False)
    for payment in rows:
        ager(payment.session_url, str(payment.charge_id), by)
    rows.update(available_at=F("available_at") - by)
