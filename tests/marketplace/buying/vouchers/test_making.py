"""Operators make vouchers, hand codes out once, stop them; each with its reason in the journal."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.buying.vouchers import codes, operations, queries
from marketplace.buying.vouchers.models import (
    Voucher,
    VoucherChange,
    VoucherCode,
    VoucherSeries,
)
from marketplace.buying.vouchers.operations import BadVoucher, SeriesHandedOut
from marketplace.core.errors import IllegalMove
from tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def journal(voucher):
    return list(voucher.changes.values_list("what", "note"))


def test_one_code_for_all_is_kept_as_it_is_read(clock):
    row = shop.voucher(" été-2026 ")

    assert str(queries.named_code(row)) == "ETE2026"
    assert queries.find("ete 2026").voucher == row
    assert journal(row) == [("made", "Semaine du trail")]


def test_a_series_is_handed_out_once_and_then_nobody_can_read_it(clock):
    row = shop.voucher(series=50)
    series = VoucherSeries.objects.get()

    made = operations.hand_out(series=series, user=None, at=clock())

    assert len(set(made)) == 50
    assert not VoucherCode.objects.exclude(code="").exists()
    assert {queries.find(code).voucher_id for code in made} == {row.pk}
    with pytest.raises(SeriesHandedOut):
        operations.hand_out(series=series, user=None, at=clock())
    assert journal(row) == [
        ("made", "Semaine du trail"),
        ("series", "50"),
        ("downloaded", "50"),
    ]


def test_each_code_of_a_series_is_used_once(clock):
    shop.voucher(series=2, uses_per_person=None)
    first, second = (codes.spaced(each.code) for each in VoucherCode.objects.order_by("pk"))
    shop.order(shop.offer(), code=first)

    with pytest.raises(operations.VoucherRefused, match="épuisé"):
        shop.order(shop.offer(), code=first)
    shop.order(shop.offer(), code=second)

    assert Voucher.objects.get().uses == 2


def test_more_codes_of_a_voucher_that_has_series(clock):
    row = shop.voucher(series=2)

    operations.generate(voucher=row, count=3, user=None, at=clock())

    assert list(queries.series_of(row).values_list("size", flat=True)) == [2, 3]
    with pytest.raises(BadVoucher):
        operations.generate(voucher=shop.voucher("TOUS"), count=3, user=None, at=clock())
    operations.stop(voucher=row, reason="Fini", user=None, at=clock())
    with pytest.raises(BadVoucher):
        operations.generate(voucher=row, count=3, user=None, at=clock())
    assert VoucherCode.objects.count() == 6


def test_stopped_once_with_a_reason(clock):
    row = shop.voucher()
    with pytest.raises(BadVoucher):
        operations.stop(voucher=row, reason="  ", user=None, at=clock())
    assert Voucher.objects.get().status == "active"

    operations.stop(voucher=row, reason="Erreur de montant", user=None, at=clock())
    with pytest.raises(IllegalMove):
        operations.stop(voucher=Voucher.objects.get(), reason="Encore", user=None, at=clock())

    assert journal(row)[1:] == [("stopped", "Erreur de montant")]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"minor": 0}, "amount"),
        ({"minor": None}, "amount"),
        ({"minor": -100}, "amount"),
        ({"minor": 10**12, "budget_minor": 10**12}, "amount"),
        ({"kind": "gift"}, "kind"),
        ({"percent": 101}, "percent"),
        ({"percent": 10, "amount_minor": 5}, "amount"),
        ({"percent": 10, "kind": "amount", "amount_minor": 5}, "percent"),
        ({"cap_minor": 500}, "cap"),
        ({"percent": 10, "cap_minor": 0}, "cap"),
        ({"minimum_minor": -1}, "minimum"),
        ({"ends_at": "before"}, "ends"),
        ({"starts_at": "long ago", "ends_at": "past"}, "ends"),
        ({"ends_at": "in years"}, "ends"),
        ({"uses_most": 0}, "uses"),
        ({"uses_per_person": -1}, "per_person"),
        ({"budget_minor": 0}, "budget"),
        ({"budget_minor": 999}, "budget"),
        ({"code": "AB"}, "code"),
        ({"code": "PAS/BON"}, "code"),
        ({"code": ""}, "code"),
        ({"series": 5001}, "series"),
        ({"series": -1}, "series"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_made(clock, said, field):
    moments = {
        "before": clock() - timedelta(days=2),
        "long ago": clock() - timedelta(days=9),
        "past": clock() - timedelta(seconds=1),
        "in years": clock() + timedelta(days=900),
    }
    said = {name: moments.get(value, value) if isinstance(value, str) and "_at" in name else value
            for name, value in said.items()}  # fmt: skip

    with pytest.raises(BadVoucher) as error:
        shop.voucher(**said)

    assert (error.value.field, bool(str(error.value.message))) == (field, True)
    for model in (Voucher, VoucherCode, VoucherSeries, VoucherChange):
        assert not model.objects.exists()


def test_a_code_exists_once_however_it_is_written(clock):
    shop.voucher("ETE2026")

    with pytest.raises(BadVoucher) as error:
        shop.voucher("été 2026")

    assert error.value.field == "code"
    assert Voucher.objects.count() == VoucherCode.objects.count() == 1


@pytest.mark.parametrize(
    "broken",
    [{"spent_minor": 100_001}, {"uses_most": 1, "uses": 2}, {"percent": 5}, {"amount_minor": None}],
)
def test_the_database_holds_it_too(clock, broken):
    shop.voucher()
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.update(**broken)


def test_the_list_tells_those_that_count_from_those_that_no_longer_do(clock):
    running, ended = shop.voucher("PREMIER"), shop.voucher("TROIS")
    operations.stop(voucher=ended, reason="Fini", user=None, at=clock())

    assert list(queries.listed(over=False, at=clock())) == [running]
    assert list(queries.listed(over=True, at=clock())) == [ended]
    clock.advance(days=31)
    assert len(queries.listed(over=True, at=clock())) == 2
