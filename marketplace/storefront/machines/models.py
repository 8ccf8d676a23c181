"""What is made for programs beforehand."""

from django.db import models


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
