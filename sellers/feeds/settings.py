"""Settings of a feed: what an export does not say itself."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.text import slugify

from marketplace.core import fetching
from marketplace.core.sentences import Sentence as _
from marketplace.technical.models import Family
from marketplace.traders.models import Point, Trader
from sellers.feeds import errors, values
from sellers.feeds.faults import Fault
from sellers.feeds.models import FeedLine, FeedSource

MOST_UNITS: Final = 1000
MOST_LEAD_DAYS: Final = 90  # working days


@dataclass(frozen=True)
class Settings:
    """None leaves a setting as it was."""

    name: str | None = None  # of the source; the dialect's by default
    point: str | None = None  # code
    currency: str | None = None
    pictures: str | None = None  # the address that pictures' paths hang on
    delta: bool | None = None
    excerpt: bool | None = None  # this once a part, whatever the feed is set to
    brand: str | None = None
    family: str | None = None
    lead_days: int | None = None
    tax: str | None = None  # percent, for exports whose prices are without it
    in_stock: int | None = None  # units, where an export only says that there are some
    stock_only: bool | None = None  # a key with stock and price, see ``stock``; None finds out
    mapping: dict[str, Any] | None = None  # of the columns of a table that no dialect knows


def configured(*, trader: Trader, dialect: str, settings: Settings) -> FeedSource:
    """The trader's source with its settings brought up to date; not saved yet.

    :raises UnknownPoint, CurrencyNotSold, BadSetting: a setting cannot be.
    """
    name = settings.name or dialect
    known = FeedSource.objects.filter(trader=trader, name=name).first()
    point = _point(trader, known, settings.point)
    if known and known.partner_id != point.pk and FeedLine.objects.filter(source=known).exists():
        # The same export says the stock of another point: a source of its own.
        name = f"{name[:20]}-{slugify(point.partner.code)[:19]}"
        known = FeedSource.objects.filter(trader=trader, name=name).first()
    source = known or FeedSource(trader=trader, name=name)
    source.partner_id = point.pk
    for field, value in _checked(settings).items():
        if value is not None:
            setattr(source, field, value)
    if source.currency != "EUR":
        raise errors.CurrencyNotSold
    return source


def keep(source: FeedSource) -> None:
    """Save a source whose settings have changed."""
    fields = [field.attname for field in FeedSource._meta.concrete_fields]
    known = FeedSource.objects.filter(pk=source.pk).values_list(*fields).first()
    if known != tuple(getattr(source, name) for name in fields):
        source.save()


def _checked(settings: Settings) -> dict[str, Any]:
    base, family = settings.pictures, settings.family
    if base and not fetching.names_a_site(base):
        raise errors.BadSetting(
            _("L’adresse des images doit commencer par https:// : « %(base)s ».")
            % {"base": base[:80]}
        )
    if family and not Family.objects.filter(slug=family).exists():
        raise errors.BadSetting(
            _("Il n’y a pas de famille « %(family)s ».") % {"family": family[:50]}
        )
    return {
        "currency": settings.currency.upper()[:3] if settings.currency else None,
        "picture_base": base,
        "delta": settings.delta,
        "brand": settings.brand,
        "family": family,
        "lead_days": _lead_days(settings.lead_days),
        "tax_percent": _percent(settings.tax),
        "units_in_stock": _units(settings.in_stock),
    }


def _percent(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return values.percent(text)
    except Fault as fault:
        raise errors.BadSetting(_("La taxe : %(why)s") % {"why": fault.message}) from fault


def _units(count: int | None) -> int | None:
    if count is not None and not 0 <= count <= MOST_UNITS:
        raise errors.BadSetting(
            _("« En stock » vaut de 0 à %(most)d articles.") % {"most": MOST_UNITS}
        )
    return count


def _lead_days(days: int | None) -> int | None:
    if days is not None and not 0 <= days <= MOST_LEAD_DAYS:
        raise errors.BadSetting(
            _("Le délai de départ du colis vaut de 0 à %(most)d jours ouvrés.")
            % {"most": MOST_LEAD_DAYS}
        )
    return days


def _point(trader: Trader, known: FeedSource | None, code: str | None) -> Point:
    points = {
        p.partner.code: p for p in Point.objects.filter(trader=trader).select_related("partner")
    }
    if code is not None and code in points:
        return points[code]
    if code is None and known is not None:
        return next(point for point in points.values() if point.pk == known.partner_id)
    if code is None and len(points) == 1:
        return next(iter(points.values()))
    if not points:
        raise errors.UnknownPoint(
            _("« %(trader)s » n’a aucun point de vente : créez-en un d’abord.")
            % {"trader": trader.slug}
        )
    raise errors.UnknownPoint(
        _("Dites de quel point de vente est ce stock avec --point : %(codes)s.")
        % {"codes": ", ".join(sorted(points))}
    )
