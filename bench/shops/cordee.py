"""``python -m bench.shops.cordee``: this shop, on the database and the index of its settings."""

import json
from collections.abc import Sequence
from typing import Any

import django


def main() -> None:
    django.setup()
    from bench.shops import visits
    from marketplace.core.scopes import house_scope

    with house_scope():
        found = visits.figures(Cordee())
    print(json.dumps({name: figure.__dict__ for name, figure in found.items()} | size()))


def size() -> dict[str, Any]:
    """What another shop must hold to be compared."""
    from oscar.core.loading import get_model

    rows = get_model("catalogue", "Product").objects
    return {
        "references": rows.filter(structure="parent").count(),
        "variants": rows.filter(structure="child").count(),
        "offers": get_model("partner", "StockRecord").objects.count(),
    }


class Cordee:
    """Its listings are those of the largest families, with all their facets, and of everything."""

    def __init__(self) -> None:
        from marketplace.buying.operations import AddressData, Buyer

        self._buyer = Buyer(email="visite@exemple.test", language="fr", user=None)
        self._address = AddressData(
            first_name="Camille",
            last_name="Perrin",
            line1="24 quai Saint-Antoine",
            line2="",
            postcode="69002",
            town="Lyon",
            country="FR",
            phone="+33612345678",
        )

    def goods(self) -> Any:
        from django.db.models import Count
        from django.urls import reverse

        from bench.shops.visits import PAGES, SHELVES, Goods
        from marketplace.offers import queries as offers
        from marketplace.technical.models import Family, ReferenceSheet

        families = Family.objects.select_related("category").exclude(category=None)
        large = families.annotate(count=Count("references")).order_by("-count")[:SHELVES]
        listings = [
            reverse("catalogue:category", args=[family.category.slug, family.category.pk])
            for family in large
            if family.category
        ]
        sheets = ReferenceSheet.objects.select_related("product")
        records = offers.purchasable()
        several = records.filter(available__gte=3).order_by("product__parent_id")
        return Goods(
            home=reverse("storefront:home"),
            listings=[*listings, reverse("catalogue:index")],
            products=[
                reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
                for sheet in sheets.filter(pk__in=_every(sheets.order_by("pk"), parts=PAGES))
            ],
            basket=reverse("basket:summary"),
            offers=list(records.filter(pk__in=_every(several, parts=1000))),
        )

    def put(self, client: Any, offer: Any) -> Any:
        from django.urls import reverse

        return client.post(reverse("basket:add"), {"stockrecord": offer.pk, "quantity": 1})

    def basket(self, offers: Sequence[Any]) -> Any:
        from oscar.core.loading import get_class, get_model

        basket = get_model("basket", "Basket").objects.create()
        basket.strategy = get_class("partner.strategy", "Selector")().strategy()
        for offer in offers:
            basket.add_offer(offer, 1)
        return basket

    def order(self, basket: Any) -> Any:
        return self.place(*self.quoted(basket))

    def quoted(self, basket: Any) -> tuple[Any, Any]:
        """The basket with what it costs now."""
        from marketplace.buying import queries
        from marketplace.core import clock

        return basket, queries.quote(basket=basket, at=clock.now())

    def place(self, basket: Any, quote: Any) -> Any:
        """The order of a basket whose price was accepted."""
        from marketplace.buying import operations
        from marketplace.core import clock

        return operations.place(
            basket=basket,
            quote=quote,
            buyer=self._buyer,
            address=self._address,
            terms_version="2026-11-01",
            accepted_total=quote.total,
            at=clock.now(),
        )


def _every(rows: Any, *, parts: int) -> list[int]:
    """The keys of about as many rows as ``parts``, evenly apart. Of the others only the keys are
    read: a process that has held a whole catalogue answers more slowly ever after."""
    keys: list[int] = list(rows.values_list("pk", flat=True))
    return keys[:: max(len(keys) // parts, 1)]


if __name__ == "__main__":
    main()
