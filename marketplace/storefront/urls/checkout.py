from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.urls.soon import soon

app_name = "checkout"

urlpatterns: list[URLPattern | URLResolver] = [
    path("commande/", soon, name="index"),
    path("commande/<str:number>/retour/", soon, name="return"),
]
