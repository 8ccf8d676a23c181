"""What a seller looks at across rooms: rows of the present scope only."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from marketplace.care import queries as care
from marketplace.care.models import Case
from marketplace.fulfilment import queries as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentChange
from marketplace.technical import queries as technical
from marketplace.traders.models import Trader
from sellers.feeds import queries as feeds

SHOWN = 12


@dataclass(frozen=True)
class Task:
    """Something that waits for the seller: a parcel, or a case without an answer."""

    deadline: datetime
    parcel: Consignment | None = None
    case: Case | None = None


@dataclass(frozen=True)
class Step:
    """One line of a parcel's history; ``who`` is empty when it happened by itself."""

    change: ConsignmentChange
    who: str


def tasks() -> list[Task]:
    """What waits, the nearest deadline first; at most ``SHOWN``."""
    parcels = [
        Task(deadline=_deadline(parcel), parcel=parcel)
        for parcel in fulfilment.with_lines(fulfilment.urgent())[:SHOWN]
    ]
    cases = [Task(deadline=case.answer_by, case=case) for case in unanswered()[:SHOWN]]
    return list(islice(sorted([*parcels, *cases], key=lambda task: task.deadline), SHOWN))


def _deadline(parcel: Consignment) -> datetime:
    deadline = parcel.ship_by or parcel.accept_by
    assert deadline is not None  # every parcel that has been paid for has one
    return deadline


def unanswered() -> Any:
    """Cases that wait for the seller."""
    return care.open_cases().filter(status=Case.Status.OPEN)


def counts() -> dict[str, int]:
    """How many parcels in each state, cases without an answer, proposals without a decision."""
    by_status = fulfilment.counts_by_status()
    shown = (Consignment.Status.TO_ACCEPT, Consignment.Status.TO_SHIP, Consignment.Status.SHIPPED)
    return {
        **{str(status): by_status.get(status, 0) for status in shown},
        "cases": unanswered().count(),
        "proposals": technical.open_proposals().count(),
    }


def last_run() -> Any:
    """The latest import of the present trader, None before the first one."""
    return feeds.runs().first()


def usual_carrier() -> str:
    """Whom the trader handed its last parcel to, "" before the first."""
    rows = Consignment.objects.exclude(carrier="").order_by("-shipped_at", "-id")
    return rows.values_list("carrier", flat=True).first() or ""


def history(consignment: Consignment, *, trader: Trader) -> list[Step]:
    """What happened to a parcel, and who did it as far as the seller may know."""
    changes = consignment.changes.select_related("actor__membership")
    return [Step(change, _who(change.actor, trader)) for change in changes]


def _who(actor: Any, trader: Trader) -> str:
    """A colleague's name; of others only which side they are on."""
    if actor is None:
        return ""
    membership = getattr(actor, "membership", None)
    if membership is not None and membership.trader_id == trader.pk:
        return str(actor.get_full_name() or actor.email)
    return "Cordée" if actor.is_staff else _("le client")
