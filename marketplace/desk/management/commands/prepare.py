from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.core.scopes import house
from marketplace.desk import operations
from search.contract import SearchError


class Command(BaseCommand):
    help = "Gives an empty house what it needs to open; changes nothing the second time."

    @house
    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            changes = operations.prepare(domain=urlsplit(settings.SITE_URL).netloc)
        except SearchError as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        for change in changes:
            self.stdout.write(change)
