"""What operators say about search."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """Phrases that find each other; ``one_way``: the first finds the others, not the reverse."""

    phrases = models.JSONField()  # two and more, as people write them
    one_way = models.BooleanField(default=False)
    # The first phrase as the file had it; None: an operator added it.
    filed_as = models.CharField(max_length=80, unique=True, null=True)
    ended_at = models.DateTimeField(null=True)

    changes: Any

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        first, *others = self.phrases
        return f"{first} → {', '.join(others)}" if self.one_way else " = ".join(self.phrases)


class SynonymChange(models.Model):
    """The journal: who made a synonym what it is, and when; without a user the file did."""

    class What(models.TextChoices):
        ADDED = "added", _("ajouté")
        CHANGED = "changed", _("modifié")
        ENDED = "ended", _("arrêté")

    synonym = models.ForeignKey(Synonym, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=8, choices=What)
    phrases = models.JSONField()
    one_way = models.BooleanField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.synonym_id} {self.what}: {', '.join(self.phrases)}"
