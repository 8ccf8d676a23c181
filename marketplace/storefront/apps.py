from importlib import import_module

from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "marketplace.storefront"
    label = "storefront"

    def ready(self) -> None:
        import_module("marketplace.storefront.receivers")
