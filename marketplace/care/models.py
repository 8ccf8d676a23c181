"""Customer service: a shopper writes to the marketplace about a line; the seller answers here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.buying.vouchers.models import Voucher
from marketplace.core import scopes
from marketplace.traders.models import Trader


class Case(models.Model):
    REFUND_REASON = "case"  # what a refund that closes one gives as its reason

    class Topic(models.TextChoices):
        NOT_RECEIVED = "not_received", _("Je n’ai pas reçu ce produit")
        DAMAGED = "damaged", _("Le produit est abîmé ou défectueux")
        WRONG = "wrong", _("Ce n’est pas le produit commandé")
        SIZE = "size", _("La taille ne convient pas")
        OTHER = "other", _("Autre question")

    class Status(models.TextChoices):
        OPEN = "open", _("Attend la boutique")
        ANSWERED = "answered", _("La boutique a répondu")
        CLOSED = "closed", _("Clos")

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="cases")
    order_line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="cases")
    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="cases")
    topic = models.CharField(max_length=16, choices=Topic)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    answer_by = models.DateTimeField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(_("motif de clôture"), blank=True)
    # Given with the decision, for what a voucher had paid.
    voucher = models.ForeignKey(Voucher, null=True, on_delete=models.PROTECT, related_name="+")

    objects = scopes.of_order()

    def __str__(self) -> str:
        return f"case {self.pk}: {self.topic}"


class CaseMessage(models.Model):
    class Author(models.TextChoices):
        SHOPPER = "shopper", _("Vous")
        TRADER = "trader", _("La boutique")
        HOUSE = "house", _("Cordée")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(max_length=8, choices=Author)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()

    objects = scopes.of_order(trader="case__trader", order="case__order")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.author} in {self.case_id}"
