"""What operators do: open an empty house, enter those who sell, part what was wrongly matched."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.sites.models import Site
from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.core import clock, outbox
from marketplace.core.errors import CordeeError, ReasonMissing
from marketplace.core.models import User
from marketplace.delivery.models import Tariff
from marketplace.desk.dossier import Dossier, PointEntry, TariffEntry
from marketplace.offers import operations as offers
from marketplace.technical import classification
from marketplace.technical.models import Proposal
from marketplace.traders.models import Point, Trader, TraderMember
from search import indexing
from search.synonyms import operations as synonyms

Country = get_model("address", "Country")
Partner = get_model("partner", "Partner")


class WorksElsewhere(CordeeError):
    """A person signs in for one trader only."""

    code = "works_elsewhere"
    status = 409


def prepare(*, domain: str) -> list[str]:
    """What a house needs before it opens; returns what changed, nothing the second time.

    Sports, families, attributes and synonyms as this version knows them, the country that is
    delivered to, the site's name, and an index when there is none, so that pages answer.

    :raises SearchUnavailable: the engine does not answer.
    """
    changes = classification.load() + synonyms.load(at=clock.now())
    _france, made = Country.objects.get_or_create(
        iso_3166_1_a2="FR",
        defaults={"printable_name": "France", "name": "France", "is_shipping_country": True},
    )
    if made:
        changes.append("+ Country FR")
    Site.objects.update_or_create(pk=1, defaults={"name": "Cordée", "domain": domain})
    if (count := indexing.heal()) is not None:
        changes.append(f"+ index of {count} references")
    return changes


@transaction.atomic
def enter_trader(*, dossier: Dossier) -> Trader:
    """A seller with its points, its tariffs and its people, as its dossier says.

    Entered again it is brought up to date; points and people that the dossier no longer names
    stay. New people choose their password on the page for those who forgot theirs.

    :raises WorksElsewhere: one of them signs in for another trader; nothing is entered.
    """
    trader, _made = Trader.objects.update_or_create(
        slug=dossier.slug,
        defaults=dossier.model_dump(exclude={"slug", "points", "tariffs", "members"}),
    )
    for point in dossier.points:
        _point(trader, point)
    for tariff in dossier.tariffs:
        _tariff(trader, tariff)
    _members(trader, dossier.members)
    return trader


def _point(trader: Trader, entry: PointEntry) -> None:
    partner, _made = Partner.objects.get_or_create(
        code=entry.code, defaults={"name": f"{trader.name}, {entry.town}"}
    )
    said = entry.model_dump(exclude={"code"})
    # What a dossier does not name, a boutique may have said in its portal: it stays.
    named = {name: value for name, value in said.items() if name in entry.model_fields_set}
    Point.objects.update_or_create(
        partner=partner,
        defaults={"trader": trader, **named},
        create_defaults={"trader": trader, **said},
    )


def _tariff(trader: Trader, entry: TariffEntry) -> None:
    facts: dict[str, Any] = entry.model_dump(exclude={"method"})
    Tariff.objects.update_or_create(trader=trader, method=entry.method, defaults=facts)


def _members(trader: Trader, emails: Sequence[str]) -> None:
    for email in emails:
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        member, _made = TraderMember.objects.get_or_create(user=user, defaults={"trader": trader})
        if member.trader_id != trader.pk:
            raise WorksElsewhere(f"{email} signs in for {member.trader}.")


@transaction.atomic
def undo_matches(*, stockrecord_ids: Sequence[int], reason: str, user: User) -> int:
    """Offers are of another product than they were taken for: off sale at once.

    Their lines go back to their proposal right after; orders stay as they are. Returns how many
    offers could be bought until now.

    :raises ReasonMissing: without a reason, which the seller reads.
    """
    if not reason.strip():
        raise ReasonMissing(_("Indiquez pourquoi ce rattachement est défait."))
    paused = offers.pause(stockrecord_ids=stockrecord_ids)
    outbox.publish(
        "match.undone",
        stockrecord_ids=list(stockrecord_ids),
        reason=reason.strip(),
        user_id=user.pk,
    )
    return paused


@dataclass(frozen=True)
class Decided:
    """How many of several proposals were decided, and of the others why not."""

    done: int
    left: Sequence[tuple[Proposal, CordeeError]]


def decide_all(*, proposals: Iterable[Proposal], decide: Callable[[Proposal], object]) -> Decided:
    """``decide`` on each by itself: what cannot be is left as it is, the others go on."""
    done, left = 0, []
    for proposal in proposals:
        try:
            decide(proposal)
            done += 1
        except CordeeError as error:
            left.append((proposal, error))
    return Decided(done, left)
