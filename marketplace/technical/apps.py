from django.apps import AppConfig


class TechnicalConfig(AppConfig):
    name = "marketplace.technical"
    label = "technical"
