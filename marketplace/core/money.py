"""Money in minor units. Decimals are Oscar's; they become ``Money`` once, in ``offers.queries``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision

_precision = lru_cache(maxsize=64)(get_currency_precision)  # a choice among offers asks of each


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were added or compared."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount: ``minor`` units (cents for EUR) of an ISO 4217 ``currency``."""

    minor: int
    currency: str = "EUR"

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: str = "EUR") -> Money:
        """Half a minor unit rounds up, as on an invoice."""
        scaled = amount.scaleb(_precision(currency))
        return cls(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-_precision(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.minor * quantity, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def fraction(self, numerator: int, denominator: int) -> Money:
        """``numerator / denominator`` of it (``denominator`` above zero); half a minor unit rounds
        away from zero, so that what is given back rounds as what was taken."""
        scaled = self.minor * numerator
        rounded = (2 * abs(scaled) + denominator) // (2 * denominator)
        return Money(-rounded if scaled < 0 else rounded, self.currency)

    def share(self, weights: Sequence[int]) -> list[Money]:
        """Split by ``weights`` (not negative, not all 0); the parts sum to the whole exactly.

        Largest remainder; ties go to the earlier part.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must not be negative and must not all be 0")
        parts = [self.minor * weight // total for weight in weights]
        remainders = [self.minor * weight % total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
        for index in by_remainder[: self.minor - sum(parts)]:
            parts[index] += 1
        return [Money(part, self.currency) for part in parts]

    def format(self, locale: str = "fr") -> str:
        """As a person reads it: ``139,90 €`` in French, ``€139.90`` in English."""
        return _formatted(self.minor, self.currency, locale.replace("-", "_"))

    def __str__(self) -> str:
        return self.format()

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor


@lru_cache(maxsize=4096)  # a listing says two dozen prices, mostly the same ones
def _formatted(minor: int, currency: str, locale: str) -> str:
    words = str(format_currency(Money(minor, currency).decimal, currency, locale=locale))
    return words.replace("-", "−") if minor < 0 else words


def total(amounts: Sequence[Money], currency: str = "EUR") -> Money:
    """The sum; 0 in ``currency`` when there is nothing to add."""
    return sum(amounts, start=Money(0, amounts[0].currency if amounts else currency))
