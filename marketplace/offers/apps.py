from importlib import import_module

from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "marketplace.offers"
    label = "offers"

    def ready(self) -> None:
        import_module("marketplace.offers.receivers")
