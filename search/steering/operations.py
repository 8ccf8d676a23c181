"""Putting a reference first for a question, or letting it count more; ending that early."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError
from marketplace.technical.models import ReferenceSheet
from search import text as words
from search.contract import MOST_PINNED
from search.models import Steer
from search.ranking import RANKING
from search.steering import meeting, queries

LONGEST_TEXT = 200
LONGEST_REASON = 300
LONGEST = timedelta(days=180)
MOST_PERCENT = int(RANKING.boost * 100)
_PAGE = re.compile(r"_(\d{1,9})/?(?:[?#].*)?$")
Kind = Steer.Kind


class BadSteer(CordeeError):
    """``field``: which of what was said is wrong; the message says what to write instead."""

    code = "bad_steer"
    status = 422

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class SteerTaken(CordeeError):
    """The reference is steered for this question already."""

    code = "steer_taken"
    status = 409


class SteerEnded(CordeeError):
    code = "steer_ended"
    status = 409


@transaction.atomic
def add(
    *,
    text: str,
    kind: str,
    reference: str,
    percent: int | None,
    until: datetime,
    reason: str,
    user: Any,
    at: datetime,
) -> Steer:
    """Steer the answer to ``text`` from now until then.

    ``reference``: a maker's reference, a GTIN, or the address of a product page.

    :raises BadSteer: something said cannot be.
    :raises SteerTaken: this reference is there already for this question.
    """
    key = _key(text)
    sheet = _named(reference.strip())
    _check(kind, percent=percent, reason=reason, until=until, at=at)
    _check_meets(text, sheet)
    # One after the other, so that no sixth is pinned and nothing twice.
    Steer.objects.filter(key=key, reference=sheet, ended_at=None, until__lte=at).update(
        ended_at=F("until")
    )
    others = list(queries.running(at=at).select_for_update().filter(key=key))
    taken = SteerTaken(
        _("« %(title)s » est déjà mis en avant pour cette recherche : arrêtez-le d’abord.")
        % {"title": sheet}
    )
    if any(row.reference_id == sheet.pk for row in others):
        raise taken
    if kind == Kind.PIN and sum(row.kind == Kind.PIN for row in others) >= MOST_PINNED:
        raise BadSteer(
            "kind", _("%(most)d références en tête au plus pour une recherche : arrêtez-en une.")
            % {"most": MOST_PINNED},
        )  # fmt: skip
    row = Steer(
        text=re.sub(r"\s+", " ", text).strip(),
        key=key,
        kind=kind,
        reference=sheet,
        percent=percent if kind == Kind.BOOST else None,
        reason=reason.strip(),
        user=user,
        at=at,
        until=until,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody else was faster
        raise taken from None
    outbox.publish("steering.changed", steer_id=row.pk)
    return row


@transaction.atomic
def end(*, steer: Steer, user: Any, at: datetime) -> None:
    """No longer steer, before its date.

    :raises SteerEnded: it was ended before, or its date has passed.
    """
    rows = queries.running(at=at).filter(pk=steer.pk).update(ended_at=at, ended_by=user)
    if not rows:
        raise SteerEnded(_("Cette mise en avant est déjà terminée."))
    outbox.publish("steering.changed", steer_id=steer.pk)


def _key(text: str) -> str:
    if "\0" in text or len(text) > LONGEST_TEXT:
        raise BadSteer(
            "text", _("%(most)d caractères au plus, sans caractère invisible.")
            % {"most": LONGEST_TEXT},
        )  # fmt: skip
    key = queries.key(text)
    if not key:
        raise BadSteer("text", _("Écrivez au moins un mot que la recherche regarde."))
    if len(words.words(text)) >= words.MOST_WORDS or len(key) > 240:
        raise BadSteer("text", _("%(most)d mots au plus.") % {"most": words.MOST_WORDS - 1})
    return key


def _named(code: str) -> ReferenceSheet:
    page = _PAGE.search(code)
    if "\0" in code or not code:
        found = []
    else:
        found = queries.published_page(int(page[1])) if page else queries.published(code)
    if not found:
        raise BadSteer(
            "reference",
            _("Aucune référence publiée ne s’appelle ainsi : donnez sa référence du fabricant, "
              "un de ses EAN ou l’adresse de sa fiche."),
        )  # fmt: skip
    if len(found) > 1:
        raise BadSteer(
            "reference",
            _("Plusieurs références portent ce code : donnez un EAN ou l’adresse de la fiche."),
        )
    return found[0]


def _check_meets(text: str, sheet: ReferenceSheet) -> None:
    if said := meeting.unmet(text=text, reference_id=sheet.pk):
        raise BadSteer(
            "reference",
            _("« %(title)s » ne se montrerait pas : la recherche comprend de ces mots "
              "« %(said)s », à quoi cette référence ne répond pas.")
            % {"title": sheet, "said": ", ".join(said)},
        )  # fmt: skip


def _check(kind: str, *, percent: int | None, reason: str, until: datetime, at: datetime) -> None:
    if kind not in Kind.values:
        raise BadSteer("kind", _("Choisissez comment elle est mise en avant."))
    if kind == Kind.BOOST and (percent is None or not 1 <= percent <= MOST_PERCENT):
        raise BadSteer("percent", _("Un nombre entier de 1 à %(most)d.") % {"most": MOST_PERCENT})
    if not at < until <= at + LONGEST:
        raise BadSteer(
            "until", _("Une date à venir, dans %(days)d jours au plus.") % {"days": LONGEST.days}
        )
    if not 0 < len(reason.strip()) <= LONGEST_REASON or "\0" in reason:
        raise BadSteer(
            "reason", _("Indiquez pourquoi, en %(most)d caractères au plus.")
            % {"most": LONGEST_REASON},
        )  # fmt: skip
