"""What each trader has agreed to pay the house for its sales."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.core import scopes
from marketplace.technical.models import Family
from marketplace.traders.models import Trader


class Contract(models.Model):
    """A trader's terms for one family of goods, or for all, from a day on; never changed, but
    followed by another. Where there is none the house's general terms hold (``commission.py``).
    """

    class Back(models.TextChoices):
        WHOLE = "whole", _("toute la commission")
        RATE = "rate", _("la part proportionnelle")
        NONE = "none", _("rien")

    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="contracts")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField()  # of orders placed on that day, in Paris, or later
    rate_bp = models.PositiveIntegerField()  # of the price, tax included
    fixed_minor = models.PositiveIntegerField(default=0)  # a line, whatever its price
    minimum_minor = models.PositiveIntegerField(default=0)  # a line
    back_on_refund = models.CharField(max_length=5, choices=Back, default=Back.WHOLE)

    objects = scopes.of_trader()

    class Meta:
        ordering = ["trader", "family", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["trader", "family", "since"],
                condition=Q(family__isnull=False),
                name="one_contract_a_family_and_day",
            ),
            models.UniqueConstraint(
                fields=["trader", "since"],
                condition=Q(family__isnull=True),
                name="one_contract_for_all_a_day",
            ),
            models.CheckConstraint(condition=Q(rate_bp__lte=10_000), name="commission_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.trader_id}, {self.family_id or 'all'}, {self.since}: {self.rate_bp}"
