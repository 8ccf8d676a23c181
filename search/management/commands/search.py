"""``manage.py search rebuild | status [--json]``."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.core import clock
from marketplace.core.scopes import house
from search import indexing
from search.contract import SearchError


class Command(BaseCommand):
    help = "Rebuilds the search index beside the live one, or says how it stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["rebuild", "status"])
        parser.add_argument("--json", action="store_true", help="one JSON object on one line")

    @house
    def handle(self, *_args: Any, **options: Any) -> None:
        actions = {"rebuild": _rebuild, "status": _status}
        try:
            found = actions[options["action"]]()
        except SearchError as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for name, value in found.items():
            self.stdout.write(f"{name}: {value}")


def _rebuild() -> dict[str, Any]:
    start = time.monotonic()
    count = indexing.rebuild()
    return {"documents": count, "seconds": round(time.monotonic() - start, 2)}


def _status() -> dict[str, Any]:
    health = indexing.health(at=clock.now())
    return {
        "engine": health.status.engine,
        "generation": health.status.generation,
        "documents": health.status.documents,
        "published": health.published,
        "waiting": health.waiting,
        "lag_s": round(health.lag.total_seconds(), 1),
    }
