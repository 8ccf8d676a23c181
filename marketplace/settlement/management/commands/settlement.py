"""``manage.py settlement reconcile [--day 2026-11-29]``, ``settle``, ``pay``, ``terms SLUG …``.

``reconcile`` ends with status 1 if differences remain.
"""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.core.scopes import house
from marketplace.settlement import calendar, payouts, queries, reconciling, terms, transfers
from marketplace.settlement.models import PayoutTerms
from marketplace.traders.models import Trader


class Command(BaseCommand):
    help = "What sellers are due: compared with Stripe, transferred, paid, and by which terms."

    def add_arguments(self, parser: ArgumentParser) -> None:
        does = parser.add_subparsers(dest="does", required=True)
        compare = does.add_parser("reconcile", help="compare a day at Stripe with the ledger")
        compare.add_argument("--day", type=date.fromisoformat, help="yesterday unless said")
        does.add_parser("settle", help="transfer what has matured")
        does.add_parser("pay", help="pay the traders whose day has come")
        say = does.add_parser("terms", help="how a trader is paid; shows it when nothing is said")
        say.add_argument("trader")
        say.add_argument("--rhythm", choices=PayoutTerms.Rhythm.values)
        say.add_argument("--minimum", type=int, help="cents")
        say.add_argument("--trusted-days", type=int, help="days after a delivery; -1: as everybody")
        say.add_argument("--reserve", type=int, help="basis points of what is due")

    @house
    def handle(self, *_args: Any, **options: Any) -> None:
        at = clock.now()
        if options["does"] == "settle":
            self.stdout.write(f"{transfers.sweep(at=at)} settled")
        elif options["does"] == "pay":
            self.stdout.write(f"{payouts.run(at=at)} payouts asked for")
        elif options["does"] == "terms":
            self._terms(options)
        else:
            self._reconcile(options["day"] or reconciling.yesterday(at))

    def _reconcile(self, day: date) -> None:
        at = clock.now()
        if day > calendar.day_of(at):
            raise CommandError(f"--day {day} is still to come: a day is compared once it began")
        compared = reconciling.reconcile(day=day, at=at)
        left = reconciling.open_discrepancies().filter(day=day)
        for row in left:
            self.stdout.write(
                f"{row.account or 'house'} {row.reference}: Stripe {row.stripe_minor},"
                f" ledger {row.ledger_minor} ({row.kind})"
            )
        self.stdout.write(f"{day}: {compared} accounts compared, {len(left)} unexplained")
        if left:
            raise CommandError("Stripe's books and ours differ", returncode=1)

    def _terms(self, options: dict[str, Any]) -> None:
        trader = Trader.objects.filter(slug=options["trader"]).first()
        if trader is None:
            raise CommandError(f"nobody sells as {options['trader']!r}")
        at = clock.now()
        try:
            row = terms.agree(
                trader=trader,
                rhythm=options["rhythm"],
                minimum_minor=options["minimum"],
                trusted_days=options["trusted_days"],
                reserve_bp=options["reserve"],
                at=at,
            )
        except CordeeError as error:
            raise CommandError(str(error.message)) from error
        early = "as everybody" if row.trusted_days is None else f"after {row.trusted_days} days"
        next_date = queries.next_date(row, today=calendar.day_of(at))
        self.stdout.write(
            f"{trader.slug}: {row.rhythm}, next on {next_date}, from {row.minimum_minor} cents,"
            f" {early}, {row.reserve_bp} basis points in reserve"
        )
