from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from marketplace.core.errors import CordeeError
from marketplace.core.scopes import house
from marketplace.desk import dossier, operations


class Command(BaseCommand):
    help = "Enters a seller from its dossier, or brings it up to date (docs/trader.example.toml)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", type=Path, help="a TOML file")

    @house
    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            read = dossier.read(options["dossier"].read_text("utf-8"))
            trader = operations.enter_trader(dossier=read)
        except ValidationError as error:
            raise CommandError("\n".join(map(_line, error.errors()))) from error
        except (OSError, ValueError, CordeeError) as error:
            raise CommandError(f"{options['dossier']}: {error}") from error
        self.stdout.write(f"{trader.name}: {trader.points.count()} points, may sell")


def _line(fault: Any) -> str:
    where = ".".join(map(str, fault["loc"]))
    return f"{where}: {fault['msg']} ({fault['input']!r})"[:300]
