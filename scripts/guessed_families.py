"""How often the family that a product's words name is guessed: ``python -m
scripts.guessed_families``.

With the name of a part, its errors too.
"""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    django.setup()
    from tests.sellers.feeds.kinds import PARTS, measure, products

    chosen = sys.argv[1:]
    for part in chosen or [*PARTS, ""]:
        found = measure(products(*filter(None, [part])))
        print(
            f"{part or 'all'}: {found.products} products, {found.told} told, {found.true} right "
            f"({found.precision:.1%}); {found.found}/{found.asked} found ({found.coverage:.1%})"
        )
        if chosen:
            print(*found.wrong, sep="\n")


if __name__ == "__main__":
    main()
