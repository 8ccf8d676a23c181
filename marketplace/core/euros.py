"""Amounts as people write them: the one form field for euros."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.core.money import Money

LEAST: Final = Money(0)
MOST: Final = Money(10_000_000_00)
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_AMOUNT = re.compile(
    r"(?P<sign>[-−]?)(?P<euros>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,](?P<cents>[0-9]+))?"
)
DIGITS = 15  # more are more than any limit, and are not even read


class EurosField(forms.Field):
    """``12,50``, ``12.50``, ``1 234,50 €``: a ``Money`` from ``least`` to ``most``, None where
    nothing is written. Anything else is refused, with the rule and what to write instead."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Écrivez un montant en euros, par exemple 49,90."),
        "negative": _("Un montant n’est pas négatif : écrivez-le sans signe, par exemple 49,90."),
        "cents": _("Un montant a deux décimales au plus : arrondissez-le, par exemple 49,90."),
        "least": _("Écrivez un montant d’au moins %(least)s."),
        "most": _("Écrivez un montant d’au plus %(most)s."),
    }

    def __init__(self, *, least: Money = LEAST, most: Money = MOST, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**options)

    def widget_attrs(self, _widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """An initial amount as one would write it."""
        return f"{value.decimal:.2f}".replace(".", ",") if isinstance(value, Money) else value

    def to_python(self, value: Any) -> Money | None:
        written = _SPACES.sub(" ", str(value or "")).strip()
        if not written:
            return None
        found = _AMOUNT.fullmatch(written.removeprefix("€").removesuffix("€").strip())
        if found is None:
            raise self._refused("invalid")
        if found["sign"]:
            raise self._refused("negative")
        cents = found["cents"] or ""
        if len(cents) > 2:
            raise self._refused("cents")
        return self._within(found["euros"].replace(" ", "").lstrip("0") + cents.ljust(2, "0"))

    def _within(self, minor: str) -> Money:
        if len(minor) > DIGITS or self.most < Money(int(minor)):
            raise self._refused("most")
        if Money(int(minor)) < self.least:
            raise self._refused("least")
        return Money(int(minor))

    def _refused(self, code: str) -> ValidationError:
        params = {"least": self.least, "most": self.most}
        return ValidationError(self.error_messages[code], code=code, params=params)
