"""Who may read which rows. Models with a scoped manager cannot be read outside one of these."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import models
from django_scopes import ScopedManager, scope, scopes_disabled

if TYPE_CHECKING:
    from marketplace.traders.models import Trader

Result = TypeVar("Result")
Scope = AbstractContextManager[None]

__all__ = [
    "house",
    "house_scope",
    "of_order",
    "of_trader",
    "scopes_disabled",
    "shopper_scope",
    "trader_scope",
]


def trader_scope(trader: "Trader") -> Scope:
    """Only the rows of one trader."""
    return cast(Scope, scope(trader=trader, order=None))


def shopper_scope(order: models.Model) -> Scope:
    """Only the rows of one order, of all its traders."""
    return cast(Scope, scope(trader=None, order=order))


def house_scope() -> Scope:
    """Every row: operators, and work that runs for the marketplace itself."""
    return cast(Scope, scope(trader=None, order=None))


def house(function: Callable[..., Result]) -> Callable[..., Result]:
    """Run ``function`` in the house's scope: for tasks, subscribers and commands."""

    @wraps(function)
    def scoped(*args: object, **kwargs: object) -> Result:
        with house_scope():
            return function(*args, **kwargs)

    return scoped


def of_trader(path: str = "trader") -> Any:
    """Manager of a model that belongs to a trader."""
    return ScopedManager(trader=path)


def of_order(trader: str = "trader", order: str = "order") -> Any:
    """Manager of a model that belongs to a trader and to an order."""
    return ScopedManager(trader=trader, order=order)
