"""Orders, the account, the legal pages (namespace ``storefront``)."""

from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.views import account, legal, lost, orders, payment_cards


def _of_an_order(prefix: str, name: str) -> list[URLPattern | URLResolver]:
    """The pages of one order, the same by the account and by a signed link."""
    return [
        path(prefix, orders.detail, name=name),
        path(f"{prefix}annuler/<int:line>/", orders.cancel, name=f"{name}-cancel"),
        path(f"{prefix}recu/<int:parcel>/", orders.received, name=f"{name}-received"),
        path(f"{prefix}aide/<int:line>/", orders.ask, name=f"{name}-ask"),
        path(f"{prefix}dossier/<int:pk>/", orders.case, name=f"{name}-case"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/", account.home, name="account"),
    path("compte/commandes/", account.orders, name="orders"),
    path("compte/cartes/", payment_cards.index, name="cards"),
    path("compte/cartes/<slug:card>/retirer/", payment_cards.forget, name="card-forget"),
    *_of_an_order("compte/commandes/<str:number>/", "order"),
    *_of_an_order("commandes/<str:number>/<str:token>/", "order-link"),
    path("retrouver/", lost.find, name="find-order"),
    path("pages/<slug:slug>/", legal.page, name="legal"),
]
