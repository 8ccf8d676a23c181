"""What a trusted brand proposed and only its maker's details kept back: published once they are
known, as its feed would publish it now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from marketplace.core import outbox
from marketplace.core.errors import CordeeError
from marketplace.technical import gate, makers, operations, queries
from marketplace.technical.models import Brand, Proposal
from marketplace.traders.models import Trader
from sellers.feeds.models import FeedLine

AT_ONCE: Final = 50  # proposals, each in a transaction of its own: a lease lasts for many more


def on_maker_known(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber: some proposals, and the event again for the next ones.

    What an operator has looked at, or taken apart, stays the operator's to decide.
    """
    for payload in payloads:
        brand = Brand.objects.filter(slug=payload["brand"]).first()
        if brand is None:  # gone meanwhile, or called otherwise
            continue
        waiting = _waiting(brand).filter(pk__gt=payload.get("after", 0)).order_by("pk")
        found = list(waiting.select_related("trader")[:AT_ONCE])
        _publish(found, brand, at=at)
        if len(found) == AT_ONCE:
            outbox.publish("maker.known", brand=brand.slug, after=found[-1].pk)


def _waiting(brand: Brand) -> Any:
    trusted = Trader.objects.filter(trusted_to_publish=True, status=Trader.Status.ACTIVE)
    owners = [each for each in trusted if makers.is_own(brand.slug, each)]
    undone = FeedLine.objects.filter(match=FeedLine.Match.UNDONE).values("proposal")
    rows = Proposal.objects.filter(status=Proposal.Status.OPEN, trader__in=owners, changes=None)
    return rows.exclude(pk__in=undone.filter(proposal__trader__in=owners))


def _publish(proposals: Sequence[Proposal], brand: Brand, *, at: datetime) -> None:
    families, refs = queries.families(), _own_refs(proposals)
    for proposal in proposals:
        ref, family = refs.get(proposal.pk, ""), proposal.content.get("family") or ""
        facts = gate.proposed({**proposal.content, "manufacturer_ref": ref}, brand)
        if proposal.brand_slug != brand.slug or family not in families or gate.faults(facts):
            continue
        try:
            operations.accept_proposal(
                proposal=proposal, family=family, manufacturer_ref=ref, at=at
            )
        except CordeeError:  # decided meanwhile, or no longer complete
            continue


def _own_refs(proposals: Sequence[Proposal]) -> dict[int, str]:
    """Proposal → the maker's reference of its product: a brand's own key, if it gives no other."""
    rows = FeedLine.objects.filter(proposal__in=proposals).values_list("proposal", "group")
    groups: dict[int, str] = {pk: group for pk, group in rows if pk is not None}
    return {
        each.pk: each.content.get("manufacturer_ref") or groups.get(each.pk, "")[:64]
        for each in proposals
    }
