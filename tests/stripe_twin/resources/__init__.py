"""The resources of the API, one small module each.

A module says what it serves by these names, all optional but ``ROUTES``:

- ``ROUTES``: its addresses;
- ``EXPANDABLE``: ``{kind: {field, …}}``, references that ``expand`` replaces;
- ``INCLUDABLE``: ``{kind: {field: function}}``, fields that show only when expanded;
- ``LIVE``: ``{kind: function}``, fields computed when shown;
- ``TASKS``: ``{name: function}``, what the agenda does by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.resources import (
    account_links,
    accounts,
    balance_transactions,
    balances,
    charges,
    customers,
    disputes,
    events,
    line_items,
    payment_intents,
    payment_methods,
    payouts,
    refunds,
    reversals,
    sessions,
    transfers,
)
from tests.stripe_twin.routes import Route

MODULES = (
    sessions,
    line_items,
    payment_intents,
    payment_methods,
    customers,
    charges,
    refunds,
    disputes,
    balance_transactions,
    balances,
    accounts,
    account_links,
    transfers,
    reversals,
    payouts,
    events,
)


@dataclass(kw_only=True)
class Registry:
    """What all resource modules say, together."""

    routes: list[Route] = field(default_factory=list)
    expandable: dict[str, set[str]] = field(default_factory=dict)
    includable: dict[str, dict[str, Callable[..., Any]]] = field(default_factory=dict)
    live: dict[str, Callable[..., Any]] = field(default_factory=dict)
    tasks: dict[str, Callable[..., Any]] = field(default_factory=dict)

    def match(self, *, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """The route of a request and what its path names.

        :raises ApiError: 404 for an address the twin does not serve.
        """
        for route in self.routes:
            if route.method == method and (found := route.pattern.fullmatch(path)):
                return route, found.groupdict()
        raise ApiError(f"Unrecognized request URL ({method}: {path}).", status=404)


def collect(modules: Iterable[ModuleType]) -> Registry:
    registry = Registry()
    for module in modules:
        registry.routes += module.ROUTES
        registry.expandable |= getattr(module, "EXPANDABLE", {})
        registry.includable |= getattr(module, "INCLUDABLE", {})
        registry.live |= getattr(module, "LIVE", {})
        registry.tasks |= getattr(module, "TASKS", {})
    return registry


REGISTRY = collect(MODULES)
