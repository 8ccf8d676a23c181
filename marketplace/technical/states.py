"""How a proposal may move."""

from datetime import datetime
from typing import Any

from marketplace.core.models import User
from marketplace.core.states import Moves, guarded_move
from marketplace.technical.models import Proposal, ProposalChange

Status = Proposal.Status

MOVES: Moves[Status] = {
    Status.OPEN: frozenset({Status.ACCEPTED, Status.MERGED, Status.REFUSED}),
    Status.REFUSED: frozenset({Status.OPEN}),
}


def move(
    proposal: Proposal,
    to: Status,
    *,
    user: User | None,
    at: datetime,
    reason: str = "",
    **fields: Any,
) -> ProposalChange:
    """Move once and write the journal, which keeps what an earlier decision said.

    :raises IllegalMove: not from where it stands, or somebody else was first.
    """
    decided = to != Status.OPEN
    old = guarded_move(
        proposal,
        to,
        moves=MOVES,
        reason=reason,
        decided_at=at if decided else None,
        decided_by=user if decided else None,
        **fields,
    )
    return note(proposal, old, user_id=user.pk if user else None, at=at)


def note(proposal: Proposal, old: str, *, user_id: int | None, at: datetime) -> ProposalChange:
    """Write down that a proposal is where it stands now, and was ``old``."""
    return ProposalChange.objects.create(
        proposal=proposal,
        old=old,
        new=proposal.status,
        reason=proposal.reason,
        user_id=user_id,
        at=at,
    )
