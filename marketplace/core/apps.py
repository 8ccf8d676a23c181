from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.urls import register_converter

from marketplace.core import prepared
from marketplace.core.keys import Key


class CoreConfig(AppConfig):
    name = "marketplace.core"
    label = "core"

    def ready(self) -> None:
        register_converter(Key, "key")
        connection_created.connect(prepared.adapt)
