"""``python -m bench.shops.payouts SELLERS LINES``: a month of sales, then its day of payment."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import django

CHUNK = 2000
LINES_A_PARCEL = 2
SOLD_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DELIVERED_AT = SOLD_AT + timedelta(days=2)
PAID_AT = SOLD_AT + timedelta(days=30)
SAMPLE = 500  # consignments whose transfers are asked for on the clock


def main() -> None:
    django.setup()
    from marketplace.core.scopes import house_scope

    sellers, lines = int(sys.argv[1]), int(sys.argv[2])
    with house_scope():
        print(json.dumps(_measured(sellers, lines)))


def _measured(sellers: int, lines: int) -> dict[str, Any]:
    from django.db import connection
    from django.db.models import Sum

    from marketplace.payments.models import Payout
    from marketplace.settlement import maturity, payouts, transfers
    from marketplace.settlement.models import Due, PayoutTerms, Statement, StatementLine

    consignments = _sold(_traders(sellers), lines // LINES_A_PARCEL)
    _booked(consignments)
    Due.objects.update(delivered_at=DELIVERED_AT, matures_at=DELIVERED_AT + timedelta(days=16))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    found, matured_s = _timed(lambda: list(maturity.matured(at=PAID_AT).values_list("pk")))
    sample = [row[0] for row in found[:SAMPLE]]
    asked, transfers_s = _timed(lambda: transfers.settle(due_ids=sample, at=PAID_AT))
    _arrived(sample)
    PayoutTerms.objects.update(next_date=date(2026, 4, 1))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    paid, payouts_s = _timed(lambda: payouts.run(at=PAID_AT))
    asked_for = dict(Payout.objects.values_list("pk", "amount_minor"))
    lines_of = StatementLine.objects.exclude(statement=None).order_by()
    listed = dict(lines_of.values_list("statement_id").annotate(Sum("total_minor")))
    return {
        "sellers": sellers,
        "lines": lines,
        "statement_lines": StatementLine.objects.exclude(statement=None).count(),
        "payouts": paid,
        "payouts_s": round(payouts_s, 1),
        "differing": sum(
            not listed[row.pk] == row.amount_minor == asked_for.get(row.payout_id or 0)
            for row in Statement.objects.all()
        ),
        "matured": len(found),
        "matured_ms": round(matured_s * 1000),
        "transfers_s": round(asked / transfers_s),
    }


def _timed(call: Any) -> tuple[Any, float]:
    start = time.perf_counter()
    answer = call()
    return answer, time.perf_counter() - start


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _traders(count: int) -> list[tuple[int, int]]:
    """Sellers with an account at Stripe; (trader, its point's partner) each."""
    from oscar.core.loading import get_model

    from marketplace.payments.models import StripeAccount
    from marketplace.traders.models import Trader

    partners = get_model("partner", "Partner").objects.bulk_create(
        get_model("partner", "Partner")(name=f"Point {n}", code=f"bench-{n}") for n in range(count)
    )
    traders = Trader.objects.bulk_create(
        Trader(
            slug=f"bench-{n}", name=f"Boutique {n}", legal_name=f"Boutique {n}", siren="552100554",
            line1="1 rue Royale", postcode="74000", town="Annecy", email=f"b{n}@exemple.test",
            payable=True,
        )
        for n in range(count)
    )  # fmt: skip
    StripeAccount.objects.bulk_create(
        StripeAccount(
            trader=trader, account_id=f"acct_{trader.pk}", transfers_active=True,
            payouts_enabled=True, created_at=SOLD_AT,
        )
        for trader in traders
    )  # fmt: skip
    return [(trader.pk, partner.pk) for trader, partner in zip(traders, partners, strict=True)]


def _sold(traders: Sequence[tuple[int, int]], count: int) -> list[Any]:
    """Paid orders of one parcel with two articles each, spread over the sellers."""
    from oscar.core.loading import get_model

    from marketplace.fulfilment.models import Consignment, ConsignmentLine
    from marketplace.payments.models import Payment

    order_model, line_model = get_model("order", "Order"), get_model("order", "Line")
    made: list[Any] = []
    for numbers in _chunks(range(count)):
        orders = order_model.objects.bulk_create(
            order_model(
                number=f"B{n}", currency="EUR", total_incl_tax=Decimal("104.90"),
                total_excl_tax=Decimal("87.42"), date_placed=SOLD_AT, status="paid",
            )
            for n in numbers
        )  # fmt: skip
        lines = line_model.objects.bulk_create(
            line_model(
                order=order, title="Article", quantity=1, partner_name="", partner_sku="",
                num_allocated=0,
                line_price_incl_tax=Decimal(50), line_price_excl_tax=Decimal("41.67"),
                line_price_before_discounts_incl_tax=Decimal(50),
                line_price_before_discounts_excl_tax=Decimal("41.67"),
            )
            for order in orders
            for _line in range(LINES_A_PARCEL)
        )  # fmt: skip
        Payment.objects.bulk_create(
            Payment(
                order=order, status="succeeded", amount_minor=10490, created_at=SOLD_AT,
                expires_at=SOLD_AT, succeeded_at=SOLD_AT, charge_id=f"ch_{order.number}",
            )
            for order in orders
        )  # fmt: skip
        parcels = Consignment.objects.bulk_create(
            Consignment(
                order=order, number=f"{order.number}-A", status="delivered", shipping_minor=490,
                trader_id=traders[n % len(traders)][0], partner_id=traders[n % len(traders)][1],
                promised_date=DELIVERED_AT.date(), shipped_at=SOLD_AT, delivered_at=DELIVERED_AT,
            )
            for n, order in zip(numbers, orders, strict=True)
        )  # fmt: skip
        ConsignmentLine.objects.bulk_create(
            ConsignmentLine(consignment=parcels[n // LINES_A_PARCEL], order_line=line)
            for n, line in enumerate(lines)
        )
        made += [
            (parcel, [line.pk for line in lines[n * LINES_A_PARCEL : (n + 1) * LINES_A_PARCEL]])
            for n, parcel in enumerate(parcels)
        ]
    return made


def _booked(consignments: Sequence[tuple[Any, list[int]]]) -> None:
    """Sales in the ledger, and what is due by them."""
    from django.db import transaction

    from marketplace.ledger import operations as ledger
    from marketplace.settlement import dues

    for chunk in _chunks(consignments):
        postings = [_sale(parcel, lines) for parcel, lines in chunk]
        with transaction.atomic():
            entries = ledger.post_many(postings=postings)
            dues.follow(told=[(e.pk, p) for e, p in zip(entries, postings, strict=True)])


def _sale(parcel: Any, lines: Sequence[int]) -> Any:
    from marketplace.ledger.legs import Posting
    from marketplace.ledger.models import Kind

    about = {"consignment_id": parcel.pk}
    legs = [
        leg
        for line in lines
        for leg in (
            _leg(Kind.SHOPPER_LIABILITY, 5000, order_line_id=line, **about),
            _leg(Kind.COMMISSION, -600, order_line_id=line, **about),
            _leg(Kind.COMMISSION_VAT, -120, order_line_id=line, **about),
            _leg(Kind.PAYABLE, -4280, trader=parcel.trader_id, order_line_id=line, **about),
        )
    ]
    legs += [
        _leg(Kind.SHOPPER_LIABILITY, 490, **about),
        _leg(Kind.PAYABLE, -490, trader=parcel.trader_id, **about),
    ]
    return Posting(f"sale:{parcel.pk}", "sale", SOLD_AT, legs, parcel.order_id)


def _leg(kind: Any, minor: int, *, trader: int | None = None, **about: int) -> Any:
    from marketplace.core.money import Money
    from marketplace.ledger.legs import AccountName, Leg

    return Leg(AccountName(kind, trader), Money(minor), **about)


def _arrived(asked: Sequence[int]) -> None:
    """All of it is on the sellers' accounts: what was asked for, and the rest as if it had been."""
    from django.db import transaction

    from marketplace.ledger import operations as ledger
    from marketplace.ledger.legs import Posting
    from marketplace.ledger.models import Kind
    from marketplace.payments.models import Transfer
    from marketplace.settlement.models import Due, StatementLine

    Transfer.objects.update(status="made")
    rest = Due.objects.exclude(pk__in=asked)
    for chunk in _chunks(list(rest.order_by("pk"))):
        made = Transfer.objects.bulk_create(
            Transfer(
                trader_id=due.trader_id, payment_id=_payment(due.order_id), status="made",
                consignment_id=due.consignment_id, amount_minor=due.total_minor,
                key=f"transfer:{due.consignment_id}:0", created_at=PAID_AT, due_at=PAID_AT,
            )
            for due in chunk
        )  # fmt: skip
        by_due = dict(zip((due.pk for due in chunk), (row.pk for row in made), strict=True))
        lines = list(StatementLine.objects.filter(due__in=by_due))
        for line in lines:
            line.transfer_id = by_due[line.due_id]
        StatementLine.objects.bulk_update(lines, ["transfer_id"], batch_size=1000)
    Due.objects.update(is_open=False)
    for rows in _chunks(list(Transfer.objects.order_by("pk"))):
        postings = [
            Posting(
                f"transfer:{row.pk}",
                "transfer",
                PAID_AT,
                [
                    _leg(Kind.STRIPE_CONNECTED, row.amount_minor, trader=row.trader_id),
                    _leg(Kind.STRIPE_CLEARING, -row.amount_minor),
                ],
            )
            for row in rows
        ]
        with transaction.atomic():
            ledger.post_many(postings=postings)
    StatementLine.objects.update(ready_at=PAID_AT)


_paid: dict[int, int] = {}


def _payment(order_id: int) -> int:
    from marketplace.payments.models import Payment

    if not _paid:
        _paid.update(Payment.objects.values_list("order_id", "pk"))
    return _paid[order_id]


if __name__ == "__main__":
    main()
