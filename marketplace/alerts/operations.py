"""Asking for an alert, saying yes to it, stopping it, and telling whoever waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from marketplace.alerts import queries
from marketplace.alerts.models import Alert
from marketplace.core import outbox

CONFIRM_WITHIN = timedelta(days=7)
KEPT_AFTER = timedelta(days=30)
TOLD_AT_ONCE = 50  # e-mails that one event leads to


@dataclass(frozen=True)
class Wish:
    """Of one reference: a size back in stock (``variant_id``), or a price of at most ``ceiling``.

    ``ceiling_minor``: cents, tax included, without delivery; with it the size may be left open.
    """

    kind: Alert.Kind
    reference_id: int
    variant_id: int | None
    ceiling_minor: int | None


@transaction.atomic
def ask(*, wish: Wish, email: str, language: str, proven: bool, at: datetime) -> Alert:
    """Keep a wish. It waits for a yes from the address, unless that is ``proven`` to be theirs.

    The address hears of it by ``alert.asked``; nothing else is ever sent before it says yes.
    """
    alert = Alert.objects.create(
        kind=wish.kind,
        email=email.strip().lower(),
        language=language,
        reference_id=wish.reference_id,
        variant_id=wish.variant_id,
        ceiling_minor=wish.ceiling_minor,
        asked_at=at,
    )
    if proven:
        return confirm(alert_id=alert.pk, at=at)
    outbox.publish("alert.asked", alert_id=alert.pk)
    return alert


@transaction.atomic
def confirm(*, alert_id: int, at: datetime) -> Alert:
    """The address says yes: an earlier alert for the same gives way, and what is met is told.

    Saying yes again changes nothing.
    """
    alert = Alert.objects.get(pk=alert_id)
    same = Alert.objects.select_for_update().filter(
        email=alert.email,
        reference_id=alert.reference_id,
        kind=alert.kind,
        variant_id=alert.variant_id,
        state__in=(Alert.State.ASKED, Alert.State.ACTIVE),
    )
    waiting = {row.pk: row for row in same.order_by("pk")}
    if alert_id not in waiting or waiting[alert_id].state != Alert.State.ASKED:
        alert.refresh_from_db()
        return alert
    others = same.filter(state=Alert.State.ACTIVE).exclude(pk=alert_id)
    others.update(state=Alert.State.STOPPED, ended_at=at)
    same.filter(pk=alert_id).update(state=Alert.State.ACTIVE, confirmed_at=at)
    check(reference_ids=[alert.reference_id], at=at)
    alert.refresh_from_db()
    return alert


def stop(*, alert_id: int, at: datetime) -> None:
    """No e-mail any more; of one that is over already, nothing changes."""
    rows = Alert.objects.filter(pk=alert_id, state__in=(Alert.State.ASKED, Alert.State.ACTIVE))
    rows.update(state=Alert.State.STOPPED, ended_at=at)


@transaction.atomic
def check(*, reference_ids: Iterable[int], at: datetime) -> int:
    """Tell whoever waits for what these references now offer; returns how many alerts are met.

    An alert tells once: who comes second finds it told.
    """
    rows = Alert.objects.filter(reference_id__in=set(reference_ids), state=Alert.State.ACTIVE)
    if not rows.exists():
        return 0
    waiting = list(rows.select_for_update().order_by("pk"))
    found = queries.on_sale(reference_ids={alert.reference_id for alert in waiting})
    met: list[Alert] = []
    for alert in waiting:
        offer = queries.meeting(alert, found.get(alert.reference_id, ()))
        if offer:
            alert.state, alert.ended_at = Alert.State.TOLD, at
            alert.offer_id, alert.found_minor = offer.stockrecord_id, offer.minor
            met.append(alert)
    Alert.objects.bulk_update(met, ["state", "ended_at", "offer", "found_minor"], batch_size=500)
    for start in range(0, len(met), TOLD_AT_ONCE):
        part = met[start : start + TOLD_AT_ONCE]
        outbox.publish("alert.met", alert_ids=[alert.pk for alert in part])
    return len(met)


def on_catalogue_changed(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Outbox subscriber of ``catalogue.changed``: ``{"reference_ids": […]}``."""
    check(reference_ids={id for payload in payloads for id in payload["reference_ids"]}, at=at)


def prune(*, at: datetime) -> int:
    """Forget what was never confirmed and what is over; returns how many rows went."""
    old = Q(state=Alert.State.ASKED, asked_at__lt=at - CONFIRM_WITHIN)
    over = Q(ended_at__lt=at - KEPT_AFTER)
    gone, _by_model = Alert.objects.filter(old | over).delete()
    return gone
