"""``manage.py search rebuild | status | evaluate [--json]``."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.core import clock
from marketplace.core.scopes import house
from search import indexing
from search.contract import SearchError
from search.judging import running

BAR = 30  # signs


class Command(BaseCommand):
    help = (
        "Rebuilds the search index beside the live one, says how it stands, or says how good the "
        "order of answers to a judged set is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["rebuild", "status", "evaluate"])
        parser.add_argument("--ratings", type=Path, help="evaluate: query,docid,rating as CSV")
        parser.add_argument(
            "--products",
            type=Path,
            help="evaluate: products, a line of JSON each; without it, what is published here, "
            "by the makers' references",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on one line")

    @house
    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["action"] == "evaluate":
                found = _evaluate(products=options["products"], ratings=options["ratings"])
            elif options["action"] == "rebuild":
                found = _rebuild(self._progress)
            else:
                found = _status()
        except SearchError as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for name, value in found.items():
            self.stdout.write(f"{name}: {value}")

    def _progress(self, done: int, of: int) -> None:
        """A bar on a terminal, beside what the command answers."""
        if self.stderr.isatty():
            bar = ("█" * (BAR * done // of)).ljust(BAR, "·")
            end = "\n" if done == of else ""
            said = f"\r{bar} {100 * done // of:3} %  {done} / {of}"
            self.stderr.write(said, style_func=str, ending=end)
            self.stderr.flush()


def _rebuild(tell: indexing.Progress) -> dict[str, Any]:
    start = time.monotonic()
    count = indexing.rebuild(tell=tell)
    return {"documents": count, "seconds": round(time.monotonic() - start, 2)}


def _evaluate(*, products: Path | None, ratings: Path | None) -> dict[str, Any]:
    if ratings is None:
        raise CommandError("--ratings is missing: evaluate needs a file of query,docid,rating.")
    if products is None:
        found = running.of_own(ratings=ratings)
    else:
        found = running.of_files(products=products, ratings=ratings)
    return {
        "ndcg10": round(found.ndcg10, 4),
        "bm25_ndcg10": round(found.bm25_ndcg10, 4),
        "queries": len(found.asked),
        "ranked": found.ranked,
        "zero_share": round(found.zero_share, 4),
    }


def _status() -> dict[str, Any]:
    health = indexing.health(at=clock.now())
    return {
        "engine": health.status.engine,
        "generation": health.status.generation,
        "documents": health.status.documents,
        "published": health.published,
        "waiting": health.waiting,
        "lag_s": round(health.lag.total_seconds(), 1),
        "alarm": health.alarm,
    }
