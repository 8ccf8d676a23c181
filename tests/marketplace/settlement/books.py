"""Money of sellers in tests: what is posted as bookkeeping posts it, with round figures."""

from datetime import datetime
from typing import Any

from django.db.models import Sum

from marketplace.core.money import Money
from marketplace.fulfilment.models import Consignment
from marketplace.ledger import operations as ledger
from marketplace.ledger.legs import AccountName, Leg, Posting
from marketplace.ledger.models import EntryLine, Kind
from marketplace.payments.models import Payout, Reversal, StripeAccount, Transfer
from marketplace.settlement import dues
from marketplace.settlement.models import Due, Statement
from tests import shop
from tests.factories import LONG_AGO


def account(trader: Any, **fields: Any) -> StripeAccount:
    """An account that money may be sent to."""
    ready = {"transfers_active": True, "payouts_enabled": True, "created_at": LONG_AGO}
    row: StripeAccount = StripeAccount.objects.update_or_create(
        trader=trader, defaults={"account_id": f"acct_{trader.pk}", **ready, **fields}
    )[0]
    return row


def post(posting: Posting) -> int:
    entry = ledger.post_many(postings=[posting])[0]
    dues.follow(told=[(entry.pk, posting)])
    return int(entry.pk)


def leg(kind: Kind, minor: int, *, trader: int | None = None, **about: Any) -> Leg:
    return Leg(AccountName(kind, trader), Money(minor), **about)


def sale(parcel: Consignment, *, at: datetime) -> Posting:
    """The sale of what leaves with a parcel: 10 % of the goods are commission, 20 % VAT on it."""
    legs, about = [], {"consignment_id": parcel.pk}
    owed = parcel.shipping_minor
    for line in parcel.lines.filter(status="going").select_related("order_line"):
        gross = Money.from_decimal(line.order_line.line_price_incl_tax).minor
        named = {**about, "order_line_id": line.order_line_id}
        legs += [
            leg(Kind.SHOPPER_LIABILITY, gross, **named),
            leg(Kind.COMMISSION, -gross // 10, **named),
            leg(Kind.COMMISSION_VAT, -gross // 50, **named),
        ]
        owed += gross - gross // 10 - gross // 50
    if parcel.shipping_minor:
        legs.append(leg(Kind.SHOPPER_LIABILITY, parcel.shipping_minor, **about))
    legs.append(leg(Kind.PAYABLE, -owed, trader=parcel.trader_id, **about))
    return Posting(f"sale:{parcel.pk}", "sale", at, legs, parcel.order_id)


def refund(parcel: Consignment, minor: int, *, key: int, at: datetime, **about: Any) -> Posting:
    """A refund that the seller bears, with its tenth of commission and the VAT on it back."""
    named = {"consignment_id": parcel.pk, **about}
    back, vat = minor // 10, minor // 50
    legs = [
        leg(Kind.PAYABLE, minor - back - vat, trader=parcel.trader_id, **named),
        leg(Kind.COMMISSION, back, **named),
        leg(Kind.COMMISSION_VAT, vat, **named),
        leg(Kind.REFUNDS_DUE, -minor, **named),
    ]
    return Posting(f"refund:{key}", "refund", at, legs, parcel.order_id)


def delivered(*records: Any, at: datetime) -> list[Consignment]:
    """The parcels of a paid order, sold and delivered at that moment, their sellers payable."""
    order = shop.paid_order(*records, at=at)
    parcels = list(
        Consignment.objects.filter(order=order).select_related("trader").order_by("number")
    )
    for parcel in parcels:
        parcel.status, parcel.shipped_at, parcel.delivered_at = "delivered", at, at
        parcel.save()
        account(parcel.trader)
        post(sale(parcel, at=at))
    return parcels


def due(parcel: Consignment) -> Due:
    row: Due = Due.objects.get(consignment=parcel)
    return row


def arrive(*, at: datetime) -> list[Transfer]:
    """Stripe makes every transfer that was asked for; the ledger says so."""
    rows = list(Transfer.objects.filter(status="new").order_by("pk"))
    for row in rows:
        Transfer.objects.filter(pk=row.pk).update(status="made", stripe_id=f"tr_{row.pk}")
        named = {"consignment_id": row.consignment_id}
        legs = [
            leg(Kind.STRIPE_CONNECTED, row.amount_minor, trader=row.trader_id, **named),
            leg(Kind.STRIPE_CLEARING, -row.amount_minor, **named),
        ]
        post(Posting(f"transfer:{row.pk}", "transfer", at, legs, row.payment.order_id))
    return rows


def take_back(reversal: Reversal, *, at: datetime) -> None:
    """Stripe makes a reversal; the ledger says so."""
    Reversal.objects.filter(pk=reversal.pk).update(status="made", stripe_id=f"trr_{reversal.pk}")
    transfer = reversal.transfer
    named = {"consignment_id": transfer.consignment_id}
    legs = [
        leg(Kind.STRIPE_CLEARING, reversal.amount_minor, **named),
        leg(Kind.STRIPE_CONNECTED, -reversal.amount_minor, trader=transfer.trader_id, **named),
    ]
    post(Posting(f"reversal:{reversal.pk}", "reversal", at, legs, transfer.payment.order_id))


def begin(statement: Statement, *, at: datetime) -> Payout:
    """Stripe begins the payout of a statement; the ledger says so."""
    payout: Payout = Payout.objects.get(pk=statement.payout_id)
    payout.status, payout.stripe_id = "begun", f"po_{payout.pk}"
    payout.save()
    legs = [
        leg(Kind.PAYABLE, payout.amount_minor, trader=payout.trader_id),
        leg(Kind.STRIPE_CONNECTED, -payout.amount_minor, trader=payout.trader_id),
    ]
    post(Posting(f"payout:{payout.pk}", "payout", at, legs))
    return payout


def balance(kind: Kind, trader: int | None = None) -> int:
    """Cents, debit above zero."""
    rows = EntryLine.objects.filter(account__kind=kind)
    if trader is not None:
        rows = rows.filter(account__trader_id=trader)
    return rows.aggregate(sum=Sum("minor"))["sum"] or 0
