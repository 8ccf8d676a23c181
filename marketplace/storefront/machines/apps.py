from django.apps import AppConfig


class MachinesConfig(AppConfig):
    name = "marketplace.storefront.machines"
    label = "machines"
