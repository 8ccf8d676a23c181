"""What sellers use reaches a trader's own rows alone. Part of ``make lint``.

Our own rows cannot be read outside a scope; Oscar's models know no scopes, so that in ``sellers/``
they are reached through a room's ``queries.for_trader()`` and nothing else. The catalogue is the
house's and everybody's.
"""

import ast
import sys
from collections.abc import Iterator

from scripts.terminal import ROOT, say

EVERYBODYS = {"catalogue", "address"}
WAYS_ROUND = {"_base_manager", "_default_manager", "scopes_disabled", "house_scope"}


def main() -> int:
    """Say what reaches too far; returns the exit status."""
    files = sorted((ROOT / "sellers").rglob("*.py"))
    found = [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in files
        if "migrations" not in path.parts
        for fault in faults(path.read_text())
    ]
    for fault in found:
        say(fault)
    return int(bool(found))


def faults(source: str) -> Iterator[str]:
    """``line: what`` for each way in ``source`` to rows that may be another trader's."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in {"get_model", "get_class"}:
            label = ast.unparse(node.args[0]).strip("'\"")
            if label.partition(".")[0] not in EVERYBODYS:
                yield f"{node.lineno}: a model of {label}: use queries.for_trader()"
        elif isinstance(node, ast.ImportFrom) and _is_oscars(node.module or ""):
            yield f"{node.lineno}: {node.module}: use queries.for_trader()"
        elif _name(node) in WAYS_ROUND:
            yield f"{node.lineno}: {_name(node)}: reads every trader's rows"  # type: ignore[attr-defined]


def _name(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _is_oscars(module: str) -> bool:
    return module.startswith(("oscar.apps.", "marketplace.shop."))


if __name__ == "__main__":
    sys.exit(main())
