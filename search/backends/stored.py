"""What both engines keep alike: texts as tokens, fields of facets, offers for display as short rows
of JSON."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from search import text
from search.contract import DOCUMENT_FACETS, Document, Offer, attribute_key
from search.ranking import RANKING

SPELLED = "spelled"  # the field of words as people write them, by which a typo is told
# Fields of tokens with blanks between: stems, by which a text is found, and forms, by which what
# was found is put in order.
TEXTS = (*RANKING.fields, *(f"{name}_forms" for name in RANKING.forms))


# The colours of a model stand side by side when all is written, and say the same of it; "drop 8 mm"
# is said of many.
SAID_AGAIN = 1 << 12


def texts(document: Document) -> dict[str, str]:
    """What a document says in each of ``TEXTS``."""
    stems = {name: _each_line(_stems, getattr(document, name)) for name in RANKING.fields}
    forms = {f"{name}_forms": _each_line(_forms, getattr(document, name)) for name in RANKING.forms}
    return {**stems, **forms}


def _each_line(tokens: Callable[[str], str], said: str) -> str:
    return " ".join(filter(None, map(tokens, said.split("\n"))))


@lru_cache(SAID_AGAIN)
def _stems(line: str) -> str:
    return " ".join(text.tokens(line))


@lru_cache(SAID_AGAIN)
def _forms(line: str) -> str:
    return " ".join(text.forms(line))


def spelled(document: Document) -> frozenset[str]:
    """The words by which one may find it, as people write them: see ``text.spelled``."""
    lines = (document.title, *document.keywords.split("\n"))
    return frozenset().union(*map(_spelled, lines))


@lru_cache(SAID_AGAIN)
def _spelled(line: str) -> frozenset[str]:
    return frozenset(text.spelled(line))


def field_of(facet: str) -> str:
    """Where the values of a document's facet are kept.

    :raises UnknownFacet: it names no attribute.
    """
    return facet if facet in DOCUMENT_FACETS else f"choices.{attribute_key(facet)}"


def offer_rows(offers: Iterable[Offer]) -> list[list[Any]]:
    return [
        [
            *(o.variant_id, o.size, o.boutique, o.minor, int(o.purchasable)),
            *(o.point, o.lead_days, int(o.pickup), int(o.chosen)),
        ]
        for o in offers
    ]


def offers_from(rows: Iterable[Sequence[Any]]) -> list[Offer]:
    return [
        Offer(
            variant,
            size,
            boutique,
            minor,
            bool(purchasable),
            point,
            lead_days,
            bool(pickup),
            bool(chosen),
        )
        for variant, size, boutique, minor, purchasable, point, lead_days, pickup, chosen in rows
    ]
