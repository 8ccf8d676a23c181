"""Home, sports, sellers: what one looks at (namespace ``storefront``)."""

from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.urls.soon import soon

urlpatterns: list[URLPattern | URLResolver] = [
    path("", soon, name="home"),
    path("sport/<slug:slug>/", soon, name="sport"),
    path("boutique/<slug:slug>/", soon, name="trader"),
    path("dessin/<int:pk>.svg", soon, name="drawing"),
]
