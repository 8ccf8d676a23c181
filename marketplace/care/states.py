"""How a case may move."""

from marketplace.care.models import Case
from marketplace.core.states import Moves

Status = Case.Status

MOVES: Moves[Status] = {
    Status.OPEN: frozenset({Status.ANSWERED, Status.CLOSED}),
    Status.ANSWERED: frozenset({Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset(),
}
