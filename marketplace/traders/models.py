"""Who sells (traders) and from where (points)."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.core import clock


class Trader(models.Model):
    """A legal person that sells: a boutique or a brand."""

    class Kind(models.TextChoices):
        BOUTIQUE = "boutique", _("boutique")
        BRAND = "brand", _("marque")

    class Status(models.TextChoices):
        ACTIVE = "active", _("en activité")
        SUSPENDED = "suspended", _("suspendu")

    slug = models.SlugField(unique=True)
    name = models.CharField(_("enseigne"), max_length=80)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.BOUTIQUE)
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    story = models.TextField(_("présentation"), blank=True)
    # The day from which it sells here; None: longer than such days are kept.
    since = models.DateField(_("sur Cordée depuis"), null=True, blank=True, default=clock.today)

    # The trader's block that each offer must show (DSA art. 30, consumer code L111-7).
    legal_name = models.CharField(_("raison sociale"), max_length=160)
    siren = models.CharField(max_length=9, validators=[RegexValidator(r"^\d{9}$")])
    vat_number = models.CharField(max_length=20, blank=True)
    line1 = models.CharField(_("adresse"), max_length=160)
    postcode = models.CharField(_("code postal"), max_length=10)
    town = models.CharField(_("ville"), max_length=80)
    country = models.CharField(max_length=2, default="FR")
    email = models.EmailField()
    phone = models.CharField(max_length=24, blank=True)

    # A brand may publish its own products without curation.
    trusted_to_publish = models.BooleanField(default=False)

    # Standing, as other rooms report it. Payable: Stripe knows who it is and pays it out; until
    # then nothing of it can be bought.
    payable = models.BooleanField(_("peut être payé"), default=False)
    score = models.DecimalField(max_digits=2, decimal_places=1, null=True)
    sales_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def may_sell(self) -> bool:
        return self.status == self.Status.ACTIVE


class TraderMember(models.Model):
    """A person who works for a trader."""

    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="members")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership"
    )

    def __str__(self) -> str:
        return f"{self.user} ({self.trader})"


class Point(models.Model):
    """A shop or warehouse of a trader, with its own stock: the side table of Oscar's partner."""

    class Kind(models.TextChoices):
        SHOP = "shop", _("magasin")
        WAREHOUSE = "warehouse", _("entrepôt")

    partner = models.OneToOneField(
        "partner.Partner", on_delete=models.CASCADE, primary_key=True, related_name="point"
    )
    trader = models.ForeignKey(Trader, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.SHOP)
    line1 = models.CharField(_("adresse"), max_length=160)
    postcode = models.CharField(_("code postal"), max_length=10)
    town = models.CharField(_("ville"), max_length=80)
    # How to find the door, in words: no map is drawn.
    directions = models.TextField(_("pour venir"), blank=True, max_length=400)
    # Weekday (0 = Monday) → when it opens and closes: ["10:00", "12:30", "14:00", "19:00"].
    # A missing weekday is closed; no weekday at all: not known.
    hours = models.JSONField(default=dict, blank=True)
    open_on_holidays = models.BooleanField(_("ouvert les jours fériés"), default=False)
    cut_off = models.TimeField(_("heure limite d’expédition"), default="14:00")
    pickup = models.BooleanField(_("retrait en magasin"), default=False)
    # Hours of opening after which what was ordered can be fetched; None: not said.
    pickup_hours = models.PositiveSmallIntegerField(_("retrait prêt en"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.trader}, {self.town}"

    @property
    def is_shop(self) -> bool:
        """Whether somebody may come in."""
        return self.kind == self.Kind.SHOP


class SpecialDays(models.Model):
    """Days on which a shop keeps other hours than usual: a holiday, a stocktaking, an open Sunday.

    Where several hold for one day, the one entered last does.
    """

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="special_days")
    first = models.DateField(_("du"))
    last = models.DateField(_("au"))
    hours = models.JSONField(default=list, blank=True)  # as one weekday's of ``Point``; []: closed
    note = models.CharField(_("motif"), max_length=60, blank=True)

    class Meta:
        ordering = ["first", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="special_days_end_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.point_id}: {self.first} – {self.last}"
