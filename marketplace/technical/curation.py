"""Deciding on what sellers propose: merged with what is known, or put before operators again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.core import outbox
from marketplace.core.errors import CordeeError
from marketplace.core.models import User
from marketplace.technical import queries, states
from marketplace.technical.models import Proposal, ProposalChange, ReferenceSheet, VariantSheet
from marketplace.technical.operations import VariantDraft, add_variants
from marketplace.technical.sizes import normalise

Product = get_model("catalogue", "Product")
Status = Proposal.Status


class NoSuchReference(CordeeError):
    """What a proposal should be merged with is not for sale here (any more)."""

    code = "no_such_reference"
    status = 404
    message = _("Cette référence n’est plus au catalogue : choisissez-en une autre.")


@transaction.atomic
def merge_proposal(
    *, proposal: Proposal, reference_id: int, user: User | None, at: datetime
) -> dict[str, int]:
    """The product is a known reference; returns the seller's line keys → variant ids.

    Its sizes are told by their barcode, then by their label; what the reference lacks is added.

    :raises NoSuchReference: nothing of that number is published.
    :raises IllegalMove: it was decided before.
    """
    if not ReferenceSheet.objects.published().filter(pk=reference_id).exists():
        raise NoSuchReference
    change = states.move(proposal, Status.MERGED, user=user, at=at, reference_id=reference_id)
    ids, lacking = _told(proposal.content["variants"], queries.variants(reference_id))
    if lacking:
        added = add_variants(variants=[(reference_id, draft) for draft in lacking])
        change.adds(added.values())
        ids |= added
        outbox.publish("catalogue.changed", reference_ids=[reference_id])
    outbox.publish("proposal.decided", proposal_id=proposal.pk, variants=ids, merged=True)
    return ids


def _told(
    said: Sequence[Mapping[str, str]], known: Sequence[VariantSheet]
) -> tuple[dict[str, int], list[VariantDraft]]:
    """Line key → variant, where the reference has that size; the sizes that it lacks."""
    gtins = {each.gtin: each.pk for each in known if each.gtin}
    sizes = {each.size: each.pk for each in known}
    ids: dict[str, int] = {}
    lacking = []
    for each in said:
        found = gtins.get(each["gtin"]) or sizes.get(normalise(each["size"]).label[:24])
        if found is None:
            lacking.append(VariantDraft(each["key"], each["size"], each["gtin"]))
        else:
            ids[each["key"]] = found
    return ids, lacking


def reopen(*, proposal: Proposal, user: User | None, at: datetime) -> None:
    """A refusal is taken back: the product waits again, and the next import is not refused it.

    :raises IllegalMove: it is not refused (any more).
    """
    states.move(proposal, Status.OPEN, user=user, at=at)


@transaction.atomic
def propose_again(
    *,
    trader_id: int,
    partner_id: int,
    key: str,
    told: Mapping[str, Any],
    user_id: int | None = None,
    at: datetime,
) -> Proposal:
    """Put a product before operators (again), with the sizes that ``told`` names.

    ``told``: "title", "brand_name", and "content" as ``operations.accept_proposal`` takes it. A
    proposal that waits already gets those sizes as well; one that was decided waits again with
    those alone, because what was decided of the others stands.
    """
    proposal, made = Proposal.objects.select_for_update().get_or_create(
        trader_id=trader_id,
        key=key,
        defaults={"partner_id": partner_id, "created_at": at, **told},
    )
    if made:
        return proposal
    old, variants = proposal.status, told["content"]["variants"]
    if old == Status.OPEN:
        variants = _besides(proposal, {each["key"] for each in variants}) + variants
    proposal.status, proposal.reason = Status.OPEN, ""
    proposal.decided_at = proposal.decided_by = proposal.reference = None
    proposal.content = {**proposal.content, "variants": variants}
    proposal.save()
    if old != Status.OPEN:
        states.note(proposal, old, user_id=user_id, at=at)
    return proposal


@transaction.atomic
def take_out(*, keys: Mapping[int, Collection[str]]) -> int:
    """Lines left their proposals (id → keys) for other products; returns how many were withdrawn.

    A proposal that waits without any line would be published as a product that nobody sells, so it
    goes; what was decided stays as it was. A fixed number of queries.
    """
    waiting = Proposal.objects.select_for_update().filter(pk__in=list(keys), status=Status.OPEN)
    kept: list[Proposal] = []
    empty: list[Proposal] = []
    for each in waiting.order_by("pk"):
        left = _besides(each, keys[each.pk])
        each.content = {**each.content, "variants": left}
        (kept if left else empty).append(each)
    if kept:
        Proposal.objects.bulk_update(kept, ["content"])
    if empty:
        Proposal.objects.filter(pk__in=[each.pk for each in empty]).delete()
    return len(empty)


def _besides(proposal: Proposal, keys: Collection[str]) -> list[dict[str, str]]:
    return [each for each in proposal.content["variants"] if each["key"] not in keys]


def added_by(proposals: Iterable[int | None]) -> set[int]:
    """The variants (ids) that decisions on these proposals brought into the catalogue."""
    rows = ProposalChange.objects.filter(proposal_id__in=[pk for pk in proposals if pk])
    return {pk for added in rows.values_list("added", flat=True) for pk in added}


@transaction.atomic
def forget_variants(*, gone: Collection[int], kept: Collection[int]) -> None:
    """Sizes that a wrong decision brought: ``gone`` leave the catalogue, ``kept`` their barcode.

    A barcode on two variants identifies neither, so the right product could not carry it. What
    refers to a variant must have been looked at: it goes with it. A reference without any size is
    no longer published.
    """
    rows = Product.objects.filter(pk__in=[*gone, *kept])
    parents = set(rows.values_list("parent_id", flat=True))
    if not parents:
        return
    VariantSheet.objects.filter(pk__in=list(kept)).update(gtin="")
    Product.objects.filter(pk__in=list(gone)).delete()
    bare = ReferenceSheet.objects.filter(pk__in=parents, product__children=None)
    bare.update(published_at=None)
    outbox.publish("catalogue.changed", reference_ids=sorted(parents))
