"""What is published and lacks something that the gate asks for today; the makers of brands."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.desk.access import operator_view
from marketplace.desk.forms import MakerForm
from marketplace.technical import lacking, makers, queries
from marketplace.technical.models import Brand

PER_PAGE = 50
MOST_BRANDS = 50  # that a search shows


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Brands whose maker is not known, then references that lack something of their own;
    ``?marque`` finds any brand."""
    asked = request.GET.get("marque", "").strip()
    named = list(queries.brands_named(asked)[: MOST_BRANDS + 1])
    page = Paginator(lacking.references(), PER_PAGE).get_page(request.GET.get("page"))
    sheets = list(page.object_list)
    reasons = lacking.of_references(sheets)
    rows = [(sheet, reasons[sheet.pk]) for sheet in sheets]
    context = {
        "page": page,
        "rows": rows,
        "brands": lacking.brands(),
        "asked": asked,
        "named": named[:MOST_BRANDS],
        "most": MOST_BRANDS if len(named) > MOST_BRANDS else None,
    }
    return render(request, "desk/incomplete.html", context)


@operator_view
def brand(request: Any, slug: str) -> HttpResponse:
    """A brand's maker, which holds for all its references."""
    row = get_object_or_404(Brand, slug=slug)
    form = MakerForm(request.POST or None, initial=model_to_dict(row))
    if request.method == "POST" and form.is_valid():
        makers.keep(brand=row, maker=form.maker, user=request.user, at=clock.now())
        messages.success(request, _("Fabricant enregistré pour toute la marque."))
        return redirect("desk:incomplete")
    status = 422 if request.method == "POST" else 200
    context = {"brand": row, "form": form, "changes": makers.history(row)}
    return render(request, "desk/brand.html", context, status=status)
