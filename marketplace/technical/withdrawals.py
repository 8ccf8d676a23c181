"""Taking a reference from sale, with the reason that its address gives from then on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError
from marketplace.core.models import User
from marketplace.technical.models import ReferenceSheet, Withdrawal


class NotPublished(CordeeError):
    """There is nothing of that number to take from sale."""

    code = "not_published"
    status = 404
    message = _(
        "Aucune référence publiée ne porte ce numéro : lisez-le dans l’adresse de sa fiche."
    )


class NotWithdrawn(CordeeError):
    """It was not taken from sale, or is back already."""

    code = "not_withdrawn"
    status = 404
    message = _("Cette référence n’a pas été retirée : il n’y a rien à remettre.")


@transaction.atomic
def withdraw(
    *,
    reference_id: int,
    reason: Withdrawal.Reason,
    said: str,
    user: User | None,
    at: datetime,
) -> Withdrawal:
    """Take a published reference from lists, pages, search, sitemaps and feeds.

    ``said``: what people must know and do, shown at its address.

    :raises NotPublished: it is not there, or somebody was first.
    """
    sheets = ReferenceSheet.objects.select_for_update()
    sheet = sheets.filter(pk=reference_id).first()  # one that is hidden can be recalled, too
    if sheet is None or sheet.published_at is None:
        raise NotPublished
    row: Withdrawal = Withdrawal.objects.create(
        product_id=reference_id,
        reason=reason,
        said=said.strip(),
        published_at=sheet.published_at,
        user=user,
        at=at,
    )
    ReferenceSheet.objects.filter(pk=reference_id).update(published_at=None)
    outbox.publish("catalogue.changed", reference_ids=[reference_id])
    outbox.publish("reference.withdrawn", reference_id=reference_id)
    return row


@transaction.atomic
def put_back(*, reference_id: int) -> None:
    """Publish again what was taken from sale.

    :raises NotWithdrawn: it was not, or somebody was first.
    """
    row = Withdrawal.objects.select_for_update().filter(product_id=reference_id).first()
    if row is None:
        raise NotWithdrawn
    ReferenceSheet.objects.filter(pk=reference_id).update(published_at=row.published_at)
    row.delete()
    outbox.publish("catalogue.changed", reference_ids=[reference_id])
