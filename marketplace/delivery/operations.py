"""What a trader asks for sending its parcels."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.core.errors import CordeeError
from marketplace.delivery.models import Method, Tariff
from marketplace.traders.models import Trader


class HomeMissing(CordeeError):
    """Without it nothing of a trader can be bought."""

    code = "home_missing"
    message = _("La livraison à domicile a toujours un tarif : sans lui, rien n’est en vente.")


@dataclass(frozen=True)
class Terms:
    """Of one method: ``minor`` cents a parcel, free from ``free_from_minor`` cents of goods;
    ``transit_days``: working days on the way."""

    minor: int
    free_from_minor: int | None = None
    transit_days: int = 0


@transaction.atomic
def set_tariffs(*, trader: Trader, terms: Mapping[str, Terms]) -> None:
    """Keep what a trader asks for each method; those that are not named it does not offer.

    Rows are saved one by one, three at most: who shows prices at the door hears of each.

    :raises HomeMissing: nothing has changed.
    """
    if Method.HOME not in terms:
        raise HomeMissing
    for tariff in Tariff.objects.select_for_update().filter(trader=trader):
        if tariff.method not in terms:
            tariff.delete()
    for method, said in terms.items():
        Tariff.objects.update_or_create(trader=trader, method=method, defaults=vars(said))
