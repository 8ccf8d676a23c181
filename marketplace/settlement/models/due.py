"""What is due to whom, when, and what holds it."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.core import scopes
from marketplace.core.money import Money
from marketplace.fulfilment.models import Consignment
from marketplace.settlement.rules import rule_of
from marketplace.traders.models import Trader


class PayoutTerms(models.Model):
    """How a trader is paid: how often, from how much, and how soon after a delivery.

    Its row is also what everything that moves a trader's money locks first.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("chaque mardi")
        TWICE_MONTHLY = "twice_monthly", _("le 1er et le 16 du mois")
        MONTHLY = "monthly", _("le 1er du mois")

    trader = models.OneToOneField(
        Trader, on_delete=models.PROTECT, primary_key=True, related_name="payout_terms"
    )
    rhythm = models.CharField(max_length=16, choices=Rhythm, default=Rhythm.TWICE_MONTHLY)
    minimum_minor = models.PositiveIntegerField(default=1000)  # less is carried over
    # A trusted trader: days after the delivery, instead of the house's rule, and the part of what
    # is due (basis points) that is held back until that rule's day.
    trusted_days = models.PositiveSmallIntegerField(null=True)
    reserve_bp = models.PositiveSmallIntegerField(default=0)
    next_date = models.DateField(db_index=True)

    objects = scopes.of_trader()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reserve_bp__lte=10_000), name="reserve_is_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trader_id}: {self.rhythm}, {self.next_date}"

    @property
    def minimum(self) -> Money:
        return Money(self.minimum_minor)

    @property
    def trusted_span(self) -> timedelta:
        """How long after a delivery a trusted trader's money leaves."""
        return timedelta(days=self.trusted_days or 0)


class Due(models.Model):
    """What a seller earns with one consignment; its figures are sums of its lines.

    All amounts are cents as the seller counts them: what it is charged is negative.
    """

    consignment = models.OneToOneField(Consignment, on_delete=models.PROTECT, related_name="due")
    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="dues")
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="dues")
    currency = models.CharField(max_length=3, default="EUR")
    gross_minor = models.IntegerField(default=0)
    delivery_minor = models.IntegerField(default=0)
    commission_minor = models.IntegerField(default=0)
    commission_vat_minor = models.IntegerField(default=0)
    refund_minor = models.IntegerField(default=0)
    correction_minor = models.IntegerField(default=0)
    reserve_minor = models.IntegerField(default=0)
    total_minor = models.IntegerField(default=0)
    booked_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    matures_at = models.DateTimeField(null=True)
    # Of a trusted trader: what is held back (basis points), and until when.
    reserve_bp = models.PositiveSmallIntegerField(default=0)
    reserve_until = models.DateTimeField(null=True)
    # Whether some of its lines are neither on the seller's account nor on their way there.
    is_open = models.BooleanField(default=True)
    turn = models.PositiveSmallIntegerField(default=0)  # how often it was settled
    # A transfer that Stripe refused is not asked for again before then.
    put_off_until = models.DateTimeField(null=True)

    objects = scopes.of_order()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    total_minor=models.F("gross_minor")
                    + models.F("delivery_minor")
                    + models.F("commission_minor")
                    + models.F("commission_vat_minor")
                    + models.F("refund_minor")
                    + models.F("correction_minor")
                    + models.F("reserve_minor")
                ),
                name="due_is_the_sum_of_its_columns",
            ),
        ]
        indexes = [
            models.Index(
                fields=["matures_at", "id"],
                condition=models.Q(is_open=True),
                name="dues_that_are_open",
            ),
            models.Index(
                fields=["reserve_until"],
                condition=models.Q(reserve_minor__lt=0),
                name="dues_with_a_reserve",
            ),
        ]

    def __str__(self) -> str:
        return f"due of {self.consignment_id}: {self.total_minor}"

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def withdrawal_ends_at(self) -> datetime | None:
        """Until when the shopper may withdraw: the law's days alone."""
        if self.delivered_at is None:
            return None
        return self.delivered_at + rule_of(self.delivered_at).withdrawal

    @property
    def margin_days(self) -> int:
        """The days that the house waits besides."""
        return rule_of(self.delivered_at).margin_days if self.delivered_at else 0
