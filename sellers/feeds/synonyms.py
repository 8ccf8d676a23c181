"""What shops call the things we need to know; see ``synonyms.toml``."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

COMBINATION: Final = ")*"  # how columns end that only PrestaShop's combinations have


def folded(name: str) -> str:
    """A column's name as it is compared: without capitals, signs between words or a ``g:``."""
    plain = name.replace("\ufeff", "").replace("’", "'").casefold().removeprefix("g:")
    return re.sub(r"[\s_\-]+", " ", plain).strip(" :*?.")


def _loaded() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text("utf-8"))
    return {field: tuple(folded(name) for name in names) for field, names in data.items()}


FIELDS: Final = _loaded()
_NAMES: Final = {name for names in FIELDS.values() for name in names}


class _Known:
    """Every name that is known, as ``in`` asks for it."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and _is_known(name)


@lru_cache(maxsize=8192)
def _is_known(name: str) -> bool:
    return folded(name) in _NAMES


KNOWN: Final = _Known()
