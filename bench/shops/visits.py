"""What a visitor does, timed in process: the same for every shop."""

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Protocol

from bench.measuring import Figure, timed

PAGES = 40  # how often each page is asked for
SHELVES = 12  # the largest categories, whose listings are visited
WRITES = 30  # how often something is put into a basket or ordered
LINES = 3  # of the basket, and of the order


@dataclass(frozen=True)
class Goods:
    """Addresses of what is visited; ``offers``: whatever the shop puts into a basket."""

    home: str
    listings: Sequence[str]
    products: Sequence[str]
    basket: str
    offers: Sequence[Any]


class Shop(Protocol):
    """A shop with data, as the visits need it."""

    def goods(self) -> Goods: ...

    def put(self, client: Any, offer: Any) -> Any:
        """Ask for one unit of ``offer`` as the product page's form does; returns the answer."""

    def basket(self, offers: Sequence[Any]) -> Any:
        """A basket with one unit of each, made without a visitor."""

    def order(self, basket: Any) -> Any:
        """Everything between the last click and the payment."""


def figures(shop: Shop) -> dict[str, Figure]:
    """Home, listing, product, basket, basket_add and order of one shop.

    :raises RuntimeError: an address does not answer as it should.
    """
    _settle()
    goods = _at_last(shop.goods())
    offers = iter_offers(goods.offers)
    gc.collect()
    gc.freeze()  # as a server does before it answers
    return {
        "home": _visited(lambda _i: goods.home),
        "listing": _visited(lambda i: goods.listings[i % len(goods.listings)]),
        "product": _visited(lambda i: goods.products[i % len(goods.products)]),
        "basket": _basket(shop, goods, offers),
        "basket_add": _added(shop, offers),
        "order": _ordered(shop, offers),
    }


def _settle() -> None:
    """Let the database know what it holds, as it would after a night."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _at_last(goods: Goods) -> Goods:
    """The same with the addresses to which each is sent on."""
    visitor = client()

    def ends(addresses: Sequence[str]) -> list[str]:
        answers = [visitor.get(address, follow=True) for address in addresses]
        for answer in answers:
            checked(answer)
        return [answer.request["PATH_INFO"] for answer in answers]

    return replace(goods, listings=ends(goods.listings), products=ends(goods.products))


def iter_offers(offers: Sequence[Any]) -> Iterator[Any]:
    """Round and round, so that no visit finds a cache that the one before has filled."""
    return (offers[i % len(offers)] for i in count())


def client() -> Any:
    from django.test import Client

    return Client(raise_request_exception=True)


def _visited(address: Callable[[int], str]) -> Figure:
    visitor = client()
    return timed(lambda i: checked(visitor.get(address(i))), times=PAGES)


def _basket(shop: Shop, goods: Goods, offers: Iterator[Any]) -> Figure:
    visitor = client()
    for _ in range(LINES):
        checked(shop.put(visitor, next(offers)), moved=True)
    return timed(lambda _i: checked(visitor.get(goods.basket)), times=PAGES)


def _added(shop: Shop, offers: Iterator[Any]) -> Figure:
    """The first thing that a visitor puts in."""
    return timed(lambda _i: checked(shop.put(client(), next(offers)), moved=True), times=WRITES)


def _ordered(shop: Shop, offers: Iterator[Any]) -> Figure:
    made = (shop.basket([next(offers) for _ in range(LINES)]) for _ in count())
    return timed(shop.order, times=WRITES, given=lambda _i: next(made))


def checked(answer: Any, *, moved: bool = False) -> None:
    """:raises RuntimeError: the answer is not a page, or not a redirect where ``moved``."""
    if answer.status_code not in ((302, 303) if moved else (200,)):
        address = answer.request["PATH_INFO"]
        raise RuntimeError(f"{address} answered {answer.status_code}")
