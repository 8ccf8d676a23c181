"""Alerts (namespace ``storefront``)."""

from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.views import alerts

urlpatterns: list[URLPattern | URLResolver] = [
    path("alertes/produit/<int:pk>/", alerts.ask, name="alert-ask"),
    path("alertes/oui/<str:key>/", alerts.confirm, name="alert-confirm"),
    path("alertes/arret/<str:key>/", alerts.stop, name="alert-stop"),
    path("compte/alertes/", alerts.mine, name="alerts"),
    path("compte/alertes/<int:pk>/arret/", alerts.stop_mine, name="alert-stop-mine"),
]
