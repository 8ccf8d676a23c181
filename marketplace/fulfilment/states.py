"""How a consignment may move."""

from datetime import datetime
from typing import Any

from marketplace.core.states import Moves, guarded_move
from marketplace.fulfilment.models import Consignment, ConsignmentChange

Status = Consignment.Status

MOVES: Moves[Status] = {
    Status.AWAITING_PAYMENT: frozenset({Status.TO_ACCEPT, Status.CANCELLED}),
    Status.TO_ACCEPT: frozenset({Status.TO_SHIP, Status.CANCELLED}),
    # Handed over at the counter, a parcel is delivered at once.
    Status.TO_SHIP: frozenset({Status.SHIPPED, Status.DELIVERED, Status.CANCELLED}),
    Status.SHIPPED: frozenset({Status.DELIVERED}),
    # Of an order that was paid after it had been given up: see ``open_for_acceptance``.
    Status.CANCELLED: frozenset({Status.TO_ACCEPT}),
}


def move(
    consignment: Consignment,
    to: Status,
    *,
    at: datetime,
    actor: Any = None,
    note: str = "",
    **fields: Any,
) -> None:
    """Move once and write the journal.

    :raises IllegalMove: not from where it stands, or somebody else was first.
    """
    old = guarded_move(consignment, to, moves=MOVES, **fields)
    ConsignmentChange.objects.create(
        consignment=consignment, old=old, new=to, at=at, actor=actor, note=note
    )
