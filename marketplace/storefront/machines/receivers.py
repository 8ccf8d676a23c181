"""What was renamed or deleted is remembered, so that its address answers for it.

Rows changed in bulk send no signal: slugs are changed one by one.
"""

from typing import Any

from django.db.models.signals import post_delete, pre_save
from django.dispatch import receiver
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.storefront.machines.models import Former
from marketplace.technical.models import Brand, ReferenceSheet, Sport
from marketplace.traders.models import Trader

Category = get_model("catalogue", "Category")
Kind = Former.Kind
NAMED = {Sport: Kind.SPORT, Brand: Kind.BRAND, Trader: Kind.TRADER}


@receiver(pre_save, sender=Sport)
@receiver(pre_save, sender=Brand)
@receiver(pre_save, sender=Trader)
def renamed(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """Keep the slug that a row had until now."""
    if instance.pk is None:
        return
    before = sender.objects.filter(pk=instance.pk).values_list("slug", flat=True).first()
    if before and before != instance.slug:
        _keep(NAMED[sender], instance.pk, before)


@receiver(post_delete, sender=Sport)
@receiver(post_delete, sender=Brand)
@receiver(post_delete, sender=Trader)
def deleted(sender: Any, instance: Any, **_kwargs: Any) -> None:
    _keep(NAMED[sender], instance.pk, instance.slug)


@receiver(post_delete, sender=Category)
def shelf_deleted(instance: Any, **_kwargs: Any) -> None:
    _keep(Kind.SHELF, instance.pk, instance.slug)


@receiver(post_delete, sender=ReferenceSheet)
def reference_deleted(instance: ReferenceSheet, **_kwargs: Any) -> None:
    _keep(Kind.PRODUCT, instance.pk, "", family=instance.family_id)


def _keep(kind: Former.Kind, key: int, slug: str, *, family: int | None = None) -> None:
    Former.objects.update_or_create(
        kind=kind, key=key, slug=slug, defaults={"family": family, "at": clock.now()}
    )
