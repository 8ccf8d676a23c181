"""What holds after every step of every history, and what holds once nothing is left to do.

Each function returns sentences about what does not hold; none is what we want to see.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models import F, Q, Sum
from oscar.core.loading import get_model

from marketplace.buying.vouchers.models import VoucherUse
from marketplace.core.models import OutboxDelivery
from marketplace.core.money import Money
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.offers.models import Promotion, PromotionUse, StockReservation
from marketplace.payments import queries as payments
from marketplace.payments.models import Dispute, Payment, Payout, Refund, Reversal, Transfer
from marketplace.settlement.models import Due, StatementLine
from tests.histories import books, reductions, sellers
from tests.histories.stripe import AtStripe

Order = get_model("order", "Order")
OrderLine = get_model("order", "Line")
StockRecord = get_model("partner", "StockRecord")
State = StockReservation.State
Parcel = Consignment.Status
GONE = (Parcel.SHIPPED, Parcel.DELIVERED)


# --- always --------------------------------------------------------------------------------------
def broken(stripe: AtStripe, counted: dict[int, int]) -> list[str]:
    """After every step; ``counted``: stock record → units that its seller ever brought."""
    return [
        *_stock(counted),
        *_paid_once(stripe),
        *_given_back_once(stripe),
        *books.unbalanced(),
        *books.reserves(),
        *reductions.broken(),
        *sellers.broken(),
    ]


def _stock(counted: dict[int, int]) -> Iterator[str]:
    """What was brought = sold and gone + held + left; never less than nothing left."""
    units: dict[tuple[int, str], int] = Counter()
    rows = StockReservation.objects.values_list("stockrecord_id", "state")
    for pk, state, total in rows.annotate(total=Sum("quantity")):
        units[pk, state] += total
    for record in StockRecord.objects.all():
        held, gone = units[record.pk, State.HELD], units[record.pk, State.CONSUMED]
        there = record.num_in_stock
        if held != record.num_allocated:
            yield f"offer {record.pk}: {record.num_allocated} allocated, {held} reserved"
        if not 0 <= held <= there:
            yield f"offer {record.pk}: {held} held of {there}"
        if there + gone != counted[record.pk]:
            yield f"offer {record.pk}: {there} there + {gone} gone of {counted[record.pk]}"


def _paid_once(stripe: AtStripe) -> Iterator[str]:
    for number, charges in stripe.paid().items():
        if len(charges) > 1:
            yield f"order {number}: paid {len(charges)} times"


def _given_back_once(stripe: AtStripe) -> Iterator[str]:
    """Each refund at Stripe is one of our rows, and each row at most one of them."""
    names = Counter(refund["metadata"].get("refund") for refund in stripe.live_refunds())
    ours = {f"refund:{row.pk}": row.amount_minor for row in Refund.objects.all()}
    for name, times in names.items():
        if times > 1:
            yield f"{name}: given back {times} times"
        if name not in ours:
            yield f"{name}: given back, and nobody owed it"
    for refund in stripe.live_refunds():
        owed = ours.get(refund["metadata"].get("refund"))
        if owed not in (None, refund["amount"]):
            yield f"{refund['id']}: {refund['amount']} given back of {owed}"
    for payment in Payment.objects.prefetch_related("refunds"):
        if payments.kept(payment, payment.refunds.all()).minor < 0:
            yield f"{payment}: more goes back than came in"


# --- what they came to -----------------------------------------------------------------------
def ends() -> Iterator[str]:
    """A word for each thing and where it stands, so that a run can say what it has seen."""
    for name, rows in (
        ("order", Order.objects),
        ("payment", Payment.objects),
        ("refund", Refund.objects),
        ("parcel", Consignment.objects),
        ("line", ConsignmentLine.objects),
        ("dispute", Dispute.objects),
        ("transfer", Transfer.objects),
        ("reversal", Reversal.objects),
        ("payout", Payout.objects),
    ):
        yield from (f"{name} {status}" for status in rows.values_list("status", flat=True))
    if Refund.objects.filter(attempts__gt=1).exists():
        yield "tried again"
    if StatementLine.objects.filter(ready_at__isnull=False, statement=None).exists():
        yield "due there"
    if StatementLine.objects.filter(kind="reserve").exists():
        yield "reserve held"
    if StatementLine.objects.filter(kind="release").exists():
        yield "reserve given back"
    if StatementLine.objects.filter(kind="debt").exists():
        yield "debt"
    parcels = Consignment.objects.filter(status__in=GONE).values_list("method", flat=True)
    yield from (f"gone by {method}" for method in parcels)
    yield from (
        f"voucher {status}" for status in VoucherUse.objects.values_list("status", flat=True)
    )
    yield from (f"promotion {state}" for state in Promotion.objects.values_list("state", flat=True))
    if PromotionUse.objects.exists():
        yield "sold by promotion"
    if Payment.objects.filter(amount_minor=0).exists():
        yield "order for nothing"
    if OrderLine.objects.filter(line_price_incl_tax=0).exists():
        yield "line for nothing"
    partial = Dispute.objects.filter(amount_minor__lt=F("payment__amount_minor"))
    yield from (f"partial dispute {each}" for each in partial.values_list("status", flat=True))
    yield from sellers.ends()
    kinds = Refund.objects.values_list("kind", "borne_by").distinct()
    yield from (f"refund of {kind} by {by}" for kind, by in kinds)


# --- in the end ----------------------------------------------------------------------------------
def unfinished() -> list[str]:
    """What still waits for something that happens by itself."""
    return [
        *(
            f"order {o.number} is {o.status}"
            for o in Order.objects.filter(status="awaiting_payment")
        ),
        *(f"{p}" for p in Payment.objects.filter(status__in=["new", "open"])),
        *(
            f"refund {r} is {r.status}"
            for r in Refund.objects.filter(status__in=["new", "pending"])
        ),
        *(
            f"{row!r} is {row.status}"
            for rows in (
                Transfer.objects.filter(status="new"),
                Reversal.objects.filter(status="new"),
                Payout.objects.filter(status__in=["new", "begun"]),
                Dispute.objects.filter(status__in=Dispute.OPEN),
            )
            for row in rows
        ),
        *(
            f"{due} waits, and was delivered"
            for due in Due.objects.filter(is_open=True, delivered_at__isnull=False)
        ),
        *(
            f"{-due.reserve_minor} of {due} is in reserve, and was delivered"
            for due in Due.objects.filter(reserve_minor__lt=0)
        ),
        *(f"owed: {d}: {d.last_error}" for d in OutboxDelivery.objects.filter(done_at=None)),
        *(
            f"parcel {c} is {c.status}"
            for c in Consignment.objects.filter(
                status__in=[Parcel.AWAITING_PAYMENT, Parcel.TO_ACCEPT, Parcel.TO_SHIP]
            )
        ),
    ]


def untrue(stripe: AtStripe) -> list[str]:
    """Once nothing waits any more: both sides say the same, to the cent, and no unit hangs."""
    return [
        *_charges(stripe),
        *_refunds(stripe),
        *_total(stripe),
        *_orders(),
        *_reservations(),
        *books.untrue(stripe),
        *reductions.untrue(),
        *sellers.untrue(stripe),
    ]


def _charges(stripe: AtStripe) -> Iterator[str]:
    paid = stripe.paid()
    for payment in Payment.objects.select_related("order"):
        at_stripe = sum(charge["amount"] for charge in paid.pop(payment.order.number, []))
        here = payment.amount_minor if payment.status == Payment.Status.SUCCEEDED else 0
        if at_stripe != here:
            yield f"{payment}: {here} here, {at_stripe} at Stripe"
    for number in paid:
        yield f"{number}: paid at Stripe, unknown here"


def _refunds(stripe: AtStripe) -> Iterator[str]:
    there = stripe.refunds()
    for row in Refund.objects.exclude(amount_minor=0):  # of which Stripe never hears
        told = there.pop(row.stripe_id, None)
        says = "failed" if told is None or told["status"] == "canceled" else told["status"]
        if says != row.status:
            yield f"refund {row}: {row.status} here, {says} at Stripe"
    for refund in there.values():
        if refund["status"] == "succeeded":
            yield f"{refund['id']}: given back at Stripe, unknown here"


def _total(stripe: AtStripe) -> Iterator[str]:
    came = Payment.objects.filter(status="succeeded").aggregate(sum=Sum("amount_minor"))["sum"] or 0
    went = Refund.objects.filter(status="succeeded").aggregate(sum=Sum("amount_minor"))["sum"] or 0
    if came - went != stripe.moved:
        yield f"{came} - {went} here, {stripe.moved} at Stripe"


def _orders() -> Iterator[str]:
    """Of a paid order: what was paid = what is (to be) delivered + what is owed back of the rest.

    A gesture may be of either: with one, what is owed back of the rest is that much less at most.
    So it is with what a card's bank took back for good: nobody gets that twice.
    """
    returned = _returned()
    taken = dict(
        Dispute.objects.filter(status=Dispute.Status.LOST)
        .values_list("payment_id")
        .annotate(sum=Sum("amount_minor"))
    )
    lines: dict[int, int] = defaultdict(int)
    for line in ConsignmentLine.objects.filter(status="going").select_related(
        "order_line", "consignment"
    ):
        price = Money.from_decimal(line.order_line.line_price_incl_tax).minor
        lines[line.consignment.order_id] += price
    for parcel in Consignment.objects.exclude(status=Parcel.CANCELLED):
        lines[parcel.order_id] += parcel.shipping_minor
    for order in Order.objects.select_related("payment"):
        rows = list(payments.standing(order.payment.refunds.all()))
        owed = sum(row.amount_minor for row in rows if row.pk not in returned)
        gestures = sum(row.amount_minor for row in rows if row.kind == Refund.Kind.GOODWILL)
        is_paid = order.payment.status == "succeeded"  # with nothing, where a voucher covers all
        paid = order.payment.amount_minor if is_paid else 0
        going = lines[order.pk] if order.status == "paid" else 0
        most = going + owed + gestures + taken.get(order.payment.pk, 0)
        if not going + owed <= paid <= most:
            yield f"order {order.number} ({order.status}): {paid} paid, {going} going, {owed} owed"
        if order.status == "paid" and not is_paid:
            yield f"order {order.number} goes and is not paid"
        moved = order.changes.filter(new=order.status).count()
        if moved != 1:
            yield f"order {order.number} became {order.status} {moved} times"


def _returned() -> set[int]:
    """Refunds of what was sent all the same, and gestures."""
    going = ConsignmentLine.objects.filter(status="going").values("order_line")
    parcels = Consignment.objects.exclude(status=Parcel.CANCELLED).values("pk")
    rows = Refund.objects.filter(
        Q(kind=Refund.Kind.GOODWILL)
        | Q(kind=Refund.Kind.LINE, order_line_id__in=going)
        | Q(kind=Refund.Kind.SHIPPING, consignment_id__in=parcels)
    )
    return set(rows.values_list("pk", flat=True))


def _reservations() -> Iterator[str]:
    """Units are held for lines that go and have not gone, and for nothing else."""
    for row in StockReservation.objects.select_related("order_line__consignment_line__consignment"):
        line = row.order_line.consignment_line
        parcel = line.consignment
        going = line.status == "going" and parcel.status != Parcel.CANCELLED
        gone = going and parcel.status in GONE
        wanted = State.CONSUMED if gone else State.HELD if going else State.RELEASED
        if row.state != wanted:
            yield f"{row.state} for a line that is {line.status} in a parcel {parcel.status}"
