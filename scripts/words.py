"""Words that the repository must not hold: places that exist on one machine only, addresses of
package registries, secrets. Part of ``make lint``.
"""

import re
import subprocess
import sys
from collections.abc import Iterator

from scripts.terminal import ROOT, say

# Folders of one person's machine; a system's own (/usr, /var, /tmp, /etc) are everywhere.
MACHINE_PATH = re.compile(r"(?<![\w./:}-])/(?:home|root|Users|work|workspace|mnt)/[\w.]")
SECRET = re.compile(
    r"\b(?:sk|rk)_live_\w{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_\w{36}\b"
)
# Whoever installs chooses the registry: what installs and builds names no address at all.
ADDRESS = re.compile(r"https?://(?!127\.0\.0\.1)[\w-]+\.[\w.-]+")
BUILD = re.compile(
    r"(requirements/.*|Makefile|Dockerfile|compose\.yaml|\.ci/.*|pyproject\.toml|.*lock.*\.json)"
)


def main() -> int:
    """Say what must go; returns the exit status."""
    found = list(_faults())
    for fault in found:
        say(fault)
    return int(bool(found))


def _faults() -> Iterator[str]:
    for name, number, line in _lines():
        rules = {"a path of one machine": MACHINE_PATH, "a secret": SECRET}
        if BUILD.fullmatch(name):
            rules["an address in what installs or builds"] = ADDRESS
        for what, rule in rules.items():
            if match := rule.search(line):
                yield f"{name}:{number}: {what}: {match[0]}"


def _lines() -> Iterator[tuple[str, int, str]]:
    """Every line of every text file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if not path.is_file() or b"\0" in (content := path.read_bytes()):
            continue
        for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
            yield name, number, line


if __name__ == "__main__":
    sys.exit(main())
