"""The brands that a trader sells or proposes, and what is not known of their makers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from marketplace.offers.queries import for_trader
from marketplace.technical import gate
from marketplace.technical.gate import Reason
from marketplace.technical.models import Brand, Proposal, brand_slug
from marketplace.traders.models import Trader


@dataclass(frozen=True)
class Standing:
    """A brand, how much of it the trader proposes and sells, and what its maker lacks."""

    brand: Brand  # without a row while only proposals name it
    proposed: int  # products that wait for a decision
    sold: int  # references
    reasons: Sequence[Reason]


def lacking(trader: Trader) -> list[Standing]:
    """Brands of the trader whose maker is not wholly known: its own first, then those of which it
    has most; three queries."""
    proposed, known = _proposed(trader), {each.slug: each for each in Brand.objects.all()}
    new = {slug: Brand(slug=slug, name=name)
           for slug, (name, _count) in proposed.items() if slug not in known}  # fmt: skip
    brands = known | new
    reasons = {slug: gate.maker_faults(brand) for slug, brand in brands.items()}
    incomplete = [brand for slug, brand in brands.items() if reasons[slug]]
    sold = _sold(trader, [brand.pk for brand in incomplete if brand.pk])
    found = [
        Standing(
            brand=brand,
            proposed=proposed.get(brand.slug, ("", 0))[1],
            sold=sold.get(brand.pk, 0),
            reasons=reasons[brand.slug],
        )
        for brand in incomplete
    ]
    own = brand_slug(trader.name)
    return sorted(
        (each for each in found if each.proposed or each.sold),
        key=lambda each: (
            each.brand.slug != own, -each.proposed - each.sold, each.brand.name.casefold()
        ),
    )  # fmt: skip


def said_by(trader: Trader) -> list[Brand]:
    """Brands of whose maker the trader has said something; one query."""
    return list(Brand.objects.filter(maker_changes__trader=trader).distinct())


def find(trader: Trader, slug: str) -> Brand | None:
    """A brand that the trader sells or proposes, without a row while only proposals name it; None
    when it does neither."""
    brand = Brand.objects.filter(slug=slug).first()
    if brand is not None and _sold(trader, [brand.pk]):
        return brand
    proposed = _proposed(trader).get(slug)
    return (brand or Brand(slug=slug, name=proposed[0])) if proposed else None


def _proposed(trader: Trader) -> Mapping[str, tuple[str, int]]:
    """Slug → (name, how many products wait), of open proposals; one query."""
    waiting = Proposal.objects.filter(status=Proposal.Status.OPEN)
    found: dict[str, tuple[str, int]] = {}
    for said, count in waiting.values_list("brand_name").annotate(n=Count("pk")).order_by():
        name = said or trader.name
        before = found.get(brand_slug(name), (name, 0))
        found[brand_slug(name)] = (before[0], before[1] + count)
    return found


def _sold(trader: Trader, brands: Sequence[int]) -> dict[int, int]:
    """Brand → how many of its references the trader offers; one query."""
    sheet = "product__parent__sheet__brand"
    rows = for_trader(trader_id=trader.pk).filter(**{f"{sheet}__in": brands}).order_by()
    return dict(rows.values_list(sheet).annotate(n=Count("product__parent", distinct=True)))
