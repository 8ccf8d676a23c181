"""What every dialect says of itself."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sellers.feeds.faults import Fault, Rule
from sellers.feeds.reading import Header, Line
from sellers.feeds.rows import Cells, Mapped, Parsed


@dataclass(frozen=True)
class Reading:
    """What lines are read with: the columns of the file, its currency, the day it is read on."""

    mapped: Mapped
    currency: str
    today: date

    def cells(self, line: Line) -> Cells:
        return Cells(line, self.mapped)


@dataclass(frozen=True)
class Dialect:
    """How one shop's software writes its products.

    ``key`` names the dialect and, by default, the source; ``label`` is translated where it is
    shown; ``columns``: our name → the normalised names that it goes by; ``unused``: columns that
    are known, and why nothing is made of them.
    """

    key: str
    label: str
    signature: Sequence[str]
    columns: Mapping[str, Sequence[str]]
    required: Sequence[str]
    read: Callable[[Iterable[Line], Reading], Iterator[Parsed]]
    unused: Mapping[str, str | Promise]
    attribute: re.Pattern[str] | None = None  # columns that are attributes; group 1 names them

    def mapped(self, header: Header) -> Mapped:
        """:raises MissingColumns: one without which nothing can be sold."""
        return Mapped.of(
            header,
            known=self.columns,
            required=self.required,
            attribute=self.attribute,
            unused=self.unused,
        )


SEPARATOR: Final = " / "  # between the parts of a key
YES: Final = {"1", "true", "yes", "vrai", "oui"}
NO: Final = {"0", "false", "no", "faux", "non"}


def split(text: str, by: str) -> list[str]:
    """The parts of a cell that holds several, without blanks and repeats."""
    return list(dict.fromkeys(part.strip() for part in text.split(by) if part.strip()))


def not_published() -> Fault:
    return Fault(
        Rule.NOT_PUBLISHED,
        _("Ce produit n’est pas en ligne dans votre boutique : publiez-le pour le vendre ici."),
    )


def not_goods() -> Fault:
    return Fault(
        Rule.NOT_GOODS,
        _("Seuls des articles que l’on expédie se vendent ici : ni carte cadeau, ni service."),
    )
