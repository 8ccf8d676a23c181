"""``manage.py ledger check [--json]``."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.core.money import Money
from marketplace.ledger import checking


class Command(BaseCommand):
    help = (
        "Reads every entry of the journal again, recomputes each balance from them and says what "
        "is not as it was sealed. Ends with status 1 if anything is not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check"])
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *_args: Any, **options: Any) -> None:
        report = checking.check()
        found = {"entries": report.entries, "differences": len(report.differences)}
        if not options["json"]:
            for name, sums in sorted(report.balances.items(), key=str):
                for currency, minor in sums.items():
                    self.stdout.write(f"{name!s:<32}{Money(minor, currency).format('en'):>20}")
        for difference in report.differences:
            self.stdout.write(str(difference))
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for key, value in found.items():
                self.stdout.write(f"{key}: {value}")
        if report.differences:
            raise CommandError("the journal is not as it was sealed", returncode=1)
