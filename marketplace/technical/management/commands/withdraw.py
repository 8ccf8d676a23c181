"""``manage.py withdraw REFERENCE --reason recall [--said TEXT]``, ``--undo``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.technical import withdrawals
from marketplace.technical.models import Withdrawal


class Command(BaseCommand):
    help = "Takes a reference from sale; its address then says why. --undo puts it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", type=int, help="the number in the address of its page")
        parser.add_argument("--reason", choices=Withdrawal.Reason.values)
        parser.add_argument("--said", default="", help="what people must know and do, in French")
        parser.add_argument("--undo", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["undo"] and not options["reason"]:
            raise CommandError("--reason is missing: say why, or --undo to put it back.")
        try:
            if options["undo"]:
                withdrawals.put_back(reference_id=options["reference"])
            else:
                withdrawals.withdraw(
                    reference_id=options["reference"],
                    reason=Withdrawal.Reason(options["reason"]),
                    said=options["said"],
                    user=None,
                    at=clock.now(),
                )
        except CordeeError as error:
            raise CommandError(str(error.message)) from error
