"""What is made for programs beforehand, and what addresses once led to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MadeFile(models.Model):
    """The file that an address gives until the next one takes its place, all at once."""

    name = models.CharField(max_length=60, unique=True)  # in the address
    stored = models.CharField(max_length=120)  # in the store ``made``, compressed by gzip
    digest = models.CharField(max_length=32)  # of what it says
    entries = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()  # uncompressed
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Former(models.Model):
    """What an address led to before it was renamed or deleted; see ``moved``."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("produit")
        SHELF = "shelf", _("rayon")
        SPORT = "sport", _("sport")
        BRAND = "brand", _("marque")
        TRADER = "trader", _("boutique")

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.PositiveBigIntegerField()  # of the row, which may be there no more
    slug = models.CharField(max_length=255)
    family = models.PositiveBigIntegerField(null=True)  # of a product: where else to look
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug", "key"], name="one_former_a_slug")
        ]
        indexes = [models.Index(fields=["kind", "key"], name="former_keys")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
