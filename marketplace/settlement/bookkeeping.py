"""What each event of the money writes in the journal: the one page that says so.

Every entry is known by its source, so that an event told twice is written once. What happens to an
order is written in the order in which it happened, whatever comes first here: ``catch_up`` reads
what the journal lacks of an order and writes it, and every event about an order asks for just that.
An entry and what it does to what sellers are owed (``dues``) are one transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction

from marketplace.core.money import Money, total
from marketplace.fulfilment.models import Consignment
from marketplace.ledger import operations as ledger
from marketplace.ledger import vat
from marketplace.ledger.legs import AccountName, Leg, Posting
from marketplace.ledger.models import OF_TRADERS, Kind
from marketplace.payments.gateway import BalanceTransaction
from marketplace.payments.models import Dispute, Payment, Payout, Refund, Reversal, Transfer
from marketplace.payments.queries import is_again, latest
from marketplace.settlement import commission, dues, facts
from marketplace.settlement.facts import Books, Facts, Part

Payloads = Sequence[dict[str, Any]]
Happening = tuple[datetime, int, int, Callable[[], Posting | None]]
# Stripe's word for a card that was not its holder's: no seller could have known.
FRAUD: Final = "fraudulent"


# --- an order, from its payment to its refunds -----------------------------------------------
@transaction.atomic
def catch_up(order_ids: Iterable[int]) -> int:
    """Write what the journal lacks of these orders: what was paid, what left, what goes back.

    Returns how many entries were written. A fixed number of queries, however many orders.
    """
    postings = []
    for order, books in facts.read(order_ids):
        for _at, _rank, _pk, write in sorted(_happened(order, books), key=lambda each: each[:3]):
            posting = write()
            if posting is not None and posting.source not in books.sources:
                books.take(posting)
                postings.append(posting)
    _post(postings)
    return len(postings)


def _post(postings: Sequence[Posting]) -> None:
    if postings:
        entries = ledger.post_many(postings=postings)
        dues.follow(told=[(e.pk, posting) for e, posting in zip(entries, postings, strict=True)])


def _happened(order: Facts, books: Books) -> list[Happening]:
    """In one moment: paid first, then what left, then what goes back."""
    found: list[Happening] = []
    paid_at = order.payment.succeeded_at
    if paid_at is not None and order.payment.status == Payment.Status.SUCCEEDED:
        found.append((paid_at, 0, order.payment.pk, partial(_charge, order, paid_at)))
        for pk, left_at in order.left_at.items():
            found.append((left_at, 1, pk, partial(_sale, order, books, pk, left_at)))
        found += [
            (refund.created_at, 2, refund.pk, partial(_refund, order, books, refund))
            for refund in order.refunds
            if not is_again(refund)  # it is owed already
        ]
    return found


def _charge(order: Facts, at: datetime) -> Posting | None:
    """Paid: the whole is owed to the shopper, part by part; a voucher is the house's."""
    paid = order.payment.amount
    voucher = facts.whole(order.parts, paid.currency) - paid
    legs = [
        _leg(Kind.STRIPE_CLEARING, paid),
        _leg(Kind.VOUCHERS, voucher),
        *(
            _leg(Kind.SHOPPER_LIABILITY, part.gross * -1, part, _vat(order, part.gross * -1))
            for part in order.parts
        ),
    ]
    return _posting(f"charge:{order.payment.pk}", "charge", legs, order.order_id, at)


def _sale(order: Facts, books: Books, consignment_id: int, at: datetime) -> Posting | None:
    """A parcel leaves: what is left of its going lines and its delivery is the seller's, less the
    commission."""
    legs: list[Leg] = []
    for part in order.of_consignment(consignment_id):
        price = books.left(part)
        if part.goes and price:
            legs.append(_leg(Kind.SHOPPER_LIABILITY, price, part, _vat(order, price)))
            legs += _owed(part, price)
    return _posting(f"sale:{consignment_id}", "sale", legs, order.order_id, at)


def _owed(part: Part, price: Money) -> list[Leg]:
    """What a seller is owed for a part that is sold for ``price``, and what the house takes."""
    if part.terms is None:
        return [_leg(Kind.PAYABLE, price * -1, part)]
    taken = commission.commission(gross=price, terms=part.terms, vat_bp=part.commission_vat_bp)
    bp = part.commission_vat_bp
    # Where the seller owes the VAT itself, the rate of nothing stands beside the commission.
    nothing = (0, Money(0, price.currency)) if not bp else None
    return [
        _leg(Kind.PAYABLE, (price - taken.net - taken.vat) * -1, part),
        _leg(Kind.COMMISSION, taken.net * -1, part, nothing),
        _leg(Kind.COMMISSION_VAT, taken.vat * -1, part, (bp, taken.vat * -1)),
    ]


# --- refunds ---------------------------------------------------------------------------------
def _refund(order: Facts, books: Books, refund: Refund) -> Posting | None:
    """Owed back to the shopper: what was paid, and to the house what its voucher paid."""
    parts = _refunded_parts(order, refund)
    part = parts[0] if len(parts) == 1 else None
    value, units = _value(order, books, refund, part)
    if _is_the_house_s(refund, parts):
        value = refund.amount
        account = Kind.SHIPPING if refund.kind == Refund.Kind.SHIPPING else Kind.GOODWILL
        debits = [_leg(account, value, part)]
    elif refund.kind == Refund.Kind.LINE and part is not None and books.has_left(part, value):
        debits = _taken_back(books, part, value, units)
    else:
        debits = _taken(order, books, parts, value)
    credits = _credits(order, books, refund, value, parts, is_sold=_is_sold(debits))
    kind = "goodwill" if refund.kind == Refund.Kind.GOODWILL else "refund"
    return _posting(
        f"refund:{refund.pk}", kind, [*debits, *credits], order.order_id, refund.created_at
    )


def _is_sold(debits: Sequence[Leg]) -> bool:
    """Whether what goes back had become the seller's: its turnover, and the VAT on it, go down."""
    return any(leg.account.kind == Kind.PAYABLE for leg in debits)


def _refunded_parts(order: Facts, refund: Refund) -> Sequence[Part]:
    """What a refund is for; what names nothing is for the whole order."""
    if refund.order_line_id is not None:
        return order.of_line(refund.order_line_id)
    if refund.kind == Refund.Kind.SHIPPING:
        return order.delivery_of(refund.consignment_id)
    if refund.consignment_id is not None:
        return order.of_consignment(refund.consignment_id)
    return order.parts


def _is_the_house_s(refund: Refund, parts: Sequence[Part]) -> bool:
    """Whether the house bears a refund of what goes to the shopper all the same; what does not
    leave costs nobody anything."""
    if refund.kind == Refund.Kind.LATE:
        return False
    borne = refund.borne_by == Refund.BorneBy.HOUSE and any(part.goes for part in parts)
    return borne or not parts


def _value(
    order: Facts, books: Books, refund: Refund, part: Part | None
) -> tuple[Money, tuple[int, int] | None]:
    """What a refund stands for at the seller's price, voucher and all; of whole units, also how
    many there were before it, and how many it is for."""
    amount = refund.amount
    if refund.kind == Refund.Kind.LATE:
        return total([books.left(each) for each in order.parts], amount.currency), None
    if refund.kind == Refund.Kind.GOODWILL or part is None:
        return amount, None
    before = min(sum(each.quantity or 0 for each in _earlier(order, refund)), part.units)
    units = min(refund.quantity or 0, part.units - before)
    if not part.goes and (refund.quantity is None or before + units == part.units):
        return max(books.left(part), amount, key=_minor), None
    share = partial(commission.of_units, units=units, before=before, of=part.units)
    if units and share(part.paid) == amount:
        return share(part.gross), (before, units)
    if units and before + units == part.units:  # the last ones, of which a gesture took before
        whole = amount + books.voucher_left([part]) + books.given()
        most = (share(part.gross), whole, max(books.worth(part), amount, key=_minor))
        return min(most, key=_minor), None
    return amount, None  # an amount, not units


def _earlier(order: Facts, refund: Refund) -> list[Refund]:
    """Refunds of units of the same line that were asked for before."""
    return [
        each
        for each in order.refunds[: order.refunds.index(refund)]
        if each.kind == Refund.Kind.LINE
        and each.order_line_id == refund.order_line_id
        and not is_again(each)
    ]


def _taken(order: Facts, books: Books, parts: Sequence[Part], value: Money) -> list[Leg]:
    """``value`` from the parts, each by what is not refunded of it: of what has not left, it never
    becomes the seller's; of what has, the seller owes it back."""
    weights = [books.worth(part).minor for part in parts]
    if not any(weights):
        weights = [part.gross.minor for part in parts]
    if not any(weights):
        return [_leg(Kind.GOODWILL, value)]  # of what cost nothing nothing can be taken
    legs = []
    for part, share in zip(parts, value.share(weights), strict=True):
        if books.has_left(part, share):
            legs.append(_leg(Kind.PAYABLE, share, part))
            continue
        unsold = min(share, books.left(part), key=_minor)
        after = books.left(part) - unsold
        legs.append(_leg(Kind.SHOPPER_LIABILITY, unsold, part, _vat(order, unsold, after=after)))
        legs.append(_leg(Kind.GOODWILL, share - unsold, part))  # no seller has ever had it
    return legs


def _taken_back(books: Books, part: Part, value: Money, units: tuple[int, int] | None) -> list[Leg]:
    """``value`` of a line that has left: the seller's part of it, and the commission as its
    contract gives it back."""
    sold, returned = books.sold(part), books.returned(part)
    backs = []
    for kind, whole in zip(
        (Kind.COMMISSION, Kind.COMMISSION_VAT), _given_back(books, part, sold), strict=True
    ):
        share = _share(whole, part, sold, returned, value, units)
        backs.append((kind, min(share, books.taken(part, kind), key=_minor)))
    own = value - total([back for _kind, back in backs], value.currency)
    return [
        _leg(Kind.PAYABLE, own, part),
        *(_leg(kind, back, part) for kind, back in backs),
    ]


def _given_back(books: Books, part: Part, sold: Money) -> tuple[Money, Money]:
    """What of a line's commission, and of the VAT on it, goes back once all of it is returned."""
    if part.terms is None:
        return sold * 0, sold * 0
    taken = commission.Commission(
        net=books.taken_of_sale(part, Kind.COMMISSION),
        vat=books.taken_of_sale(part, Kind.COMMISSION_VAT),
        vat_bp=part.commission_vat_bp,
        by_rate=sold.fraction(part.terms.rate_bp, commission.BASIS_POINTS),
    )
    back = commission.given_back(taken, part.terms)
    return back.net, back.vat


def _share(
    whole: Money,
    part: Part,
    sold: Money,
    returned: Money,
    value: Money,
    units: tuple[int, int] | None,
) -> Money:
    """The share of a refund in what goes back; shares sum to the whole once all is returned."""
    if not sold:
        return whole * 0
    if units is not None and sold == part.gross:
        before, count = units
        return commission.of_units(whole, units=count, before=before, of=part.units)
    rest = max((sold - returned).minor, 0)
    value = Money(min(value.minor, rest), value.currency)
    return commission.of_value(whole, value=value, before=returned, of=sold)


def _credits(
    order: Facts,
    books: Books,
    refund: Refund,
    value: Money,
    parts: Sequence[Part],
    *,
    is_sold: bool,
) -> list[Leg]:
    """The shopper gets back what was paid, the house what its voucher paid; and what a gesture of
    the house gave before of something that nobody sends in the end was no gesture."""
    part = parts[0] if len(parts) == 1 else None
    amount, rest = refund.amount, value - refund.amount
    voucher = min(rest, books.voucher_left(parts), key=_minor)
    legs = [(Kind.REFUNDS_DUE, amount), (Kind.VOUCHERS, voucher), (Kind.GOODWILL, rest - voucher)]
    if not is_sold:
        return [_leg(kind, each * -1, part) for kind, each in legs]
    bp, taxed = _vat(order, value)
    shares = taxed.share([each.minor for _kind, each in legs])
    return [
        _leg(kind, each * -1, part, (bp, tax * -1))
        for (kind, each), tax in zip(legs, shares, strict=True)
    ]


# --- what Stripe does with it ----------------------------------------------------------------
def _moved(
    source: str,
    kind: str,
    debit: AccountName,
    credit: AccountName,
    amount: Money,
    *,
    at: datetime,
    order_id: int | None = None,
    consignment_id: int | None = None,
) -> Posting | None:
    """An entry that moves an amount from one account to another; None of nothing."""
    legs = [
        Leg(debit, amount, consignment_id=consignment_id),
        Leg(credit, amount * -1, consignment_id=consignment_id),
    ]
    return _posting(source, kind, legs, order_id, at)


CLEARING: Final = AccountName(Kind.STRIPE_CLEARING)
REFUNDS_DUE: Final = AccountName(Kind.REFUNDS_DUE)


def _refund_sent(refund: Refund, at: datetime) -> Posting | None:
    return _moved(
        f"refund-sent:{refund.pk}",
        "refund-sent",
        REFUNDS_DUE,
        CLEARING,
        refund.amount,
        at=at,
        order_id=refund.payment.order_id,
    )


def _refund_failed(refund: Refund, at: datetime) -> Posting | None:
    """It came back: the shopper is owed it as before."""
    return _moved(
        f"refund-failed:{refund.pk}",
        "refund-failed",
        CLEARING,
        REFUNDS_DUE,
        refund.amount,
        at=at,
        order_id=refund.payment.order_id,
    )


def _transfer(transfer: Transfer) -> Posting | None:
    return _moved(
        f"transfer:{transfer.pk}",
        "transfer",
        AccountName(Kind.STRIPE_CONNECTED, transfer.trader_id),
        CLEARING,
        transfer.amount,
        at=transfer.made_at or transfer.created_at,
        order_id=transfer.payment.order_id,
        consignment_id=transfer.consignment_id,
    )


def _reversal(reversal: Reversal) -> Posting | None:
    transfer = reversal.transfer
    return _moved(
        f"reversal:{reversal.pk}",
        "reversal",
        CLEARING,
        AccountName(Kind.STRIPE_CONNECTED, transfer.trader_id),
        reversal.amount,
        at=reversal.made_at or reversal.created_at,
        order_id=transfer.payment.order_id,
        consignment_id=transfer.consignment_id,
    )


def _payout(payout: Payout, at: datetime) -> Posting | None:
    """Of many orders at once: what it pays of each, its statement lists."""
    return _moved(
        f"payout:{payout.pk}",
        "payout",
        AccountName(Kind.PAYABLE, payout.trader_id),
        AccountName(Kind.STRIPE_CONNECTED, payout.trader_id),
        payout.amount,
        at=at,
    )


def _payout_failed(payout: Payout, at: datetime) -> Posting | None:
    return _moved(
        f"payout-failed:{payout.pk}",
        "payout-failed",
        AccountName(Kind.STRIPE_CONNECTED, payout.trader_id),
        AccountName(Kind.PAYABLE, payout.trader_id),
        payout.amount,
        at=at,
    )


def on_our_bank(seen: Iterable[BalanceTransaction]) -> None:
    """What Stripe moved between the house's balance and the house's own bank: it alone decides
    when, so that its movement is what is written; told again, it is written once."""
    _post_all(_our_bank(row) for row in seen)


def _our_bank(row: BalanceTransaction) -> Posting | None:
    moved, fee = Money(row.amount_minor, row.currency), Money(row.fee_minor, row.currency)
    legs = [
        _leg(Kind.BANK, moved * -1),
        _leg(Kind.STRIPE_FEES, fee),
        _leg(Kind.STRIPE_CLEARING, moved - fee),
    ]
    return _posting(f"bank:{row.id}", "bank", legs, None, row.created_at)


# --- disputes --------------------------------------------------------------------------------
def _dispute_opened(dispute: Dispute) -> Posting | None:
    """The bank takes the amount at once, and Stripe a fee."""
    fee = Money(dispute.fee_minor, dispute.currency)
    legs = [
        _leg(Kind.DISPUTES, dispute.amount),
        _leg(Kind.STRIPE_FEES, fee),
        _leg(Kind.STRIPE_CLEARING, (dispute.amount + fee) * -1),
    ]
    at = dispute.withdrawn_at or dispute.opened_at
    return _posting(f"dispute:{dispute.pk}", "dispute", legs, dispute.payment.order_id, at)


def _dispute_won(dispute: Dispute, at: datetime) -> Posting | None:
    return _moved(
        f"dispute-won:{dispute.pk}",
        "dispute-won",
        CLEARING,
        AccountName(Kind.DISPUTES),
        dispute.amount,
        at=dispute.closed_at or at,
        order_id=dispute.payment.order_id,
    )


def _dispute_lost(order: Facts, books: Books, dispute: Dispute, at: datetime) -> Posting | None:
    """Who bears what the bank has taken.

    First what the house still owed the shopper for the order and cannot send besides: nobody is
    paid twice. The rest is the sellers', each by what of its parts was paid for and not refunded;
    what is more than that, or of a card that was not its holder's, is the house's loss.
    """
    amount = dispute.amount
    back = total([refund.amount for refund in latest(order.refunds)], amount.currency)
    room = order.payment.amount - back - books.disputes_lost()
    owed = min(max(books.refunds_due().minor, 0), amount.minor) if room < amount else 0
    rest = amount - Money(owed, amount.currency)
    legs = [_leg(Kind.DISPUTES, amount * -1), _leg(Kind.REFUNDS_DUE, amount - rest)]
    parts = [part for part in order.parts if books.worth(part)]
    worth = total([books.worth(part) for part in parts], amount.currency)
    borne = min(rest, rest * 0 if dispute.reason == FRAUD else worth, key=_minor)
    if borne:
        legs += _taken(order, books, parts, borne)
    legs.append(_leg(Kind.LOSSES, rest - borne))
    at = dispute.closed_at or at
    return _posting(f"dispute-lost:{dispute.pk}", "dispute-lost", legs, order.order_id, at)


# --- who is told -----------------------------------------------------------------------------
def on_payment_succeeded(payloads: Payloads, _at: datetime) -> None:
    """Subscriber of ``payment.succeeded``."""
    catch_up(payload["order_id"] for payload in payloads)


def on_shipped(payloads: Payloads, _at: datetime) -> None:
    """Subscriber of ``consignment.shipped``; what is fetched at the counter leaves there."""
    rows = Consignment.objects.filter(pk__in=_keys(payloads, "consignment_id"))
    catch_up(rows.values_list("order_id", flat=True))


def on_refund_requested(payloads: Payloads, _at: datetime) -> None:
    """Subscriber of ``refund.requested``."""
    rows = Refund.objects.filter(pk__in=_keys(payloads, "refund_id"))
    catch_up(rows.values_list("payment__order_id", flat=True))


def on_charge_booked(payloads: Payloads, at: datetime) -> None:
    """Subscriber of ``charge.booked``: Stripe has told its fee."""
    payments = Payment.objects.in_bulk(_keys(payloads, "payment_id"))
    _post_all(
        _moved(
            f"fee:{payload['balance_transaction']}",
            "fee",
            AccountName(Kind.STRIPE_FEES),
            CLEARING,
            Money(payload["fee_minor"], payments[payload["payment_id"]].currency),
            at=payments[payload["payment_id"]].succeeded_at or at,
            order_id=payments[payload["payment_id"]].order_id,
        )
        for payload in payloads
    )


def on_refund_sent(payloads: Payloads, at: datetime) -> None:
    """Subscriber of ``refund.sent``."""
    rows = _rows(Refund, payloads, "refund_id", "payment")
    _post_all(_refund_sent(row, at) for row in rows)


def on_refund_failed(payloads: Payloads, at: datetime) -> None:
    """Subscriber of ``refund.failed``; what never left is owed as it was."""
    sent = [payload for payload in payloads if payload["sent"]]
    rows = _rows(Refund, sent, "refund_id", "payment")
    _post_all(_refund_failed(row, at) for row in rows)


def on_transfer_made(payloads: Payloads, _at: datetime) -> None:
    """Subscriber of ``transfer.made``."""
    _post_all(_transfer(row) for row in _rows(Transfer, payloads, "transfer_id", "payment"))


def on_transfer_reversed(payloads: Payloads, _at: datetime) -> None:
    """Subscriber of ``transfer.reversed``."""
    rows = _rows(Reversal, payloads, "reversal_id", "transfer__payment")
    _post_all(_reversal(row) for row in rows)


def on_payout_begun(payloads: Payloads, at: datetime) -> None:
    """Subscriber of ``payout.begun``."""
    _post_all(_payout(row, at) for row in _rows(Payout, payloads, "payout_id"))


def on_payout_failed(payloads: Payloads, at: datetime) -> None:
    """Subscriber of ``payout.failed``, even after "paid"; what never began is owed as it was."""
    begun = [payload for payload in payloads if payload["begun"]]
    _post_all(_payout_failed(row, at) for row in _rows(Payout, begun, "payout_id"))


def on_dispute_opened(payloads: Payloads, _at: datetime) -> None:
    """Subscriber of ``dispute.opened``."""
    _post_all(_dispute_opened(row) for row in _rows(Dispute, payloads, "dispute_id", "payment"))


def on_dispute_won(payloads: Payloads, at: datetime) -> None:
    """Subscriber of ``dispute.won``."""
    rows = _rows(Dispute, payloads, "dispute_id", "payment")
    _post_all(_dispute_won(row, at) for row in rows)


@transaction.atomic
def on_dispute_lost(payloads: Payloads, at: datetime) -> None:
    """Subscriber of ``dispute.lost``."""
    rows = _rows(Dispute, payloads, "dispute_id", "payment")
    ids = {row.payment.order_id for row in rows}
    catch_up(ids)
    read = {order.order_id: (order, books) for order, books in facts.read(ids)}
    postings = []
    for row in rows:
        order, books = read[row.payment.order_id]
        posting = _dispute_lost(order, books, row, at)
        if posting is not None and posting.source not in books.sources:
            books.take(posting)
            postings.append(posting)
    _post(postings)


@transaction.atomic
def _post_all(postings: Iterable[Posting | None]) -> None:
    _post([posting for posting in postings if posting is not None])


def _keys(payloads: Payloads, name: str) -> set[int]:
    return {payload[name] for payload in payloads}


def _rows(model: Any, payloads: Payloads, name: str, *related: str) -> list[Any]:
    rows = model.objects.filter(pk__in=_keys(payloads, name)).order_by("pk")
    return list(rows.select_related(*related) if related else rows)


def _minor(amount: Money) -> int:
    return amount.minor


# --- legs ------------------------------------------------------------------------------------
def _leg(
    kind: Kind, amount: Money, part: Part | None = None, tax: tuple[int, Money] | None = None
) -> Leg:
    """A line about a part, on its seller's account where each has one."""
    whose = part.trader_id if part is not None and kind in OF_TRADERS else None
    return Leg(
        AccountName(kind, whose),
        amount,
        order_line_id=part.order_line_id if part is not None else None,
        consignment_id=part.consignment_id if part is not None else None,
        vat_rate_bp=tax[0] if tax is not None else None,
        vat_minor=tax[1].minor if tax is not None else None,
    )


def _vat(order: Facts, amount: Money, *, after: Money | None = None) -> tuple[int, Money]:
    """The VAT in an amount; of one that leaves ``after``, such that all that leave sum to the
    VAT of the whole."""
    bp = order.vat_bp
    if after is None:
        return bp, vat.inside(amount, bp)
    return bp, vat.inside(after + amount, bp) - vat.inside(after, bp)


def _posting(
    source: str, kind: str, legs: Iterable[Leg], order_id: int | None, at: datetime
) -> Posting | None:
    """Without the lines of nothing; None where nothing is left."""
    kept = [leg for leg in legs if leg.amount]
    return Posting(source, kind, at, kept, order_id) if kept else None
