"""What Stripe holds, read from the twin's own file: the truth that the shop must agree with."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from marketplace.settlement import calendar

UNWOUND = ("failed", "canceled")


@dataclass(frozen=True)
class AtStripe:
    """All objects of one moment."""

    objects: dict[str, list[dict[str, Any]]]

    @classmethod
    def read(cls, state: Path) -> "AtStripe":
        connection = sqlite3.connect(f"file:{state}?mode=ro", uri=True, timeout=10)
        try:
            rows = connection.execute(
                "SELECT kind, body FROM objects WHERE kind <> 'event' ORDER BY seq"
            ).fetchall()
        finally:
            connection.close()
        objects: dict[str, list[dict[str, Any]]] = {}
        for kind, body in rows:
            objects.setdefault(kind, []).append(json.loads(body))
        return cls(objects)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return self.objects.get(kind, [])

    def ours(self, kind: str) -> list[dict[str, Any]]:
        """The house's own: transfers and what comes back of them are charges and refunds there."""
        return [one for one in self.of(kind) if not one.get("_account")]

    def paid(self) -> dict[str, list[dict[str, Any]]]:
        """Order number → its charges that took money."""
        found: dict[str, list[dict[str, Any]]] = {}
        for charge in self.ours("charge"):
            if charge["paid"]:
                found.setdefault(str(charge["transfer_group"]), []).append(charge)
        return found

    def refunds(self) -> dict[str, dict[str, Any]]:
        return {refund["id"]: refund for refund in self.ours("refund")}

    def live_refunds(self) -> list[dict[str, Any]]:
        """Those that took money away and did not bring it back."""
        return [refund for refund in self.ours("refund") if refund["status"] not in UNWOUND]

    @property
    def moved(self) -> int:
        """Cents that shoppers paid, less what they have back, before Stripe's fees."""
        kinds = ("charge", "refund", "refund_failure")
        return sum(move["amount"] for move in self._moves() if move["type"] in kinds)

    @property
    def balance(self) -> int:
        """Cents of the platform's balance, pending included, after fees."""
        return sum(move["net"] for move in self._moves())

    def balance_of(self, account: str) -> int:
        """Cents of a seller's balance, pending included."""
        return sum(move["net"] for move in self._moves(account))

    def days(self) -> list[date]:
        """Those of Paris on which money moved in any balance."""
        moments = {
            datetime.fromtimestamp(m["created"], UTC) for m in self.of("balance_transaction")
        }
        return sorted({calendar.day_of(moment) for moment in moments})

    def _moves(self, account: str | None = None) -> list[dict[str, Any]]:
        return [m for m in self.of("balance_transaction") if m.get("_account") == account]
