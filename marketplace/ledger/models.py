"""The journal: accounts, entries, and the lines of an entry, which sum to zero by currency.

Rows are written once. An entry is the seal of its lines: they are written first, then the entry,
and a trigger checks their sum as it comes. A line cannot be committed without its entry, since the
database looks for it at the commit; none can follow its entry. See ``migrations/0002_guards.py``.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.traders.models import Trader


class Kind(models.TextChoices):
    """What an account holds; its normal side in brackets."""

    STRIPE_CLEARING = "stripe_clearing", _("Solde chez Stripe")  # debit
    BANK = "bank", _("Banque de Cordée")  # debit
    STRIPE_CONNECTED = "stripe_connected", _("Solde de la boutique chez Stripe")  # debit
    SHOPPER_LIABILITY = "shopper_liability", _("Payé par les clients, pas encore expédié")  # credit
    REFUNDS_DUE = "refunds_due", _("Remboursements à verser")  # credit
    PAYABLE = "payable", _("Dû à la boutique")  # credit
    RESERVE = "reserve", _("Réserve de la boutique")  # credit
    DEBT = "debt", _("Dette de la boutique")  # debit
    COMMISSION = "commission", _("Commissions")  # credit
    COMMISSION_VAT = "commission_vat", _("TVA sur les commissions")  # credit
    VOUCHERS = "vouchers", _("Bons d’achat de Cordée")  # debit
    SHIPPING = "shipping", _("Livraisons prises en charge")  # debit
    GOODWILL = "goodwill", _("Gestes commerciaux")  # debit
    STRIPE_FEES = "stripe_fees", _("Frais de Stripe")  # debit
    DISPUTES = "disputes", _("Paiements contestés")  # debit
    LOSSES = "losses", _("Pertes")  # debit


# Kinds of which each trader has an account of its own; of the others there is one for the house.
OF_TRADERS = frozenset({Kind.STRIPE_CONNECTED, Kind.PAYABLE, Kind.RESERVE, Kind.DEBT})
# Kinds whose balance is a credit, below zero, when all is as it should be.
CREDIT_SIDE = frozenset(
    {
        Kind.SHOPPER_LIABILITY,
        Kind.REFUNDS_DUE,
        Kind.PAYABLE,
        Kind.RESERVE,
        Kind.COMMISSION,
        Kind.COMMISSION_VAT,
    }
)


class Account(models.Model):
    """Where amounts stand; it holds no balance, which is the sum of its lines."""

    kind = models.CharField(max_length=20, choices=Kind)
    trader = models.ForeignKey(Trader, null=True, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)  # ISO 4217

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "trader", "currency"],
                condition=Q(trader__isnull=False),
                name="one_account_a_trader",
            ),
            models.UniqueConstraint(
                fields=["kind", "currency"],
                condition=Q(trader__isnull=True),
                name="one_account_of_the_house",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(OF_TRADERS), trader__isnull=False)
                | (Q(trader__isnull=True) & ~Q(kind__in=sorted(OF_TRADERS))),
                name="account_names_its_trader",
            ),
        ]

    def __str__(self) -> str:
        whose = f" {self.trader_id}" if self.trader_id else ""
        return f"{self.kind}{whose} {self.currency}"


class Entry(models.Model):
    """What one event wrote, and the seal of its lines."""

    source = models.CharField(max_length=100, unique=True)  # "sale:12": what it is written for
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)  # when it happened
    order_id = models.BigIntegerField(null=True, db_index=True)
    line_count = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)  # of kind, order and lines: see ``legs.py``

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(line_count__gte=2), name="entry_has_two_sides"),
            models.CheckConstraint(condition=~Q(source=""), name="entry_has_a_source"),
        ]

    def __str__(self) -> str:
        return self.source


class EntryLine(models.Model):
    """An amount on one account: debit above zero, credit below."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()  # within its entry: 1, 2 … ``entry.line_count``
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lines")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    order_line_id = models.BigIntegerField(null=True)
    consignment_id = models.BigIntegerField(null=True)
    # The VAT inside the amount (all of it, of an amount of VAT): its rate in basis points, and
    # itself, signed as the amount is.
    vat_rate_bp = models.PositiveIntegerField(null=True)
    vat_minor = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["entry_id", "position"]
        constraints = [
            # Also holds off a line that another transaction adds while the entry is being sealed.
            models.UniqueConstraint(fields=["entry", "position"], name="one_line_a_position"),
            models.CheckConstraint(condition=Q(position__gte=1), name="positions_begin_at_one"),
            models.CheckConstraint(condition=~Q(minor=0), name="line_is_not_zero"),
            models.CheckConstraint(
                condition=Q(vat_rate_bp__isnull=True, vat_minor__isnull=True)
                | Q(vat_minor__gte=0, vat_minor__lte=F("minor"), vat_rate_bp__isnull=False)
                | Q(vat_minor__lte=0, vat_minor__gte=F("minor"), vat_rate_bp__isnull=False),
                name="vat_is_a_part",
            ),
        ]
        indexes = [
            models.Index(
                fields=["consignment_id"],
                condition=Q(consignment_id__isnull=False),
                name="lines_of_consignment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.position}: {self.minor} {self.currency}"
