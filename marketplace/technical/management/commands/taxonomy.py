"""``manage.py taxonomy``: bring sports, families and attributes in line with the files."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from marketplace.core.scopes import house
from marketplace.technical import classification


class Command(BaseCommand):
    help = "Loads sports, families and attributes from this version's files; loses nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    @house
    def handle(self, *_args: Any, **options: Any) -> None:
        with transaction.atomic():
            changes = classification.load()
            transaction.set_rollback(options["dry_run"])
        for change in changes:
            self.stdout.write(change)
        self.stdout.write(f"{len(changes)} changed")
