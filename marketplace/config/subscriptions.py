"""Who reacts to what. The one page that wires rooms which must not import each other."""

from collections.abc import Mapping, Sequence

from marketplace.core.outbox import Subscription

SUBSCRIPTIONS: Mapping[str, Sequence[Subscription]] = {
    # payload: reference_ids
    "catalogue.changed": [
        Subscription(
            "search.index", "search.indexing.on_catalogue_changed", batch=True, atomic=False
        ),
        Subscription(
            "alerts.check", "marketplace.alerts.operations.on_catalogue_changed", batch=True
        ),
    ],
    # payload: reference_id
    "reference.withdrawn": [
        Subscription(
            "buying.withdrawn", "marketplace.buying.operations.on_reference_withdrawn", atomic=False
        ),
    ],
    # payload: alert_id
    "alert.asked": [
        Subscription("mail.alert_asked", "marketplace.storefront.mails.on_alert_asked"),
    ],
    # payload: alert_ids
    "alert.met": [
        Subscription("mail.alert_met", "marketplace.storefront.mails.on_alerts_met"),
    ],
    # payload: files (names in the store), which no row names any more
    "pictures.dropped": [
        Subscription(
            "pictures.delete", "marketplace.technical.pictures.files.on_dropped", atomic=False
        ),
    ],
    # payload: proposal_id; of one that is sold, variants (line key -> variant id); merged
    "proposal.decided": [
        Subscription("feeds.offer", "sellers.feeds.operations.on_proposal_decided"),
    ],
    # payload: brand (slug), of whose maker all is known now
    "maker.known": [
        Subscription("feeds.publish", "sellers.feeds.publishing.on_maker_known", atomic=False),
    ],
    # payload: stockrecord_ids (off sale already), reason, user_id
    "match.undone": [
        Subscription("feeds.undo", "sellers.feeds.undoing.on_match_undone"),
    ],
    # payload: run_id; it waits for a yes, or for what its columns contain
    "feed.asks": [
        Subscription("seller_mail.feed", "sellers.portal.mails.on_feed_asks"),
    ],
    # payload: run_id; its file killed its worker each time, nobody takes it up again
    "feed.given_up": [
        Subscription("seller_mail.given_up", "sellers.portal.mails.on_feed_given_up"),
    ],
    # payload: address_id
    "feed.address_failing": [
        Subscription("seller_mail.address", "sellers.portal.mails.on_address_failing"),
    ],
    # payload: product_ids (variants), one event a chunk of a feed
    "offers.changed": [
        Subscription(
            "offers.choose_many", "marketplace.offers.operations.on_changed", atomic=False
        ),
    ],
    # payload: stockrecord_ids
    "offers.reserved": [
        Subscription("offers.choose", "marketplace.offers.operations.on_reserved", batch=True),
    ],
    # payload: trader_id
    "trader.changed": [
        Subscription(
            "offers.trader",
            "marketplace.offers.operations.on_trader_changed",
            batch=True,
            atomic=False,
        ),
    ],
    # Heard by nobody: pages that are asked for again look at what was told last.
    # payload: point_id (its hours, its directions, days of its own)
    "point.changed": [],
    # payload: steer_id
    "steering.changed": [],
    # payload: synonym_ids
    "synonyms.changed": [],
    # payload: order_id
    "order.placed": [],
    "payment.succeeded": [
        Subscription(
            "ledger.charge", "marketplace.settlement.bookkeeping.on_payment_succeeded", batch=True
        ),
        Subscription("buying.confirm", "marketplace.buying.operations.on_payment_succeeded"),
    ],
    "payment.expired": [
        Subscription("buying.expire", "marketplace.buying.operations.on_payment_expired"),
    ],
    "order.paid": [
        Subscription(
            "offers.end", "marketplace.offers.promotions.on_order_paid", batch=True, atomic=False
        ),
        Subscription("mail.paid", "marketplace.storefront.mails.on_order_paid"),
        Subscription("fulfilment.open", "marketplace.fulfilment.operations.on_order_paid"),
    ],
    # payload: order_id, withdrawn (title, reason, said of each line that was taken from sale)
    "order.expired": [
        Subscription("mail.expired", "marketplace.storefront.mails.on_order_expired"),
        Subscription("fulfilment.drop", "marketplace.fulfilment.operations.on_order_expired"),
    ],
    # payload: order_id, turn (which of the spans of time it was asked in)
    "order.link_asked": [
        Subscription("mail.order_link", "marketplace.storefront.mails.on_link_asked"),
    ],
    # payload: consignment_id
    "consignment.to_accept": [
        Subscription("seller_mail.to_accept", "sellers.portal.mails.on_to_accept"),
    ],
    "consignment.accepted": [
        Subscription("mail.accepted", "marketplace.storefront.mails.on_accepted"),
    ],
    # payload: consignment_id, turn (of several new codes, which)
    "consignment.unlocked": [
        Subscription("mail.unlocked", "marketplace.storefront.mails.on_unlocked"),
    ],
    "consignment.shipped": [
        Subscription("ledger.sale", "marketplace.settlement.bookkeeping.on_shipped", batch=True),
        Subscription("mail.shipped", "marketplace.storefront.mails.on_shipped"),
    ],
    "consignment.delivered": [
        Subscription("mail.delivered", "marketplace.storefront.mails.on_delivered"),
    ],
    # payload: consignment_line_ids, refunded_minor (cents in all), shipping_minor (of these)
    "lines.withdrawn": [
        Subscription(
            "vouchers.withdrawn", "marketplace.buying.vouchers.operations.on_lines_withdrawn"
        ),
        Subscription("mail.withdrawn", "marketplace.storefront.mails.on_lines_withdrawn"),
        Subscription("seller_mail.withdrawn", "sellers.portal.mails.on_lines_withdrawn"),
    ],
    # payload: event_id
    "stripe.event": [
        Subscription(
            "payments.event", "marketplace.payments.operations.on_stripe_event", atomic=False
        ),
    ],
    # payload: refund_id
    "refund.requested": [
        Subscription(
            "ledger.refund", "marketplace.settlement.bookkeeping.on_refund_requested", batch=True
        ),
        Subscription(
            "payments.refund", "marketplace.payments.operations.on_refund_requested", atomic=False
        ),
    ],
    # Stripe has it: payload: refund_id
    "refund.sent": [
        Subscription(
            "ledger.refund_sent", "marketplace.settlement.bookkeeping.on_refund_sent", batch=True
        ),
    ],
    # payload: refund_id, sent (whether Stripe ever had it)
    "refund.failed": [
        Subscription(
            "ledger.refund_failed",
            "marketplace.settlement.bookkeeping.on_refund_failed",
            batch=True,
        ),
    ],
    "refund.succeeded": [
        Subscription("mail.refund", "marketplace.storefront.mails.on_refund_succeeded"),
    ],
    # How Stripe booked a charge. payload: payment_id, balance_transaction, fee_minor (cents)
    "charge.booked": [
        Subscription(
            "ledger.fee", "marketplace.settlement.bookkeeping.on_charge_booked", batch=True
        ),
    ],
    # payload: transfer_id
    "transfer.requested": [
        Subscription(
            "payments.transfer",
            "marketplace.payments.operations.on_transfer_requested",
            atomic=False,
        ),
    ],
    "transfer.made": [
        Subscription(
            "ledger.transfer", "marketplace.settlement.bookkeeping.on_transfer_made", batch=True
        ),
    ],
    "transfer.failed": [
        Subscription(
            "settlement.transfer_failed", "marketplace.settlement.transfers.on_transfer_failed"
        ),
    ],
    # payload: reversal_id
    "reversal.requested": [
        Subscription(
            "payments.reversal",
            "marketplace.payments.operations.on_reversal_requested",
            atomic=False,
        ),
    ],
    "transfer.reversed": [
        Subscription(
            "ledger.reversal", "marketplace.settlement.bookkeeping.on_transfer_reversed", batch=True
        ),
    ],
    "reversal.failed": [
        Subscription(
            "settlement.reversal_failed", "marketplace.settlement.transfers.on_reversal_failed"
        ),
    ],
    # payload: payout_id; of one that is paid or failed, begun (whether Stripe ever had it)
    "payout.requested": [
        Subscription(
            "payments.payout", "marketplace.payments.operations.on_payout_requested", atomic=False
        ),
    ],
    "payout.begun": [
        Subscription(
            "ledger.payout", "marketplace.settlement.bookkeeping.on_payout_begun", batch=True
        ),
        Subscription("settlement.payout_begun", "marketplace.settlement.payouts.on_payout_begun"),
        Subscription("seller_mail.payout_begun", "sellers.payouts.mails.on_payout_begun"),
    ],
    "payout.paid": [
        Subscription("settlement.payout_paid", "marketplace.settlement.payouts.on_payout_paid"),
    ],
    "payout.failed": [
        Subscription(
            "ledger.payout_failed",
            "marketplace.settlement.bookkeeping.on_payout_failed",
            batch=True,
        ),
        Subscription("settlement.payout_failed", "marketplace.settlement.payouts.on_payout_failed"),
    ],
    # payload: dispute_id; opened: its amount and its fee have left the house's balance
    "dispute.opened": [
        Subscription(
            "ledger.dispute", "marketplace.settlement.bookkeeping.on_dispute_opened", batch=True
        ),
    ],
    "dispute.won": [
        Subscription(
            "ledger.dispute_won", "marketplace.settlement.bookkeeping.on_dispute_won", batch=True
        ),
    ],
    "dispute.lost": [
        Subscription(
            "ledger.dispute_lost", "marketplace.settlement.bookkeeping.on_dispute_lost", batch=True
        ),
    ],
    # payload: trader_id, of whose account at Stripe something is new
    "account.changed": [
        Subscription("seller_mail.account", "sellers.portal.mails.on_account_changed"),
    ],
    # payload: case_id
    "case.opened": [
        Subscription("mail.case_opened", "marketplace.storefront.mails.on_case_opened"),
        Subscription("seller_mail.case_opened", "sellers.portal.mails.on_case"),
    ],
    "case.replied": [
        Subscription("seller_mail.case_replied", "sellers.portal.mails.on_case"),
    ],
    "case.answered": [
        Subscription("mail.case_answered", "marketplace.storefront.mails.on_case_answered"),
        Subscription("seller_mail.case_noted", "sellers.portal.mails.on_case"),
    ],
    "case.closed": [
        Subscription("mail.case_closed", "marketplace.storefront.mails.on_case_closed"),
        Subscription("seller_mail.case_closed", "sellers.portal.mails.on_case"),
    ],
    # payload: due_ids, of which something waits although their money was asked for before
    "dues.moved": [
        Subscription("settlement.moved", "marketplace.settlement.transfers.on_moved", batch=True),
    ],
    # payload: statement_id
    "statement.failed": [
        Subscription("seller_mail.payout_failed", "sellers.payouts.mails.on_statement_failed"),
    ],
}
