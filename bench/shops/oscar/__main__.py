"""``python -m bench.shops.oscar REFERENCES VARIANTS OFFERS``: fill an empty shop and visit it."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import django


def main() -> None:
    django.setup()
    from bench.shops import visits
    from bench.shops.oscar import catalogue

    references, variants, offers = map(int, sys.argv[1:])
    catalogue.fill(references=references, variants=variants, offers=offers)
    found = visits.figures(PlainOscar())
    print(json.dumps({name: figure.__dict__ for name, figure in found.items()}))


class PlainOscar:
    """What it offers out of the box, as a guest sees it."""

    def goods(self) -> Any:
        from django.urls import reverse
        from oscar.core.loading import get_model

        from bench.shops.visits import SHELVES, Goods

        categories = get_model("catalogue", "Category").objects.filter(depth=2)[:SHELVES]
        products = get_model("catalogue", "Product").objects
        parents = products.filter(structure="parent").order_by("pk")
        sizes = products.filter(structure="child").select_related("parent").order_by("pk")
        return Goods(
            home=reverse("catalogue:index"),  # where its own home page leads to
            listings=[
                *(category.get_absolute_url() for category in categories),
                reverse("catalogue:index"),
            ],
            products=[
                parent.get_absolute_url() for parent in parents[:: max(parents.count() // 40, 1)]
            ],
            basket=reverse("basket:summary"),
            offers=list(sizes[:: max(sizes.count() // 1000, 1)]),
        )

    def put(self, client: Any, offer: Any) -> Any:
        from django.urls import reverse

        address = reverse("basket:add", args=[offer.parent_id])
        return client.post(address, {"child_id": offer.pk, "quantity": 1})

    def basket(self, offers: Sequence[Any]) -> Any:
        from oscar.core.loading import get_class, get_model

        basket = get_model("basket", "Basket").objects.create()
        basket.strategy = get_class("partner.strategy", "Default")()
        for child in offers:
            basket.add_product(child, 1)
        return get_model("basket", "Basket").objects.get(pk=basket.pk)

    def order(self, basket: Any) -> Any:
        """What its checkout does once the last page is confirmed, e-mail excepted."""
        from django.contrib.auth.models import AnonymousUser
        from oscar.core.loading import get_class, get_model

        basket.strategy = get_class("partner.strategy", "Default")()
        method = get_class("shipping.methods", "Free")()
        charge = method.calculate(basket)
        checkout = get_class("checkout.mixins", "OrderPlacementMixin")()
        order = checkout.place_order(
            order_number=checkout.generate_order_number(basket),
            user=AnonymousUser(),
            basket=basket,
            shipping_address=get_model("order", "ShippingAddress")(
                first_name="Camille",
                last_name="Perrin",
                line1="24 quai Saint-Antoine",
                line4="Lyon",
                postcode="69002",
                country_id="FR",
            ),
            shipping_method=method,
            shipping_charge=charge,
            order_total=get_class("checkout.calculators", "OrderTotalCalculator")().calculate(
                basket, charge
            ),
            guest_email="visite@exemple.test",
            request=None,
        )
        basket.submit()
        return order


if __name__ == "__main__":
    main()
