"""Orders, the account, the legal pages (namespace ``storefront``)."""

from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.urls.soon import soon

urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/", soon, name="account"),
    path("compte/commandes/", soon, name="orders"),
    path("compte/commandes/<str:number>/", soon, name="order"),
    path("commandes/<str:number>/<str:token>/", soon, name="order-link"),
    path("retrouver/", soon, name="find-order"),
    path("pages/<slug:slug>/", soon, name="legal"),
]
