"""What the columns of a table contain: proposed, seen on its first lines, corrected, kept."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import IllegalMove
from marketplace.technical.models import ColourFamily, Gender
from sellers.feeds import asking, previews, queries, tables
from sellers.feeds.errors import FeedError
from sellers.feeds.mapping import LABELS
from sellers.feeds.models import FeedRun
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.columns import MappingForm
from sellers.portal.wording import rule


@seller_view
def columns(request: SellerRequest, pk: int) -> HttpResponse:
    """Show how a table would be read; ``how=keep`` keeps what is said and imports it by that."""
    run = queries.run(pk)
    table = queries.table(run) if run else None
    if run is None or table is None:
        raise Http404
    if request.method == "POST" and request.POST.get("seen") != tables.state(table):
        messages.error(request, _("Un autre fichier est arrivé entre-temps : voici ses colonnes."))
        return redirect("portal:columns", run.pk)
    form = MappingForm(
        request.POST if request.method == "POST" else None, question=asking.question(table)
    )
    keeping = request.method == "POST" and request.POST.get("how") == "keep"
    if keeping and form.is_valid() and _kept(request, run, form):
        return redirect("portal:feed", run.pk)
    return render(
        request, "portal/mapping.html", _context(request, run, form), status=422 if keeping else 200
    )


def _kept(request: SellerRequest, run: FeedRun, form: MappingForm) -> bool:
    try:
        asking.say(
            run=run,
            mapping=form.mapping,
            brand=form.cleaned_data["brand"],
            family=form.cleaned_data["family"],
            follows=form.followed,
            user=request.user,
            at=clock.now(),
        )
    except FeedError as error:
        form.add_error(None, str(error.message))
    except IllegalMove:
        form.add_error(None, _("Cet import a avancé entre-temps : rechargez la page."))
    return form.is_valid()


def _context(request: SellerRequest, run: FeedRun, form: MappingForm) -> dict[str, Any]:
    looked = form.is_valid() if form.is_bound else not form.mapping.missing()
    columns = form.rows()
    return {
        "run": run,
        "changed": any(column.is_new for column in columns),
        "table": form.table,
        "seen": tables.state(form.table),
        "form": form,
        "columns": columns,
        "values": form.values(),
        "rows": _rows(request, form) if looked else [],
        "lacking": ", ".join(form.lacking()),
        "families": form.families,
        "missing": ", ".join(_(LABELS[ours]) for ours in form.mapping.missing()),
    }


def _rows(request: SellerRequest, form: MappingForm) -> list[dict[str, Any]]:
    """The first lines as they will be read, in words."""
    said = form.cleaned_data if form.is_bound else form.initial
    found = previews.rows(
        form.table,
        form.mapping,
        trader=request.trader,
        brand=said.get("brand") or "",
        family=said.get("family") or "",
        today=clock.now().date(),
    )
    return [_told(row, form.families) for row in found]


def _told(row: previews.Row, families: dict[str, str]) -> dict[str, Any]:
    reference, variant = row.reference, row.parsed.variant
    faults = [(fault, rule(fault.rule)) for fault in row.faults]
    if reference is None or variant is None:
        return {"line": row.line, "key": row.parsed.key, "faults": faults}
    shade = reference.colour_family
    return {
        "line": row.line,
        "key": row.parsed.key,
        "title": reference.title,
        "brand": reference.brand,
        "family": families.get(reference.family, ""),
        "gender": Gender(reference.gender).label,
        "colour": reference.colour,
        "shade": ColourFamily(shade).label if shade else "",
        "size": row.size,
        "price": row.price,
        "stock": variant.stock,
        "gtin": variant.gtin,
        "faults": faults,
    }
