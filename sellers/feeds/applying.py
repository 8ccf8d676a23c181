"""One chunk of a feed in one transaction: references, offers, proposals and line identities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from marketplace.core.sentences import Sentence as _
from marketplace.offers import operations as offers
from marketplace.offers import queries
from marketplace.offers.operations import OfferRow
from marketplace.technical import curation, gate, makers
from marketplace.technical import operations as technical
from marketplace.technical.gate import ProductFacts
from marketplace.technical.models import Proposal, brand_slug
from marketplace.technical.operations import VariantDraft
from marketplace.technical.pictures import addresses
from marketplace.traders.models import Trader
from sellers.feeds import following, remarks
from sellers.feeds.families import Extended
from sellers.feeds.faults import Fault, RowError, Rule
from sellers.feeds.matching import Found, Match, Matched, match, proposal_key
from sellers.feeds.models import FeedLine, FeedSource
from sellers.feeds.references import Reference, Row
from sellers.feeds.rows import Shown

LEAD_DAYS = 1  # of a new offer, when neither the feed nor its settings say


@dataclass(frozen=True)
class Terms:
    """What all chunks of one import share."""

    source: FeedSource
    trader: Trader
    families: frozenset[str]  # slugs that exist
    at: datetime
    counted_at: datetime  # when the seller counted the stock
    columns: Shown
    extended: Extended = field(default_factory=dict)  # attributes with choices of operators

    @cached_property
    def maker(self) -> dict[str, Any]:
        """Of a brand's own products, see ``makers.own``."""
        return makers.own(self.trader)


@dataclass
class Outcome:
    """What became of a chunk's lines; ``faults``: lines that are refused after all; ``warnings``:
    what of new products is not read as it was meant."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    proposed: int = 0
    followed: int = 0  # references of which something new was said
    faults: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)


Piece = tuple[Reference, list[Row]]


@dataclass
class Plan:
    """What is to be done with rows that the catalogue does not know."""

    publish: list[Piece] = field(default_factory=list)
    add: list[Piece] = field(default_factory=list)
    propose: list[Piece] = field(default_factory=list)
    refuse: list[Piece] = field(default_factory=list)
    unknown: list[Piece] = field(default_factory=list)  # to the catalogue, and nobody names them


@transaction.atomic
def apply(references: Sequence[Reference], *, terms: Terms) -> Outcome:
    """Bring the shop in line with some references; a fixed number of queries.

    What is known already and says the same writes nothing.
    """
    matched = match(references, source=terms.source, trusted=terms.trader.trusted_to_publish)
    plan = _plan(references, matched, terms)
    found = [*matched.found.values(), *_published(plan, matched, terms)]
    upserted = offers.upsert(
        rows=[_offer(each, terms) for each in found],
        at=terms.at,
        snapshot_at=terms.counted_at,
        soon=True,
    )
    groups = {row.key: reference.group for reference in references for row in reference.rows}
    _remember(found, matched, groups, terms)
    sold = dict.fromkeys(each.row.key for each in found)
    if left := _left(matched, sold | _propose(plan.propose, matched, terms)):
        curation.take_out(keys=left)
    addresses.name_again(
        named={
            matched.found[row.key].product_id: reference.pictures
            for reference in references
            for row in reference.rows
            if reference.pictures and row.key in matched.found
        },
        trader_id=terms.trader.pk,
        at=terms.at,
        part=terms.source.brings_part,
    )
    followed = following.follow(
        references, matched, trader_id=terms.trader.pk, columns=terms.columns, at=terms.at
    )
    return Outcome(
        created=upserted.created,
        updated=upserted.updated,
        unchanged=upserted.unchanged,
        proposed=sum(len(rows) for _reference, rows in plan.propose),
        followed=len(followed.changed),
        faults=[_refused(r, row, matched) for r, rows in plan.refuse for row in rows]
        + [_unknown(row) for _reference, rows in plan.unknown for row in rows],
        warnings=[*_remarked(plan, terms), *followed.warnings],
    )


def _remarked(plan: Plan, terms: Terms) -> list[RowError]:
    found = [
        remark
        for reference, rows in (*plan.publish, *plan.propose)
        for remark in remarks.of(reference, rows, columns=terms.columns)
    ]
    for reference, rows in plan.add:
        found += remarks.sizes(reference, rows, columns=terms.columns)
    return found


def _plan(references: Sequence[Reference], matched: Matched, terms: Terms) -> Plan:
    plan = Plan()
    for reference in references:
        lacking = [row for row in reference.rows if row.key not in matched.found]
        undone = [row for row in lacking if matched.undone(row.key)]
        if lacking := [row for row in lacking if not matched.undone(row.key)]:
            _place(plan, matched, terms, reference).append((reference, lacking))
        if undone:
            _decided(plan, matched.proposals.get(reference.group)).append((reference, undone))
    return plan


def _decided(plan: Plan, proposal: Proposal | None) -> list[Piece]:
    """Where lines go of which only an operator can say what they are."""
    refused = proposal is not None and proposal.status == Proposal.Status.REFUSED
    return plan.refuse if refused else plan.propose


def _place(plan: Plan, matched: Matched, terms: Terms, reference: Reference) -> list[Piece]:
    if reference.group in matched.parents:
        return plan.add
    if proposal := matched.proposals.get(reference.group):
        return _decided(plan, proposal)
    if not reference.title:
        return plan.unknown
    trusted = reference.own and terms.trader.trusted_to_publish
    return plan.publish if trusted and _complete(reference, terms) else plan.propose


def _complete(reference: Reference, terms: Terms) -> bool:
    """Whether a brand's own product passes the gate."""
    family = reference.family if reference.family in terms.families else ""
    facts = ProductFacts(
        title=reference.title,
        family=family,
        manufacturer_ref=reference.own_ref,
        gtins=frozenset(row.gtin for row in reference.rows),
        **terms.maker,
    )
    return not gate.faults(facts)


def _published(plan: Plan, matched: Matched, terms: Terms) -> list[Found]:
    """New references, and new sizes of known ones."""
    ids = technical.create_references(
        drafts=[reference.as_draft(rows) for reference, rows in plan.publish],
        trader=terms.trader,
        at=terms.at,
    )
    if plan.publish:
        makers.inherit(
            slugs={brand_slug(reference.brand) for reference, _rows in plan.publish},
            trader=terms.trader,
            at=terms.at,
        )
    if plan.add:
        ids |= technical.add_variants(
            variants=[
                (matched.parents[reference.group], VariantDraft(row.key, row.size, row.gtin))
                for reference, rows in plan.add
                for row in rows
            ]
        )
    return [
        Found(row, ids[row.key], Match.PUBLISHED, row.key)
        for _reference, rows in (*plan.publish, *plan.add)
        for row in rows
    ]


def _offer(found: Found, terms: Terms) -> OfferRow:
    chosen = (terms.source.lead_days, found.lead_days, LEAD_DAYS)
    return OfferRow(
        partner_id=terms.source.partner_id,
        product_id=found.product_id,
        sku=found.sku,
        minor=found.row.minor,
        stock=found.row.stock,
        lead_days=next(days for days in chosen if days is not None),
    )


def _remember(
    found: Sequence[Found], matched: Matched, groups: dict[str, str], terms: Terms
) -> None:
    """Write which offer each line is, where it was not written yet."""
    new = [
        each
        for each in found
        if each.row.key not in matched.lines or matched.lines[each.row.key].stockrecord_id is None
    ]
    if not new:
        return
    own = queries.for_trader(trader_id=terms.trader.pk).filter(
        partner_id=terms.source.partner_id, partner_sku__in=[each.sku for each in new]
    )
    records = dict(own.values_list("partner_sku", "pk"))
    _write(
        [
            FeedLine(
                source_id=terms.source.pk,
                key=each.row.key,
                group=groups[each.row.key],
                match=each.match,
                stockrecord_id=records[each.sku],
                digest=each.row.digest,
            )
            for each in new
        ]
    )


def _write(lines: Sequence[FeedLine]) -> None:
    FeedLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["source", "key"],
        update_fields=["group", "match", "stockrecord", "proposal", "minor", "stock", "digest"],
    )


def _propose(pieces: Sequence[Piece], matched: Matched, terms: Terms) -> dict[str, int | None]:
    """Put products that nobody knows before the operators; what waits already is kept up.

    Returns the lines' keys → their proposals.
    """
    new = [
        _proposal(reference, rows, terms)
        for reference, rows in pieces
        if reference.group not in matched.proposals
    ]
    Proposal.objects.bulk_create(new)
    by_key = {proposal.key: proposal for proposal in (*new, *matched.proposals.values())}
    _keep_up(pieces, matched)
    lines = [
        _waiting(
            row,
            reference.group,
            by_key[proposal_key(terms.source, reference.group)],
            matched,
            terms,
        )
        for reference, rows in pieces
        for row in rows
    ]
    changed = [line for line in lines if not _same(line, matched.lines.get(line.key))]
    if changed:
        _write(changed)
    return {line.key: line.proposal_id for line in lines}


def _left(matched: Matched, now: Mapping[str, int | None]) -> dict[int, set[str]]:
    """Proposal → keys of lines that waited in it; ``now``: key → proposal, None for an offer.

    A line leaves when its product is named otherwise, or is known all of a sudden.
    """
    left: dict[int, set[str]] = {}
    for key, proposal_id in now.items():
        line = matched.lines.get(key)
        waited = line.proposal_id if line and line.stockrecord_id is None else None
        if waited is not None and waited != proposal_id:
            left.setdefault(waited, set()).add(key)
    return left


def _proposal(reference: Reference, rows: Sequence[Row], terms: Terms) -> Proposal:
    return Proposal(
        trader=terms.trader,
        partner_id=terms.source.partner_id,
        key=proposal_key(terms.source, reference.group),
        title=reference.title[:255],
        brand_name=reference.brand,
        content=reference.as_proposal(rows),
        created_at=terms.at,
    )


def _keep_up(pieces: Sequence[Piece], matched: Matched) -> None:
    """New content for proposals that still wait; one decided in the meantime is left alone."""
    changed = []
    for reference, rows in pieces:
        proposal = matched.proposals.get(reference.group)
        if proposal is None or proposal.status != Proposal.Status.OPEN:
            continue
        content = reference.as_proposal(rows)
        named = {variant["key"] for variant in content["variants"]}
        before = proposal.content["variants"]
        content["variants"] = [v for v in before if v["key"] not in named] + content["variants"]
        told = (_sorted(content), reference.title[:255], reference.brand)
        if told != (_sorted(proposal.content), proposal.title, proposal.brand_name):
            proposal.content, proposal.title, proposal.brand_name = content, *told[1:]
            changed.append(proposal)
    if changed:
        waiting = Proposal.objects.filter(status=Proposal.Status.OPEN)
        waiting.bulk_update(changed, ["content", "title", "brand_name"])


def _sorted(content: dict[str, object]) -> dict[str, object]:
    variants: list[dict[str, str]] = content["variants"]  # type: ignore[assignment]
    return {**content, "variants": sorted(variants, key=lambda v: v["key"])}


def _waiting(row: Row, group: str, proposal: Proposal, matched: Matched, terms: Terms) -> FeedLine:
    return FeedLine(
        source_id=terms.source.pk,
        key=row.key,
        group=group,
        match=Match.UNDONE if matched.undone(row.key) else Match.PROPOSED,
        proposal_id=proposal.pk,
        minor=row.minor,
        stock=row.stock,
        digest=row.digest,
    )


def _same(line: FeedLine, known: FeedLine | None) -> bool:
    fields = ("group", "match", "proposal_id", "minor", "stock", "digest")
    return known is not None and all(getattr(line, f) == getattr(known, f) for f in fields)


def _refused(reference: Reference, row: Row, matched: Matched) -> RowError:
    reason = matched.proposals[reference.group].reason
    fault = Fault(
        Rule.PROPOSAL_REFUSED,
        _("La place de marché ne vend pas ce produit : %(reason)s") % {"reason": reason},
    )
    return RowError.of(row.line, "", reference.title, fault)


def _unknown(row: Row) -> RowError:
    fault = Fault(
        Rule.UNKNOWN_PRODUCT,
        _(
            "Le catalogue ne connaît pas ce produit, et la ligne n’en dit pas le nom : envoyez "
            "d’abord vos produits, ou vérifiez le code-barres."
        ),
    )
    return RowError.of(row.line, "", row.gtin or row.key, fault)
