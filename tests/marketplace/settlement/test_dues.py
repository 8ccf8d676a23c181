"""What the ledger writes becomes lines of what is due, to the cent and once."""

import pytest

from marketplace.ledger.legs import Posting
from marketplace.ledger.models import Kind
from marketplace.settlement import dues
from marketplace.settlement.models import Due, PayoutTerms, StatementLine
from tests import shop
from tests.marketplace.settlement import books

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.fixture
def parcel(clock):
    point = shop.point("Foulées d’Annecy")
    (parcel,) = books.delivered(
        shop.offer(point=point, minor=5000), shop.offer(point=point, minor=7000), at=clock()
    )
    return parcel


def figures(row):
    return (
        row.gross_minor, row.delivery_minor, row.commission_minor, row.commission_vat_minor,
        row.refund_minor, row.correction_minor, row.reserve_minor, row.total_minor,
    )  # fmt: skip


def test_a_sale_is_a_line_for_each_article_and_one_for_the_delivery(parcel):
    lines = StatementLine.objects.filter(due__consignment=parcel).order_by("kind", "total_minor")

    assert [(line.kind, figures(line)) for line in lines] == [
        ("delivery", (0, 490, 0, 0, 0, 0, 0, 490)),
        ("sale", (5000, 0, -500, -100, 0, 0, 0, 4400)),
        ("sale", (7000, 0, -700, -140, 0, 0, 0, 6160)),
    ]
    assert figures(books.due(parcel)) == (12000, 490, -1200, -240, 0, 0, 0, 11050)
    assert books.balance(Kind.PAYABLE, parcel.trader_id) == -11050


def test_the_first_sale_gives_its_trader_terms(parcel, clock):
    terms = PayoutTerms.objects.get(pk=parcel.trader_id)

    assert (terms.rhythm, terms.minimum_minor, terms.trusted_days) == ("twice_monthly", 1000, None)
    assert terms.next_date > clock().date()


def test_a_refund_takes_the_price_and_gives_the_commission_back(parcel, clock):
    line = parcel.lines.order_by("pk").first()
    books.post(books.refund(parcel, 5000, key=1, at=clock(), order_line_id=line.order_line_id))

    written = StatementLine.objects.get(kind="refund")
    assert figures(written) == (0, 0, 500, 100, -5000, 0, 0, -4400)
    assert written.order_line_id == line.order_line_id
    assert figures(books.due(parcel)) == (12000, 490, -700, -140, -5000, 0, 0, 6650)
    assert books.balance(Kind.PAYABLE, parcel.trader_id) == -6650


def test_an_entry_that_is_told_twice_is_one_line(parcel, clock):
    posting = books.refund(parcel, 5000, key=1, at=clock())
    first, again = books.post(posting), books.post(posting)

    assert first == again
    assert StatementLine.objects.filter(kind="refund").count() == 1
    assert books.due(parcel).refund_minor == -5000


def test_a_sale_whose_parts_are_not_what_it_pays_is_not_taken_up(clock):
    order = shop.paid_order(shop.offer(minor=5000))
    parcel = order.consignments.get()
    sale = books.sale(parcel, at=clock())
    wrong = [leg for leg in sale.legs if leg.account.kind != Kind.COMMISSION]

    with pytest.raises(dues.Unlike):
        dues.follow(told=[(1, Posting(sale.source, "sale", sale.at, wrong, order.pk))])

    assert not Due.objects.exists()
    assert not StatementLine.objects.exists()


def test_a_refund_of_what_was_never_sold_is_not_taken_up(clock):
    parcel = shop.paid_order(shop.offer(minor=5000)).consignments.get()

    with pytest.raises(dues.Unlike):
        books.post(books.refund(parcel, 5000, key=1, at=clock()))

    assert not StatementLine.objects.exists()


def test_delivered_after_it_was_booked(clock):
    parcel = shop.paid_order(shop.offer(minor=5000)).consignments.get()
    books.post(books.sale(parcel, at=clock()))
    assert books.due(parcel).matures_at is None

    parcel.delivered_at = clock.advance(days=2)
    parcel.save()
    noted = dues.note_deliveries(Due.objects.all())

    assert noted == 1
    assert (books.due(parcel).matures_at - parcel.delivered_at).days == 16


@pytest.mark.parametrize("size", [1, 30])
def test_many_entries_cost_what_one_costs(clock, django_assert_max_num_queries, size):
    from marketplace.ledger import operations as ledger

    point = shop.point()
    parcels = [
        shop.paid_order(shop.offer(point=point, minor=5000, stock=9)).consignments.get()
        for _n in range(size)
    ]
    postings = [books.sale(parcel, at=clock()) for parcel in parcels]
    entries = ledger.post_many(postings=postings)

    with django_assert_max_num_queries(14):
        dues.follow(told=[(e.pk, p) for e, p in zip(entries, postings, strict=True)])

    assert Due.objects.count() == size
