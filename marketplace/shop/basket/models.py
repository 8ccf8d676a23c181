from typing import Any

from oscar.apps.basket.abstract_models import AbstractBasket


class Basket(AbstractBasket):
    """A basket whose lines each name the offer they were taken from."""

    def get_stock_info(self, product: Any, options: Any) -> Any:
        """The offer that the shopper picked, handed over as an option, else the chosen one."""
        return self.strategy.fetch_for_product(product, self._picked)

    def add_offer(self, stockrecord: Any, quantity: int = 1) -> tuple[Any, bool]:
        """Add one variant from one seller; returns (line, whether it is new)."""
        self._picked = stockrecord
        try:
            line, created = self.add_product(stockrecord.product, quantity)
        finally:
            self._picked = None
        return line, created

    _picked: Any = None


from oscar.apps.basket.models import *  # type: ignore[assignment]  # noqa: E402
