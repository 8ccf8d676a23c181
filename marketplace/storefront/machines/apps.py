from importlib import import_module

from django.apps import AppConfig


class MachinesConfig(AppConfig):
    name = "marketplace.storefront.machines"
    label = "machines"

    def ready(self) -> None:
        import_module("marketplace.storefront.machines.receivers")
