"""What a parcel costs and how long it travels."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.traders.models import Trader


class Method(models.TextChoices):
    HOME = "home", _("À domicile")
    PICKUP = "pickup", _("Retrait en magasin")
    RELAY = "relay", _("Point relais")


class Tariff(models.Model):
    """One trader's price for one way of delivering, tax included, in cents."""

    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="tariffs")
    method = models.CharField(max_length=16, choices=Method, default=Method.HOME)
    minor = models.PositiveIntegerField(_("frais en centimes"))
    free_from_minor = models.PositiveIntegerField(_("offert dès (centimes)"), null=True, blank=True)
    transit_days = models.PositiveSmallIntegerField(_("jours ouvrés de transport"), default=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trader", "method"], name="one_tariff_a_method")
        ]

    def __str__(self) -> str:
        return f"{self.trader}: {self.method}"


class RelayPoint(models.Model):
    """A shop that keeps parcels until they are fetched: what the embedded network knows.

    A carrier's own network is asked through its API instead (``delivery.relays``).
    """

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=80)
    line1 = models.CharField(max_length=160)
    postcode = models.CharField(max_length=10)
    town = models.CharField(max_length=80)
    latitude = models.FloatField(db_index=True)
    longitude = models.FloatField()

    def __str__(self) -> str:
        return f"{self.name}, {self.town}"
