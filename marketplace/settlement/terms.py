"""How a trader is paid, as it was agreed with it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.core.errors import CordeeError
from marketplace.settlement import calendar, dues
from marketplace.settlement.models import Due, PayoutTerms
from marketplace.traders.models import Trader

AS_EVERYBODY = -1


class BadTerms(CordeeError):
    """No trader can be paid so."""

    code = "bad_terms"
    message = _(
        "Un minimum ne peut pas être négatif, une réserve va de 0 à 10 000 points de base, et des "
        "jours après la livraison de 0 à 60 (−1 : comme pour tous)."
    )


@transaction.atomic
def agree(
    *,
    trader: Trader,
    at: datetime,
    rhythm: str | None = None,
    minimum_minor: int | None = None,
    trusted_days: int | None = None,
    reserve_bp: int | None = None,
) -> PayoutTerms:
    """Change what is said, keep the rest; a change holds from now on.

    What was delivered before keeps its day and its reserve, even where nobody had noted the
    delivery yet, and a day of payment that was announced is not put off: the new rhythm holds after
    it, unless its own first day is sooner.

    ``minimum_minor`` in cents; ``trusted_days`` after a delivery, -1 for the house's rule;
    ``reserve_bp`` in basis points of what is due.

    :raises BadTerms: nothing is changed.
    """
    _check(minimum_minor, trusted_days, reserve_bp)
    dues.ensure_terms({trader.pk: at})
    row = PayoutTerms.objects.select_for_update().get(pk=trader.pk)
    dues.note_deliveries(Due.objects.filter(trader=trader))
    if rhythm is not None and rhythm != row.rhythm:
        row.rhythm = PayoutTerms.Rhythm(rhythm)
        first = calendar.next_date(rhythm=rhythm, after=calendar.day_of(at))
        row.next_date = min(row.next_date, first)
    if minimum_minor is not None:
        row.minimum_minor = minimum_minor
    if trusted_days is not None:
        row.trusted_days = None if trusted_days == AS_EVERYBODY else trusted_days
    if reserve_bp is not None:
        row.reserve_bp = reserve_bp
    row.save()
    return row


def _check(minimum_minor: int | None, trusted_days: int | None, reserve_bp: int | None) -> None:
    fits = (
        (minimum_minor or 0) >= 0
        and AS_EVERYBODY <= (trusted_days or 0) <= 60
        and 0 <= (reserve_bp or 0) <= 10_000
    )
    if not fits:
        raise BadTerms
