"""The queue of proposals: in which order they are decided, and those of it that are asked for."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Upper
from django.utils.translation import gettext_lazy as _

from marketplace.technical import gate, lacking, queries
from marketplace.technical.models import Proposal, ReferenceSheet

UNDONE: Final = "undone"  # how a feed's line says that its match was undone
NO_FAMILY: Final = "aucune"
# What a line's stock would sell for.
CENTS: Final = Cast(F("minor"), BigIntegerField()) * Cast(F("stock"), BigIntegerField())
get_app_model: Any = apps.get_model


class State(TextChoices):
    WAITING = "", _("À décider")
    REFUSED = "refusees", _("Refusées")
    DECIDED = "decidees", _("Décidées")


class Why(TextChoices):
    """Why a proposal waits; the first two exclude each other, a match that was undone both."""

    NEW = "nouveau", _("aucune référence de cette marque et de ce nom")
    KNOWN = "connu", _("une référence de même marque et de même nom")
    UNDONE = "defait", _("rattachement défait")
    FAMILY = "famille", _("il manque la famille")
    MAKER = "fabricant", _("le fabricant n’est pas entièrement connu")
    IDENTIFIER = "identifiant", _("il manque code-barres et référence")
    TITLE = "titre", _("il manque le nom")
    READY = "complet", _("il ne manque rien")


OF_GATE: Final = {
    gate.TITLE.code: Why.TITLE,
    gate.FAMILY.code: Why.FAMILY,
    gate.IDENTIFIER.code: Why.IDENTIFIER,
    **{reason.code: Why.MAKER for reason, _rule in gate.RULES if reason.is_of_maker},
}


@dataclass(frozen=True)
class Wanted:
    """What is asked for; what is "" or None asks for all.

    ``text``: words of title and brand, or a whole code: a GTIN, the seller's SKU or key, the
    maker's reference. ``family``: a slug, or ``NO_FAMILY``. ``why``: of those that wait alone.
    """

    state: str = State.WAITING
    text: str = ""
    trader_id: int | None = None
    family: str = ""
    why: str = ""


ALL: Final = Wanted()


def ranks(wanted: Wanted = ALL) -> QuerySet[Any]:
    """(id, worth) of proposals of the present scope: what would sell for most first, or what was
    decided last.

    ``worth``: the cents that the waiting lines of one would sell for, 0 once it is decided. Nothing
    else of a proposal is read, because all of them are to be sorted.
    """
    rows: QuerySet[Any] = _rows(wanted)
    if wanted.state != State.WAITING:
        rows = rows.annotate(worth=Value(0)).order_by("-decided_at", "-pk")
        return rows.values_list("pk", "worth")
    lines = get_app_model("feeds", "FeedLine").objects.filter(proposal=OuterRef("pk"))
    waiting = lines.filter(stockrecord=None).order_by().values("proposal")
    # Asked of each by itself: whoever counts the proposals does not add up their lines.
    worth = Subquery(waiting.annotate(worth=Sum(CENTS)).values("worth"))
    rows = rows.annotate(worth=Coalesce(worth, Value(0), output_field=BigIntegerField()))
    return rows.order_by("-worth", "pk").values_list("pk", "worth")


def shown(ranked: Sequence[tuple[int, int]]) -> list[Proposal]:
    """The proposals of these ranks in their order, each with ``worth``, ``family`` that is
    said of it (None where there is none) and ``whys``, all reasons for which it waits; three
    queries."""
    worth = dict(ranked)
    rows: QuerySet[Any] = Proposal.objects.filter(pk__in=list(worth))
    rows = rows.annotate(
        is_known=Exists(_namesakes()), is_undone=Exists(_undone().filter(pk=OuterRef("pk")))
    )
    found = {row.pk: row for row in rows.select_related("trader", "decided_by")}
    waiting = [row for row in found.values() if row.status == Proposal.Status.OPEN]
    lacks = lacking.of_proposals(waiting) if waiting else {}
    families = queries.said_families(found.values())
    for pk, row in found.items():
        row.worth, row.family = worth[pk], families.get(pk)
        row.whys = _whys(row, lacks[pk]) if pk in lacks else []
    return [found[pk] for pk in worth if pk in found]


def _whys(row: Any, lacks: Sequence[gate.Reason]) -> list[Why]:
    told = [Why.UNDONE] if row.is_undone else []
    if row.is_known or not row.is_undone:
        told.append(Why.KNOWN if row.is_known else Why.NEW)
    of_gate = [OF_GATE[each.code] for each in lacks]
    return [*told, *(dict.fromkeys(of_gate) or [Why.READY])]


def following(proposal: Proposal, wanted: Wanted = ALL) -> int | None:
    """The open proposal that comes after this one among those that are asked for, else the first of
    them; None when there is none (more)."""
    here = (-worth_of(proposal), proposal.pk)
    others = [(-worth, pk) for pk, worth in ranks(wanted) if pk != proposal.pk]
    later = (each for each in others if each > here)
    return next(later, others[0])[1] if others else None


def worth_of(proposal: Proposal) -> int:
    """Cents that its lines would sell for, decided or not."""
    lines: Any = proposal.feed_lines
    return int(lines.aggregate(worth=Sum(CENTS))["worth"] or 0)


def _rows(wanted: Wanted) -> QuerySet[Any]:
    rows = Proposal.objects.filter(_in_state(wanted.state), _says(wanted.text))
    if wanted.trader_id is not None:
        rows = rows.filter(trader=wanted.trader_id)
    if wanted.family:
        rows = rows.filter(said_family="" if wanted.family == NO_FAMILY else wanted.family)
    if wanted.why and wanted.state == State.WAITING:
        rows = rows.filter(_waits_because(wanted.why))
    return rows


def _in_state(state: str) -> Q:
    if state == State.REFUSED:
        return Q(status=Proposal.Status.REFUSED)
    waits = Q(status=Proposal.Status.OPEN)
    return ~waits if state == State.DECIDED else waits


def _says(text: str) -> Q:
    """All its words stand in title or brand, or it is a code of the product."""
    if not text.strip():
        return Q()
    words = Q()
    for word in text.split():
        words &= Q(title__icontains=word) | Q(brand_name__icontains=word)
    return words | _is_code(text.strip())


def _is_code(code: str) -> Q:
    found = Q(key__iexact=code) | Q(said_ref__iexact=code)
    found |= Q(said_variants__iregex=_of_variant("key", code))
    if code.isascii() and code.isdigit() and 8 <= len(code) <= 14:
        found |= Q(said_variants__regex=_of_variant("gtin", code.zfill(14)))
    return found


def _of_variant(field: str, value: str) -> str:
    """What finds a whole value in JSON as either database writes it."""
    written = {json.dumps(value, ensure_ascii=ascii_only) for ascii_only in (True, False)}
    return rf'"{field}": ?({"|".join(map(re.escape, sorted(written)))})'


def _waits_because(why: str) -> Q:
    if why in {Why.NEW, Why.KNOWN}:
        known = Q(Exists(_namesakes()))
        return known if why == Why.KNOWN else ~known & ~Q(pk__in=_undone())
    if why == Why.UNDONE:
        return Q(pk__in=_undone())
    lacks = {
        Why.FAMILY: lacking.family,
        Why.MAKER: lacking.maker,
        Why.IDENTIFIER: lacking.identifier,
        Why.TITLE: lacking.title,
    }
    if why in lacks:
        return lacks[Why(why)]()
    return ~(lacking.family() | lacking.maker() | lacking.identifier() | lacking.title())


def _namesakes() -> QuerySet[ReferenceSheet]:
    """Published references of the brand and the name of the proposal that is looked at."""
    rows = ReferenceSheet.objects.published()
    return rows.alias(model=Upper("model_name"), maker=Upper("brand__name")).filter(
        model=Upper(OuterRef("said_model")), maker=Upper(OuterRef("brand_name"))
    )


def _undone() -> QuerySet[Any]:
    rows = Proposal.objects.filter(feed_lines__match=UNDONE, feed_lines__stockrecord=None)
    return rows.values("pk")
