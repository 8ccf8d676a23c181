from oscar.apps.basket import apps

from marketplace.shop.models_only import ModelsOnly


class BasketConfig(ModelsOnly, apps.BasketConfig):
    name = "marketplace.shop.basket"
