"""Vouchers, their codes, and each use of one."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.buying.vouchers import codes


class Voucher(models.Model):
    """What it takes off, for whom and until when. Its terms never change: it is stopped, and
    another one made."""

    class Kind(models.TextChoices):
        AMOUNT = "amount", _("Montant")
        PERCENT = "percent", _("Pourcentage")

    class Status(models.TextChoices):
        ACTIVE = "active", _("En cours")
        STOPPED = "stopped", _("Arrêté")

    name = models.CharField(max_length=60)  # which the shopper reads
    kind = models.CharField(max_length=8, choices=Kind)
    amount_minor = models.PositiveIntegerField(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    cap_minor = models.PositiveIntegerField(null=True)  # the most that a percentage takes off
    minimum_minor = models.PositiveIntegerField(default=0)  # of the goods that it is for
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    uses_most = models.PositiveIntegerField(null=True)  # None: as many as the budget allows
    uses_per_person = models.PositiveIntegerField(null=True)
    budget_minor = models.PositiveIntegerField()
    # Ids of what it is for; [] is all. Sports and families together: what is in one of them.
    sport_ids = models.JSONField(default=list, blank=True)
    family_ids = models.JSONField(default=list, blank=True)
    trader_ids = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    # Held and used; what is released is given back. Written by guarded UPDATEs alone.
    uses = models.PositiveIntegerField(default=0)
    spent_minor = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(spent_minor__lte=F("budget_minor")), name="voucher_within_budget"
            ),
            models.CheckConstraint(
                condition=Q(uses_most=None) | Q(uses__lte=F("uses_most")),
                name="voucher_within_uses",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="amount", amount_minor__isnull=False, amount_minor__gt=0)
                    & Q(percent=None, cap_minor=None)
                    | Q(kind="percent", percent__isnull=False, percent__range=(1, 100))
                    & Q(amount_minor=None)
                ),
                name="voucher_takes_off_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left_minor(self) -> int:
        """Cents of the budget that are left."""
        return self.budget_minor - self.spent_minor

    def has_begun(self, at: datetime) -> bool:
        return self.starts_at <= at

    def is_over(self, at: datetime) -> bool:
        """Stopped, or past its last moment."""
        return self.status != self.Status.ACTIVE or self.ends_at <= at


class VoucherSeries(models.Model):
    """Codes that were made together, each to be used once. They can be read until they are
    downloaded; from then on the house knows their digests alone."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="series")
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    downloaded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.size} codes of {self.voucher_id}"


class VoucherCode(models.Model):
    """What a shopper types."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="codes")
    series = models.ForeignKey(
        VoucherSeries, on_delete=models.PROTECT, related_name="codes", null=True
    )
    key = models.CharField(max_length=64, unique=True)  # ``codes.key``
    code = models.CharField(max_length=codes.LONGEST, blank=True)  # "" once handed out
    last = models.CharField(max_length=codes.LAST)
    uses_most = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(uses_most=None) | Q(uses__lte=F("uses_most")), name="code_within_uses"
            )
        ]

    def __str__(self) -> str:
        return codes.spaced(self.code) if self.code else f"…{self.last}"


class VoucherEntry(models.Model):
    """The code that stands in a basket."""

    basket = models.OneToOneField(
        "basket.Basket", on_delete=models.CASCADE, primary_key=True, related_name="voucher_entry"
    )
    code = models.ForeignKey(VoucherCode, on_delete=models.PROTECT, related_name="entries")

    def __str__(self) -> str:
        return f"{self.code} in {self.basket_id}"


class VoucherUse(models.Model):
    """What a voucher took off one order."""

    class Status(models.TextChoices):
        HELD = "held", _("Retenu")  # the order awaits its payment
        USED = "used", _("Utilisé")
        RELEASED = "released", _("Rendu")

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, primary_key=True, related_name="voucher_use"
    )
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="uses_made")
    code = models.ForeignKey(VoucherCode, on_delete=models.PROTECT, related_name="uses_made")
    email = models.EmailField()  # lower case
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    amount_minor = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.HELD)
    at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["voucher", "email"], name="voucher_uses_of_address"),
            models.Index(fields=["voucher", "user"], name="voucher_uses_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} for {self.order_id}: {self.status}"


class VoucherChange(models.Model):
    """The journal of a voucher."""

    class What(models.TextChoices):
        MADE = "made", _("Créé")
        SERIES = "series", _("Codes générés")
        DOWNLOADED = "downloaded", _("Codes téléchargés")
        STOPPED = "stopped", _("Arrêté")

    voucher = models.ForeignKey(Voucher, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=10, choices=What)
    note = models.CharField(max_length=300, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.voucher_id}: {self.what}"
