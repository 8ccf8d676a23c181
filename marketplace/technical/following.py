"""What a feed newly says of references that exist: who may say what, and what that changes.

A trader's words describe the references that were published from its feed or its proposal, as long
as the house did not put others in their place; of others' references they fill in what nobody
knows. What a feed is silent about stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from marketplace.core import bulk, outbox
from marketplace.core.errors import CordeeError
from marketplace.technical import sheets
from marketplace.technical.models import (
    Authorship,
    ReferenceSheet,
    Source,
    TextChange,
    VariantSheet,
)
from marketplace.technical.pictures import addresses, covers
from marketplace.technical.values import Entry, Values, merged, trust

Product = get_model("catalogue", "Product")
CHUNK: Final = 1000
Field = TextChange.Field


class ChangedSince(CordeeError):
    """The text is not any more what the change made of it."""

    code = "changed_since"
    status = 409
    message = _("Ce texte a changé depuis : rien n’a été remis.")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a variant's reference, by which the feed's words are read."""

    reference_id: int
    family: str  # slug
    model_name: str
    gtin: str  # of the variant, a GTIN-14
    own: bool  # published from the feed of the trader who asks


@dataclass(frozen=True)
class Said:
    """What a feed says today of a reference; a blank text is silence.

    ``values`` and ``doubts`` as ``operations.ReferenceDraft`` has them. ``follows``: whether the
    reference is the trader's own and its texts and pictures follow as well; without it only what
    nobody knows is filled in. ``whole``: it is all that the feed says of the reference, so that
    what is not said any more goes.
    """

    values: Mapping[str, Mapping[str, Any]]
    doubts: Sequence[sheets.Questioned] = ()
    follows: bool = False
    title: str = ""
    description: str = ""
    pictures: Sequence[str] = field(default=(), repr=False)
    whole: bool = True


def digest(*texts: str) -> str:
    """Names texts, to know them again."""
    return blake2b("\x1f".join(texts).encode(), digest_size=8).hexdigest()


def publish(*, rows: Iterable[tuple[int, str, str, str]], trader_id: int) -> None:
    """Note whose feed new references are from: (id, title, model's name, description) each."""
    bulk.insert(
        Authorship,
        ("product_id", "trader_id", "title", "description"),
        (
            (pk, trader_id, digest(title, model_name), digest(description))
            for pk, title, model_name, description in rows
        ),
    )


def known(*, variant_ids: Iterable[int], trader_id: int) -> dict[int, Known]:
    """Variant → what is known of its reference; one query."""
    rows: Any = VariantSheet.objects.filter(product__in=list(variant_ids)).values_list(
        "product_id", "product__parent_id", "product__parent__sheet__family__slug",
        "product__parent__sheet__model_name", "gtin", "product__parent__authorship__trader",
    )  # fmt: skip
    return {
        pk: Known(reference, family, model_name, gtin, author == trader_id)
        for pk, reference, family, model_name, gtin, author in rows
    }


@transaction.atomic(savepoint=False)
def follow(*, said: Mapping[int, Said], trader_id: int, at: datetime) -> set[int]:
    """Take what a trader's feed says of references (by id); returns those that it changed.

    A fixed number of queries and at most two events. What an operator vouched for or wrote, and
    what was measured, stays. Addresses are locked before sheets, as whoever fetches a picture does.
    """
    if not said:
        return set()
    moved = addresses.follow(
        named={pk: each.pictures for pk, each in said.items() if each.follows and each.pictures},
        whole={pk for pk, each in said.items() if each.whole},
        trader_id=trader_id,
        at=at,
    )
    locked = ReferenceSheet.objects.select_for_update(of=("self",)).select_related("product")
    rows = list(locked.filter(pk__in=said).order_by("pk"))
    valued = [sheet for sheet in rows if _tell(sheet, said[sheet.pk], at)]
    renamed = _follow_texts([s for s in rows if said[s.pk].follows], said, trader_id, at)
    ReferenceSheet.objects.bulk_update({*valued, *renamed}, ["values", "model_name"], CHUNK)
    changed = {sheet.pk for sheet in (*valued, *renamed)}
    if changed:
        outbox.publish("catalogue.changed", reference_ids=sorted(changed))
    covers.choose(moved)
    sheets.ask(
        [(s.pk, doubt) for s in rows for doubt in said[s.pk].doubts if _may_ask(s, said, doubt)],
        at=at,
    )
    return changed | set(moved)


# --- values ------------------------------------------------------------------------------------
def _tell(sheet: ReferenceSheet, said: Said, at: datetime) -> bool:
    """Put what is said into the sheet; whether that changes it."""
    today = at.date().isoformat()
    entries = {key: {"at": today, **entry} for key, entry in said.values.items()}
    if said.follows:
        known = _still_told(sheet.values, entries) if said.whole else sheet.values
        values = merged(known, entries)
    else:
        values = merged(sheet.values, _gaps(sheet.values, entries))
    if values == sheet.values:
        return False
    sheet.values = values
    return True


def _still_told(known: Values, said: Values) -> Values:
    """Without what was deduced from a text that does not tell it any more."""
    return {
        key: entry
        for key, entry in known.items()
        if entry.get("source") != Source.TEXT or key in said
    }


def _gaps(known: Values, said: Values) -> Values:
    """What is said outright and nobody as trusted knows: traders do not contradict each other."""
    return {
        key: entry
        for key, entry in said.items()
        if entry["source"] != Source.TEXT and _is_better(entry["source"], known.get(key))
    }


def _is_better(source: str, known: Entry | None) -> bool:
    return known is None or trust(source) < trust(known.get("source", ""))


def _may_ask(sheet: ReferenceSheet, said: Mapping[int, Said], doubt: sheets.Questioned) -> bool:
    known = sheet.values.get(doubt["key"])
    if _is_better(doubt["source"], known):
        return True
    return said[sheet.pk].follows and known is not None and known["source"] == doubt["source"]


# --- texts -------------------------------------------------------------------------------------
def _follow_texts(
    rows: Sequence[ReferenceSheet], said: Mapping[int, Said], trader_id: int, at: datetime
) -> list[ReferenceSheet]:
    """Put the feed's texts in place of those that it left there; the sheets that it changed."""
    authors = Authorship.objects.filter(trader_id=trader_id).in_bulk([sheet.pk for sheet in rows])
    changes: list[TextChange] = []
    for sheet in rows:
        if author := authors.get(sheet.pk):
            changes += _retold(sheet, author, said[sheet.pk], at)
    changed = {change.product_id for change in changes}
    found = [sheet for sheet in rows if sheet.pk in changed]
    products = [sheet.product for sheet in found]
    Product.objects.bulk_update(products, ["title", "description"], CHUNK)
    Authorship.objects.bulk_update(
        [authors[sheet.pk] for sheet in found], ["title", "description"], CHUNK
    )
    TextChange.objects.bulk_create(changes, CHUNK)
    return found


def _retold(
    sheet: ReferenceSheet, author: Authorship, said: Said, at: datetime
) -> list[TextChange]:
    """Put both texts of a reference into its rows; what became of them, for the journal."""
    found = {
        Field.TITLE: _new_title(sheet, author, said.title),
        Field.DESCRIPTION: _new_description(sheet, author, said.description),
    }
    return [
        TextChange(
            product_id=sheet.pk, trader_id=author.trader_id, field=name, at=at,
            old=change[0], new=change[1],
        )
        for name, change in found.items() if change
    ]  # fmt: skip


def _new_title(sheet: ReferenceSheet, author: Authorship, title: str) -> tuple[str, str] | None:
    """(before, after); None where it stays: nothing else is said, or it is the house's."""
    product: Any = sheet.product
    old, new = (product.title, sheet.model_name), _named(title, sheet)
    if not title or new == old or author.title != digest(*old):
        return None
    product.title, sheet.model_name = new
    author.title = digest(*new)
    return old[0], new[0]


def _new_description(
    sheet: ReferenceSheet, author: Authorship, description: str
) -> tuple[str, str] | None:
    product: Any = sheet.product
    old = product.description
    if not description or description == old or author.description != digest(old):
        return None
    product.description, author.description = description, digest(description)
    return old, description


def _named(title: str, sheet: ReferenceSheet) -> tuple[str, str]:
    """The title and the model's name that a reference has, of a product's title."""
    model_name = title[:120]
    return f"{model_name} {sheet.colour_name}".strip()[:255], model_name


@transaction.atomic
def put_back(*, change: TextChange, user: Any, at: datetime) -> None:
    """Give a reference the text back that its feed replaced; no feed changes it from then on.

    :raises ChangedSince: it is another text by now.
    """
    locked = ReferenceSheet.objects.select_for_update(of=("self",)).select_related("product")
    sheet = locked.get(pk=change.product_id)
    product: Any = sheet.product
    if getattr(product, change.field) != change.new:
        raise ChangedSince
    setattr(product, change.field, change.old)
    product.save(update_fields=[change.field])  # tells the index, see ``receivers``
    if change.field == Field.TITLE:
        sheet.model_name = change.old.removesuffix(sheet.colour_name).strip()[:120]
        sheet.save(update_fields=["model_name"])
    TextChange.objects.create(
        product=product, trader_id=change.trader_id, field=change.field,
        old=change.new, new=change.old, user=user, at=at,
    )  # fmt: skip
