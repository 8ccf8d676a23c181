"""Whether an address answers 200: the containers' health check, from inside.

It asks as the proxy in front would, since production sends plain HTTP to HTTPS.
"""

import sys
import urllib.error
import urllib.request


def healthy(url: str) -> bool:
    """Whether ``url`` answers with success within four seconds."""
    request = urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(not healthy(sys.argv[1]))
