"""What an address that leads nowhere led to: asked when a page was not found, and then alone."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from marketplace.storefront.listing.shelves import family_path
from marketplace.storefront.machines.models import Former
from marketplace.technical import queries as technical
from marketplace.technical.models import Brand, ReferenceSheet, Sport, Withdrawal
from marketplace.traders.models import Trader

Kind = Former.Kind
# The pages that are found by a slug, which somebody may have changed.
NAMED: dict[str, tuple[Former.Kind, Any]] = {
    "storefront:sport": (Kind.SPORT, Sport),
    "storefront:brand": (Kind.BRAND, Brand),
    "storefront:trader": (Kind.TRADER, Trader),
}


@dataclass(frozen=True)
class Gone:
    """What is not there any more; ``withdrawal``: why a product was taken from sale, where it is
    known; ``shelf``: where to look instead, with its path."""

    kind: Former.Kind
    withdrawal: Withdrawal | None = None
    shelf: tuple[str, str] | None = None


def answer(request: HttpRequest) -> str | Gone | None:
    """The path that the page is found at by now, what it was that is gone, or None: it never was.

    At most four queries.
    """
    match = request.resolver_match
    if match is None:
        return None
    if match.view_name in NAMED:
        return _by_slug(match.view_name, match.kwargs["slug"])
    if match.view_name == "catalogue:detail":
        return _product(match.kwargs["pk"])
    if match.view_name == "catalogue:category":
        known = Former.objects.filter(kind=Kind.SHELF, key=match.kwargs["pk"]).exists()
        return Gone(Kind.SHELF) if known else None
    return None


def _by_slug(name: str, slug: str) -> str | Gone | None:
    kind, model = NAMED[name]
    former = Former.objects.filter(kind=kind, slug=slug).order_by("-at", "-pk").first()
    if former is None:
        return None
    now = model.objects.filter(pk=former.key).values_list("slug", flat=True).first()
    if now is None or now == slug:  # deleted; or there, and not to be shown
        return Gone(kind) if now is None else None
    return reverse(name, args=[now])


def _product(pk: int) -> Gone | None:
    """A reference that was published once, or is no more at all."""
    known = ReferenceSheet.objects.filter(pk=pk).values_list("family_id", flat=True).first()
    deleted = Former.objects.filter(kind=Kind.PRODUCT, key=pk).first() if known is None else None
    if known is None and deleted is None:
        return None
    family_id = deleted.family if deleted else known
    family = technical.shown_families().filter(pk=family_id or 0).first()
    return Gone(
        Kind.PRODUCT,
        withdrawal=Withdrawal.objects.filter(product_id=pk).first(),
        shelf=(str(family), family_path(family)) if family else None,
    )
