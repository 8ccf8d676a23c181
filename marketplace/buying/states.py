"""How an order may move."""

from marketplace.buying.models import OrderStatus
from marketplace.core.states import Moves

MOVES: Moves[OrderStatus] = {
    OrderStatus.AWAITING_PAYMENT: frozenset({OrderStatus.PAID, OrderStatus.EXPIRED}),
}
