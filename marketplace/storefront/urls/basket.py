from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.views import basket, vouchers

app_name = "basket"

urlpatterns: list[URLPattern | URLResolver] = [
    path("panier/", basket.summary, name="summary"),
    path("panier/ajouter/", basket.add, name="add"),
    path("panier/ligne/<int:pk>/", basket.update, name="update"),
    path("panier/changer/", basket.move, name="move"),
    path("panier/livraison/", basket.deliver, name="deliver"),
    path("panier/bon/", vouchers.enter, name="voucher"),
    path("panier/bon/retirer/", vouchers.drop, name="drop-voucher"),
]
