"""``python -m bench.shops.ordering {cordee,oscar} --buyers 16 --seconds 8``: baskets and orders.

Of one shop on the database of its settings, one by one and by many at once; prints one JSON object.

Each buyer of a contest is a process with a connection of its own that has bought once before: a
shop's processes live for days. What it does before its last click is off the clock, unless the
figure is called ``whole``.
"""

import argparse
import gc
import json
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Protocol

import django

PATIENCE = 300.0
FASTEST = 200  # orders a second for which baskets are made ready
SPREAD = 1000  # offers over which orders are spread
LAST_UNITS, CROWD = 20, 400
LINES = (3, 30)
WRITES = 40
PLENTY = 1_000_000
REFERENCES, OFFERS, SELLERS = 1000, 4000, 30
EACH = -(-OFFERS // SELLERS)  # offers of one seller


class Shop(Protocol):
    """A shop as the contests need it; ``refusals``: how it says that nothing is left."""

    refusals: tuple[type[Exception], ...]
    places: bool  # whether placing can be told apart from what is read before it

    def inside(self) -> AbstractContextManager[None]:
        """Where its rows may be read."""

    def fill(self) -> None:
        """So many offers, each of one variant."""

    def put(self, client: Any, record: Any) -> Any:
        """Ask for one unit as the product page's form does; returns the answer."""

    def accepted(self, basket_id: int) -> Any:
        """What the shopper saw before the last click."""

    def place(self, accepted: Any) -> Any:
        """From the last click to the payment, if nothing is read again."""

    def whole(self, basket_id: int) -> Any:
        """From the last click to the payment, basket and prices read again."""


@dataclass(frozen=True)
class Contest:
    """What many buyers did at once."""

    sold: int
    refused: int
    seconds: float
    p95_ms: float
    processor_ms: float  # of one order or refusal, the database's part included

    @property
    def sales_s(self) -> float:
        return round(self.sold / self.seconds, 1)

    @property
    def refusals_s(self) -> float:
        return round(self.refused / self.seconds, 1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("shop", choices=sorted(SHOPS))
    parser.add_argument("--buyers", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=8.0)
    told = parser.parse_args()
    django.setup()
    shop = SHOPS[told.shop]()
    with shop.inside():
        shop.fill()
        figures = alone(shop) | Market(shop, told.buyers, told.seconds).figures()
    print(json.dumps(figures))


# --- one after the other -----------------------------------------------------------------------
def alone(shop: Shop) -> dict[str, float]:
    """Putting in, and ordering 3 and 30 lines, each of another seller where there are so many."""
    from bench.measuring import timed
    from bench.shops.visits import checked, client

    offers = cycle(records())
    added = timed(
        lambda record: checked(shop.put(client(), record), moved=True),
        times=WRITES,
        given=lambda _i: next(offers),
    )
    figures = added.flat("basket_add")
    for lines in LINES:
        ready = iter(baskets([records()[::EACH][:lines]] * (WRITES + 6)))
        ordered = timed(shop.whole, times=WRITES, given=partial(_next_of, ready))
        figures[f"order_queries_{lines}_lines"] = ordered.queries
        figures[f"order_{lines}_lines_p50_ms"] = ordered.p50
        figures[f"order_{lines}_lines_p95_ms"] = ordered.p95
    return figures


def _next_of(ready: Iterator[int], _turn: int) -> int:
    return next(ready)


def records() -> list[Any]:
    from oscar.core.loading import get_model

    rows = get_model("partner", "StockRecord").objects.select_related("product").order_by("pk")
    return list(rows)


def baskets(contents: Sequence[Sequence[Any]]) -> list[int]:
    """A guest's open basket for each list of offers, one unit of each; returns their ids."""
    from oscar.core.loading import get_model

    basket_class, line_class = get_model("basket", "Basket"), get_model("basket", "Line")
    made = basket_class.objects.bulk_create([basket_class() for _ in contents], 1000)
    line_class.objects.bulk_create(
        [
            line_class(
                basket=basket,
                line_reference=f"{record.product_id}_{record.pk}",
                product_id=record.product_id,
                stockrecord_id=record.pk,
                quantity=1,
                price_currency=record.price_currency,
                price_excl_tax=record.price,
                price_incl_tax=record.price,
            )
            for basket, content in zip(made, contents, strict=True)
            for record in content
        ],
        1000,
    )
    return [basket.pk for basket in made]


# --- many at once ------------------------------------------------------------------------------
class Market:
    """Contests of so many buyers, each so many seconds long."""

    def __init__(self, shop: Shop, buyers: int, seconds: float) -> None:
        self._shop, self._buyers, self._seconds = shop, buyers, seconds
        self._records = records()
        self._hot = self._records[0]

    def figures(self) -> dict[str, float]:
        found: dict[str, float] = {"buyers": self._buyers}
        for way in ("place", "whole") if self._shop.places else ("whole",):
            hot = self._contest(self._of_one(self._many), way)
            spread = self._contest(self._spread(self._many), way)
            crowd = CROWD + self._buyers  # the first of each is bought before
            last = self._contest(self._of_one(crowd), way, before=self._few_left, to_the_end=True)
            self._plenty()
            refused = self._contest(self._of_one(crowd), way, before=self._none_left, again=True)
            self._plenty()
            found |= {
                f"{way}_s_hot": hot.sales_s,
                f"{way}_p95_ms_hot": hot.p95_ms,
                f"{way}_processor_ms_hot": hot.processor_ms,
                f"{way}_s_spread": spread.sales_s,
                f"{way}_processor_ms_spread": spread.processor_ms,
                f"{way}_refusal_processor_ms": refused.processor_ms,
                f"{way}_p95_ms_spread": spread.p95_ms,
                f"{way}_last_units_sold": last.sold,
                f"{way}_refusals_s": refused.refusals_s,
                f"{way}_refusals_vs_sales": round(refused.refusals_s / hot.sales_s, 1),
                f"{way}_oversold": max(0, last.sold - LAST_UNITS) + refused.sold + self._adrift,
            }
        return found

    # --- what is wanted
    @property
    def _many(self) -> int:
        return int(FASTEST * self._seconds)

    def _of_one(self, wanted: int) -> list[int]:
        return baskets([[self._hot]] * wanted)

    def _spread(self, wanted: int) -> list[int]:
        dice, some = Random(1), self._records[:: OFFERS // SPREAD]
        return baskets([[dice.choice(some)] for _ in range(wanted)])

    # --- what there is
    def _few_left(self) -> None:
        self._leave(LAST_UNITS)

    def _none_left(self) -> None:
        self._leave(0)

    def _leave(self, units: int) -> None:
        from django.db.models import F

        self._row.update(num_in_stock=F("num_allocated") + units)

    def _plenty(self) -> None:
        self._row.update(num_in_stock=PLENTY)

    @property
    def _row(self) -> Any:
        return type(self._hot).objects.filter(pk=self._hot.pk)

    @property
    def _adrift(self) -> int:
        """Units of the hot offer that are ordered and not held, or held and not ordered."""
        from django.db.models import Sum
        from oscar.core.loading import get_model

        lines = get_model("order", "Line").objects.filter(stockrecord_id=self._hot.pk)
        ordered = lines.aggregate(units=Sum("quantity"))["units"] or 0
        held: int = self._row.get().num_allocated
        return abs(int(ordered) - held)

    # --- the contest
    def _contest(
        self,
        wanted: Sequence[int],
        way: str,
        *,
        before: Callable[[], object] = lambda: None,
        again: bool = False,
        to_the_end: bool = False,
    ) -> Contest:
        """All buyers let go at once, each after its first order; ``before``: once all have seen
        what they want.

        ``again``: who was refused asks again, till the time is over. ``to_the_end``: whatever the
        time, each wish is made.
        """
        from django.db import connections

        connections.close_all()
        gc.freeze()  # what all share is not copied by each for a look at it
        limit = float("inf") if to_the_end else self._seconds
        forks = multiprocessing.get_context("fork")
        ready, go = (forks.Barrier(self._buyers + 1) for _ in range(2))
        said: Any = forks.SimpleQueue()
        processes = [
            forks.Process(
                target=self._buy,
                args=(wanted[n :: self._buyers], way, again, limit, ready, go, said),
            )
            for n in range(self._buyers)
        ]
        for process in processes:
            process.start()
        ready.wait(PATIENCE)
        before()
        go.wait(PATIENCE)
        told = [said.get() for _ in processes]
        for process in processes:
            process.join()
        return _summed(told)

    def _buy(
        self,
        mine: Sequence[int],
        way: str,
        again: bool,
        limit: float,
        ready: Any,
        go: Any,
        said: Any,
    ) -> None:
        act: Callable[[Any], Any] = getattr(self._shop, way)
        first, *seen = [self._shop.accepted(pk) for pk in mine] if way == "place" else mine
        act(first)
        wishes: Iterator[Any] = cycle(seen) if again else iter(seen)
        sold = refused = 0
        taken: list[float] = []
        ready.wait(PATIENCE)
        go.wait(PATIENCE)
        begun = last = time.perf_counter()
        used = _processor_time()
        for wish in wishes:
            try:
                act(wish)
                sold += 1
            except self._shop.refusals:
                refused += 1
            now = time.perf_counter()
            taken.append((now - last) * 1000)
            last = now
            if now - begun > limit:
                break
        said.put((sold, refused, begun, last, taken, _processor_time() - used))


def _processor_time() -> float:
    """Seconds that this process and its connection at the database have used."""
    from django.db import connection

    connection.ensure_connection()
    backend: int = connection.connection.info.backend_pid
    try:
        fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # the database runs elsewhere
        return time.process_time()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _summed(told: Sequence[tuple[int, int, float, float, list[float], float]]) -> Contest:
    begun, ended = min(each[2] for each in told), max(each[3] for each in told)
    taken = [each for one in told for each in one[4]]
    return Contest(
        sold=sum(each[0] for each in told),
        refused=sum(each[1] for each in told),
        seconds=ended - begun,
        p95_ms=round(statistics.quantiles(taken, n=20)[-1], 1),
        processor_ms=round(sum(each[5] for each in told) * 1000 / max(len(taken), 1), 1),
    )


# --- the shops -----------------------------------------------------------------------------------
class Cordee:
    """This shop: placing is ``buying.operations.place``, with a quote that was read before it."""

    places = True

    def __init__(self) -> None:
        from bench.shops import cordee
        from marketplace.buying.operations import QuoteChanged
        from marketplace.offers.operations import OutOfStock

        self.refusals: tuple[type[Exception], ...] = (OutOfStock, QuoteChanged)
        self._pages = cordee.Cordee()

    def inside(self) -> AbstractContextManager[None]:
        from marketplace.core.scopes import house_scope

        return house_scope()

    def fill(self) -> None:
        from oscar.core.loading import get_model

        from bench.shops.shelves import Shelves, fill

        fill(Shelves(REFERENCES, OFFERS, rows=EACH))
        get_model("address", "Country").objects.get_or_create(
            iso_3166_1_a2="FR", defaults={"printable_name": "France", "name": "France"}
        )
        get_model("partner", "StockRecord").objects.update(num_in_stock=PLENTY)

    def put(self, client: Any, record: Any) -> Any:
        return self._pages.put(client, record)

    def accepted(self, basket_id: int) -> Any:
        return self._pages.quoted(self._basket(basket_id))

    def place(self, accepted: Any) -> Any:
        return self._pages.place(*accepted)

    def whole(self, basket_id: int) -> Any:
        return self.place(self.accepted(basket_id))

    def _basket(self, pk: int) -> Any:
        from oscar.core.loading import get_model

        return get_model("basket", "Basket").objects.get(pk=pk)


class NothingLeft(Exception):
    """What plain Oscar's checkout says before it begins."""


class Oscar:
    """django-oscar as it comes: it reads the basket and its prices while it places the order."""

    places = False
    refusals: tuple[type[Exception], ...] = (NothingLeft,)

    def __init__(self) -> None:
        from bench.shops.oscar.__main__ import PlainOscar

        self._pages = PlainOscar()

    def inside(self) -> AbstractContextManager[None]:
        return nullcontext()

    def fill(self) -> None:
        from oscar.core.loading import get_model

        from bench.shops.oscar.catalogue import fill

        fill(references=REFERENCES, variants=OFFERS, offers=OFFERS)
        rows = get_model("partner", "StockRecord").objects
        rows.update(num_in_stock=PLENTY, num_allocated=0)

    def put(self, client: Any, record: Any) -> Any:
        return self._pages.put(client, record.product)

    def accepted(self, basket_id: int) -> Any:
        return basket_id

    def place(self, accepted: Any) -> Any:
        return self.whole(accepted)

    def whole(self, basket_id: int) -> Any:
        """As its checkout does: the availability of each line is looked at first."""
        from oscar.core.loading import get_class, get_model

        basket = get_model("basket", "Basket").objects.get(pk=basket_id)
        basket.strategy = get_class("partner.strategy", "Default")()
        for line in basket.all_lines():
            permitted, reason = line.purchase_info.availability.is_purchase_permitted(line.quantity)
            if not permitted:
                raise NothingLeft(str(reason))
        return self._pages.order(basket)


SHOPS: dict[str, Callable[[], Shop]] = {"cordee": Cordee, "oscar": Oscar}

if __name__ == "__main__":
    main()
