"""A hit of the search as the card that shows it: no query, whatever the number of cards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.delivery import queries as delivery
from marketplace.storefront import pictures
from marketplace.storefront.pictures import Look
from marketplace.storefront.templatetags.cordee import day
from marketplace.technical.models import VariantSheet
from search.contract import Hit, Offer

FIGURES = 3


@dataclass(frozen=True)
class Figure:
    """One of the figures that decide; ``value`` is a number or words in the reader's language."""

    label: str
    value: Any
    unit: str = ""


@dataclass(frozen=True)
class Card:
    """``price`` in cents, of the offer that the page puts forward, whose parcel comes on
    ``promised``: of the cheapest size, or of the cheapest offer that meets what is asked of offers.

    ``dearer``: another size, or another offer that meets it, asks more. ``seller`` is its boutique
    with town, "" when several boutiques sell it.
    """

    id: int
    url: str
    title: str
    colour: str
    brand: str
    look: Look
    figures: Sequence[Figure]
    price: int | None
    dearer: bool
    boutiques: int
    seller: str
    promised: date | None
    pinned: bool = False  # an operator put it where it stands

    @property
    def alt(self) -> str:
        """What its picture shows."""
        return f"{self.title}, {self.colour}" if self.colour else self.title

    # A list says these two dozen times: as template tags they took a fifth of its making.
    @property
    def sold_by(self) -> str:
        if self.seller:
            return _("Vendu par %(seller)s") % {"seller": self.seller}
        said = ngettext("Vendu par %(n)s boutique", "Vendu par %(n)s boutiques", self.boutiques)
        return said % {"n": self.boutiques}

    @property
    def arrives(self) -> str:
        return _("Chez vous %(day)s") % {"day": day(self.promised)}


def cards(hits: Iterable[Hit], *, at: datetime, sized: bool = False) -> list[Card]:
    """Cards as of ``at``; ``sized``: their links open on the cheapest matching offer's size."""
    return [_card(hit, at=at, sized=sized) for hit in hits]


def look(hit: Hit) -> Look:
    """How a hit is shown."""
    shown = hit.payload
    return pictures.look(
        pk=hit.id,
        drawing=shown["drawing"],
        values=shown["values"],
        colours=shown["colours"],
        cover=shown["cover"],
    )


def varied(hits: Sequence[Hit], count: int) -> list[Hit]:
    """The first ``count`` hits of different models, families taking turns."""
    turns: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    ranked: list[tuple[int, int, Hit]] = []
    for position, hit in enumerate(hits):
        model = (hit.payload["brand_slug"], hit.payload["title"])
        if model in seen:
            continue
        seen.add(model)
        turn = turns.get(hit.payload["family"], 0)
        turns[hit.payload["family"]] = turn + 1
        ranked.append((turn, position, hit))
    return [hit for _turn, _position, hit in sorted(ranked, key=lambda each: each[:2])[:count]]


def size_label(size: str) -> str:
    """A size as the reader says it."""
    return _("Taille unique") if size == VariantSheet.ONE_SIZE else size


def _card(hit: Hit, *, at: datetime, sized: bool) -> Card:
    shown = hit.payload
    best = hit.offers[0] if hit.offers else None
    boutiques = {offer.boutique for offer in hit.offers}
    url = reverse("catalogue:detail", args=[shown["slug"], hit.id])
    return Card(
        id=hit.id,
        url=f"{url}?{urlencode({'taille': best.size})}" if sized and best else url,
        title=shown["title"],
        colour=shown["colour"],
        brand=shown["brand"],
        look=look(hit),
        figures=[_figure(entry) for entry in shown["deciders"][:FIGURES]],
        price=hit.price,
        dearer=any(offer.minor > best.minor for offer in _told(hit.offers)) if best else False,
        boutiques=len(boutiques),
        seller=_seller(best, shown["points"]) if best and len(boutiques) == 1 else "",
        promised=_promised(best, shown["points"], at=at) if best else None,
        pinned=hit.pinned,
    )


def _told(offers: Sequence[Offer]) -> Sequence[Offer]:
    """Those whose price the page of the product opens on: of each size the one put forward, or
    those that meet what is asked where that one does not."""
    chosen = {offer.variant_id for offer in offers if offer.chosen}
    return [offer for offer in offers if offer.chosen or offer.variant_id not in chosen]


def _figure(entry: Mapping[str, Any]) -> Figure:
    end = "_en" if translation.get_language() == "en" else ""
    return Figure(label=entry[f"label{end}"], value=said(entry[f"value{end}"]), unit=entry["unit"])


def said(value: Any) -> Any:
    """Yes and no in words; anything else as it is."""
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    return value


def _seller(offer: Offer, points: Mapping[str, Any]) -> str:
    point = points[str(offer.point)]
    return f"{point['name']}, {point['town']}"


def _promised(offer: Offer, points: Mapping[str, Any], *, at: datetime) -> date:
    point = points[str(offer.point)]
    return delivery.promised_date(
        cut_off=time.fromisoformat(point["cut_off"]),
        lead_days=offer.lead_days,
        transit_days=point["transit_days"],
        at=at,
    )
