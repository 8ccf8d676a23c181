"""Ways into the shop: a sport, a family, with what stands for it and how much it holds."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.cache import cache
from django.http import QueryDict
from django.utils.translation import gettext as _

from marketplace.storefront import cards
from marketplace.storefront.figures import uncapped
from marketplace.storefront.listing import asking
from marketplace.storefront.listing.shelves import Shelf, family_path
from marketplace.storefront.pictures import Look
from marketplace.technical.models import Attribute, Family
from search.backends import backend
from search.contract import Hit, Query, Result, SearchUnavailable, Sort

logger = logging.getLogger(__name__)

KEPT_SECONDS = 600
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Way:
    """A sport or family: where it leads, one of its references, how many it holds.

    ``look`` and ``count`` are None while search does not answer; ``chosen_by``: the figures on
    which one chooses, in words.
    """

    name: str
    url: str
    look: Look | None
    count: int | None
    chosen_by: str = ""


def to_families(
    families: Iterable[Family],
    *,
    counts: Mapping[str, int] | None,
    hits: Sequence[Hit] = (),
    deciders: Mapping[int, Sequence[Attribute]] | None = None,
) -> list[Way]:
    """Those that hold something, in their order; drawn as in ``looks``.

    ``counts`` None: nobody knows what they hold, since search does not answer.
    """
    held = [family for family in families if counts is None or family.slug in counts]
    drawn = looks([family.slug for family in held], hits=hits) if counts else {}
    return [
        Way(
            name=str(family),
            url=family_path(family),
            look=drawn.get(family.slug),
            count=counts[family.slug] if counts else None,
            chosen_by=chosen_by((deciders or {}).get(family.pk, ())),
        )
        for family in held
    ]


def chosen_by(attributes: Sequence[Attribute]) -> str:
    """``On choisit sur : drop, poids, amorti``; "" where nothing decides."""
    if not attributes:
        return ""
    labels = ", ".join(_noun(each) for each in attributes)
    return _("On choisit sur : %(labels)s") % {"labels": labels}


def _noun(attribute: Attribute) -> str:
    """A figure's name within a sentence; that of a temperature is "Dès" beside its degrees."""
    return _("température") if attribute.unit == "°C" else uncapped(str(attribute))


def looks(families: Iterable[str], *, hits: Sequence[Hit] = ()) -> dict[str, Look]:
    """Family → how it is shown: by the first of ``hits`` that is of it, else by what is most asked
    for in it, asked for all at once and kept ten minutes."""
    shown = {hit.payload["family"]: cards.look(hit) for hit in reversed(hits)}
    wanted = set(families)
    keys = {f"look:{family}": family for family in sorted(wanted - shown.keys())}
    known: dict[str, Any] = cache.get_many(keys)
    missing = [family for key, family in keys.items() if key not in known]
    firsts = asked_together(
        Query(filters={"family": frozenset([family])}, sort=Sort.POPULAR, per_page=1)
        for family in missing
    )
    new = {
        f"look:{family}": cards.look(hit)
        for family, first in zip(missing, firsts, strict=False)
        for hit in first.hits
    }
    if new:
        cache.set_many(new, KEPT_SECONDS)
    return {slug: look for slug, look in shown.items() if slug in wanted} | {
        keys[key]: look for key, look in (known | new).items()
    }


def is_entrance(shelf: Shelf, params: QueryDict) -> bool:
    """Whether an address asks for the whole shelf from its start; only then has it a front.

    Whoever filters, sorts or turns the page has come in already.

    :raises SearchError: the address cannot be read.
    """
    return asking.read(shelf, params).url == shelf.path


def asked(query: Query) -> Result | None:
    """What search answers, None while it does not: the page stands without."""
    return _unless_down(lambda: backend().search(query))


def asked_together(queries: Iterable[Query]) -> Sequence[Result]:
    """What search answers to each, in one go; nothing while it does not."""
    several = list(queries)
    found = _unless_down(lambda: backend().search_all(several)) if several else None
    return found or ()


def _unless_down(ask: Callable[[], Answer]) -> Answer | None:
    try:
        return ask()
    except SearchUnavailable as error:
        logger.warning("a page without search: %s", error.code)
        return None


def counts(found: Result | None, facet: str) -> dict[str, int]:
    """Value → how many references, those that hold something."""
    if found is None:
        return {}
    return {value.value: value.count for value in found.facets[facet] if value.count}


def most(counted: Mapping[str, int], count: int) -> list[str]:
    """The ``count`` values that hold most."""
    return sorted(counted, key=lambda slug: (-counted[slug], slug))[:count]
