from django.apps import AppConfig


class WorldConfig(AppConfig):
    name = "marketplace.world"
    label = "world"
