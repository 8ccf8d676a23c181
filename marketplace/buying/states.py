"""How an order may move."""

from marketplace.buying.models import OrderStatus
from marketplace.core.states import Moves

MOVES: Moves[OrderStatus] = {
    OrderStatus.AWAITING_PAYMENT: frozenset({OrderStatus.PAID, OrderStatus.EXPIRED}),
    # Its money came after all, and what it had held was still there.
    OrderStatus.EXPIRED: frozenset({OrderStatus.PAID}),
}
