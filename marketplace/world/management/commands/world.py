import json
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from marketplace.core import clock, outbox
from marketplace.core.scopes import house_scope
from marketplace.desk import operations as desk
from marketplace.world import accounts, build, feeds, orders, promotions, searches, vouchers

DEFAULT_PAYER = "tests.stripe_twin.process.pay"
DEFAULT_AGER = "tests.stripe_twin.process.age"
DEFAULT_ONBOARDER = "tests.stripe_twin.process.onboard"


class Command(BaseCommand):
    help = "Build the demo world: the same seed gives the same world, at any size."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--references", type=int, default=3000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--no-orders", action="store_true", help="catalogue and offers alone")
        parser.add_argument("--payer", default=DEFAULT_PAYER, help="who pays on the hosted page")
        parser.add_argument(
            "--ager", default=DEFAULT_AGER, help='who dates charges back there; "" where nobody can'
        )
        parser.add_argument(
            "--onboarder", default=DEFAULT_ONBOARDER, help="who opens sellers' accounts there"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo world is refused in production.")
        if options["references"] < 1:
            raise CommandError("--references must be at least 1.")
        if build.world_exists():
            raise CommandError("There is a world already: start afresh with `make demo-reset`.")
        password = settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
        with house_scope():
            self._build(password, **options)
        self._remember(password)

    def _build(
        self,
        password: str,
        *,
        references: int,
        seed: int,
        no_orders: bool,
        payer: str,
        ager: str,
        onboarder: str,
        **_: Any,
    ) -> None:
        at = clock.now()
        desk.prepare(domain="cordee.test")
        points = build.people(password=password, at=at)
        build.relay_points()
        build.shelves(count=references, seed=seed, points=points, at=at, progress=self._progress)
        build.makers()
        build.contracts(points=points, at=at)
        build.measured(at=at)
        outbox.relay_all(at=at)
        if not no_orders:
            feeds.bring(slug=build.SELLS_FOR, at=clock.now())
            searches.made(at=at)
            vouchers.made(at=at)
            accounts.make(onboarder=import_string(onboarder), at=clock.now())
            told = orders.make(
                payer=import_string(payer),
                ager=import_string(ager) if ager else None,
                at=clock.now(),
            )
            self.stdout.write(f"commandes : {sum(told.values())}")
            promotions.made(at=clock.now())
            outbox.relay_all(at=clock.now())

    def _progress(self, what: str, done: int, count: int) -> None:
        end = "\n" if done == count else ""
        if sys.stdout.isatty() or end:
            self.stdout.write(f"\r{what} : {done} / {count}", ending=end)
            self.stdout.flush()

    def _remember(self, password: str) -> None:
        entries = {
            "password": password,
            "accounts": [build.SHOPPER, build.SELLER, build.OPERATOR],
        }
        settings.VAR.mkdir(parents=True, exist_ok=True)
        (settings.VAR / "demo.json").write_text(json.dumps(entries, indent=2), "utf-8")
