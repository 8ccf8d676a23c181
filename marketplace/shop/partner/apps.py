from oscar.apps.partner import apps

from marketplace.shop.models_only import ModelsOnly


class PartnerConfig(ModelsOnly, apps.PartnerConfig):
    name = "marketplace.shop.partner"
