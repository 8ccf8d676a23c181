"""Sports, families and what is known of their products: read all, switch filters, add choices."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk.access import operator_view
from marketplace.desk.forms import ChoiceForm
from marketplace.technical import classification, queries, sheets
from marketplace.technical.models import Attribute, Family, ValueQuestion


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Every family with how much is known of it and how much of it there is."""
    return render(request, "desk/taxonomy.html", {"sports": queries.taxonomy()})


@operator_view
def family(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _family(slug))


@operator_view
def switch(request: Any, pk: int) -> HttpResponse:
    """Filter by an attribute or not, as the button says. A GET shows the family."""
    attribute = _attribute(pk)
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        classification.switch_facet(attribute=attribute, on=on, user=request.user, at=clock.now())
        said = _("%(name)s filtre maintenant ce rayon.") if on else _("%(name)s ne filtre plus.")
        messages.success(request, said % {"name": attribute})
    return redirect("desk:family", slug=attribute.family.slug)


@operator_view
def add(request: Any, pk: int) -> HttpResponse:
    """Add a choice to an attribute. A GET shows the family."""
    attribute = _attribute(pk)
    if request.method != "POST":
        return redirect("desk:family", slug=attribute.family.slug)
    form = ChoiceForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _page(request, attribute.family, failed=(pk, form))
    try:
        choice = classification.add_choice(
            attribute=attribute, **form.cleaned_data, user=request.user, at=clock.now()
        )
    except CordeeError as error:
        form.add_error("label", str(error.message))
        return _page(request, attribute.family, failed=(pk, form))
    messages.success(request, _("Choix ajouté : %(label)s.") % {"label": choice["label"]})
    return redirect("desk:family", slug=attribute.family.slug)


@operator_view
def answer(request: Any, pk: int) -> HttpResponse:
    """Say that a value is right, or refuse it for good. A GET shows the family."""
    question = get_object_or_404(
        ValueQuestion.objects.select_related("product__sheet__family"), pk=pk
    )
    if request.method == "POST":
        right = request.POST.get("right") == "1"
        try:
            sheets.answer(question=question, right=right, user=request.user, at=clock.now())
        except CordeeError as error:
            messages.warning(request, str(error.message))
        else:
            said = _("Valeur confirmée et publiée.") if right else _("Valeur refusée pour de bon.")
            messages.success(request, said)
    return redirect("desk:family", slug=question.product.sheet.family.slug)


def _family(slug: str) -> Family:
    return get_object_or_404(Family.objects.select_related("sport", "category"), slug=slug)


def _attribute(pk: int) -> Attribute:
    return get_object_or_404(Attribute.objects.select_related("family__sport"), pk=pk)


def _page(
    request: HttpRequest, family: Family, *, failed: tuple[int, ChoiceForm] | None = None
) -> HttpResponse:
    refused, form = failed or (0, None)
    rows = [
        (each, form if each.pk == refused else ChoiceForm(prefix=str(each.pk)))
        for each in queries.attributes(family)
    ]
    attributes = {attribute.key: attribute for attribute, _form in rows}
    context = {
        "family": family,
        "rows": rows,
        "refused": refused,
        "edits": queries.edits(family),
        "questions": [(each, attributes.get(each.key)) for each in queries.questions(family)],
    }
    return render(request, "desk/family.html", context, status=422 if failed else 200)
