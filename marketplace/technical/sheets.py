"""Changing what is known of references, set by set; and what was said and is not believed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError
from marketplace.technical.models import Attribute, ReferenceSheet, Source, ValueQuestion
from marketplace.technical.values import (
    Entry,
    Values,
    entry,
    measured_on,
    merged,
    read,
    trust,
)

CHUNK = 1000
# {"key", "said", "value", "source", "why"}: a value that was read and is not believed, as feeds
# and proposals carry it until there is a reference to ask about.
Questioned = Mapping[str, Any]


class AlreadyAnswered(CordeeError):
    """Somebody answered the question before."""

    code = "already_answered"
    status = 409
    message = _("Cette question a déjà sa réponse : rien n’a changé.")


@dataclass(frozen=True)
class Told:
    """What came of saying values: ``changed`` and ``questioned`` references' ids; what nobody
    could read as (reference id, attribute key, what was said)."""

    changed: Sequence[int]
    questioned: Sequence[int]
    unread: Sequence[tuple[int, str, str]]


def set_values(*, rows: Iterable[tuple[int, Mapping[str, Any]]], source: str, at: datetime) -> Told:
    """Say values of references that exist: (reference id, attribute key → what is said) each.

    What is said is read into the attribute's unit and stands where no better source knows it; one
    outside the plausible range is asked about, once. Four statements and one event for each
    thousand references, a transaction each; one that does not exist is left out.
    """
    changed: list[int] = []
    questioned: list[int] = []
    unread: list[tuple[int, str, str]] = []
    left = iter(rows)
    while chunk := dict(islice(left, CHUNK)):
        told = _set_chunk(chunk, source, at)
        changed += told.changed
        questioned += told.questioned
        unread += told.unread
    return Told(changed, questioned, unread)


@transaction.atomic
def _set_chunk(rows: Mapping[int, Mapping[str, Any]], source: str, at: datetime) -> Told:
    sheets = ReferenceSheet.objects.select_for_update().in_bulk(rows)
    attributes = _attributes(sheet.family_id for sheet in sheets.values())
    changed: list[ReferenceSheet] = []
    doubts: list[tuple[int, Questioned]] = []
    unread: list[tuple[int, str, str]] = []
    for pk, sheet in sheets.items():
        said, doubted, nothing = _read(rows[pk], attributes.get(sheet.family_id, {}), source, at)
        values = merged(sheet.values, said)
        if values != sheet.values:
            sheet.values, sheet.measured_on = values, measured_on(values)
            changed.append(sheet)
        better = (d for d in doubted if _would_stand(sheet.values.get(d["key"]), source))
        doubts += [(pk, doubt) for doubt in better]
        unread += [(pk, key, text) for key, text in nothing]
    ReferenceSheet.objects.bulk_update(changed, ["values", "measured_on"])
    ask(doubts, at=at)
    if changed:
        outbox.publish("catalogue.changed", reference_ids=[sheet.pk for sheet in changed])
    return Told([sheet.pk for sheet in changed], list({pk: 0 for pk, _doubt in doubts}), unread)


def _attributes(families: Iterable[int]) -> dict[int, dict[str, Attribute]]:
    found: dict[int, dict[str, Attribute]] = {}
    for attribute in Attribute.objects.filter(family__in=set(families)):
        found.setdefault(attribute.family_id, {})[attribute.key] = attribute
    return found


def _read(
    said: Mapping[str, Any], attributes: Mapping[str, Attribute], source: str, at: datetime
) -> tuple[Values, list[Questioned], list[tuple[str, str]]]:
    """(what is believed, what is not, what nobody can read)."""
    values: Values = {}
    doubts: list[Questioned] = []
    unread: list[tuple[str, str]] = []
    for key, text in said.items():
        reading = read(text, attributes[key]) if key in attributes else None
        if reading is None or reading.value is None:
            unread.append((key, str(text)))
        elif reading.doubt:
            doubts.append(questioned(key, text, reading.value, source=source, why=reading.doubt))
        else:
            values[key] = entry(reading.value, source=source, on=at.date())
    return values, doubts, unread


def _would_stand(known: Entry | None, source: str) -> bool:
    return known is None or trust(source) <= trust(known.get("source", ""))


def questioned(key: str, said: Any, value: Any, *, source: str, why: str) -> dict[str, Any]:
    """A value that is not believed, to ask about; ``said`` as its author wrote it."""
    return {
        "key": key,
        "said": str(said)[:120],
        "value": value,
        "source": str(source),
        "why": str(why),
    }


def ask(doubts: Iterable[tuple[int, Questioned]], *, at: datetime) -> None:
    """Ask operators about values of references, given by id; what was asked before is not again."""
    ValueQuestion.objects.bulk_create(
        [ValueQuestion(product_id=pk, at=at, **doubt) for pk, doubt in doubts],
        CHUNK,
        ignore_conflicts=True,
    )


@transaction.atomic
def answer(*, question: ValueQuestion, right: bool, user: Any, at: datetime) -> None:
    """Keep the value as one that the house vouches for, or keep it out for good.

    :raises AlreadyAnswered: somebody did before.
    """
    said = ValueQuestion.Answer.RIGHT if right else ValueQuestion.Answer.REFUSED
    open_ = ValueQuestion.objects.filter(pk=question.pk, answered_at=None)
    if not open_.update(answer=said, answered_at=at, answered_by=user):
        raise AlreadyAnswered
    if not right:
        return
    sheet = ReferenceSheet.objects.select_for_update().get(pk=question.product_id)
    vouched = {question.key: entry(question.value, source=Source.HOUSE, on=at.date())}
    values = merged(sheet.values, vouched)
    if values != sheet.values:
        sheet.values = values
        sheet.save(update_fields=["values"])
        outbox.publish("catalogue.changed", reference_ids=[sheet.pk])
