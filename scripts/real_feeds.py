"""What becomes of each file in a folder of real exports, as a table for ``docs/feeds``.

``python -m scripts.real_feeds FOLDER [FILE …]``; ``…-products`` and ``…-combinations`` go
together. Reads only.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.utils import timezone

HEAD = "| Fichiers | Format | Lues | À vendre | Contexte | Refusées | Pourquoi | Avertissements |"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    django.setup()
    folder, *others = map(Path, sys.argv[1:])
    print(HEAD)
    print("|---|---|---:|---:|---:|---:|---|---|")
    for paths in [*_sets(folder), *([path] for path in others)]:
        print(_row(paths))


def _sets(folder: Path) -> Iterator[list[Path]]:
    for path in sorted(folder.iterdir()):
        if path.suffix not in {".csv", ".tsv", ".xml", ".json", ".jsonl", ".xlsx", ".gz", ".zip"}:
            continue
        yield [path]
        beside = path.with_name(path.name.replace("-products", "-combinations"))
        if beside != path and beside.exists():
            yield [path, beside]


def _row(paths: list[Path]) -> str:
    from sellers.feeds import errors, operations
    from sellers.feeds.faults import Severity
    from sellers.feeds.sources import opened_together

    names = " + ".join(f"`{path.name}`" for path in paths)
    try:
        with opened_together([str(path) for path in paths]) as source:
            report = operations.inspect(source=source, at=timezone.now())
    except errors.FeedError as error:
        return f"| {names} | – | 0 | 0 | 0 | tout | `{error.code}` : {error.message} | – |"
    with report:
        counts = report.counts
        why, warned = (_rules(report.staging.rules(severity)) for severity in Severity)
        figures = [counts[name] for name in ("read", "variants", "context", "rejected")]
        told = " | ".join(str(figure) for figure in figures)
        return f"| {names} | {report.dialect.label} | {told} | {why} | {warned} |"


def _rules(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} × `{rule}`" for rule, count in counts.items()) or "–"


if __name__ == "__main__":
    main()
