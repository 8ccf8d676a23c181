from django.conf import settings
from django.db import models


class Key(models.Model):
    """What visitors are told apart with for one week; gone once it is over."""

    monday = models.DateField(unique=True)
    secret = models.BinaryField()

    def __str__(self) -> str:
        return self.monday.isoformat()


class AskedQuery(models.Model):
    """Words that were searched for, as ``words.kept`` writes them."""

    text = models.CharField(max_length=60, unique=True)
    answered = models.BooleanField()  # whether all of them were found when last asked for
    hidden_at = models.DateTimeField(null=True)  # by an operator: not suggested
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.text


class AskedWeek(models.Model):
    """How often a query was asked in one week, and how many different visitors did."""

    query = models.ForeignKey(AskedQuery, on_delete=models.CASCADE, related_name="weeks")
    monday = models.DateField(db_index=True)
    times = models.PositiveIntegerField(default=0)
    unanswered = models.PositiveIntegerField(default=0)  # of these, without an exact result
    visitors = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["query", "monday"], name="one_row_a_query_and_week")
        ]

    def __str__(self) -> str:
        return f"{self.query_id} {self.monday}"


class Mark(models.Model):
    """That one visitor is counted already; gone once the week is over."""

    week = models.ForeignKey(AskedWeek, on_delete=models.CASCADE, related_name="marks")
    digest = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week", "digest"], name="a_visitor_counts_once_a_week")
        ]

    def __str__(self) -> str:
        return self.digest
