"""What a feed newly says of products that are known here: see ``technical.following``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from rapidfuzz import fuzz

from marketplace.core.given import given, run
from marketplace.technical import following
from marketplace.technical.candidates import ALIKE
from marketplace.technical.following import Known, Said
from sellers.feeds import remarks
from sellers.feeds.faults import RowError
from sellers.feeds.matching import Matched
from sellers.feeds.models import FeedContext, FeedSource
from sellers.feeds.references import Reference
from sellers.feeds.rows import Shown, short

LONGEST: Final = 200  # characters of a product's key, as a context is kept under


@dataclass
class Followed:
    """What came of it: the references (ids) that changed; what the seller should know."""

    changed: set[int] = field(default_factory=set)
    warnings: list[RowError] = field(default_factory=list)


def follow(
    references: Sequence[Reference],
    matched: Matched,
    *,
    trader_id: int,
    columns: Shown,
    at: datetime,
) -> Followed:
    """Take what is new of known products; no query where nothing is.

    ``columns``: our names → the seller's. What describes another product than the one that the
    trader sold under its key is not taken.
    """
    heard = [each for each in references if _is_heard(each, matched)]
    found = [row.key for each in heard for row in each.rows if row.key in matched.found]
    if not found:
        return Followed()
    known = following.known(
        variant_ids={matched.found[key].product_id for key in found}, trader_id=trader_id
    )
    said: dict[int, Said] = {}
    warnings: list[RowError] = []
    for reference in heard:
        variants = _variants(reference, matched, known)
        if _is_another(reference, variants):
            warnings.append(remarks.another(reference, columns=columns))
            continue
        for each in variants.values():
            if each.reference_id not in said:
                said[each.reference_id] = new = _said(reference, each)
                if new.follows:
                    warnings += remarks.again(reference, family=each.family, columns=columns)
    return Followed(following.follow(said=said, trader_id=trader_id, at=at), warnings)


def _is_heard(reference: Reference, matched: Matched) -> bool:
    """Whether something new is said of it, or a line is new here that may fill in values."""
    return reference.fresh or (
        bool(reference.facts.attributes)
        and any(row.key in matched.found and _is_new(row.key, matched) for row in reference.rows)
    )


def _is_new(key: str, matched: Matched) -> bool:
    line = matched.lines.get(key)
    return line is None or line.stockrecord_id is None


def _variants(reference: Reference, matched: Matched, known: dict[int, Known]) -> dict[str, Known]:
    """Key of a line → what is known of its reference."""
    found = ((row, matched.found.get(row.key)) for row in reference.rows)
    return {
        row.key: known[match.product_id]
        for row, match in found
        if match is not None and match.product_id in known
    }


def _is_another(reference: Reference, variants: dict[str, Known]) -> bool:
    """Whether the names have nothing but common words and no barcode says that it is the same.

    Shops give a reference that they do not sell any more to another product.
    """
    own = [each for each in variants.values() if each.own]
    if not (reference.fresh and reference.title and own):
        return False
    if any(row.gtin and row.key in variants and variants[row.key].gtin == row.gtin
           for row in reference.rows):  # fmt: skip
        return False
    said = reference.title.casefold()
    return all(fuzz.token_set_ratio(said, each.model_name.casefold()) < ALIKE for each in own)


def _said(reference: Reference, known: Known) -> Said:
    figures = reference.figures_in(known.family)
    return Said(
        values=figures.values,
        doubts=figures.doubts,
        follows=known.own and reference.fresh,
        title=reference.title,
        description=reference.facts.description,
        pictures=reference.pictures,
        whole=reference.whole,
    )


# --- what was said last ------------------------------------------------------------------------
def note_lines(rows: Sequence[tuple[str, int]], *, source: FeedSource) -> None:
    """Keep what lines say besides their offer (key, digest), for the next feed to be compared."""
    told = given(rows, key="text", digest="bigint")
    run(
        f"UPDATE feeds_feedline AS l SET digest = g.digest FROM {told.sql} g "  # noqa: S608
        "WHERE l.source_id = %s AND l.key = g.key",
        [*told.params, source.pk],
    )


def note_contexts(rows: Sequence[tuple[str, int]], *, source: FeedSource) -> None:
    """The same of lines that are no offer's, by the seller's key of their product."""
    FeedContext.objects.bulk_create(
        [
            FeedContext(source_id=source.pk, product=kept_as(product), digest=digest)
            for product, digest in rows
        ],
        update_conflicts=True,
        unique_fields=["source", "product"],
        update_fields=["digest"],
    )


def kept_as(product: str) -> str:
    """The key of a product as a context is kept under."""
    return short(product, LONGEST)
