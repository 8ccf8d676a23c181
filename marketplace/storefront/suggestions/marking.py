"""The part of a name that answers what was typed."""

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search import text

_WORD = re.compile(r"[^\W_]+")


def marked(label: str, written: str) -> SafeString:
    """``label`` with ``<mark>`` around what was typed of each of its words."""
    pieces = [piece for piece in _WORD.findall(text.fold(written)) if piece not in text.STOP]
    return format_html_join(
        "", "{}", ((_shown(part, long),) for part, long in _parts(label, pieces))
    )


def _shown(part: str, long: int) -> str | SafeString:
    return format_html("<mark>{}</mark>{}", part[:long], part[long:]) if long else part


def _parts(label: str, pieces: list[str]) -> Iterator[tuple[str, int]]:
    """Words and what is between them, with how many of their letters are marked."""
    done = 0
    for word in _WORD.finditer(label):
        yield label[done : word.start()], 0
        yield word[0], max((_met(word[0], piece) for piece in pieces), default=0)
        done = word.end()
    yield label[done:], 0


def _met(word: str, piece: str) -> int:
    """How many letters of ``word`` a typed piece is; all of them for its plural and the like."""
    folded = text.fold(word)
    if not folded.startswith(piece):
        return len(word) if text.stem(folded) == text.stem(piece) else 0
    long = 0
    while len(text.fold(word[:long])) < len(piece):  # an œ is two letters
        long += 1
    return long
