"""A statement as a file for spreadsheets: amounts with a comma, cells that compute nothing."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from marketplace.settlement.models import Statement, StatementLine
from marketplace.settlement.models.statements import COLUMNS
from sellers.feeds import inert

AMOUNTS: Final = (*COLUMNS, "total_minor")
AT_A_TIME: Final = 2000


def rows(statement: Statement, lines: Any) -> Iterator[list[str]]:
    """The head, then a row for each line; read as they are written."""
    return iter(_rows(statement.number, head(), lines.iterator(chunk_size=AT_A_TIME)))


def _rows(number: str, first: list[str], lines: Iterable[StatementLine]) -> Iterator[list[str]]:
    yield first
    for line in lines:
        yield [
            number,
            f"{localtime(line.at):%d/%m/%Y}",
            inert.marked(line.due.order.number),
            inert.marked(line.due.consignment.number),
            str(line.get_kind_display()),
            inert.marked(line.order_line.title if line.order_line else ""),
            *(decimal(getattr(line, name)) for name in AMOUNTS),
        ]


def head() -> list[str]:
    """What the columns are called, in the language of whoever asks."""
    return [
        _("relevé"), _("date"), _("commande"), _("colis"), _("nature"), _("article"),
        _("brut"), _("commission"), _("TVA sur commission"), _("livraison"), _("remboursement"),
        _("correction"), _("réserve"), _("net"),
    ]  # fmt: skip


def decimal(minor: int) -> str:
    """``-1250`` → ``-12,50``."""
    sign, cents = "-" if minor < 0 else "", abs(minor)
    return f"{sign}{cents // 100},{cents % 100:02d}"
