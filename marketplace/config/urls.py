"""Every address of the house."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("vendeur/", include("sellers.portal.urls")),
    path("regie/", include("marketplace.desk.urls")),
    path("", include("marketplace.payments.urls")),
]
