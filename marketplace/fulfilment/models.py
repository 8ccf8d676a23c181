"""Consignments: what one point sends for one order, and the journal of what happened to it."""

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.core import scopes
from marketplace.delivery.models import Method
from marketplace.traders.models import Trader

MOST_TRIES = 10  # of a code at the counter: one in a hundred thousand, then somebody looks at it
UNLOCKED = "unlocked"  # the note of a change that gave a new code


class Consignment(models.Model):
    """One parcel's worth of an order: one point, one delivery, one deadline."""

    class Status(models.TextChoices):
        AWAITING_PAYMENT = "awaiting_payment", _("En attente de paiement")
        TO_ACCEPT = "to_accept", _("À accepter")
        TO_SHIP = "to_ship", _("À expédier")
        SHIPPED = "shipped", _("Expédié")
        DELIVERED = "delivered", _("Livré")
        CANCELLED = "cancelled", _("Annulé")  # every line refused, cancelled or expired

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="consignments")
    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="consignments")
    partner = models.ForeignKey("partner.Partner", on_delete=models.PROTECT)
    number = models.CharField(max_length=40, unique=True)  # <order number>-A, -B, …
    status = models.CharField(
        max_length=20, choices=Status, default=Status.AWAITING_PAYMENT, db_index=True
    )
    method = models.CharField(max_length=16, choices=Method, default=Method.HOME)
    # Where it waits to be fetched, counter or pick-up point; "": it comes to the order's address.
    place_name = models.CharField(max_length=80, blank=True)
    place_line1 = models.CharField(max_length=160, blank=True)
    place_postcode = models.CharField(max_length=10, blank=True)
    place_town = models.CharField(max_length=80, blank=True)
    relay_code = models.CharField(max_length=20, blank=True)
    # What the shopper says at the counter, and how often something else was said there.
    pickup_code = models.CharField(max_length=6, blank=True)
    pickup_tries = models.PositiveSmallIntegerField(default=0)
    shipping_minor = models.PositiveIntegerField()
    promised_date = models.DateField()
    accept_by = models.DateTimeField(null=True)
    ship_by = models.DateTimeField(null=True)
    carrier = models.CharField(_("transporteur"), max_length=60, blank=True)
    tracking = models.CharField(_("numéro de suivi"), max_length=60, blank=True)
    accepted_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    objects = scopes.of_order()

    class Meta:
        indexes = [models.Index(fields=["trader", "status"], name="consignments_of_trader")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_fetched(self) -> bool:
        """Whether the shopper fetches it at the boutique's counter, and no carrier sees it."""
        return bool(self.method == Method.PICKUP)

    @property
    def is_locked(self) -> bool:
        """Whether too many wrong codes were said at the counter, where it still waits."""
        return bool(self.status == self.Status.TO_SHIP and self.pickup_tries >= MOST_TRIES)

    @property
    def state(self) -> str:
        """Where it stands, as sellers and operators read it."""
        if self.is_fetched and self.status == self.Status.TO_SHIP:
            return str(_("À remettre"))
        return str(self.get_status_display())

    @property
    def is_relayed(self) -> bool:
        """Whether a carrier takes it to a pick-up point."""
        return bool(self.method == Method.RELAY)


class ConsignmentLine(models.Model):
    """One order line inside a consignment; it can leave before the parcel does."""

    class Status(models.TextChoices):
        GOING = "going", _("En cours")
        REFUSED = "refused", _("Refusé par la boutique")
        EXPIRED = "expired", _("Délai dépassé")
        CANCELLED = "cancelled", _("Annulé à votre demande")

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="lines")
    order_line = models.OneToOneField(
        "order.Line", on_delete=models.PROTECT, related_name="consignment_line"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.GOING)
    reason = models.CharField(max_length=300, blank=True)

    objects = scopes.of_order(trader="consignment__trader", order="consignment__order")

    def __str__(self) -> str:
        return f"{self.consignment_id}/{self.order_line_id}"

    @property
    def withdrawal(self) -> str:
        """Why the line does not leave, as sellers and operators read it; "" when it does."""
        words = WITHDRAWALS.get(self.status, "")
        return _because(words, self.reason)


# The choices' own labels speak to the shopper.
WITHDRAWALS: dict[str, Promise] = {
    ConsignmentLine.Status.REFUSED: _("Refusé par la boutique"),
    ConsignmentLine.Status.EXPIRED: _("Délai dépassé"),
    ConsignmentLine.Status.CANCELLED: _("Annulé par le client"),
}


def _because(words: str | Promise, reason: str) -> str:
    return str(_("%(what)s : %(why)s") % {"what": words, "why": reason} if reason else words)


class ConsignmentChange(models.Model):
    """The journal: who moved what, when."""

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="changes")
    old = models.CharField(max_length=20, blank=True)
    new = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    objects = scopes.of_order(trader="consignment__trader", order="consignment__order")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.old} -> {self.new}"

    @property
    def happened(self) -> str:
        """What happened, as sellers and operators read it."""
        if self.note == UNLOCKED:
            return str(_("Code de retrait renouvelé"))
        if self.old == self.new:
            return str(_("Article retiré"))
        if (self.old, self.new) == (Consignment.Status.TO_SHIP, Consignment.Status.DELIVERED):
            return str(_("Remis au client"))
        return str(HAPPENED[Consignment.Status(self.new)])

    @property
    def why(self) -> str:
        """The note in words: it begins with the state of the lines that were withdrawn, if any."""
        if self.note == UNLOCKED:
            return ""
        head, colon, rest = self.note.partition(":")
        if not colon or head not in WITHDRAWALS:
            return self.note
        return _because(WITHDRAWALS[head], rest.strip())


HAPPENED = {
    Consignment.Status.AWAITING_PAYMENT: _("En attente de paiement"),
    Consignment.Status.TO_ACCEPT: _("Proposé à la boutique"),
    Consignment.Status.TO_SHIP: _("Accepté par la boutique"),
    Consignment.Status.SHIPPED: _("Remis au transporteur"),
    Consignment.Status.DELIVERED: _("Livré"),
    Consignment.Status.CANCELLED: _("Annulé"),
}
