from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.views import checkout

app_name = "checkout"

urlpatterns: list[URLPattern | URLResolver] = [
    path("commande/", checkout.index, name="index"),
    path("commande/<str:number>/retour/", checkout.back, name="return"),
    path("commande/<str:number>/payer/", checkout.pay, name="pay"),
    path("commande/<str:number>/abandonner/", checkout.abandon, name="abandon"),
    path("commande/<str:number>/remettre/", checkout.restore, name="restore"),
]
