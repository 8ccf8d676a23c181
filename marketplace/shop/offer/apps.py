from oscar.apps.offer import apps

from marketplace.shop.models_only import ModelsOnly


class OfferConfig(ModelsOnly, apps.OfferConfig):
    name = "marketplace.shop.offer"
