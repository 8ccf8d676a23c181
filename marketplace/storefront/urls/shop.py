"""Home, sports, sellers: what one looks at (namespace ``storefront``)."""

from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.views import home, traders

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sport/<slug:slug>/", home.sport, name="sport"),
    path("boutique/<slug:slug>/", traders.trader, name="trader"),
]
