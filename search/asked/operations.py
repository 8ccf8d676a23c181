"""Counting what was searched for, and forgetting it."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from django.db import transaction
from django.db.models import Count

from marketplace.core.models import User
from search.asked.models import AskedQuery, AskedWeek, Key, Mark
from search.asked.weeks import monday

KEPT = timedelta(weeks=13)  # at most, of each word: as the privacy page says
DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True)
class Note:
    """One search. ``text`` as ``words.kept`` writes it; ``visitor``: the network's address;
    ``answered``: whether something was found without letting go of a word."""

    text: str
    visitor: str
    answered: bool


@transaction.atomic
def count(notes: Sequence[Note], *, at: datetime) -> int:
    """Add searches to those of their week; returns of how many different queries.

    The same number of statements for one search and for a thousand.
    """
    by_text: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        by_text[note.text].append(note)
    weeks = _weeks(by_text, of=monday(at))
    key = _key(monday(at))
    Mark.objects.bulk_create(
        [
            Mark(week=weeks[text], digest=digest)
            for text, each in sorted(by_text.items())
            for digest in sorted({_digest(note, key) for note in each})
        ],
        ignore_conflicts=True,
    )
    marks = Mark.objects.filter(week__in=weeks.values()).values_list("week")
    visitors = dict(marks.annotate(count=Count("pk")))
    for text, week in weeks.items():
        week.times += len(by_text[text])
        week.unanswered += sum(not note.answered for note in by_text[text])
        week.visitors = visitors[week.pk]
    AskedWeek.objects.bulk_update(weeks.values(), ["times", "unanswered", "visitors"])
    return len(weeks)


def _weeks(by_text: Mapping[str, Sequence[Note]], *, of: date) -> dict[str, AskedWeek]:
    """Text → its row of the week, held until the end of the transaction."""
    last = {text: each[-1].answered for text, each in by_text.items()}
    AskedQuery.objects.bulk_create(
        [AskedQuery(text=text, answered=last[text]) for text in sorted(last)],
        ignore_conflicts=True,
    )
    queries = {row.text: row for row in AskedQuery.objects.filter(text__in=last)}
    AskedWeek.objects.bulk_create(
        [AskedWeek(query=queries[text], monday=of) for text in sorted(queries)],
        ignore_conflicts=True,
    )
    rows = AskedWeek.objects.filter(query__in=queries.values(), monday=of).order_by("pk")
    weeks = {row.query_id: row for row in rows.select_for_update()}
    for query in queries.values():
        query.answered = last[query.text]
    AskedQuery.objects.bulk_update(
        sorted(queries.values(), key=lambda query: query.pk), ["answered"]
    )
    return {text: weeks[query.pk] for text, query in queries.items()}


def _key(of: date) -> bytes:
    """The week's, drawn when it is first wanted."""
    row, _created = Key.objects.get_or_create(
        monday=of, defaults={"secret": secrets.token_bytes(32)}
    )
    return bytes(row.secret)


def _digest(note: Note, key: bytes) -> str:
    """The words are part of it, so that two searches of one visitor have nothing in common."""
    made_of = f"{note.text}\0{note.visitor}".encode()
    return blake2b(made_of, key=key, digest_size=DIGEST_BYTES).hexdigest()


def hide(*, query: AskedQuery, user: User, at: datetime) -> None:
    """Never suggest it; the first who hides it stands in the row."""
    AskedQuery.objects.filter(pk=query.pk, hidden_at=None).update(hidden_at=at, hidden_by=user)


def show(*, query: AskedQuery) -> None:
    """Suggest it again once it is asked often enough."""
    AskedQuery.objects.filter(pk=query.pk).update(hidden_at=None, hidden_by=None)


def prune(*, at: datetime) -> int:
    """Throw away what tells visitors apart in weeks that are over, and what was asked ``KEPT`` ago;
    returns how many queries are forgotten.

    Hidden ones are no exception: once nobody has asked for one for so long, it would take as many
    visitors as ever to be suggested.
    """
    this = monday(at)
    with transaction.atomic():
        Mark.objects.filter(week__monday__lt=this).delete()
        Key.objects.filter(monday__lt=this).delete()
    AskedWeek.objects.filter(monday__lte=this - KEPT).delete()
    return AskedQuery.objects.filter(weeks=None).delete()[0]
