"""How payments and refunds may move."""

from marketplace.core.states import Moves
from marketplace.payments.models import Payment, Refund

P = Payment.Status
R = Refund.Status

# Expired may still become succeeded: what Stripe says was paid, was paid.
PAYMENT_MOVES: Moves[P] = {
    P.NEW: frozenset({P.OPEN, P.SUCCEEDED, P.EXPIRED}),
    P.OPEN: frozenset({P.SUCCEEDED, P.EXPIRED}),
    P.EXPIRED: frozenset({P.SUCCEEDED}),
}

# A refund that succeeded may still bounce; failed and cancelled both mean "not paid back".
REFUND_MOVES: Moves[R] = {
    R.NEW: frozenset({R.PENDING, R.SUCCEEDED, R.FAILED}),
    R.PENDING: frozenset({R.SUCCEEDED, R.FAILED}),
    R.SUCCEEDED: frozenset({R.FAILED}),
}
