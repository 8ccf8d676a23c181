"""How payments and what Stripe is asked for may move."""

from marketplace.core.states import Moves
from marketplace.payments.models import Dispute, Payment, Payout, Refund, Reversal, Transfer

P = Payment.Status
R = Refund.Status
T = Transfer.Status
V = Reversal.Status
Y = Payout.Status
D = Dispute.Status

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

TRANSFER_MOVES: Moves[T] = {T.NEW: frozenset({T.MADE, T.FAILED})}
REVERSAL_MOVES: Moves[V] = {V.NEW: frozenset({V.MADE, V.FAILED})}

# A bank may send back what it took: a payout that was paid fails days later.
PAYOUT_MOVES: Moves[Y] = {
    Y.NEW: frozenset({Y.BEGUN, Y.PAID, Y.FAILED}),
    Y.BEGUN: frozenset({Y.PAID, Y.FAILED}),
    Y.PAID: frozenset({Y.FAILED}),
}

# An inquiry may become a dispute or end there; what is decided stays so.
DECIDED = frozenset({D.WON, D.LOST})
DISPUTE_MOVES: Moves[D] = {
    D.WARNING: frozenset({D.NEEDS_RESPONSE, D.UNDER_REVIEW, D.CLOSED}) | DECIDED,
    D.NEEDS_RESPONSE: frozenset({D.UNDER_REVIEW}) | DECIDED,
    D.UNDER_REVIEW: DECIDED,
    D.CLOSED: frozenset({D.NEEDS_RESPONSE, D.UNDER_REVIEW}) | DECIDED,
}
