"""E-mails to a trader about its money. In French, as sellers work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from marketplace.core import mail
from marketplace.settlement.models import Statement

LANGUAGE = "fr"


def on_payout_begun(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``payout.begun``: money is on its way to the bank."""
    rows = Statement.objects.select_related("trader")
    for payload in payloads:
        for statement in rows.filter(payout_id=payload["payout_id"]):
            _send(statement, "begun", at)


def on_statement_failed(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``statement.failed``: the bank sent it back."""
    rows = Statement.objects.select_related("trader")
    for payload in payloads:
        _send(rows.get(pk=payload["statement_id"]), "failed", at)


def _send(statement: Statement, name: str, at: datetime) -> None:
    mail.send_once(
        key=f"payout_{name}:{statement.pk}",
        to=statement.trader.email,
        template=f"payouts/mails/{name}.txt",
        context={
            "statement": statement,
            "link": f"{settings.SITE_URL}{reverse('payouts:statement', args=[statement.pk])}",
        },
        language=LANGUAGE,
        at=at,
    )
