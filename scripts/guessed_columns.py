"""The figures of ``docs/feeds/real-files.md``: ``python -m scripts.guessed_columns``.

With the name of a part, its errors too.
"""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    django.setup()
    from tests.sellers.feeds.labelled import BANDS, PARTS, measure, tables

    chosen = sys.argv[1:]
    for part in chosen or [*PARTS, ""]:
        found = measure(tables(*filter(None, [part])))
        print(
            f"{part or 'all'}: {found.tables} tables, {found.right}/{found.asked} right "
            f"({found.share:.1%}), {found.false} false ({found.false_share:.1%})"
        )
        for band in BANDS:
            if found.told[band]:
                print(f"  from {band}: {found.told[band]} told, {found.true_share(band):.1%} right")
        if chosen:
            print(*sorted(found.wrong), sep="\n")


if __name__ == "__main__":
    main()
