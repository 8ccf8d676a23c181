"""Alerts: somebody wants to hear once that a size is back, or that a price has come down."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from marketplace.core.money import Money


class Alert(models.Model):
    """One wish of one address about one reference; it tells once and is over."""

    class Kind(models.TextChoices):
        SIZE = "size", _("retour en stock")
        PRICE = "price", _("baisse de prix")

    class State(models.TextChoices):
        ASKED = "asked", _("à confirmer")
        ACTIVE = "active", _("active")
        TOLD = "told", _("envoyée")
        STOPPED = "stopped", _("arrêtée")

    kind = models.CharField(max_length=8, choices=Kind)
    email = models.EmailField()
    language = models.CharField(max_length=8)
    reference = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="alerts"
    )
    # The wanted size; empty for a price whatever the size.
    variant = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, null=True, related_name="size_alerts"
    )
    ceiling_minor = models.PositiveIntegerField(null=True)  # cents, tax included; of a price
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # told or stopped
    # What was told of: the offer that met the wish, and its price at that moment in cents.
    offer = models.ForeignKey("partner.StockRecord", on_delete=models.SET_NULL, null=True)
    found_minor = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="price", ceiling_minor__isnull=False)
                | models.Q(kind="size", variant__isnull=False, ceiling_minor=None),
                name="alert_is_whole",
            ),
            models.UniqueConstraint(
                "email",
                "reference",
                "kind",
                Coalesce("variant", 0),
                condition=models.Q(state="active"),
                name="one_active_alert_a_wish",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reference"], condition=models.Q(state="active"), name="waiting_alerts"
            ),
            models.Index(fields=["email", "state"], name="alerts_of_an_address"),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}: {self.kind} of {self.reference_id}"

    @property
    def ceiling(self) -> Money | None:
        return None if self.ceiling_minor is None else Money(self.ceiling_minor)

    @property
    def found(self) -> Money | None:
        return None if self.found_minor is None else Money(self.found_minor)

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.TOLD, self.State.STOPPED)
