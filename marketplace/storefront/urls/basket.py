from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.urls.soon import soon

app_name = "basket"

urlpatterns: list[URLPattern | URLResolver] = [
    path("panier/", soon, name="summary"),
    path("panier/ajouter/", soon, name="add"),
    path("panier/ligne/<int:pk>/", soon, name="update"),
]
