"""The one door to Stripe: calls with our own idempotency keys, answers as small facts.

Every failure is a ``TransientError`` (try again) or a ``PermanentError`` (repeating cannot help).
Callers name what they use through this package: ``gateway.create_session(…)``.
"""

from marketplace.payments.gateway.accounts import (
    AccountState,
    create_account,
    find_account,
    onboarding_link,
    retrieve_account,
)
from marketplace.payments.gateway.books import BalanceTransaction, balance_transactions
from marketplace.payments.gateway.customers import (
    Card,
    create_customer,
    detach_card,
    find_customer,
    list_cards,
)
from marketplace.payments.gateway.disputes import (
    DisputeState,
    list_disputes,
    retrieve_dispute,
    submit_evidence,
)
from marketplace.payments.gateway.door import (
    API_VERSION,
    Resting,
    ServerFault,
    TooMany,
    is_resting,
)
from marketplace.payments.gateway.events import read_event
from marketplace.payments.gateway.payouts import (
    PayoutState,
    create_payout,
    find_payout,
    retrieve_payout,
)
from marketplace.payments.gateway.refunds import (
    RefundState,
    find_refund,
    refund,
    retrieve_refund,
)
from marketplace.payments.gateway.sessions import (
    Booking,
    Item,
    SessionState,
    create_session,
    expire_session,
    find_session,
    retrieve_booking,
    retrieve_session,
)
from marketplace.payments.gateway.transfers import (
    TransferState,
    create_reversal,
    create_transfer,
    find_reversal,
    find_transfer,
    retrieve_reversal,
    retrieve_transfer,
)

__all__ = [
    "API_VERSION",
    "AccountState",
    "BalanceTransaction",
    "Booking",
    "Card",
    "DisputeState",
    "Item",
    "PayoutState",
    "RefundState",
    "Resting",
    "ServerFault",
    "SessionState",
    "TooMany",
    "TransferState",
    "balance_transactions",
    "create_account",
    "create_customer",
    "create_payout",
    "create_reversal",
    "create_session",
    "create_transfer",
    "detach_card",
    "expire_session",
    "find_account",
    "find_customer",
    "find_payout",
    "find_refund",
    "find_reversal",
    "find_session",
    "find_transfer",
    "is_resting",
    "list_cards",
    "list_disputes",
    "onboarding_link",
    "read_event",
    "refund",
    "retrieve_account",
    "retrieve_booking",
    "retrieve_dispute",
    "retrieve_payout",
    "retrieve_refund",
    "retrieve_reversal",
    "retrieve_session",
    "retrieve_transfer",
    "submit_evidence",
]
