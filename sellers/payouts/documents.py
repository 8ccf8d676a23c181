"""A statement on paper: PDF, made from a page of its own."""

from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.db.models import Max, Sum
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from marketplace.core.errors import CordeeError
from marketplace.settlement import queries
from marketplace.settlement.models import Statement
from marketplace.settlement.models.statements import COLUMNS
from marketplace.traders.models import Trader

FONT: Final = "storefront/fonts/archivo-latin-wdth-normal.woff2"
MOST_LINES: Final = 600  # more make one line a parcel: a document of fifty pages helps nobody


class NoPaper(CordeeError):
    """The machine has not what makes PDF."""

    code = "no_pdf"
    status = 503
    message = _("Le PDF ne peut pas être fabriqué ici pour l’instant : prenez le tableur.")


def pdf(*, statement: Statement, trader: Trader) -> bytes:
    """The document; a statement of very many lines is told parcel by parcel.

    :raises NoPaper: the system's Pango library is not there.
    """
    try:
        # Heavy, and of no use to whoever wants no paper.
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise NoPaper from error
    lines = queries.lines_of(statement)
    sums = queries.sums(lines)
    is_long = sums.lines > MOST_LINES
    context = {
        "statement": statement,
        "trader": trader,
        "lines": _by_parcel(lines) if is_long else lines,
        "is_long": is_long,
        "sums": sums,
        "font": FONT,
    }
    html = render_to_string("payouts/document.html", context)
    written = HTML(string=html, url_fetcher=_only_the_font, base_url="https://cordee.test/")
    return bytes(written.write_pdf())


def _by_parcel(lines: Any) -> Any:
    """One row for each parcel, under the names of a line's columns."""
    rows = lines.order_by().values("due__consignment__number")
    return rows.annotate(
        last=Max("at"), **{column: Sum(column) for column in (*COLUMNS, "total_minor")}
    ).order_by("due__consignment__number")


def _only_the_font(address: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    """Nothing is fetched but the house's own font.

    :raises ValueError: for anything else.
    """
    path = finders.find(FONT)
    if not address.endswith(FONT) or not isinstance(path, str):
        raise ValueError(f"not for a document: {address}")
    return {"string": Path(path).read_bytes(), "mime_type": "font/woff2"}
