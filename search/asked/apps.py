from django.apps import AppConfig


class AskedConfig(AppConfig):
    name = "search.asked"
    label = "asked"
