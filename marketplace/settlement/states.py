"""How a statement may move."""

from marketplace.core.states import Moves
from marketplace.settlement.models import Statement

S = Statement.Status

# What the bank has paid may still come back.
STATEMENT_MOVES: Moves[S] = {
    S.REQUESTED: frozenset({S.BEGUN, S.PAID, S.FAILED}),
    S.BEGUN: frozenset({S.PAID, S.FAILED}),
    S.PAID: frozenset({S.FAILED}),
}
