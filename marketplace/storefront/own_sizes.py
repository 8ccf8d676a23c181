"""The shopper's own size of each guide: their browser keeps it where they asked for that.

A listing by relevance puts first what can be bought in it, a product opens on it. A cookie is
believed as far as what it holds are sizes of its guide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace.core.errors import CordeeError
from marketplace.storefront.listing.groups import system_label
from marketplace.technical import sizes
from marketplace.technical.models import Family

COOKIE = "ma_taille_{}"
COOKIE_SECONDS = 365 * 24 * 3600
SIZE, GUIDE = "taille", "guide"
# What is one size in another system may be several of those that boutiques write.
MOST = 8
BETWEEN = "|"

Sizes = tuple[str, ...]  # as the boutiques write them


class NoSuchSize(CordeeError):
    """What should be kept is no size that somebody wears."""

    code = "no_such_size"
    message = _(
        "Cette taille ne peut pas être retenue : choisissez-la sur la page d’un produit ou dans le "
        "filtre d’un rayon."
    )


class Standing(StrEnum):
    """What the shopper's size has to do with a page."""

    FIRST = "first"  # what can be bought in it comes first
    MORE = "more"  # it counts more, beside the words
    KEPT = "kept"  # it is the one that is chosen here
    OFFERED = "offered"  # the one that is chosen here may be kept


@dataclass(frozen=True)
class OwnSize:
    """``said``: as the reader of the page says it."""

    guide: str
    sizes: Sizes
    said: str
    standing: Standing


# --- what the browser keeps ----------------------------------------------------------------------
def kept(cookies: Mapping[str, str]) -> dict[str, Sizes]:
    """Guide → the shopper's sizes of it, where there are any."""
    found = {guide: read(cookies.get(COOKIE.format(guide), ""), guide) for guide in sizes.WORN}
    return {guide: own for guide, own in found.items() if own}


def read(cookie: str, guide: str) -> Sizes:
    """What a cookie holds; nothing for what is no list of sizes of the guide."""
    try:
        return checked([unquote(part) for part in cookie.split(BETWEEN)], guide)
    except NoSuchSize:
        return ()


def written(own: Sizes) -> str:
    """As a cookie may hold it: "42 ⅔" has two letters that none may."""
    return BETWEEN.join(quote(size, safe="") for size in own)


def asked(params: QueryDict) -> tuple[str, Sizes]:
    """The guide and the sizes that a form wants kept.

    :raises NoSuchSize: they are none, or too many.
    """
    guide = asked_guide(params)
    return guide, checked(params.getlist(SIZE), guide)


def asked_guide(params: QueryDict) -> str:
    """:raises NoSuchSize: it names no guide of what is worn."""
    guide = params.get(GUIDE, "")
    if guide not in sizes.WORN:
        raise NoSuchSize
    return guide


def checked(wanted: Iterable[str], guide: str) -> Sizes:
    """Each once, the smallest first.

    :raises NoSuchSize: one is none of the guide, or they are too many or none.
    """
    own = set(wanted)
    if not 0 < len(own) <= MOST or not all(sizes.is_worn(size, guide=guide) for size in own):
        raise NoSuchSize
    return tuple(sorted(own, key=lambda size: sizes.normalise(size, guide=guide).rank))


# --- what a page says of it ----------------------------------------------------------------------
def about(
    chosen: Iterable[str], own: Sizes, *, system: str, worn: Mapping[str, str]
) -> OwnSize | None:
    """Of the sizes that are chosen on a page, beside those that are kept; None where there is
    nothing to say. ``system``, ``worn``: how ``sizes.said_in`` says them."""
    guide = worn["guide"]
    wanted = set(chosen)
    if wanted and wanted <= set(own):
        return OwnSize(guide, own, said(own, system=system, worn=worn), Standing.KEPT)
    try:
        offered = checked(wanted, guide)
    except NoSuchSize:
        return None
    return OwnSize(guide, offered, said(offered, system=system, worn=worn), Standing.OFFERED)


def said(own: Sizes, *, system: str, worn: Mapping[str, str]) -> str:
    """``42``, ``UK 8`` for who reads that."""
    words = (sizes.said_in(system, size, **worn) for size in own)
    foreign = worn["guide"] == Family.SizeGuide.SHOE and system not in ("", "eu")
    if not foreign:
        return ", ".join(dict.fromkeys(words))
    called = (
        each if each.startswith("EU ") else f"{system_label(system)} {each}" for each in words
    )
    return ", ".join(dict.fromkeys(called))
