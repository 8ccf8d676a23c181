"""What is taken off: by the house's vouchers, which the house pays, and by sellers' promotions.

Sentences about what does not hold, as in ``truths``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Sum
from oscar.core.loading import get_model

from marketplace.buying.vouchers.models import Voucher, VoucherCode, VoucherUse
from marketplace.core.money import Money
from marketplace.fulfilment.models import ConsignmentLine
from marketplace.ledger.models import EntryLine, Kind
from marketplace.offers.models import Promotion, PromotionUse, StockReservation
from marketplace.payments.models import Dispute, Refund

OrderLine = get_model("order", "Line")
Use = VoucherUse.Status
# What becomes of a use with its order.
USE_OF = {"awaiting_payment": Use.HELD, "paid": Use.USED, "expired": Use.RELEASED}


# --- always --------------------------------------------------------------------------------------
def broken() -> Iterator[str]:
    """After every step: counted is what is held and used, and never more than there is."""
    yield from _vouchers()
    yield from _promotions()


def _vouchers() -> Iterator[str]:
    uses: Counter[tuple[str, int]] = Counter()
    spent: Counter[int] = Counter()
    goes = _going()
    for use in VoucherUse.objects.select_related("order"):
        may = {USE_OF[use.order.status]}
        if use.order_id not in goes:  # it comes back once nothing of the order is sent
            may.add(Use.RELEASED)
        if use.status not in may:
            yield f"voucher of order {use.order.number} is {use.status}: {use.order.status}"
        if use.status != Use.RELEASED:
            uses["voucher", use.voucher_id] += 1
            uses["code", use.code_id] += 1
            spent[use.voucher_id] += use.amount_minor
    for voucher in Voucher.objects.all():
        counted, held = (voucher.uses, voucher.spent_minor), uses["voucher", voucher.pk]
        if counted != (held, spent[voucher.pk]):
            yield f"{voucher}: {counted} counted, {held} uses of {spent[voucher.pk]}"
    for code in VoucherCode.objects.all():
        if code.uses != uses["code", code.pk]:
            yield f"code {code}: {code.uses} counted, {uses['code', code.pk]} uses"


def _going() -> set[int]:
    """Orders of which something goes."""
    rows = ConsignmentLine.objects.filter(status=ConsignmentLine.Status.GOING)
    return set(rows.values_list("consignment__order_id", flat=True))


def _promotions() -> Iterator[str]:
    given: Counter[int] = Counter()
    uses = PromotionUse.objects.annotate(state=F("order_line__reservation__state"))
    for use in uses:
        if use.given_back != (use.state == StockReservation.State.RELEASED):
            yield f"given off {use}: given back {use.given_back}, its units are {use.state}"
        if not use.given_back:
            given[use.promotion_id] += use.minor
    for promotion in Promotion.objects.all():
        if promotion.spent_minor != given[promotion.pk]:
            yield f"{promotion}: {promotion.spent_minor} counted, {given[promotion.pk]} given off"
        if promotion.budget_minor is not None and given[promotion.pk] > promotion.budget_minor:
            yield f"{promotion}: {given[promotion.pk]} given off of {promotion.budget_minor}"


# --- in the end ----------------------------------------------------------------------------------
def untrue() -> Iterator[str]:
    """Once nothing waits any more: sold at what was said, and paid by who said it."""
    kept = VoucherUse.objects.exclude(status=Use.RELEASED).exclude(order_id__in=_going())
    yield from (f"voucher of order {use.order_id} is kept, and nothing goes" for use in kept)
    yield from _prices()
    yield from _borne_by_the_house()


def _prices() -> Iterator[str]:
    """A line's own price is its offer's less the promotion, and less the voucher it is paid."""
    off: Counter[int] = Counter()
    lines = OrderLine.objects.select_related("stockrecord", "promotion_use")
    for line in lines:
        promotion = getattr(line, "promotion_use", None)
        price = Money.from_decimal(line.stockrecord.price).minor * line.quantity
        price -= promotion.minor if promotion else 0
        own, paid = _own(line), Money.from_decimal(line.line_price_incl_tax).minor
        if own != price:
            yield f"line {line.pk}: sold at {own}, said {price}"
        if not 0 <= paid <= own:
            yield f"line {line.pk}: {paid} to pay of {own}"
        off[line.order_id] += own - paid
    said = dict(VoucherUse.objects.values_list("order_id", "amount_minor"))
    for order_id in off.keys() | said.keys():
        if off[order_id] != said.get(order_id, 0):
            yield f"order {order_id}: {off[order_id]} off its lines, {said.get(order_id)} off all"


def _borne_by_the_house() -> Iterator[str]:
    """Of a paid order, the house bears the voucher's share of what the shopper keeps; of what went
    back in part it bears some. Gestures and banks take of the whole: of these it is a span."""
    borne = dict(
        EntryLine.objects.filter(account__kind=Kind.VOUCHERS)
        .values_list("entry__order_id")
        .annotate(sum=Sum("minor"))
        .order_by()
    )
    spans: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    unclear, back = _unclear(), _given_back()
    lines = OrderLine.objects.filter(order__status="paid").select_related("consignment_line")
    for line in lines:
        off = _own(line) - Money.from_decimal(line.line_price_incl_tax).minor
        stays, clear = line.consignment_line.status == "going", line.order_id not in unclear
        least, most = spans[line.order_id]
        least += off if stays and clear and line.pk not in back else 0
        most += off if stays or not clear else 0
        spans[line.order_id] = least, most
    for order_id in spans.keys() | borne.keys():
        least, most = spans[order_id]
        if not least <= borne.get(order_id, 0) <= most:
            yield f"order {order_id}: {borne.get(order_id)} of vouchers, not {least} to {most}"


def _own(line: Any) -> int:
    return Money.from_decimal(line.line_price_before_discounts_incl_tax).minor


def _given_back() -> set[int]:
    """Lines of which units went back, or are owed."""
    rows = Refund.objects.filter(order_line_id__isnull=False)
    return set(rows.values_list("order_line_id", flat=True))


def _unclear() -> set[int]:
    """Orders with a gesture, or of which a bank took back."""
    gestures = Refund.objects.filter(kind=Refund.Kind.GOODWILL)
    lost = Dispute.objects.filter(status=Dispute.Status.LOST)
    return {
        *gestures.values_list("payment__order", flat=True),
        *lost.values_list("payment__order", flat=True),
    }
