from importlib import import_module

from django.apps import AppConfig


class TechnicalConfig(AppConfig):
    name = "marketplace.technical"
    label = "technical"

    def ready(self) -> None:
        import_module("marketplace.technical.receivers")
