"""Pictures that a trader's feeds name and nobody could fetch: which, why, and trying again."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.core import clock
from marketplace.core.given import batches
from marketplace.technical.models import PictureAddress, ReferenceSheet
from marketplace.technical.pictures import addresses, dead_links
from sellers.feeds import inert, queries
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.wording import Trouble, trouble

PER_PAGE = 30  # references
SOME = 1000


@dataclass(frozen=True)
class Row:
    """A reference, the seller's own keys of its lines, and its addresses with what is wrong."""

    sheet: ReferenceSheet
    keys: Sequence[str]
    dead: Sequence[tuple[PictureAddress, Trouble]]


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    now = clock.now()
    page = Paginator(dead_links.references(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(list(page.object_list)),
        "standing": dead_links.standing(at=now),
        "now": now,
    }
    return render(request, "portal/pictures.html", context)


@seller_view
def retry(request: SellerRequest) -> HttpResponse:
    """Put what is dead back to be fetched; a GET, as after signing in again, does nothing."""
    if request.method == "POST":
        count = addresses.retry(at=clock.now())
        if count:
            told = ngettext(
                "%(count)d adresse sera réessayée dans les minutes qui viennent.",
                "%(count)d adresses seront réessayées dans les minutes qui viennent.",
                count,
            )
            messages.success(request, told % {"count": count})
        else:
            messages.error(
                request, _("Rien à réessayer : une adresse se réessaie au plus une fois par heure.")
            )
    return redirect("portal:pictures")


@seller_view
def sheet(_request: SellerRequest) -> HttpResponse:
    """All of them as a file that a spreadsheet opens: UTF-8 with its mark, semicolons."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="images-injoignables.csv"'
    response.write("\ufeff")
    lines = csv.writer(response, delimiter=";")
    lines.writerow(
        [
            _("référence"), _("vos références"), _("adresse"), _("code"), _("explication"),
            _("que faire"), _("dernier essai"), _("à la place"),
        ]
    )  # fmt: skip
    sheets = dead_links.references().select_related(None).select_related("product")
    for some in batches(list(sheets.only("cover", "product__title")), SOME):
        for row in _rows(some):
            lines.writerows([*map(inert.marked, cells)] for cells in _cells(row))
    return response


def _rows(sheets: Sequence[ReferenceSheet]) -> list[Row]:
    ids = [each.pk for each in sheets]
    keys, dead = queries.keys(reference_ids=ids), dead_links.of(ids)
    return [
        Row(
            sheet=each,
            keys=keys[each.pk],
            dead=[(row.address, trouble(row.address)) for row in dead.get(each.pk, ())],
        )
        for each in sheets
    ]


def _cells(row: Row) -> Iterator[tuple[str, ...]]:
    instead = _("vos autres images") if row.sheet.cover else _("le dessin de la famille")
    for address, told in row.dead:
        tried = localtime(address.tried_at).strftime("%Y-%m-%d %H:%M") if address.tried_at else ""
        yield (
            row.sheet.product.title, ", ".join(row.keys), address.url, address.fault, told.reason,
            told.remedy, tried, instead,
        )  # fmt: skip
