from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "marketplace.care"
    label = "care"
