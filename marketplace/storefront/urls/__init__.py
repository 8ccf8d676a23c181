"""The shop's addresses, in Oscar's namespaces where Oscar has a name for the page."""

from django.urls import URLPattern, URLResolver

from marketplace.storefront.urls import alerts, orders, shop

app_name = "storefront"

urlpatterns: list[URLPattern | URLResolver] = [
    *shop.urlpatterns,
    *orders.urlpatterns,
    *alerts.urlpatterns,
]
