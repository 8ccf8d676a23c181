"""What of a document Elasticsearch keeps. Strict: a field that is not here is refused."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elasticsearch.dsl import ComposableIndexTemplate
from elasticsearch.dsl import Mapping as Fields

from search import text
from search.backends.reach import Reach
from search.backends.stored import SPELLED, TEXTS, offer_rows, spelled, texts
from search.contract import (
    BOUTIQUE,
    DOCUMENT_FACETS,
    OFFER_FACETS,
    PICKUP,
    PRICE,
    SIZE,
    Document,
    Offer,
    thousandths,
)

SAID, CHOSEN = "said", "chosen"
FRESH = "1s"  # set explicitly: an index left at the default stops refreshing when nobody asks

_TOKENS = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
# The engine refuses a whole document for one value above 32,766 bytes: such a value is left out.
LONGEST = 32_766 // 4
_KEYWORD = {"type": "keyword", "ignore_above": LONGEST}

FIELDS: dict[str, dict[str, Any]] = {
    "id": {"type": "long"},
    **dict.fromkeys(TEXTS, _TOKENS),
    **dict.fromkeys((*DOCUMENT_FACETS, "code", SPELLED), _KEYWORD),
    "choices": {"type": "flattened", "ignore_above": LONGEST},
    "numbers": {"type": "object", "dynamic": True},
    # What the offers that can be bought say, whichever of them says it.
    **dict.fromkeys(OFFER_FACETS, _KEYWORD),
    PRICE: {"type": "long"},
    # The prices of those that pages put forward, by which lists are sorted.
    SAID: {"type": "long"},
    # These offers one by one; the others are shown but never found.
    "offers": {
        "type": "nested",
        "properties": {
            **dict.fromkeys(OFFER_FACETS, _KEYWORD),
            PRICE: {"type": "long"},
            CHOSEN: {"type": "boolean"},
        },
    },
    "purchasable": {"type": "boolean"},
    "popularity": {"type": "double"},
    "created": {"type": "long"},
    "weight": {"type": "double"},
    "shown": {"type": "object", "enabled": False},
}
NUMBERS = {"number": {"path_match": "numbers.*", "mapping": {"type": "long"}}}
PRIORITY = 500  # above templates that come with the server


def template(alias: str, reach: Reach) -> ComposableIndexTemplate:
    """What every index behind ``alias`` is made from."""
    made = ComposableIndexTemplate(alias, f"{alias}-*", priority=PRIORITY)
    made.settings(
        **{
            "index.mapping.total_fields.limit": 5000,  # attributes of all families together
            "index.refresh_interval": FRESH,
            "index.number_of_shards": reach.shards,
        }
    )
    if reach.replicas is None:
        made.settings(**{"index.auto_expand_replicas": "0-1"})
    else:
        made.settings(**{"index.number_of_replicas": reach.replicas})
    mapping = Fields().meta("dynamic", "strict").meta("dynamic_templates", [NUMBERS])
    for name, field in FIELDS.items():
        mapping.field(name, field)
    made.mapping(mapping)
    return made


def source(document: Document) -> dict[str, Any]:
    """All fields of one reference."""
    codes = {text.code_key(code) for code in document.codes} - {""}
    offers = _offers(document.purchasable)
    return {
        "id": document.id,
        **texts(document),
        **{name: list(document.values(name)) for name in DOCUMENT_FACETS},
        "code": sorted(codes),
        SPELLED: sorted(spelled(document)),
        "choices": {key: list(values) for key, values in document.choices.items()},
        "numbers": {key: thousandths(number) for key, number in document.numbers.items()},
        **_said(offers),
        SAID: sorted({offer[PRICE] for offer in offers if offer[CHOSEN]}),
        "offers": offers,
        "purchasable": bool(document.purchasable),
        "popularity": document.popularity,
        "created": document.created,
        "weight": document.weight(),
        "shown": {"payload": document.payload, "offers": offer_rows(document.offers)},
    }


def _offers(purchasable: Iterable[Offer]) -> list[dict[str, Any]]:
    """Each different one."""
    return [
        {SIZE: size, BOUTIQUE: boutique, PICKUP: pickup or None, PRICE: price, CHOSEN: chosen}
        for size, boutique, pickup, price, chosen in sorted(
            {(o.size, o.boutique, o.pickup_point, o.minor, o.chosen) for o in purchasable}
        )
    ]


def _said(offers: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """All values of each field of the offers."""
    return {
        name: sorted({offer[name] for offer in offers} - {None}) for name in (*OFFER_FACETS, PRICE)
    }


def tombstone(id: int) -> dict[str, Any]:
    """What stands for a reference that is gone: no query finds it, its version stays."""
    return {"id": id, "purchasable": False}
