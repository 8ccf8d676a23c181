"""How the shopper wants each parcel of a basket: kept with it, at home where nothing is said."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.buying.models import ParcelChoice
from marketplace.buying.queries import Choice, Parcel, Quote
from marketplace.core.errors import CordeeError, NotYours
from marketplace.delivery import relays
from marketplace.delivery.models import Method


class WayNotOffered(CordeeError):
    """The boutique does not deliver this parcel that way. ``details["partner_id"]``: whose."""

    code = "way_not_offered"
    status = 409
    message = _("Cette livraison n’est plus proposée pour ce colis : choisissez-en une autre.")


class RelayUnknown(CordeeError):
    """No pick-up point, or one that takes no parcels. ``details["partner_id"]``: whose parcel."""

    code = "relay_unknown"
    status = 422
    message = _("Choisissez le point relais où retirer ce colis.")


@transaction.atomic
def choose(*, basket: Any, quote: Quote, wishes: Mapping[int, Choice]) -> bool:
    """Keep how parcels are to go, all of them or none; returns whether anything changed.

    ``quote`` is the basket's; ``wishes`` are by point, those of other parcels stay as they are.

    :raises NotYours: no parcel of this basket comes from that point.
    :raises WayNotOffered, RelayUnknown: it cannot go that way.
    """
    parcels = {parcel.partner_id: parcel for parcel in quote.parcels}
    changed = {pk: wish for pk, wish in wishes.items() if quote.choices.get(pk) != wish}
    known = relays.find(wish.relay for wish in changed.values())
    for pk, wish in changed.items():
        _check(parcels.get(pk), wish, known)
    home = [pk for pk, wish in changed.items() if wish.method == Method.HOME]
    # A choice that lapsed is forgotten once the shopper has seen what became of it.
    lapsed = [pk for pk in wishes if pk in parcels and parcels[pk].lapsed and pk not in changed]
    if home or lapsed:
        ParcelChoice.objects.filter(basket_id=basket.pk, partner_id__in=[*home, *lapsed]).delete()
    ParcelChoice.objects.bulk_create(
        [
            ParcelChoice(
                basket_id=basket.pk,
                partner_id=pk,
                method=wish.method,
                relay=wish.relay if wish.method == Method.RELAY else "",
            )
            for pk, wish in changed.items()
            if wish.method != Method.HOME
        ],
        update_conflicts=True,
        unique_fields=["basket", "partner"],
        update_fields=["method", "relay"],
    )
    return bool(changed)


def _check(parcel: Parcel | None, wish: Choice, known: Mapping[str, relays.Relay]) -> None:
    if parcel is None:
        raise NotYours(_("Ce colis n’est plus dans votre panier."))
    if wish.method not in {way.method for way in parcel.ways}:
        raise WayNotOffered(partner_id=parcel.partner_id)
    if wish.method == Method.RELAY and wish.relay not in known:
        raise RelayUnknown(partner_id=parcel.partner_id)


def copy(*, source: Any, into: Any) -> None:
    """Bring a basket's choices along into another; those that this one has already stay."""
    rows = ParcelChoice.objects.filter(basket_id=source.pk)
    ParcelChoice.objects.bulk_create(
        [
            ParcelChoice(
                basket_id=into.pk, partner_id=row.partner_id, method=row.method, relay=row.relay
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
