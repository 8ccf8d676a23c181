"""Adding, changing and ending synonyms; every process takes a change up within seconds."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError
from search import text
from search.models import Synonym, SynonymChange
from search.synonyms import queries

FILE = Path(__file__).parent / "words.toml"
MOST_PHRASES = 12
LONGEST_PHRASE = 80
MOST_WORDS = 6  # of a phrase
What = SynonymChange.What


class BadSynonym(CordeeError):
    """A phrase alone, too many of them, one without a word or too long, or there twice."""

    code = "bad_synonym"
    status = 422


class SynonymTaken(CordeeError):
    """Another row says the same already."""

    code = "synonym_taken"
    status = 409


class SynonymEnded(CordeeError):
    code = "synonym_ended"
    status = 409


def checked(phrases: Iterable[str]) -> list[str]:
    """Phrases without blanks around.

    :raises BadSynonym: with what is wrong and what to write instead.
    """
    told = [re.sub(r"\s+", " ", phrase).strip() for phrase in phrases]
    told = [phrase for phrase in told if phrase]
    if len(told) < 2:
        raise BadSynonym(_("Écrivez au moins deux expressions, une par ligne."))
    if len(told) > MOST_PHRASES:
        raise BadSynonym(
            _("%(most)d expressions au plus ; partagez cette liste en deux.")
            % {"most": MOST_PHRASES}
        )
    seen: dict[text.Phrase, str] = {}
    for phrase in told:
        _check(phrase, seen)
    return told


def _check(phrase: str, seen: dict[text.Phrase, str]) -> None:
    if "\0" in phrase or len(phrase) > LONGEST_PHRASE or len(phrase.split()) > MOST_WORDS:
        raise BadSynonym(
            _("« %(phrase)s » est trop long : %(letters)d caractères et %(words)d mots au plus.")
            % {"phrase": phrase[:40], "letters": LONGEST_PHRASE, "words": MOST_WORDS}
        )
    stems = text.name(phrase)
    if not stems:
        raise BadSynonym(
            _("« %(phrase)s » ne contient aucun mot que la recherche regarde.") % {"phrase": phrase}
        )
    if stems in seen:
        raise BadSynonym(
            _("« %(phrase)s » et « %(other)s » sont déjà le même mot pour la recherche : "
              "gardez l’un des deux.") % {"phrase": phrase, "other": seen[stems]}
        )  # fmt: skip
    seen[stems] = phrase


@transaction.atomic
def add(*, phrases: Iterable[str], one_way: bool, user: Any, at: datetime) -> Synonym:
    """Let phrases find each other, or the first the others.

    :raises BadSynonym: they cannot be.
    :raises SynonymTaken: they do already.
    """
    told = checked(phrases)
    _not_taken(told, one_way=one_way)
    row = Synonym.objects.create(phrases=told, one_way=one_way)
    _note(row, What.ADDED, user=user, at=at)
    return row


@transaction.atomic
def change(
    *, synonym: Synonym, phrases: Iterable[str], one_way: bool, user: Any, at: datetime
) -> Synonym:
    """Say otherwise which phrases find each other; saying the same writes nothing.

    :raises BadSynonym, SynonymTaken: as in ``add``.
    :raises SynonymEnded: it is no longer in use.
    """
    told = checked(phrases)
    row = _locked(synonym)
    if (row.phrases, row.one_way) == (told, one_way):
        return row
    _not_taken(told, one_way=one_way, but=row.pk)
    row.phrases, row.one_way = told, one_way
    row.save(update_fields=["phrases", "one_way"])
    _note(row, What.CHANGED, user=user, at=at)
    return row


@transaction.atomic
def end(*, synonym: Synonym, user: Any, at: datetime) -> None:
    """No longer look for the one when the other is asked for.

    :raises SynonymEnded: it was ended before.
    """
    row = _locked(synonym)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _note(row, What.ENDED, user=user, at=at)


@transaction.atomic
def load(*, at: datetime) -> list[str]:
    """Bring what the file has and nobody has yet; returns what was added.

    What operators changed or ended stays as they left it.
    """
    known = set(Synonym.objects.exclude(filed_as=None).values_list("filed_as", flat=True))
    told = tomllib.loads(FILE.read_text("utf-8"))
    new = [
        Synonym(phrases=checked(phrases), one_way=one_way, filed_as=phrases[0])
        for one_way, rows in ((False, told["groups"]), (True, told["one_way"]))
        for phrases in rows
        if phrases[0] not in known
    ]
    Synonym.objects.bulk_create(new)
    rows = Synonym.objects.filter(filed_as__in=[row.filed_as for row in new])
    SynonymChange.objects.bulk_create(
        SynonymChange(synonym=row, what=What.ADDED, phrases=row.phrases, one_way=row.one_way, at=at)
        for row in rows.order_by("pk")
    )
    if new:
        outbox.publish("synonyms.changed", synonym_ids=[row.pk for row in rows])
    return [f"+ Synonym {row}" for row in new]


def _locked(synonym: Synonym) -> Synonym:
    row = Synonym.objects.select_for_update().get(pk=synonym.pk)
    if row.ended_at is not None:
        raise SynonymEnded(_("Ces synonymes sont déjà arrêtés."))
    return row


def _not_taken(phrases: Sequence[str], *, one_way: bool, but: int = 0) -> None:
    mine = _meaning(phrases, one_way=one_way)
    for row in queries.in_use().exclude(pk=but):
        if mine <= _meaning(row.phrases, one_way=row.one_way):
            raise SynonymTaken(_("C’est déjà dit : %(row)s.") % {"row": row})


def _meaning(phrases: Sequence[str], *, one_way: bool) -> set[tuple[text.Phrase, text.Phrase]]:
    """What finds what."""
    names = [text.name(phrase) for phrase in phrases]
    asked = names[:1] if one_way else names
    return {(one, other) for one in asked for other in names if other != one}


def _note(row: Synonym, what: str, *, user: Any, at: datetime) -> None:
    SynonymChange.objects.create(
        synonym=row, what=what, phrases=row.phrases, one_way=row.one_way, user=user, at=at
    )
    outbox.publish("synonyms.changed", synonym_ids=[row.pk])
