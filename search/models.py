"""What operators say about search."""

from datetime import datetime
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


class Steer(models.Model):
    """What operators put first for one question, or let count more; the row is its own journal:
    who, when, why, until when, and who ended it before."""

    class Kind(models.TextChoices):
        PIN = "pin", _("placée en tête")
        BOOST = "boost", _("renforcée")

    text = models.CharField(max_length=200)  # as the operator wrote it
    key = models.CharField(max_length=240, db_index=True)  # its stems: what a question must equal
    kind = models.CharField(max_length=5, choices=Kind)
    reference = models.ForeignKey(
        "technical.ReferenceSheet", on_delete=models.CASCADE, related_name="steers"
    )
    # Of a boost: hundredths of the reference's own score.
    percent = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=300)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    until = models.DateTimeField()
    # None while it runs, and until it is steered anew after its date.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="pin", percent=None)
                | models.Q(kind="boost", percent__range=(1, 50)),
                name="steer_percent_of_a_boost",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("at")), name="steer_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["key", "reference"],
                condition=models.Q(ended_at=None),
                name="steered_once_for_a_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.reference_id} {self.kind}"

    def runs(self, *, at: datetime) -> bool:
        return self.ended_at is None and at < self.until
