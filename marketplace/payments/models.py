"""What moves at Stripe, and the inbox of its events: ids and amounts, no parcels."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.core import scopes
from marketplace.core.money import Money
from marketplace.traders.models import Trader


class Payment(models.Model):
    """The one payment of an order. It moves only by what Stripe says when asked again."""

    class Status(models.TextChoices):
        NEW = "new", _("à ouvrir")  # no session at Stripe yet
        OPEN = "open", _("en attente")
        SUCCEEDED = "succeeded", _("payé")
        EXPIRED = "expired", _("abandonné")

    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="payment")
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    session_id = models.CharField(max_length=255, unique=True, null=True)
    session_url = models.URLField(max_length=2000, blank=True)
    intent_id = models.CharField(max_length=255, unique=True, null=True)
    charge_id = models.CharField(max_length=255, unique=True, null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # when the session at Stripe closes
    succeeded_at = models.DateTimeField(null=True)
    # Part of the idempotency key: goes up when Stripe keeps replaying a fault of its own.
    key_round = models.PositiveSmallIntegerField(default=0)
    # The sweeper asks Stripe again about a payment that no webhook has moved.
    check_at = models.DateTimeField(db_index=True, null=True)
    # How Stripe booked the charge, once it says so: not always at once.
    balance_transaction = models.CharField(max_length=255, unique=True, null=True)
    fee_minor = models.IntegerField(null=True)
    book_at = models.DateTimeField(db_index=True, null=True)  # when it is asked for again

    def __str__(self) -> str:
        return f"payment of {self.order_id}: {self.status}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class WebhookEvent(models.Model):
    """An event as it came in: stored before it is handled, never believed."""

    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=80)
    account = models.CharField(max_length=255, blank=True)  # a seller's; "": the house's own
    payload = models.JSONField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class Asked(models.Model):
    """What Stripe is asked to do: a row with its key first, the call after it, again until told.

    ``attempts`` counts the calls; ``key_round`` goes up when Stripe keeps replaying a fault of its
    own to the same key.
    """

    # What it is for, unique: asking twice does it once.
    key = models.CharField(max_length=100, unique=True)
    amount_minor = models.PositiveIntegerField()
    stripe_id = models.CharField(max_length=255, unique=True, null=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    key_round = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key}: {self.amount_minor}"

    @property
    def name(self) -> str:
        """What Stripe knows our row by, in its metadata and its idempotency key."""
        return f"{self._meta.model_name}:{self.pk}"


class Refund(Asked):
    """Money back to the shopper.

    ``key`` says what for: "line:12", "shipping:7", "late:3", with what tells several apart.
    """

    class Kind(models.TextChoices):
        LINE = "line", _("article")
        SHIPPING = "shipping", _("livraison")
        LATE = "late", _("paiement tardif")
        GOODWILL = "goodwill", _("geste commercial")

    class BorneBy(models.TextChoices):
        SELLER = "seller", _("la boutique")
        HOUSE = "house", _("Cordée")

    class Status(models.TextChoices):
        NEW = "new", _("à demander")
        PENDING = "pending", _("demandé")
        SUCCEEDED = "succeeded", _("remboursé")
        FAILED = "failed", _("échoué")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    reason = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LINE)
    # Plain numbers: parcels and lines are not known here.
    order_line_id = models.PositiveBigIntegerField(null=True, db_index=True)
    quantity = models.PositiveIntegerField(null=True)  # units of a line, where it is some of them
    consignment_id = models.PositiveBigIntegerField(null=True, db_index=True)
    borne_by = models.CharField(max_length=6, choices=BorneBy, default=BorneBy.SELLER)
    # Who of the house decided it; None: it went by itself.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.payment.currency)


class StripeAccount(models.Model):
    """A seller's account at Stripe, as Stripe told when it was asked last."""

    trader = models.OneToOneField(Trader, on_delete=models.PROTECT, related_name="stripe_account")
    account_id = models.CharField(max_length=255, unique=True, null=True)
    # What Stripe still asks for: currently_due, past_due, pending_verification, eventually_due
    # (names of fields), errors (of them), disabled_reason, current_deadline (seconds).
    requirements = models.JSONField(default=dict)
    details_submitted = models.BooleanField(default=False)
    card_payments_active = models.BooleanField(default=False)
    transfers_active = models.BooleanField(default=False)
    payouts_enabled = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)  # when Stripe answered last
    check_at = models.DateTimeField(db_index=True, null=True)  # when the sweeper asks again
    key_round = models.PositiveSmallIntegerField(default=0)

    objects = scopes.of_trader()

    def __str__(self) -> str:
        return f"account of {self.trader_id}: {self.account_id}"

    @property
    def name(self) -> str:
        """What Stripe knows our row by, in its metadata and its idempotency key."""
        return f"account:{self.pk}"

    @property
    def is_ready(self) -> bool:
        """Whether money may be sent there and on to the seller's bank."""
        return self.transfers_active and self.payouts_enabled


class Transfer(Asked):
    """Money from the house's balance to a seller's, for one consignment."""

    class Status(models.TextChoices):
        NEW = "new", _("à demander")
        MADE = "made", _("fait")
        FAILED = "failed", _("échoué")

    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="transfers")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="transfers")
    consignment_id = models.PositiveBigIntegerField(db_index=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    currency = models.CharField(max_length=3, default="EUR")
    # Taken from the order's charge, which caps it; else from the house's balance: vouchers.
    from_charge = models.BooleanField(default=True)
    made_at = models.DateTimeField(null=True)

    objects = scopes.of_trader()

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Reversal(Asked):
    """Money back from a seller's balance to the house's: part of one transfer, or all of it."""

    class Status(models.TextChoices):
        NEW = "new", _("à demander")
        MADE = "made", _("fait")
        FAILED = "failed", _("échoué")

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="reversals")
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    made_at = models.DateTimeField(null=True)

    objects = scopes.of_trader("transfer__trader")

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.transfer.currency)


class Payout(Asked):
    """Money from a seller's balance at Stripe to its bank; even one that is paid may come back."""

    class Status(models.TextChoices):
        NEW = "new", _("à demander")
        BEGUN = "begun", _("en route vers la banque")
        PAID = "paid", _("versé")
        FAILED = "failed", _("revenu")

    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="stripe_payouts")
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    currency = models.CharField(max_length=3, default="EUR")
    arrival_date = models.DateField(null=True)
    failure = models.CharField(max_length=300, blank=True)  # why the bank sent it back
    paid_at = models.DateTimeField(null=True)

    objects = scopes.of_trader()

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Dispute(models.Model):
    """A shopper's bank takes a payment back, or asks about it, until it is decided."""

    class Status(models.TextChoices):
        WARNING = "warning", _("question de la banque")  # nothing is taken back yet
        NEEDS_RESPONSE = "needs_response", _("à défendre")
        UNDER_REVIEW = "under_review", _("chez la banque")
        WON = "won", _("gagné")
        LOST = "lost", _("perdu")
        CLOSED = "closed", _("sans suite")  # a question that ended there

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    stripe_id = models.CharField(max_length=255, unique=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.NEEDS_RESPONSE)
    reason = models.CharField(max_length=60, blank=True)  # Stripe's word
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    # What Stripe took for it besides the amount; given back or not is Stripe's to say.
    fee_minor = models.IntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)  # when the amount left the house's balance
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    evidence_due_at = models.DateTimeField(null=True, db_index=True)
    evidence = models.JSONField(default=dict)  # as it was submitted
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    check_at = models.DateTimeField(db_index=True, null=True)

    OPEN = (Status.WARNING, Status.NEEDS_RESPONSE, Status.UNDER_REVIEW)
    # The bank may give the money back itself: meanwhile no refund leaves. A warning takes nothing.
    HOLDS_REFUNDS = (Status.NEEDS_RESPONSE, Status.UNDER_REVIEW)

    def __str__(self) -> str:
        return f"dispute {self.stripe_id}: {self.status}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    def awaits_evidence(self, at: datetime) -> bool:
        """Whether the house can still say something to the bank."""
        waiting = self.status in {self.Status.WARNING, self.Status.NEEDS_RESPONSE}
        in_time = self.evidence_due_at is None or at < self.evidence_due_at
        return waiting and in_time and self.submitted_at is None


class StripeCustomer(models.Model):
    """A shopper's account as Stripe knows it: what cards are kept there, only Stripe knows."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stripe_customer"
    )
    customer_id = models.CharField(max_length=255, unique=True, null=True)
    created_at = models.DateTimeField()
    key_round = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"customer of {self.user_id}: {self.customer_id}"

    @property
    def name(self) -> str:
        """What Stripe knows our row by, in its metadata and its idempotency key."""
        return f"customer:{self.pk}"
