"""Oscar's apps as models and hooks alone: starting one must not import its pages."""

from importlib import import_module

from oscar.apps.address.apps import AddressConfig
from oscar.apps.analytics.apps import AnalyticsConfig
from oscar.apps.catalogue.apps import CatalogueConfig
from oscar.apps.catalogue.reviews.apps import CatalogueReviewsConfig
from oscar.apps.communication.apps import CommunicationConfig
from oscar.apps.customer.apps import CustomerConfig
from oscar.apps.voucher.apps import VoucherConfig


class ModelsOnly:
    """``ready`` connects the app's receivers, if any, and loads nothing else."""

    receivers = ""

    def ready(self) -> None:
        if self.receivers:
            import_module(self.receivers)


class Address(ModelsOnly, AddressConfig):
    pass


class Analytics(ModelsOnly, AnalyticsConfig):
    """Empty tables: a migration of the customer app names its own."""


class Catalogue(ModelsOnly, CatalogueConfig):
    receivers = "oscar.apps.catalogue.receivers"


class Communication(ModelsOnly, CommunicationConfig):
    pass


class Customer(ModelsOnly, CustomerConfig):
    pass


class Reviews(ModelsOnly, CatalogueReviewsConfig):
    pass


class Voucher(ModelsOnly, VoucherConfig):
    receivers = "oscar.apps.voucher.receivers"
