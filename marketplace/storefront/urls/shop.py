"""Home, sports, brands, sellers: what one looks at (namespace ``storefront``)."""

from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.views import (
    brands,
    comparison,
    home,
    own_sizes,
    seen,
    suggestions,
    traders,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sport/<slug:slug>/", home.sport, name="sport"),
    path("marques/", brands.index, name="brands"),
    path("marques/<slug:slug>/", brands.brand, name="brand"),
    path("boutiques/", traders.index, name="traders"),
    path("boutique/<slug:slug>/", traders.trader, name="trader"),
    path("comparer/", comparison.compare, name="compare"),
    path("comparer/ajouter/", comparison.add, name="compare-add"),
    path("comparer/retirer/", comparison.remove, name="compare-remove"),
    path("ma-taille/retenir/", own_sizes.keep, name="size-keep"),
    path("ma-taille/oublier/", own_sizes.forget, name="size-forget"),
    path("vus/", seen.page, name="seen"),
    path("vus/cartes/", seen.cards, name="seen-cards"),
    path("suggestions/", suggestions.suggest, name="suggestions"),
]
