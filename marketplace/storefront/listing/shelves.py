"""A shelf: what one listing holds, and the filters that it offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.technical import queries as technical
from marketplace.technical.models import Attribute, Brand, Family, Sport
from marketplace.traders.models import Trader
from search.contract import PICKUP, PRICE


class Kind(StrEnum):
    LIST = "list"
    SIZES = "sizes"
    COLOURS = "colours"
    RANGE = "range"
    PICKUP = "pickup"


class Order(TextChoices):
    """Names of the sorts in an address; see ``search.contract.Sort``."""

    RELEVANCE = "pertinence"
    POPULAR = "vendus"
    PRICE_ASC = "prix"
    PRICE_DESC = "prix-decroissant"
    NEWEST = "nouveautes"


@dataclass(frozen=True)
class Filter:
    """One filter: ``facet`` is search's name for it, ``param`` its name in an address."""

    facet: str
    param: str
    title: str
    kind: Kind = Kind.LIST
    unit: str = ""
    attribute: Attribute | None = None

    @property
    def params(self) -> tuple[str, ...]:
        """The names that may stand in an address."""
        if self.kind == Kind.RANGE:
            return (f"{self.param}_min", f"{self.param}_max")
        if self.kind == Kind.PICKUP:
            return (self.param, "cp", "km")
        return (self.param,)


@dataclass(frozen=True)
class Shelf:
    """``fixed``: facet → values that all on it have; ``sport``: the slug of the current one;
    ``guide``: how its sizes are read, "" where they are of several kinds; ``attributes``: of its
    family, None where it holds several families.
    """

    title: str
    path: str
    filters: Sequence[Filter]
    fixed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sport: str = ""
    crumbs: Sequence[tuple[str, str]] = ()
    guide: str = ""
    attributes: Sequence[Attribute] | None = None


def everything() -> Shelf:
    return Shelf(
        title=_("Tout le catalogue"),
        path=reverse("catalogue:index"),
        filters=[_sport(), _category(), *_common(), _pickup(), _boutique()],
    )


def of_sport(sport: Sport, *, path: str) -> Shelf:
    return Shelf(
        title=str(sport),
        path=path,
        filters=[_category(), *_common(), _pickup(), _boutique()],
        fixed={"sport": frozenset([sport.slug])},
        sport=sport.slug,
    )


def of_family(family: Family) -> Shelf:
    """With the filters of the family's own attributes; one query."""
    attributes = technical.attributes(family)
    facets = [each for each in attributes if each.is_facet]
    return Shelf(
        title=str(family),
        path=family_path(family),
        filters=[
            _size(family),
            *map(_attribute, facets),
            *_common(sized=False),
            _pickup(),
            _boutique(),
        ],
        fixed={"category": frozenset([family.slug])},
        sport=family.sport.slug,
        crumbs=[(str(family.sport), reverse("storefront:sport", args=[family.sport.slug]))],
        guide=family.size_guide,
        attributes=attributes,
    )


def of_trader(trader: Trader) -> Shelf:
    return Shelf(
        title=trader.name,
        path=reverse("storefront:trader", args=[trader.slug]),
        filters=[_sport(), _category(), *_common()],
        fixed={"boutique": frozenset([trader.slug])},
        crumbs=[(_("Boutiques"), reverse("storefront:traders"))],
    )


def of_brand(brand: Brand) -> Shelf:
    others = [each for each in _common() if each.facet != "brand"]
    return Shelf(
        title=brand.name,
        path=reverse("storefront:brand", args=[brand.slug]),
        filters=[_sport(), _category(), *others, _pickup(), _boutique()],
        fixed={"brand": frozenset([brand.slug])},
        crumbs=[(_("Marques"), reverse("storefront:brands"))],
    )


def family_path(family: Family) -> str:
    """The address of a family's listing; the family is read with its sport."""
    slug = f"{family.sport.slug}/{family.slug}"
    return reverse("catalogue:category", args=[slug, family.category_id])


def size_title(family: Family) -> str:
    """How the sizes of a family are called."""
    if family.size_guide == Family.SizeGuide.SHOE:
        return _("Pointure EU")
    return str(family.get_size_guide_display())


def _sport() -> Filter:
    return Filter("sport", "sport", _("Sport"))


def _category() -> Filter:
    return Filter("category", "rayon", _("Rayon"))


def _size(family: Family | None = None) -> Filter:
    title = _("Taille ou pointure")
    if family:
        shoe = family.size_guide == Family.SizeGuide.SHOE  # its system is said beside it
        title = _("Pointure") if shoe else size_title(family)
    return Filter("size", "taille", title, Kind.SIZES)


def _pickup() -> Filter:
    return Filter(PICKUP, "retrait", _("Retrait près de chez vous"), Kind.PICKUP)


def _boutique() -> Filter:
    return Filter("boutique", "boutique", _("Boutique"))


def _common(*, sized: bool = True) -> list[Filter]:
    return [
        Filter("gender", "genre", _("Genre")),
        *([_size()] if sized else []),
        Filter(PRICE, "prix", _("Prix"), Kind.RANGE, unit="€"),
        Filter("brand", "marque", _("Marque")),
        Filter("colour", "couleur", _("Couleur"), Kind.COLOURS),
    ]


def _attribute(attribute: Attribute) -> Filter:
    return Filter(
        facet=f"attr:{attribute.key}",
        param=f"f_{attribute.key}",
        title=str(attribute),
        kind=Kind.RANGE if attribute.type == Attribute.Type.NUMBER else Kind.LIST,
        unit=attribute.unit,
        attribute=attribute,
    )
