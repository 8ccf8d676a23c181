"""What becomes of lines whose match an operator undid: back to their proposal."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from marketplace.buying import queries as buying
from marketplace.offers import queries as offers
from marketplace.technical import curation
from sellers.feeds.matching import proposal_key
from sellers.feeds.models import FeedLine, MatchUndo

Match = FeedLine.Match


def on_match_undone(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber: lines of offers that are another product go back to their proposal.

    The offers were taken off sale when it was decided; orders of them stay as they are. A size that
    a decision had brought into the catalogue for them goes, see ``curation.forget_variants``.
    """
    for payload in payloads:
        lines = FeedLine.objects.filter(stockrecord_id__in=payload["stockrecord_ids"])
        found = list(
            lines.select_related(
                "source",
                "proposal",
                "stockrecord__product__variant",
                "stockrecord__product__parent__sheet__brand",
            ).order_by("source_id", "group", "key")
        )
        born = _born(found)
        gone = born - _wanted(born, payload["stockrecord_ids"])
        for _reference, some in groupby(found, key=lambda line: (line.source_id, line.group)):
            _undo(list(some), payload, born=born, gone=gone, at=at)
        curation.forget_variants(gone=gone, kept=born - gone)


def _born(lines: Iterable[FeedLine]) -> set[int]:
    """Variants that the catalogue has because of a decision on these lines."""
    added = curation.added_by({line.proposal_id for line in lines})
    return added & {line.stockrecord.product_id for line in lines if line.stockrecord}


def _wanted(product_ids: set[int], stockrecord_ids: Sequence[int]) -> set[int]:
    """Those that somebody else offers, or that somebody ordered or wants to."""
    if not product_ids:
        return set()
    others = offers.offered(product_ids=product_ids, besides=stockrecord_ids)
    return others | buying.asked_for(product_ids=product_ids)


def _undo(
    lines: Sequence[FeedLine],
    payload: dict[str, Any],
    *,
    born: set[int],
    gone: set[int],
    at: datetime,
) -> None:
    source = lines[0].source
    proposal = curation.propose_again(
        trader_id=source.trader_id,
        partner_id=source.partner_id,
        key=proposal_key(source, lines[0].group),
        told=_told(lines, born),
        user_id=payload["user_id"],
        at=at,
    )
    MatchUndo.objects.bulk_create(_kept(lines, payload, gone, at=at))
    for line in lines:
        record: Any = line.stockrecord
        held = record.num_allocated or 0
        line.minor = None if record.price is None else int(record.price * 100)
        line.stock = max((record.num_in_stock or 0) - held, 0)
        line.stockrecord, line.match, line.proposal = None, Match.UNDONE, proposal
    FeedLine.objects.bulk_update(lines, ["stockrecord", "match", "proposal", "minor", "stock"])


def _kept(
    lines: Iterable[FeedLine], payload: dict[str, Any], gone: set[int], *, at: datetime
) -> Iterator[MatchUndo]:
    """What was undone, of the reference where its size goes."""
    for line in lines:
        variant: Any = line.stockrecord.product  # type: ignore[union-attr]
        yield MatchUndo(
            line=line,
            match=line.match,
            product_id=variant.parent_id if variant.pk in gone else variant.pk,
            reason=payload["reason"],
            user_id=payload["user_id"],
            at=at,
        )


def _told(lines: Sequence[FeedLine], born: set[int]) -> dict[str, Any]:
    """What is known until the feed comes again: what the lines were taken for."""
    first: Any = lines[0].stockrecord
    sheet = first.product.parent.sheet
    return {
        "title": sheet.model_name,
        "brand_name": sheet.brand.name,
        "content": {
            "model_name": sheet.model_name,
            "gender": sheet.gender,
            "colour_name": sheet.colour_name,
            "provisional": True,
            "variants": [_variant(line, born) for line in lines],
        },
    }


def _variant(line: FeedLine, born: set[int]) -> dict[str, str]:
    """As the seller said it, where its proposal still knows; else what it was taken for."""
    said = line.proposal.content["variants"] if line.proposal else []
    if known := next((each for each in said if each["key"] == line.key), None):
        return dict(known)
    record: Any = line.stockrecord
    variant = record.product.variant
    own = line.match == Match.GTIN or variant.pk in born
    size = variant.size_raw or variant.size
    return {"key": line.key, "size": size, "gtin": variant.gtin if own else ""}
