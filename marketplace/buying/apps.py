from django.apps import AppConfig


class BuyingConfig(AppConfig):
    name = "marketplace.buying"
    label = "buying"
