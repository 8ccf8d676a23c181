"""What is different between two wordings of a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import strip_tags

AROUND: Final = 60  # characters that are shown of what is the same, on either side
SHOWN: Final = 400  # of what is not


@dataclass(frozen=True, slots=True)
class Between:
    """The part of a text that was changed, and what stands around it."""

    before: str
    gone: str
    come: str
    after: str


def between(old: str, new: str) -> Between:
    """What became of ``old``, shortened; plain text, or the tags where nothing else differs."""
    first, second = strip_tags(old).split(), strip_tags(new).split()
    if first == second:
        first, second = old.split(), new.split()
    start = _alike(first, second)
    end = _alike(first[start:][::-1], second[start:][::-1])
    before = " ".join(first[:start])
    return Between(
        before=before if len(before) <= AROUND else f"… {before[-AROUND:]}",
        gone=_shown(first[start : len(first) - end], SHOWN),
        come=_shown(second[start : len(second) - end], SHOWN),
        after=_shown(first[len(first) - end :], AROUND),
    )


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(first, second, strict=False))
    shorter = min(len(first), len(second))
    return next((place for place, (one, other) in pairs if one != other), shorter)


def _shown(words: Sequence[str], most: int) -> str:
    text = " ".join(words)
    return text if len(text) <= most else f"{text[:most]} …"
