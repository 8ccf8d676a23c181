"""Which offer, at which price: Oscar picks any seller; here the policy or the line decides."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from oscar.apps.partner import strategy
from oscar.apps.partner.availability import StockRequired, Unavailable
from oscar.apps.partner.prices import TaxInclusiveFixedPrice
from oscar.apps.partner.prices import Unavailable as UnavailablePrice
from oscar.apps.partner.strategy import PurchaseInfo


class Selector(strategy.Selector):
    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> "Marketplace":
        return Marketplace(request)


class Marketplace(strategy.Structured):
    """Tax-included prices, stock always required, the chosen offer first."""

    def select_stockrecord(self, product: Any) -> Any:
        """The offer that the house's policy chose for a variant, or None."""
        return import_string(settings.OFFER_POLICY)(product)

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> PurchaseInfo:
        """A line is bought from the seller it names, never from another."""
        return self.fetch_for_product(line.product, stockrecord or line.stockrecord)

    def pricing_policy(self, product: Any, stockrecord: Any) -> Any:
        """What the house says that it costs now includes the tax; nothing is added to it."""
        price = import_string(settings.OFFER_PRICE)(stockrecord)
        if price is None:
            return UnavailablePrice()
        return TaxInclusiveFixedPrice(
            currency=price.currency, excl_tax=price.decimal, tax=Decimal(0)
        )

    def availability_policy(self, product: Any, stockrecord: Any) -> Any:
        return StockRequired(stockrecord.net_stock_level) if stockrecord else Unavailable()

    def parent_pricing_policy(self, product: Any, children_stock: Any) -> Any:
        """The lowest price among the children's chosen offers."""
        policies = [self.pricing_policy(child, record) for child, record in children_stock]
        priced = [policy for policy in policies if policy.exists]
        return min(priced, key=lambda policy: policy.incl_tax, default=UnavailablePrice())

    def parent_availability_policy(self, product: Any, children_stock: Any) -> Any:
        policies = [self.availability_policy(child, record) for child, record in children_stock]
        return next((p for p in policies if p.is_available_to_buy), Unavailable())
