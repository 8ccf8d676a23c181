"""What becomes of lines whose match an operator undid: back to their proposal."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from marketplace.technical import curation
from sellers.feeds.matching import proposal_key
from sellers.feeds.models import FeedLine, MatchUndo

Match = FeedLine.Match


def on_match_undone(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber: lines of offers that are another product go back to their proposal.

    The offers were taken off sale when it was decided; orders of them stay as they are.
    """
    for payload in payloads:
        lines = FeedLine.objects.filter(stockrecord_id__in=payload["stockrecord_ids"])
        found = lines.select_related(
            "source", "stockrecord__product__variant", "stockrecord__product__parent__sheet__brand"
        ).order_by("source_id", "group", "key")
        for _reference, some in groupby(found, key=lambda line: (line.source_id, line.group)):
            _undo(list(some), payload, at=at)


def _undo(lines: Sequence[FeedLine], payload: dict[str, Any], *, at: datetime) -> None:
    source = lines[0].source
    proposal = curation.propose_again(
        trader_id=source.trader_id,
        partner_id=source.partner_id,
        key=proposal_key(source, lines[0].group),
        told=_told(lines),
        at=at,
    )
    MatchUndo.objects.bulk_create(_kept(lines, payload, at=at))
    for line in lines:
        record: Any = line.stockrecord
        held = record.num_allocated or 0
        line.minor = None if record.price is None else int(record.price * 100)
        line.stock = max((record.num_in_stock or 0) - held, 0)
        line.stockrecord, line.match, line.proposal = None, Match.UNDONE, proposal
    FeedLine.objects.bulk_update(lines, ["stockrecord", "match", "proposal", "minor", "stock"])


def _kept(lines: Iterable[FeedLine], payload: dict[str, Any], *, at: datetime) -> list[MatchUndo]:
    return [
        MatchUndo(
            line=line,
            match=line.match,
            product_id=line.stockrecord.product_id,  # type: ignore[union-attr]
            reason=payload["reason"],
            user_id=payload["user_id"],
            at=at,
        )
        for line in lines
    ]


def _told(lines: Sequence[FeedLine]) -> dict[str, Any]:
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
            "variants": [_variant(line) for line in lines],
        },
    }


def _variant(line: FeedLine) -> dict[str, str]:
    record: Any = line.stockrecord
    variant = record.product.variant
    gtin = variant.gtin if line.match == Match.GTIN else ""
    return {"key": line.key, "size": variant.size_raw or variant.size, "gtin": gtin}
