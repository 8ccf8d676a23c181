from oscar.apps.order import apps

from marketplace.shop.models_only import ModelsOnly


class OrderConfig(ModelsOnly, apps.OrderConfig):
    name = "marketplace.shop.order"
