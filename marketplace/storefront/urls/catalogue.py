from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.urls.soon import soon

app_name = "catalogue"

urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/", soon, name="index"),
    path("rayon/<path:category_slug>_<int:pk>/", soon, name="category"),
    path("produit/<slug:product_slug>_<int:pk>/", soon, name="detail"),
]
