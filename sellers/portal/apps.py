from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sellers.portal"
    label = "portal"
