from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellers.feeds import values
from sellers.feeds.faults import Fault, Rule


def euros(text: str) -> int:
    return values.cents(text, currency="EUR")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("52", 5200),
        ("12,5", 1250),
        ("1 299,00 €", 129900),
        ("1\u202f299,00\u00a0€", 129900),
        ("26.067,00", 2606700),
        ("26,067.00", 2606700),
        ("EUR 12.50", 1250),
        ("89.00 EUR", 8900),
        ("+5,00", 500),
        ("0,99", 99),
        ("119,-", 11900),
        ("119.-", 11900),
        ("119.–", 11900),
        ("119,—", 11900),
        ("119,--", 11900),
        ("1'299.-", 129900),
        ("1.299,-", 129900),
        ("119,- €", 11900),
        ("EUR 119.-", 11900),
    ],
)
def test_reads_a_price(text: str, cents: int) -> None:
    assert euros(text) == cents


@pytest.mark.parametrize(
    ("text", "rule", "fix"),
    [
        ("12,5O", Rule.NOT_A_PRICE, "12,50"),
        ("l2,50", Rule.NOT_A_PRICE, "12,50"),
        ("12€50", Rule.NOT_A_PRICE, "12,50"),
        ("Not numeral", Rule.NOT_A_PRICE, ""),
        ("-5", Rule.NEGATIVE_PRICE, "5"),
        ("0", Rule.ZERO_PRICE, ""),
        ("0,00", Rule.ZERO_PRICE, ""),
        ("12.500", Rule.AMBIGUOUS_PRICE, ""),
        ("12,999 €", Rule.AMBIGUOUS_PRICE, ""),
        ("12.9999", Rule.PRICE_TOO_PRECISE, "13,00"),
        ("1,2E+3", Rule.SCIENTIFIC, ""),
        ("$2,030", Rule.OTHER_CURRENCY, ""),
        ("20 000Fcfa", Rule.OTHER_CURRENCY, ""),
        ("10 - 20", Rule.TWO_PRICES, ""),
        ("119-", Rule.NOT_A_PRICE, ""),
        ("12,5-", Rule.NOT_A_PRICE, ""),
        ("12.500.-", Rule.NOT_A_PRICE, ""),
        ("-119,-", Rule.NEGATIVE_PRICE, "119,00"),
        ("CHF 119.-", Rule.OTHER_CURRENCY, ""),
        ("1000000,01", Rule.PRICE_TOO_HIGH, ""),
        ("１２", Rule.NOT_A_PRICE, ""),
    ],
)
def test_refuses_what_is_no_price(text: str, rule: Rule, fix: str) -> None:
    with pytest.raises(Fault) as caught:
        euros(text)
    assert (caught.value.rule, caught.value.fix) == (rule, fix)


@given(st.integers(min_value=1, max_value=values.MAX_CENTS))
def test_a_written_price_reads_back(cents: int) -> None:
    whole, part = divmod(cents, 100)
    grouped = f"{whole:,}"
    for written in (
        f"{whole},{part:02d}",
        f"{whole}.{part:02d}",
        f"{grouped.replace(',', ' ')},{part:02d} €",
        f"{grouped.replace(',', '.')},{part:02d}",
        f"{grouped}.{part:02d}",
        f"EUR {whole}.{part:02d}",
    ):
        assert euros(written) == cents


def fault_of(read: Callable[[], int]) -> Fault | None:
    """What is wrong with a value, None when nothing is."""
    try:
        read()
    except Fault as fault:
        return fault
    return None


@given(st.text(max_size=30))
def test_any_text_is_a_price_or_a_fault_whose_fix_is_a_price(text: str) -> None:
    fault = fault_of(lambda: euros(text))
    if fault is None:
        assert 0 < euros(text) <= values.MAX_CENTS
    elif fault.fix:
        assert euros(fault.fix) > 0


@pytest.mark.parametrize("char", ["9", "1 ", "1-", "-", "é", "1.", "$"])
def test_a_hostile_cell_is_refused_at_once(char: str) -> None:
    hostile = char * 500_000
    for read in (euros, values.units, values.gtin14, values.day):
        with pytest.raises(Fault):
            read(hostile)


@given(st.integers(min_value=0, max_value=values.MAX_STOCK))
def test_a_written_stock_reads_back(count: int) -> None:
    for written in (f"{count}", f"{count}.0000", f"{count:,}".replace(",", " ")):
        assert values.units(written) == count


@pytest.mark.parametrize(
    ("text", "rule", "fix"),
    [
        ("-3", Rule.NEGATIVE_STOCK, "0"),
        ("- 3", Rule.NEGATIVE_STOCK, "0"),
        ("beaucoup", Rule.NOT_A_STOCK, ""),
        ("> 10", Rule.NOT_A_STOCK, "10"),
        ("1.5", Rule.NOT_A_STOCK, ""),
        ("1E3", Rule.SCIENTIFIC, ""),
        ("1000001", Rule.STOCK_TOO_HIGH, ""),
    ],
)
def test_refuses_what_is_no_stock(text: str, rule: Rule, fix: str) -> None:
    with pytest.raises(Fault) as caught:
        values.units(text)
    assert (caught.value.rule, caught.value.fix) == (rule, fix)


@given(st.text(max_size=30))
def test_any_text_is_a_stock_or_a_fault_whose_fix_is_a_stock(text: str) -> None:
    fault = fault_of(lambda: values.units(text))
    if fault is None:
        assert 0 <= values.units(text) <= values.MAX_STOCK
    elif fault.fix:
        assert values.units(fault.fix) >= 0


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("6291041500213", "06291041500213"),
        ("'6291041500213", "06291041500213"),
        ('="6291041500213"', "06291041500213"),
        ("629 1041 500213", "06291041500213"),
        ("6291041500213.0", "06291041500213"),
        ("96385074", "00000096385074"),
    ],
)
def test_reads_a_barcode(text: str, gtin: str) -> None:
    assert values.gtin14(text) == gtin


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("6291041500214", Rule.GTIN_CHECK_DIGIT),
        ("8,69E+12", Rule.GTIN_ROUNDED),
        ("0123457000000", Rule.GTIN_ROUNDED),
        ("6291041500213+6291041500220", Rule.SEVERAL_GTINS),
        ("2912345678906", Rule.GTIN_IN_STORE),
        ("9782070612758", Rule.GTIN_NOT_GOODS),
        ("12345", Rule.NOT_A_GTIN),
        ("abc", Rule.NOT_A_GTIN),
    ],
)
def test_refuses_what_is_no_barcode(text: str, rule: Rule) -> None:
    with pytest.raises(Fault) as caught:
        values.gtin14(text)
    assert caught.value.rule is rule


def test_reads_days_as_shops_export_them() -> None:
    written = (
        "2026-11-03",
        "2026-11-03 00:00:00",
        "11/3/26",
        "11/3/2026, 12:00 AM",
        "03.11.2026",
    )
    assert {values.day(text) for text in written} == {date(2026, 11, 3)}
    with pytest.raises(Fault) as caught:
        values.day("bientôt")
    assert caught.value.rule is Rule.NOT_A_DATE


def test_a_title_is_one_line_of_plain_text() -> None:
    dirty = " Pursuit <b>Lumaflex&trade;</b>\n Tone\u200b Band "
    assert values.line_of_text(dirty) == "Pursuit Lumaflex™ Tone Band"


def test_a_description_neither_runs_nor_loads() -> None:
    dirty = (
        '<h1 onclick="x()">Chaud</h1><script>alert(1)</script><p style="color:red">Et '
        '<a href="javascript:x">sec</a></p><img src="//x.test/a.png" onerror="x()">'
    )
    assert values.clean_html(dirty) == "<h4>Chaud</h4><p>Et sec</p>"
