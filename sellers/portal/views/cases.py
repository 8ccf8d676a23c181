"""Shoppers' cases about what a trader sold."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.care import operations, queries
from marketplace.core import clock
from marketplace.core.errors import CordeeError
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.forms import AnswerForm

PER_PAGE = 30


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    page = Paginator(queries.cases(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "now": clock.now()}
    return render(request, "portal/cases.html", context)


@seller_view
def detail(request: SellerRequest, pk: int) -> HttpResponse:
    """The conversation and, on POST, the seller's answer."""
    case = get_object_or_404(queries.conversations(), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer(
                case=case, text=form.cleaned_data["text"], user=request.user, at=clock.now()
            )
            messages.success(request, _("Réponse envoyée."))
        except CordeeError as error:
            messages.error(request, str(error.message))
        return redirect("portal:case", pk=pk)
    context = {"case": case, "form": form, "now": clock.now()}
    return render(request, "portal/case.html", context, status=422 if form.errors else 200)
