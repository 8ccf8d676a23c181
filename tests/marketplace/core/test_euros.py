"""Euros as people write them."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from marketplace.core.euros import EurosField
from marketplace.core.money import Money


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("12,50", 1250),
        ("12.50", 1250),
        ("12,5", 1250),
        ("12", 1200),
        ("0", 0),
        ("007,05", 705),
        (" 1 234,50 € ", 123450),
        ("1\u202f234,50\u00a0€", 123450),
        ("1\u00a0234\u2009567,00", 123456700),
        ("€139.90", 13990),
        ("10000000", 1_000_000_000),
    ],
)
def test_what_is_written_is_read(written, minor):
    assert EurosField().clean(written) == Money(minor)


@pytest.mark.parametrize("written", ["", "  ", "\u00a0", None])
def test_nothing_is_none_where_it_may_be(written):
    assert EurosField(required=False).clean(written) is None
    with pytest.raises(ValidationError):
        EurosField().clean(written)


@pytest.mark.parametrize(
    ("written", "code", "words"),
    [
        ("dix", "invalid", "Écrivez un montant en euros, par exemple 49,90."),
        ("NaN", "invalid", "49,90"),
        ("inf", "invalid", "49,90"),
        ("1e3", "invalid", "49,90"),
        ("12 50", "invalid", "49,90"),
        ("1.234,50", "invalid", "49,90"),
        ("١٢", "invalid", "49,90"),
        ("12,", "invalid", "49,90"),
        ("€", "invalid", "49,90"),
        ("\0", "invalid", "49,90"),
        ("-5", "negative", "sans signe"),
        ("−5,00 €", "negative", "sans signe"),
        ("12,505", "cents", "deux décimales au plus"),
        ("1,234", "cents", "deux décimales au plus"),
        ("0,04", "least", "au moins 0,05\u00a0€"),
        ("500,01", "most", "au plus 500,00\u00a0€"),
        ("9" * 30, "most", "au plus 500,00\u00a0€"),
        ("9" * 5000, "most", "au plus 500,00\u00a0€"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(written, code, words):
    with pytest.raises(ValidationError) as refused:
        EurosField(least=Money(5), most=Money(50_000)).clean(written)

    (error,) = refused.value.error_list
    assert error.code == code
    assert words in refused.value.messages[0]


class Form(forms.Form):
    price = EurosField()


def test_an_amount_is_shown_as_it_is_written_and_what_was_typed_is_kept():
    shown = str(Form(initial={"price": Money(123450)})["price"])
    assert 'value="1234,50"' in shown
    assert 'inputmode="decimal"' in shown
    assert 'value="12,505"' in str(Form({"price": "12,505"})["price"])
