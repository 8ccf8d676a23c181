"""Listings and products, under Oscar's names (namespace ``catalogue``)."""

from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.views import catalogue, product

app_name = "catalogue"

urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/", catalogue.index, name="index"),
    path("rayon/<path:category_slug>_<key:pk>/", catalogue.category, name="category"),
    path("produit/<slug:product_slug>_<key:pk>/", product.detail, name="detail"),
]
