"""What a visitor has looked at: the browser keeps the list, the shop shows what is still there."""

from collections.abc import Sequence
from datetime import datetime

from marketplace.storefront import cards
from marketplace.storefront.cards import Card
from search import documents
from search.contract import Hit, OfferFilter

MOST = 12


def seen(ids: Sequence[int], *, at: datetime) -> list[Card]:
    """The published ones of the first twelve, in their order; as many queries as for one."""
    wanted = ids[:MOST]
    found = {row.id: row for row in documents.read(wanted, version=0)}
    hits = [
        Hit(pk, found[pk].payload, OfferFilter().best(found[pk].offers))
        for pk in wanted
        if pk in found
    ]
    return cards.cards(hits, at=at)
