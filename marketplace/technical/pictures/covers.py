"""The picture that stands for a reference in lists: kept beside its sheet, which lists read."""

from collections.abc import Sequence
from typing import Any

from marketplace.core import outbox
from marketplace.core.given import batches
from marketplace.technical.models import Picture, PictureAddress, PictureFile, ReferenceSheet

SOME = 500


def choose(reference_ids: Sequence[int]) -> None:
    """The first picture of each reference that could be fetched is its cover from now on.

    Call it in the transaction that changed its pictures, after the change: sheets are locked
    first, so that of two changes at once the later one sees both.
    """
    for some in batches(sorted(reference_ids), SOME):
        sheets = ReferenceSheet.objects.select_for_update().filter(pk__in=some).order_by("pk")
        known = {sheet.pk: sheet for sheet in sheets.only("pk", "cover")}
        found = _first(some)
        changed = [sheet for pk, sheet in known.items() if sheet.cover != found.get(pk, {})]
        for sheet in changed:
            sheet.cover = found.get(sheet.pk, {})
        ReferenceSheet.objects.bulk_update(changed, ["cover"])
        if changed:
            outbox.publish("catalogue.changed", reference_ids=[sheet.pk for sheet in changed])


def _first(reference_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = Picture.objects.filter(product_id__in=reference_ids, address__file__isnull=False)
    found: dict[int, dict[str, Any]] = {}
    for row in rows.select_related("address__file").order_by("position", "pk"):
        assert row.address.file is not None
        found.setdefault(row.product_id, row.address.file.shown)
    return found


def named_by(
    *, address: PictureAddress | None = None, file: PictureFile | None = None
) -> list[int]:
    """The references that show an address, or a file."""
    rows = (
        Picture.objects.filter(address=address)
        if address
        else Picture.objects.filter(address__file=file)
    )
    return list(rows.values_list("product_id", flat=True).distinct())
