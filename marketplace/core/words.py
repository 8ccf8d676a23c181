"""Words as they are compared: without accents, capitals or plurals."""

import re
import unicodedata
from functools import lru_cache

Phrase = tuple[str, ...]
REPEATED = 200  # characters; longer texts are not kept in memory
PLURAL_FROM = 4  # letters: "bras" loses its s, "bus" does not


def tokens(text: str) -> Phrase:
    """``"Women's Tee-Shirts"`` → ``("women", "tee", "shirt")``."""
    return _short_tokens(text) if len(text) <= REPEATED else _tokens(text)


def _tokens(text: str) -> Phrase:
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'")
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.findall(r"[a-z0-9]+", re.sub(r"'s\b", "", plain))
    return tuple(w[:-1] if len(w) >= PLURAL_FROM and w.endswith("s") else w for w in words)


_short_tokens = lru_cache(maxsize=8192)(_tokens)


def holds(text: Phrase, phrase: Phrase) -> bool:
    """Whether the words of ``phrase`` stand side by side in ``text``."""
    if len(phrase) == 1:
        return phrase[0] in text
    width = len(phrase)
    return any(text[i : i + width] == phrase for i in range(len(text) - width + 1))
