from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

SOME = 2_000


def digest(*texts: str) -> str:
    return blake2b("\x1f".join(texts).encode(), digest_size=8).hexdigest()


def note_authors(apps, _editor) -> None:
    """References that were published from a feed or a proposal are of the trader whose line came
    first; their texts are as it left them, for no page edits them yet."""
    Line = apps.get_model("feeds", "FeedLine")
    Product = apps.get_model("catalogue", "Product")
    Authorship = apps.get_model("technical", "Authorship")
    lines = Line._base_manager.filter(
        match__in=["published", "proposed"], stockrecord__product__parent__sheet__isnull=False
    )
    rows = lines.order_by("pk").values_list("stockrecord__product__parent", "source__trader")
    for some in _in_batches(rows.iterator(SOME)):
        authors = dict(reversed(some))
        told = Product._base_manager.filter(pk__in=authors).values_list(
            "pk", "title", "sheet__model_name", "description"
        )
        Authorship._base_manager.bulk_create(
            [
                Authorship(
                    product_id=pk,
                    trader_id=authors[pk],
                    title=digest(title, model_name),
                    description=digest(description),
                )
                for pk, title, model_name, description in told
            ],
            ignore_conflicts=True,
        )


def _in_batches(rows: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    left = iter(rows)
    while some := list(islice(left, SOME)):
        yield some


class Migration(migrations.Migration):

    dependencies = [
        ("feeds", "0009_sentences_are_said_to_their_reader"),
        ("technical", "0012_references_know_their_feed"),
    ]

    operations = [
        migrations.AddField(
            model_name="feedline",
            name="digest",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="feedrun",
            name="followed",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="FeedContext",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("product", models.CharField(max_length=200)),
                ("digest", models.BigIntegerField()),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="contexts", to="feeds.feedsource")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "product"), name="one_context_a_product")],
            },
        ),
        migrations.RunPython(note_authors, migrations.RunPython.noop),
    ]
