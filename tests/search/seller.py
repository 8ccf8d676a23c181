"""A process that changes prices, as a seller's page would.

``python -m tests.search.seller`` reads "offer cents" a line and answers with the monotonic time of
the commit, which all processes of a machine share.
"""

import sys
import time

import django


def main() -> None:
    django.setup()
    from tests import shop

    for line in sys.stdin:
        stockrecord_id, minor = map(int, line.split())
        shop.restate(stockrecord_id, minor=minor)
        sys.stdout.write(f"{time.monotonic()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
