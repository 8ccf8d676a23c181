"""Home, sports, brands, sellers: what one looks at (namespace ``storefront``)."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import TemplateView

from marketplace.storefront.views import brands, drawings, home, traders

robots = TemplateView.as_view(template_name="shop/robots.txt", content_type="text/plain")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sport/<slug:slug>/", home.sport, name="sport"),
    path("marques/", brands.index, name="brands"),
    path("marques/<slug:slug>/", brands.brand, name="brand"),
    path("boutiques/", traders.index, name="traders"),
    path("boutique/<slug:slug>/", traders.trader, name="trader"),
    path("dessin/<int:pk>.svg", drawings.drawing, name="drawing"),
    path("robots.txt", robots, name="robots"),
]
