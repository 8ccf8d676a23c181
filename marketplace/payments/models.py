"""Payments, refunds and the inbox of Stripe's events: ids and amounts, no parcels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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

    def __str__(self) -> str:
        return f"payment of {self.order_id}: {self.status}"


class WebhookEvent(models.Model):
    """An event as it came in: stored before it is handled, never believed."""

    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=80)
    payload = models.JSONField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class Refund(models.Model):
    """Money back to the shopper; stored with its key before Stripe is asked."""

    class Status(models.TextChoices):
        NEW = "new", _("à demander")
        PENDING = "pending", _("demandé")
        SUCCEEDED = "succeeded", _("remboursé")
        FAILED = "failed", _("échoué")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    # What it is for, unique: "line:12" or "shipping:7"; asking twice refunds once.
    key = models.CharField(max_length=100, unique=True)
    reason = models.CharField(max_length=200)
    amount_minor = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    stripe_id = models.CharField(max_length=255, unique=True, null=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    key_round = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.amount_minor}"
