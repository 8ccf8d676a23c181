"""``python -m bench.finding.pages``: addresses of one page of each kind, as JSON."""

import json

import django


def main() -> None:
    django.setup()
    from django.db.models import Count
    from django.urls import reverse

    from marketplace.core.scopes import house_scope
    from marketplace.storefront.listing.shelves import family_path
    from marketplace.technical.models import Family, ReferenceSheet

    with house_scope():
        families = Family.objects.select_related("category", "sport").exclude(category=None)
        family = families.annotate(count=Count("references")).order_by("-count", "pk")[0]
        sheets = ReferenceSheet.objects.published().filter(family=family)
        sheet = sheets.select_related("product").order_by("pk")[0]
        product = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    pages = {"home": reverse("storefront:home"), "listing": family_path(family), "product": product}
    print(json.dumps(pages))


if __name__ == "__main__":
    main()
