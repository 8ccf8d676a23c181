"""Which variant of the catalogue each row is: reads only, a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from oscar.core.loading import get_model

from marketplace.offers import queries as offers
from marketplace.technical import queries as technical
from marketplace.technical.models import Proposal, brand_slug
from sellers.feeds.models import FeedLine, FeedSource
from sellers.feeds.references import Reference, Row

Product = get_model("catalogue", "Product")
Match = FeedLine.Match


@dataclass(frozen=True, slots=True)
class Found:
    """A row's variant. ``sku`` and ``lead_days`` are those of the offer, when there is one."""

    row: Row
    product_id: int
    match: str
    sku: str
    lead_days: int | None = None
    stockrecord_id: int | None = None


@dataclass(frozen=True)
class Matched:
    """What a chunk's rows are: ``found`` by key; ``lines``: the identities known by key.

    ``parents``: group → the reference that its other sizes became, where this trader may add
    sizes to it. ``proposals``: group → what became of its proposal.
    """

    found: Mapping[str, Found]
    lines: Mapping[str, FeedLine]
    parents: Mapping[str, int]
    proposals: Mapping[str, Proposal]

    def undone(self, key: str) -> bool:
        """Whether an operator undid the match of this line, and nobody decided since."""
        return key in self.lines and self.lines[key].is_undone


def match(references: Sequence[Reference], *, source: FeedSource, trusted: bool) -> Matched:
    """Identity first, then the point's own SKU, then the barcode, then the maker's reference.

    A line whose match an operator undid is matched by nothing but a decision.
    """
    rows = {row.key: row for reference in references for row in reference.rows}
    lines = _lines(rows, source)
    found = _by_identity(rows, lines)
    settled = found.keys() | _undone(lines)
    found |= _by_sku([row for row in rows.values() if row.key not in settled], source)
    settled |= found.keys()
    left = [row for row in rows.values() if row.key not in settled]
    gtins = technical.variants_by_gtin(row.gtin for row in left)
    for row in left:
        if row.gtin in gtins:
            found[row.key] = Found(row, gtins[row.gtin], Match.GTIN, row.key)
    found |= _by_manufacturer(references, settled | found.keys())
    return Matched(
        found=found,
        lines=lines,
        parents=_parents(references, found, lines, source, trusted=trusted),
        proposals=_proposals(references, source),
    )


def _lines(keys: Iterable[str], source: FeedSource) -> dict[str, FeedLine]:
    known = FeedLine.objects.filter(source_id=source.pk, key__in=list(keys))
    return {line.key: line for line in known.select_related("stockrecord__terms")}


def _undone(lines: Mapping[str, FeedLine]) -> set[str]:
    return {key for key, line in lines.items() if line.is_undone}


def _by_identity(rows: Mapping[str, Row], lines: Mapping[str, FeedLine]) -> dict[str, Found]:
    return {
        key: Found(
            row=rows[key],
            product_id=line.stockrecord.product_id,
            match=line.match,
            sku=line.stockrecord.partner_sku,
            lead_days=line.stockrecord.terms.lead_days,
            stockrecord_id=line.stockrecord_id,
        )
        for key, line in lines.items()
        if line.stockrecord is not None
    }


def _by_sku(rows: Sequence[Row], source: FeedSource) -> dict[str, Found]:
    """Offers that the point has under the line's key already, however they came."""
    by_key = {row.key: row for row in rows}
    own = offers.for_trader(trader_id=source.trader_id)
    records = own.filter(partner_id=source.partner_id, partner_sku__in=list(by_key)).select_related(
        "terms"
    )
    return {
        record.partner_sku: Found(
            row=by_key[record.partner_sku],
            product_id=record.product_id,
            match=Match.SKU,
            sku=record.partner_sku,
            lead_days=record.terms.lead_days,
            stockrecord_id=record.pk,
        )
        for record in records
    }


def _by_manufacturer(references: Sequence[Reference], settled: Set[str]) -> dict[str, Found]:
    wanted = {
        row.key: (brand_slug(reference.brand), row.manufacturer_ref, reference.size_label(row))
        for reference in references
        for row in reference.rows
        if row.manufacturer_ref and reference.brand and row.key not in settled
    }
    if not wanted:
        return {}
    known = technical.variants_by_manufacturer(wanted.values())
    rows = {row.key: row for reference in references for row in reference.rows}
    return {
        key: Found(rows[key], known[asked], Match.MANUFACTURER, key)
        for key, asked in wanted.items()
        if asked in known
    }


def _parents(
    references: Sequence[Reference],
    found: Mapping[str, Found],
    lines: Mapping[str, FeedLine],
    source: FeedSource,
    *,
    trusted: bool,
) -> dict[str, int]:
    """Group → the one reference its known sizes belong to, if a size may be added to it.

    A brand may to its own, anyone to what was listed from its own proposal.
    """
    lacking = [r for r in references if any(row.key not in found for row in r.rows)]
    if not lacking:
        return {}
    siblings = dict(_siblings(lacking, source))
    for reference in lacking:
        for row in reference.rows:
            line = lines.get(row.key)
            if row.key in found and (line is None or line.group != reference.group):
                siblings[found[row.key].product_id] = (reference.group, found[row.key].match)
    brands = {reference.group: brand_slug(reference.brand) for reference in lacking}
    own = {reference.group for reference in lacking if reference.own and trusted}
    parents: dict[str, set[int]] = {}
    rows = Product.objects.filter(pk__in=siblings).values_list(
        "pk", "parent_id", "parent__sheet__brand__slug"
    )
    for pk, parent_id, brand in rows:
        group, how = siblings[pk]
        proposed = how in {Match.PROPOSED, Match.PUBLISHED, Match.DECIDED}
        if proposed or (group in own and brands[group] == brand):
            parents.setdefault(group, set()).add(parent_id)
    return {group: ids.pop() for group, ids in parents.items() if len(ids) == 1}


def _siblings(
    references: Sequence[Reference], source: FeedSource
) -> list[tuple[int, tuple[str, str]]]:
    """(variant id, (group, how it was matched)) of sizes that came before."""
    known = FeedLine.objects.filter(
        source_id=source.pk,
        group__in=[reference.group for reference in references],
        stockrecord__isnull=False,
    ).values_list("stockrecord__product_id", "group", "match")
    return [(product_id, (group, how)) for product_id, group, how in known]


def _proposals(references: Sequence[Reference], source: FeedSource) -> dict[str, Proposal]:
    keys = {proposal_key(source, reference.group): reference.group for reference in references}
    known = Proposal.objects.filter(trader_id=source.trader_id, key__in=list(keys))
    return {keys[proposal.key]: proposal for proposal in known}


def proposal_key(source: FeedSource, group: str) -> str:
    """The seller's key of a product, told apart from those of its other feeds."""
    return f"{source.name}:{group}"
