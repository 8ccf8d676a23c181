"""Sentences that are kept now, and said later in the language of whoever reads them.

Who finds a fault does not know who will read of it. What is kept is which sentence it is, by the
French text that is its id for gettext, and what is put into it.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Union, cast

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import Promise

# What people wrote and numbers, as they are; another sentence, or several, parted by commas; words
# that are no message, by language.
Piece: TypeAlias = Union[str, float, "Sentence", Sequence["Sentence"], Mapping[str, str]]


class Sentence(Promise):
    """``Sentence("Il manque %(what)s.") % {"what": "sku"}``; ``str`` says it, ``kept`` keeps it."""

    __slots__ = ("pieces", "text")

    def __init__(self, text: str = "", pieces: Mapping[str, Piece] | None = None) -> None:
        self.text = text
        self.pieces = pieces or {}

    @classmethod
    def of(cls, text: str | Promise) -> "Sentence":
        """What a lazy text of Django's, without anything put into it, says; or a text as it is."""
        if isinstance(text, Sentence):
            return text
        with translation.override(None):  # a message is its own translation
            return cls(str(text))

    @classmethod
    def read(cls, kept: str) -> "Sentence":
        """The sentence that was kept so."""
        if kept.startswith(WITH_PIECES):
            with suppress(ValueError):  # else it is a text that begins like one
                return cast(Sentence, _read(json.loads(kept)))
        return cls(kept)

    @property
    def kept(self) -> str:
        """Its text alone, or JSON of it and of what is put into it."""
        return ENCODER.encode(_kept(self)) if self.pieces else self.text

    def __mod__(self, pieces: Mapping[str, Piece]) -> "Sentence":
        return Sentence(self.text, pieces)

    def __str__(self) -> str:
        said = translation.gettext(self.text)
        if not self.pieces:
            return said
        return said % {name: _said(piece) for name, piece in self.pieces.items()}

    def __repr__(self) -> str:
        return f"Sentence({self.kept!r})"

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and self.kept == other.kept

    def __hash__(self) -> int:
        return hash(self.kept)


TEXT: Final = "text"
WITH_PIECES: Final = f'{{"{TEXT}": '


def _kept(sentence: Any) -> dict[str, Any]:
    """:raises TypeError: something is put into it that cannot be kept."""
    if isinstance(sentence, Sentence):
        return {TEXT: sentence.text, "with": sentence.pieces}
    raise TypeError(f"{type(sentence).__name__} cannot be kept in a sentence")


ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=_kept)


def _read(kept: Any) -> Any:
    if isinstance(kept, list):
        return [_read(each) for each in kept]
    if isinstance(kept, dict) and TEXT in kept:
        return Sentence(kept[TEXT], {name: _read(piece) for name, piece in kept["with"].items()})
    return kept


def _said(piece: Piece) -> str | float:
    if isinstance(piece, Mapping):
        return piece.get(translation.get_language() or "", piece[settings.LANGUAGE_CODE])
    if isinstance(piece, str | float | int):
        return piece
    return str(piece) if isinstance(piece, Sentence) else ", ".join(map(str, piece))


if TYPE_CHECKING:
    TextField = models.TextField[Sentence, Sentence]
else:
    TextField = models.TextField


class SentenceField(TextField):
    """A sentence as it is kept; a text of before there were such is one that nothing is put into.

    What is given must be a ``Sentence``: a text is said already, in who knows what language.
    """

    def from_db_value(self, value: str | None, *_context: Any) -> Sentence | None:
        """None: of a row that a join has not found."""
        return None if value is None else Sentence.read(value)

    def to_python(self, value: Any) -> Sentence:
        return value if isinstance(value, Sentence) else Sentence.read(value)

    def get_prep_value(self, value: Any) -> str:
        """:raises TypeError: it is no ``Sentence``."""
        if isinstance(value, Sentence):
            return value.kept
        if value:
            raise TypeError(f"{self.name} keeps a Sentence, not {value!r}")
        return ""

    def get_default(self) -> Sentence:
        return Sentence()
