from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "sellers.feeds"
    label = "feeds"
