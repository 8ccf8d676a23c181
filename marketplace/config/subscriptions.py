"""Who reacts to what. The one page that wires rooms which must not import each other."""

from collections.abc import Mapping, Sequence

from marketplace.core.outbox import Subscription

SUBSCRIPTIONS: Mapping[str, Sequence[Subscription]] = {
    # payload: reference_ids
    "catalogue.changed": [
        Subscription(
            "search.index", "search.indexing.on_catalogue_changed", batch=True, atomic=False
        ),
    ],
    # payload: proposal_id, and for an accepted one variants (line key -> variant id)
    "proposal.decided": [],
    # payload: stockrecord_ids
    "offers.reserved": [
        Subscription("offers.choose", "marketplace.offers.operations.on_reserved", batch=True),
    ],
    # payload: order_id
    "order.placed": [],
    "payment.succeeded": [
        Subscription("buying.confirm", "marketplace.buying.operations.on_payment_succeeded"),
    ],
    "payment.expired": [
        Subscription("buying.expire", "marketplace.buying.operations.on_payment_expired"),
    ],
    "order.paid": [
        Subscription("fulfilment.open", "marketplace.fulfilment.operations.on_order_paid"),
    ],
    "order.expired": [
        Subscription("fulfilment.drop", "marketplace.fulfilment.operations.on_order_expired"),
    ],
    # payload: consignment_id
    "consignment.to_accept": [],
    "consignment.accepted": [],
    "consignment.shipped": [],
    "consignment.delivered": [],
    # payload: consignment_line_ids
    "lines.withdrawn": [],
    # payload: refund_id
    "refund.requested": [],
    "refund.succeeded": [],
    # payload: case_id
    "case.opened": [],
    "case.replied": [],
    "case.answered": [],
    "case.closed": [],
}
