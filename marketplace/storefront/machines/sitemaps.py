"""The list of all pages that search engines may keep, in files that hold no more than they may.

As sitemaps.org has it, each address with those of its other languages as Google reads them. What
cannot be bought, is hidden or was withdrawn is not in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation

from marketplace.offers import queries as offers
from marketplace.storefront import legal
from marketplace.storefront.listing.shelves import family_path
from marketplace.storefront.machines import goods, made
from marketplace.storefront.machines.addresses import DEFAULT, absolute, root
from marketplace.storefront.machines.made import Pieces
from marketplace.technical.models import Brand, Family
from marketplace.traders.models import Trader

MOST: Final = 50_000  # addresses a file, as the protocol has it
MOST_BYTES: Final = 50 * 1024 * 1024  # of a file, not compressed
ROOM: Final = 64 * 1024  # bytes that the entries of one page and the ends of a file need at most
INDEX: Final = "sitemap.xml"
PAGES: Final = "sitemap-pages.xml"
PRODUCTS: Final = "sitemap-produits-"
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Page:
    """A page by its French path."""

    path: str
    changed: date | None = None


@dataclass
class Seen:
    """The families and brands of which something can be bought."""

    families: set[int] = field(default_factory=set)
    brands: set[int] = field(default_factory=set)


def make(*, at: datetime) -> int:
    """Make every file anew and serve it; returns how many addresses they hold.

    The parts first, so that the index never names one that is not there.
    """
    seen = Seen()
    with translation.override(settings.LANGUAGE_CODE):
        products = _products(seen)
        names: list[str] = []
        total = 0
        for first in products:
            name = f"{PRODUCTS}{len(names) + 1}.xml"
            pieces = _file(_fitting(chain([first], products)))
            total += made.keep(name=name, pieces=pieces, at=at).entries
            names.append(name)
        others = _file(url for page in _pages(seen, at) for url in _urls(page))
        total += made.keep(name=PAGES, pieces=others, at=at).entries
        made.keep(name=INDEX, pieces=_index([PAGES, *names], at), at=at)
    made.forget(prefix=PRODUCTS, besides=names)
    return total


def _products(seen: Seen) -> Iterator[Page]:
    for each in goods.listed():
        seen.families.add(each.family_id)
        seen.brands.add(each.brand_id)
        path = reverse("catalogue:detail", args=[each.slug, each.pk])
        yield Page(path, timezone.localtime(each.changed_at).date())


def _pages(seen: Seen, at: datetime) -> Iterator[Page]:
    """Everything else; when a shelf last changed nobody knows, so nothing is said of it."""
    yield Page(reverse("storefront:home"))
    for index in ("catalogue:index", "storefront:brands", "storefront:traders"):
        yield Page(reverse(index))
    families = Family.objects.filter(pk__in=seen.families).select_related("sport")
    ordered = list(families.order_by("sport__position", "position"))
    for sport in dict.fromkeys(family.sport.slug for family in ordered):
        yield Page(reverse("storefront:sport", args=[sport]))
    for family in ordered:
        yield Page(family_path(family))
    for slug in Brand.objects.filter(pk__in=seen.brands).values_list("slug", flat=True):
        yield Page(reverse("storefront:brand", args=[slug]))
    sells = offers.purchasable().filter(partner__point__trader=OuterRef("pk"))
    for slug in Trader.objects.filter(Exists(sells)).order_by("pk").values_list("slug", flat=True):
        yield Page(reverse("storefront:trader", args=[slug]))
    today = timezone.localdate(at)
    for text in legal.SLUGS:
        yield Page(reverse("storefront:legal", args=[text]), legal.current(text, on=today))


def _file(urls: Iterable[str]) -> Pieces:
    head = f'{HEAD}<urlset xmlns="{NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    return Pieces(head, urls, "</urlset>\n")


def _fitting(pages: Iterable[Page]) -> Iterator[str]:
    """The entries of as many pages as a file may hold; what is left of them is for the next."""
    count = size = 0
    for page in pages:
        for url in _urls(page):
            yield url
            count += 1
            size += len(url.encode())
        if count + len(settings.LANGUAGES) > MOST or size + ROOM > MOST_BYTES:
            return


def _urls(page: Page) -> Iterator[str]:
    """An entry for each language, each of which names all."""
    places = {code: absolute(root(code) + page.path[1:]) for code, _name in settings.LANGUAGES}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>'
        for code, url in [*places.items(), (DEFAULT, places[settings.LANGUAGE_CODE])]
    )
    changed = f"<lastmod>{page.changed.isoformat()}</lastmod>" if page.changed else ""
    for url in places.values():
        yield f"<url><loc>{escape(url)}</loc>{changed}{links}</url>\n"


def _index(names: Iterable[str], at: datetime) -> Pieces:
    moment = timezone.localtime(at).isoformat(timespec="seconds")
    places = (absolute(reverse("machines:sitemap", args=[name])) for name in names)
    return Pieces(
        f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n',
        (f"<sitemap><loc>{escape(url)}</loc><lastmod>{moment}</lastmod></sitemap>\n"
         for url in places),
        "</sitemapindex>\n",
    )  # fmt: skip
