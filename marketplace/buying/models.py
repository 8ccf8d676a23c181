"""What an order needs beyond Oscar's row."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.buying.vouchers import models as vouchers
from marketplace.delivery.models import Method


class OrderStatus(models.TextChoices):
    """The states of ``order.status``."""

    AWAITING_PAYMENT = "awaiting_payment", _("En attente de paiement")
    PAID = "paid", _("Payée")
    EXPIRED = "expired", _("Abandonnée")


class ParcelChoice(models.Model):
    """How one point's parcel of a basket is to reach the shopper; nothing said: at home."""

    basket = models.ForeignKey(
        "basket.Basket", on_delete=models.CASCADE, related_name="parcel_choices"
    )
    partner = models.ForeignKey("partner.Partner", on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=16, choices=Method)
    relay = models.CharField(max_length=20, blank=True)  # its code, of a parcel for a relay

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basket", "partner"], name="one_choice_a_parcel")
        ]

    def __str__(self) -> str:
        return f"{self.basket_id}/{self.partner_id}: {self.method}"


class OrderNumber(models.Model):
    """A sequence that both databases have: the row's id numbers the order."""

    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class OrderSheet(models.Model):
    """The side table of an order."""

    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, primary_key=True, related_name="sheet"
    )
    email = models.EmailField(db_index=True)  # lower case
    language = models.CharField(max_length=8, default="fr")
    terms_version = models.CharField(max_length=20)
    expires_at = models.DateTimeField(db_index=True)  # reservation of an unpaid order
    paid_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sheet of {self.order_id}"

    @property
    def terms_date(self) -> date:
        """The day that names the version of the terms."""
        return date.fromisoformat(self.terms_version)


class OrderChange(models.Model):
    """The journal of an order."""

    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, related_name="changes")
    old = models.CharField(max_length=20, blank=True)
    new = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.old} -> {self.new}"


# Django looks for a room's models here.
Voucher = vouchers.Voucher
VoucherChange = vouchers.VoucherChange
VoucherCode = vouchers.VoucherCode
VoucherEntry = vouchers.VoucherEntry
VoucherSeries = vouchers.VoucherSeries
VoucherUse = vouchers.VoucherUse
