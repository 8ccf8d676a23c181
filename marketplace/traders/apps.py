from django.apps import AppConfig


class TradersConfig(AppConfig):
    name = "marketplace.traders"
    label = "traders"
