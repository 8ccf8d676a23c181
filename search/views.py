"""Names that Oscar looks up at start; the shop's pages are in ``marketplace.storefront``."""

from django.views.generic import View


class CatalogueView(View):
    http_method_names: list[str] = []


class ProductCategoryView(CatalogueView):
    pass


class FacetedSearchView(CatalogueView):
    pass
