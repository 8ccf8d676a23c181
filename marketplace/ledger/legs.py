"""What an entry is made of, before it is written."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from marketplace.core.money import Money
from marketplace.ledger.models import Kind

# Account's kind, its trader, cents, currency, order line, consignment, VAT: basis points, cents.
Written: TypeAlias = tuple[
    str, int | None, int, str, int | None, int | None, int | None, int | None
]


@dataclass(frozen=True, slots=True)
class AccountName:
    """An account in words: its kind, and whose it is where each trader has one."""

    kind: Kind
    trader_id: int | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.trader_id}" if self.trader_id else str(self.kind)


@dataclass(frozen=True, slots=True)
class Leg:
    """One line to be: an amount (debit +, credit −) and what it is about.

    ``vat_minor`` is the part of the amount that is VAT at ``vat_rate_bp`` basis points, in cents,
    signed as the amount is; of an amount of VAT, all of it.
    """

    account: AccountName
    amount: Money
    order_line_id: int | None = None
    consignment_id: int | None = None
    vat_rate_bp: int | None = None
    vat_minor: int | None = None

    @property
    def written(self) -> Written:
        return (
            str(self.account.kind),
            self.account.trader_id,
            self.amount.minor,
            self.amount.currency,
            self.order_line_id,
            self.consignment_id,
            self.vat_rate_bp,
            self.vat_minor,
        )


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry to be: see ``operations.post``."""

    source: str
    kind: str
    at: datetime
    legs: Sequence[Leg]
    order_id: int | None = None

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.kind, self.order_id, (leg.written for leg in self.legs))


def fingerprint(kind: str, order_id: int | None, lines: Iterable[Written]) -> str:
    """The same for the same lines in whatever order: what an entry says, in 64 digits."""
    told = sorted(json.dumps(line) for line in lines)
    return hashlib.sha256(json.dumps([kind, order_id, told]).encode()).hexdigest()
