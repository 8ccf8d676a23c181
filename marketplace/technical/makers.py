"""Who makes what is of a brand: said once for all its references, by operators and by sellers.

What Cordée has said stands, whoever sells the brand; what a boutique has said is the boutique's to
mend, and the brand's own where it sells here itself. Each field of ``Brand`` has its own giver.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError
from marketplace.core.models import User
from marketplace.technical import gate
from marketplace.technical.models import Brand, MakerChange, brand_slug
from marketplace.traders.models import Trader

ADDRESSES = ("maker_address", "responsible_address")


class MakerSettled(CordeeError):
    """Somebody whose word counts more has said it meanwhile."""

    code = "maker_settled"
    status = 409
    message = _("Ce fabricant a été renseigné entre-temps : rien de votre saisie n’a été gardé.")


@dataclass(frozen=True)
class Maker:
    """Who makes what is of a brand, and where to write to them (GPSR art. 19).

    ``abroad``: outside the Union, where somebody in it answers for them (art. 16); None: not said.
    """

    name: str
    address: str
    email: str
    abroad: bool | None = None
    responsible_name: str = ""
    responsible_address: str = ""
    responsible_email: str = ""

    @property
    def said(self) -> dict[str, Any]:
        """Field of ``Brand`` → what is said of it, "" where nothing is."""
        fields = {
            name if name.startswith("responsible_") else f"maker_{name}": value
            for name, value in asdict(self).items()
        }
        return {name: v.strip() if isinstance(v, str) else v for name, v in fields.items()}


def of_trader(trader: Trader) -> Maker:
    """A brand that sells here is the maker of what is its own."""
    address = f"{trader.line1}, {trader.postcode} {trader.town}, {trader.country}"
    return Maker(trader.legal_name, address, trader.email)


def place(address: str) -> None:
    """:raises ValidationError: no letter could be sent to this postal address."""
    if not gate.is_postal(address):
        raise ValidationError(str(gate.MAKER_PLACE.remedy), code=gate.MAKER_PLACE.code)


def keep(*, brand: Brand, maker: Maker, user: User | None, at: datetime) -> None:
    """What an operator says of a brand's maker; what is empty leaves what is known."""
    said = {name: value for name, value in maker.said.items() if value not in ("", None)}
    if said:
        _write(brand, said, trader=None, user=user, at=at)


def own(trader: Trader) -> dict[str, Any]:
    """Who makes what is of a trader's own brand, as ``gate.of_maker``: what is said of the brand,
    else what is known of the trader; one query."""
    brand = Brand.objects.filter(slug=brand_slug(trader.name)).first()
    return {**gate.of_maker(brand), **_lacking(brand or Brand(), trader)}


def _lacking(brand: Brand, trader: Trader) -> dict[str, Any]:
    """What the brand does not say, as the gate wants it, and its trader tells."""
    known = {name: value for name, value in of_trader(trader).said.items() if value}
    return {
        name: value
        for name, value in known.items()
        if not _stands(brand, name) and value != getattr(brand, name)
    }


def inherit(*, slugs: Iterable[str], trader: Trader, at: datetime) -> None:
    """Fill in what is not known of the maker of a trader's own brands; what is known stays."""
    own = Brand.objects.select_for_update().filter(slug__in=list(slugs))
    for brand in own:  # of one's own there is one
        if said := _lacking(brand, trader):
            _write(brand, said, trader=trader, user=None, at=at)


@transaction.atomic
def say(*, brand: Brand, said: Mapping[str, Any], trader: Trader, user: User, at: datetime) -> None:
    """What a seller says of a brand's maker: field of ``Brand`` → value, "" takes it back.

    ``brand``: made where only proposals name it.

    :raises MakerSettled: one of these fields is not the seller's to say (any more).
    """
    Brand.objects.bulk_create([Brand(slug=brand.slug, name=brand.name)], ignore_conflicts=True)
    brand = Brand.objects.select_for_update().get(slug=brand.slug)
    if set(said) & settled(brand, trader=trader).keys():
        raise MakerSettled
    _write(brand, said, trader=trader, user=user, at=at)


def settled(brand: Brand, *, trader: Trader) -> dict[str, MakerChange | None]:
    """Fields that are not the trader's to say → who said them, None: so long ago that no journal
    was kept; one query.

    What the gate would refuse is nobody's last word, and whether the maker is abroad goes with its
    address.
    """
    givers = _givers(brand)
    return {
        name: givers.get(name)
        for name in gate.MAKER_FIELDS
        if _stands(brand, name) and not _may_mend(brand, givers.get(name), trader)
    }


def _givers(brand: Brand) -> dict[str, MakerChange]:
    """Field → the last change that said it; one query."""
    rows = MakerChange.objects.filter(brand=brand).select_related("trader")
    found = {name: change for change in rows for name in change.said}
    if "maker_address" in found:
        found.setdefault("maker_abroad", found["maker_address"])
    return found


def _stands(brand: Brand, name: str) -> bool:
    name = "maker_address" if name == "maker_abroad" else name
    value = str(getattr(brand, name))
    return gate.is_postal(value) if name in ADDRESSES else bool(value)


def _may_mend(brand: Brand, change: MakerChange | None, trader: Trader) -> bool:
    if change is None or change.trader_id is None:
        return False
    return change.trader_id == trader.pk or is_own(brand.slug, trader)


def is_own(slug: str, trader: Trader) -> bool:
    """Whether a brand is the one under whose name a trader sells."""
    return trader.kind == Trader.Kind.BRAND and slug == brand_slug(trader.name)


def history(brand: Brand) -> list[MakerChange]:
    """Who said what of a brand's maker, the latest first; one query."""
    rows = MakerChange.objects.filter(brand=brand).select_related("trader", "user")
    return list(rows.order_by("-at", "-id"))


@transaction.atomic
def _write(
    brand: Brand, said: Mapping[str, Any], *, trader: Trader | None, user: User | None, at: datetime
) -> None:
    # As it is now: of two who each say one half, the later one knows that all is known.
    brand.refresh_from_db(from_queryset=Brand.objects.select_for_update())
    lacked = bool(gate.maker_faults(brand))
    for name, value in said.items():
        setattr(brand, name, value)
    brand.save(update_fields=list(said))
    MakerChange.objects.create(brand=brand, said=dict(said), trader=trader, user=user, at=at)
    if lacked and not gate.maker_faults(brand):
        outbox.publish("maker.known", brand=brand.slug)
