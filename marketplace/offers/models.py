"""Offers: terms beside Oscar's stock record, price history, reservations, the choice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferTerms(models.Model):
    """The side table of an offer; the stock record's ``price`` includes the tax."""

    class State(models.TextChoices):
        ACTIVE = "active", _("en vente")
        PAUSED = "paused", _("en pause")

    stockrecord = models.OneToOneField(
        "partner.StockRecord", on_delete=models.CASCADE, primary_key=True, related_name="terms"
    )
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    # Working days between the order and the hand-over to the carrier; 0 = the same day.
    lead_days = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"terms of {self.stockrecord_id}"


class PriceChange(models.Model):
    """Append-only: what an offer cost from a moment on, in cents."""

    stockrecord = models.ForeignKey(
        "partner.StockRecord",
        on_delete=models.CASCADE,
        related_name="price_changes",
        db_index=False,  # the index below begins with it
        # Written from the very offers it is about, and deleted with them: the database's own check
        # of each row was a sixth of a feed's time.
        db_constraint=False,
    )
    minor = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["stockrecord", "at"], name="price_history")]

    def __str__(self) -> str:
        return f"{self.minor} from {self.at}"


class StockReservation(models.Model):
    """Units of an offer held for an order, until it is shipped, released or expires."""

    class State(models.TextChoices):
        HELD = "held", _("réservé")
        CONSUMED = "consumed", _("expédié")
        RELEASED = "released", _("rendu")

    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.PROTECT, related_name="reservations"
    )
    order_line = models.OneToOneField(
        "order.Line", on_delete=models.CASCADE, related_name="reservation"
    )
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["stockrecord", "created_at"],
                condition=models.Q(state="held"),
                name="held_reservations",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.stockrecord_id}"


class OfferChoice(models.Model):
    """The offer that wins a variant, with the reasons that the page gives."""

    product = models.OneToOneField(
        "catalogue.Product", on_delete=models.CASCADE, primary_key=True, related_name="choice"
    )
    stockrecord = models.ForeignKey("partner.StockRecord", on_delete=models.CASCADE)
    # {"points": {"price": 60.0, "date": 23.0, "score": 14.4}, "total": 97.4, "rivals": n,
    #  "cheapest": bool, "fastest": bool, "over_lowest": cents}, as ``choice.choose`` gives them.
    reasons = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.product_id} -> {self.stockrecord_id}"
