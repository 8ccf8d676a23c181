"""Offers: terms beside Oscar's stock record, price history, reservations, the choice."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.core.scopes import of_trader
from marketplace.traders.models import Trader


class Promotion(models.Model):
    """A dated price that a seller gives many of its offers at once, and pays for itself: it simply
    gets less. Each offer's own price stands in its terms (``sale_minor``).

    ``value``: whole hundredths off, or cents off. ``budget_minor``: at most so much is given off in
    all, in cents, None without a bound; ``most_minor``: the most that one unit of it gives off.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent", _("pourcentage")
        AMOUNT = "amount", _("montant")

    class State(models.TextChoices):
        OPEN = "open", _("ouverte")
        SPENT = "spent", _("budget épuisé")
        STOPPED = "stopped", _("arrêtée")

    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="promotions")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    budget_minor = models.PositiveIntegerField(null=True)
    spent_minor = models.PositiveIntegerField(default=0)
    most_minor = models.PositiveIntegerField()
    offers_count = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()

    objects = of_trader()

    class Meta:
        indexes = [models.Index(fields=["trader", "-created_at"], name="promotions_of_a_trader")]
        constraints = [
            models.CheckConstraint(
                name="a_promotion_keeps_to_its_budget",
                condition=models.Q(budget_minor=None)
                | models.Q(spent_minor__lte=models.F("budget_minor")),
            ),
            models.CheckConstraint(
                name="a_promotion_ends_after_it_begins",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def was_given_back(self) -> bool:
        """Whether an order that used its budget up was not sold after all."""
        left = (self.budget_minor or 0) - self.spent_minor
        return self.state == self.State.SPENT and left >= self.most_minor


class PromotionUse(models.Model):
    """What an order line was given off by a promotion, in cents; given back if it is released."""

    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="uses")
    order_line = models.OneToOneField(
        "order.Line", on_delete=models.CASCADE, related_name="promotion_use"
    )
    minor = models.PositiveIntegerField()
    given_back = models.BooleanField(default=False)

    objects = of_trader("promotion__trader")

    def __str__(self) -> str:
        return f"{self.minor} of {self.promotion_id}"


class OfferTerms(models.Model):
    """The side table of an offer; the stock record's ``price`` includes the tax.

    ``price`` is what it costs as a rule; ``sale_minor`` what it costs from ``sale_from`` on, until
    ``sale_until`` where that is said, as long as it is the lower of the two.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("en vente")
        PAUSED = "paused", _("en pause")

    class Condition(models.TextChoices):
        NEW = "new", _("Neuf")
        OPEN_BOX = "open_box", _("Neuf, emballage ouvert")
        DISPLAY = "display", _("Modèle d’exposition")

    class Sale(models.TextChoices):
        """How far the dated price is told: what the history and the index already know."""

        NONE = "", "—"
        AHEAD = "ahead", _("à venir")
        RUNNING = "running", _("en cours")

    stockrecord = models.OneToOneField(
        "partner.StockRecord", on_delete=models.CASCADE, primary_key=True, related_name="terms"
    )
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    # Working days between the order and the hand-over to the carrier; 0 = the same day.
    lead_days = models.PositiveSmallIntegerField(default=1)
    condition = models.CharField(max_length=12, choices=Condition, default=Condition.NEW)
    sale_minor = models.PositiveIntegerField(null=True)
    sale_from = models.DateTimeField(null=True)
    sale_until = models.DateTimeField(null=True)
    sale_state = models.CharField(max_length=8, choices=Sale, default=Sale.NONE, blank=True)
    # By which promotion it is dated, the last one where that is over: what was ordered at its price
    # is counted against it all the same.
    promotion = models.ForeignKey(
        Promotion, on_delete=models.SET_NULL, null=True, related_name="terms"
    )
    # When its price is to be looked at again: a date of the sale has come, or its rule has changed.
    turns_at = models.DateTimeField(null=True)
    # The lowest of the thirty days before the present price, in cents: what may be struck through.
    # It is settled once, when that price begins; NULL where nothing may be.
    before_minor = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_sale_has_a_beginning",
                condition=models.Q(sale_minor=None) | models.Q(sale_from__isnull=False),
            ),
            models.CheckConstraint(
                name="a_sale_ends_after_it_begins",
                condition=models.Q(sale_until=None)
                | models.Q(sale_until__gt=models.F("sale_from")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["turns_at"],
                condition=models.Q(turns_at__isnull=False),
                name="sales_that_turn",
            ),
            # A feed asks of thousands of offers whether they have a dated price: few have.
            models.Index(
                fields=["stockrecord"],
                condition=models.Q(sale_minor__isnull=False),
                name="offers_with_a_sale",
            ),
        ]

    def __str__(self) -> str:
        return f"terms of {self.stockrecord_id}"

    def sale_at(self, at: datetime) -> int | None:
        """The dated price in cents where it runs, whatever the other one is."""
        begun = self.sale_minor is not None and self.sale_from and self.sale_from <= at
        over = self.sale_until is not None and self.sale_until <= at
        return self.sale_minor if begun and not over else None

    def cost(self, minor: int, at: datetime) -> int:
        """What one costs in cents where its price as a rule is ``minor``."""
        sale = self.sale_at(at)
        return minor if sale is None else min(minor, sale)


class PriceChange(models.Model):
    """Append-only: what an offer cost from a moment on, in cents.

    The database refuses to change or remove a row; it outlives its offer.
    """

    stockrecord = models.ForeignKey(
        "partner.StockRecord",
        on_delete=models.DO_NOTHING,
        related_name="price_changes",
        db_index=False,  # the index below begins with it
        # Written from the very offers it is about: the database's own check of each row was a sixth
        # of a feed's time.
        db_constraint=False,
    )
    minor = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["stockrecord", "at"], name="price_history")]

    def __str__(self) -> str:
        return f"{self.minor} from {self.at}"


class StockReservation(models.Model):
    """Units of an offer held for an order, until it is shipped, released or expires."""

    class State(models.TextChoices):
        HELD = "held", _("réservé")
        CONSUMED = "consumed", _("expédié")
        RELEASED = "released", _("rendu")

    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.PROTECT, related_name="reservations"
    )
    order_line = models.OneToOneField(
        "order.Line", on_delete=models.CASCADE, related_name="reservation"
    )
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["stockrecord", "created_at"],
                condition=models.Q(state="held"),
                name="held_reservations",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.stockrecord_id}"


class OfferChoice(models.Model):
    """The offer that wins a variant, with the reasons that the page gives."""

    product = models.OneToOneField(
        "catalogue.Product", on_delete=models.CASCADE, primary_key=True, related_name="choice"
    )
    stockrecord = models.ForeignKey("partner.StockRecord", on_delete=models.CASCADE)
    # {"points": {"price": 60.0, "date": 23.0, "score": 14.4}, "total": 97.4, "rivals": n,
    #  "cheapest": bool, "fastest": bool, "over_lowest": cents}, as ``choice.choose`` gives them.
    reasons = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.product_id} -> {self.stockrecord_id}"
