"""What a payout pays, line by line."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.core import scopes
from marketplace.core.money import Money
from marketplace.settlement.models.due import Due
from marketplace.traders.models import Trader

# The columns of a line in the order in which they are read; they sum to its total.
COLUMNS = (
    "gross_minor",
    "commission_minor",
    "commission_vat_minor",
    "delivery_minor",
    "refund_minor",
    "correction_minor",
    "reserve_minor",
)


class Statement(models.Model):
    """The account of one payout: its lines sum to its amount, to the cent."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("demandé")
        BEGUN = "begun", _("en route")
        PAID = "paid", _("versé")
        FAILED = "failed", _("non versé")

    NEVER_LEFT = "never_left"
    # Stripe's codes of what banks say, and ours of what Stripe itself did not send.
    WHY = {
        NEVER_LEFT: _("Stripe ne l’a pas fait partir."),
        "account_closed": _("Le compte bancaire est fermé."),
        "account_frozen": _("Le compte bancaire est bloqué."),
        "bank_account_restricted": _("Le compte bancaire ne reçoit pas ces virements."),
        "bank_account_unusable": _("Le compte bancaire est inutilisable."),
        "bank_ownership_changed": _("Le compte bancaire a changé de titulaire."),
        "could_not_process": _("La banque n’a pas pu traiter le virement."),
        "declined": _("La banque a refusé le virement."),
        "incorrect_account_holder_name": _("Le nom du titulaire est inexact."),
        "invalid_account_number": _("L’IBAN est inexact."),
        "invalid_currency": _("Le compte bancaire n’est pas en euros."),
        "no_account": _("Ce compte bancaire n’existe pas."),
    }  # fmt: skip

    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="statements")
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    made_at = models.DateTimeField()
    payout_id = models.PositiveBigIntegerField(unique=True, null=True)  # of payments
    arrival_date = models.DateField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    objects = scopes.of_trader()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["trader", "-made_at"], name="statements_of_trader")]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount_minor}"

    @property
    def number(self) -> str:
        """As a person reads it out: ``R-000123``."""
        return f"R-{self.pk:06d}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def has_left(self) -> bool:
        """Whether Stripe sent it at all."""
        return self.failure != self.NEVER_LEFT

    @property
    def why(self) -> str:
        """Why it was not paid, as sellers read it; "" where nobody says it in words we know."""
        return str(self.WHY.get(self.failure, ""))


class StatementLine(models.Model):
    """One movement of what a seller is owed, written with the entry of the ledger that it is from.

    Cents as the seller counts them: what it is charged is negative. It waits, is on its way
    (``transfer_id`` or ``reversal_id``), is on the seller's account (``ready_at``), and is paid
    out by one statement.
    """

    class Kind(models.TextChoices):
        SALE = "sale", _("Vente")
        DELIVERY = "delivery", _("Livraison")
        REFUND = "refund", _("Remboursement")
        GOODWILL = "goodwill", _("Geste commercial à votre charge")
        DISPUTE = "dispute", _("Litige bancaire perdu")
        RESERVE = "reserve", _("Réserve retenue")
        RELEASE = "release", _("Réserve rendue")
        NETTING = "netting", _("Dette déduite")
        DEBT = "debt", _("Reporté en dette")

    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="statement_lines")
    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("order.Line", on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10, choices=Kind)
    gross_minor = models.IntegerField(default=0)
    commission_minor = models.IntegerField(default=0)
    commission_vat_minor = models.IntegerField(default=0)
    delivery_minor = models.IntegerField(default=0)
    refund_minor = models.IntegerField(default=0)
    correction_minor = models.IntegerField(default=0)
    reserve_minor = models.IntegerField(default=0)
    total_minor = models.IntegerField()
    at = models.DateTimeField()
    entry_id = models.PositiveBigIntegerField(db_index=True)  # of the ledger
    transfer_id = models.PositiveBigIntegerField(null=True)  # of payments
    reversal_id = models.PositiveBigIntegerField(null=True)  # of payments
    ready_at = models.DateTimeField(null=True)
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, related_name="lines"
    )
    # The latest statement whose payout was refused and gave the line back.
    returned_by = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, related_name="returned"
    )

    objects = scopes.of_order(order="due__order")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    total_minor=models.F("gross_minor")
                    + models.F("commission_minor")
                    + models.F("commission_vat_minor")
                    + models.F("delivery_minor")
                    + models.F("refund_minor")
                    + models.F("correction_minor")
                    + models.F("reserve_minor")
                ),
                name="line_is_the_sum_of_its_columns",
            ),
            models.CheckConstraint(
                condition=models.Q(statement=None) | models.Q(ready_at__isnull=False),
                name="paid_out_from_the_account_only",
            ),
        ]
        indexes = [
            models.Index(
                fields=["trader", "due"],
                condition=models.Q(statement=None),
                name="lines_not_paid_out",
            ),
            models.Index(
                fields=["transfer_id"],
                condition=models.Q(transfer_id__isnull=False),
                name="lines_of_transfer",
            ),
            models.Index(
                fields=["reversal_id"],
                condition=models.Q(reversal_id__isnull=False),
                name="lines_of_reversal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.due_id}: {self.total_minor}"

    @property
    def what(self) -> str:
        """What a line is about, as people read it: the article, or what was done."""
        if self.order_line is None or self.kind == self.Kind.DELIVERY:
            return str(self.get_kind_display())
        if self.kind == self.Kind.SALE:
            return str(self.order_line.title)
        about = {"what": self.get_kind_display(), "title": self.order_line.title}
        return gettext("%(what)s : %(title)s") % about
