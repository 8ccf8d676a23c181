"""Products are written in bulk, which sends no signal: one that is saved was changed by hand."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from oscar.core.loading import get_model

from marketplace.core import outbox


@receiver(post_save, sender=get_model("catalogue", "Product"))
def product_saved(instance: Any, created: bool, **_kwargs: Any) -> None:
    """Hidden, shown again, renamed: the reference's entry in the index is written anew."""
    if not created:
        outbox.publish("catalogue.changed", reference_ids=[instance.parent_id or instance.pk])
