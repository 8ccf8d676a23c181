"""Stripe's books against ours, day by day, and what nobody has explained yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reconciliation(models.Model):
    """One day of one account at Stripe beside the same day of the ledger."""

    day = models.DateField()
    account = models.CharField(max_length=255, blank=True)  # "" is the house's own
    at = models.DateTimeField()  # when it was last compared
    transactions = models.PositiveIntegerField()
    stripe_minor = models.BigIntegerField()
    ledger_minor = models.BigIntegerField()
    unexplained = models.PositiveIntegerField()  # differences, each a ``Discrepancy``

    class Meta:
        ordering = ["-day", "account"]
        constraints = [
            models.UniqueConstraint(fields=["day", "account"], name="one_comparison_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.account}: {self.unexplained}"


class Discrepancy(models.Model):
    """A difference between two books, both sides kept as they were found; a case for operators."""

    class Kind(models.TextChoices):
        MISSING = "missing", _("absent de notre journal")
        UNKNOWN = "unknown", _("inconnu de Stripe")
        AMOUNT = "amount", _("montants différents")
        REFUSED = "refused", _("compte que Stripe refuse de montrer")
        STATEMENT = "statement", _("relevé différent du journal")

    kind = models.CharField(max_length=10, choices=Kind)
    account = models.CharField(max_length=255, blank=True)
    day = models.DateField()
    # What it is about: Stripe's id, or the source of our entry. One open case each.
    reference = models.CharField(max_length=255)
    stripe_minor = models.BigIntegerField(null=True)
    ledger_minor = models.BigIntegerField(null=True)
    stripe_side = models.JSONField(default=dict)
    ledger_side = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    # None with ``resolved_at``: both books were found equal later.
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(_("motif"), blank=True, max_length=2000)

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "reference"],
                condition=models.Q(resolved_at=None),
                name="one_open_discrepancy_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def difference_minor(self) -> int:
        """What Stripe says beyond what the ledger says, in cents."""
        return (self.stripe_minor or 0) - (self.ledger_minor or 0)
