"""When a consignment's money may leave, by the day of its delivery."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from marketplace.core.days import PARIS


@dataclass(frozen=True, slots=True)
class Rule:
    """Days after a delivery, from a day on, and where they are from."""

    since: date
    withdrawal_days: int
    margin_days: int
    source: str

    @property
    def withdrawal(self) -> timedelta:
        return timedelta(days=self.withdrawal_days)

    @property
    def span(self) -> timedelta:
        return timedelta(days=self.withdrawal_days + self.margin_days)


# The latest that has begun holds; the margin is for what was sent back on the last day.
RULES: Final = (
    Rule(date(2014, 6, 14), 14, 2, "Code de la consommation, art. L221-18 ; marge de Cordée"),
)


def rule_of(delivered_at: datetime) -> Rule:
    """The rule of the day of a delivery, as it is in Paris.

    :raises LookupError: no rule is as old as that.
    """
    day = delivered_at.astimezone(PARIS).date()
    held = [rule for rule in RULES if rule.since <= day]
    if not held:
        raise LookupError(f"no rule of maturity holds on {day}")
    return max(held, key=lambda rule: rule.since)
