"""What was fetched stays shown: its file becomes a row of its own, without smaller widths yet.

The clock's task makes those, twenty files at a tick (``pictures.files.remake``). What was given up
is tried once more, which tells why. A picture is tied to the trader whose proposal its reference
was published from, or to the brand that published its own.
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.text import slugify

SOME = 1000


def move(apps, _editor):
    picture = apps.get_model("technical", "Picture")
    # What was fetched first: an address that several references name keeps that.
    for state in ("fetched", "pending", "unreachable"):
        rows, after = picture.objects.filter(state=state).order_by("pk"), 0
        while batch := list(rows.filter(pk__gt=after)[:SOME]):
            after = batch[-1].pk
            _move(apps, batch)
    _tie_to_traders(apps)
    _cover(apps)


def _move(apps, batch):
    file, address = (
        apps.get_model("technical", "PictureFile"),
        apps.get_model("technical", "PictureAddress"),
    )
    kept = {
        row.pk: file(stem=row.file.name.removesuffix(".webp"), width=row.width, height=row.height)
        for row in batch
        if row.state == "fetched" and row.file
    }
    file.objects.bulk_create(kept.values(), ignore_conflicts=True)
    files = {
        row.stem: row for row in file.objects.filter(stem__in=[each.stem for each in kept.values()])
    }
    now = timezone.now()
    address.objects.bulk_create(
        [
            _address(address, row, files[kept[row.pk].stem] if row.pk in kept else None, now)
            for row in batch
        ],
        ignore_conflicts=True,
    )
    ids = dict(
        address.objects.filter(url__in={row.source_url for row in batch}).values_list("url", "pk")
    )
    for row in batch:
        row.address_id = ids[row.source_url]
    apps.get_model("technical", "Picture").objects.bulk_update(batch, ["address"])


def _address(address, row, file, now):
    if file is not None:
        return address(url=row.source_url, state="fetched", file=file, due_at=row.due_at)
    if not row.source_url.startswith(("http://", "https://")):
        fault = {"state": "unreachable", "fault": "no_site", "tried_at": now}
        return address(url=row.source_url, due_at=row.due_at, **fault)
    return address(url=row.source_url, due_at=now)


def _tie_to_traders(apps):
    picture, proposal = (
        apps.get_model("technical", "Picture"),
        apps.get_model("technical", "Proposal"),
    )
    whose = proposal.objects.filter(reference_id=OuterRef("product_id"), status="accepted")
    picture.objects.update(trader_id=Subquery(whose.values("trader_id")[:1]))
    for brand in apps.get_model("traders", "Trader").objects.filter(kind="brand"):
        own = picture.objects.filter(
            trader=None, product__sheet__brand__slug=slugify(brand.name)[:50]
        )
        own.update(trader=brand)


def _cover(apps):
    sheet, picture = (
        apps.get_model("technical", "ReferenceSheet"),
        apps.get_model("technical", "Picture"),
    )
    shown = picture.objects.filter(address__file__isnull=False)
    after = 0
    while ids := list(
        shown.filter(product_id__gt=after)
        .order_by("product_id")
        .values_list("product_id", flat=True)
        .distinct()[:SOME]
    ):
        after = ids[-1]
        first = {}
        for row in (
            shown.filter(product_id__in=ids)
            .select_related("address__file")
            .order_by("position", "pk")
        ):
            first.setdefault(row.product_id, row.address.file)
        sheets = list(sheet.objects.filter(pk__in=ids))
        for each in sheets:
            file = first[each.pk]
            each.cover = {
                "stem": file.stem,
                "width": file.width,
                "height": file.height,
                "widths": [],
            }
        sheet.objects.bulk_update(sheets, ["cover"])


class Migration(migrations.Migration):
    dependencies = [
        ("technical", "0007_pictures_are_kept_once"),
        ("catalogue", "0032_category_exclude_from_menu_category_long_description"),
        ("traders", "0002_words"),
    ]

    operations = [migrations.RunPython(move)]
