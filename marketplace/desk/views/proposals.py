"""Products that sellers propose and the catalogue does not know."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk.access import operator_view
from marketplace.desk.forms import AcceptProposalForm, RefuseProposalForm
from marketplace.technical import operations, queries
from marketplace.technical.models import Proposal

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.open_proposals(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/proposals.html", {"page": page, "rows": page.object_list})


@operator_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@require_POST
@operator_view
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    form = AcceptProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, accept=form)
    proposal = get_object_or_404(Proposal, pk=pk)
    try:
        operations.accept_proposal(
            proposal=proposal, family=form.cleaned_data["family"].slug, at=clock.now()
        )
        messages.success(request, _("Produit publié ; l’offre de la boutique y est rattachée."))
    except CordeeError:
        messages.error(request, _("Cette proposition a déjà été décidée."))
    return redirect("desk:proposals")


@require_POST
@operator_view
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    form = RefuseProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, refuse=form)
    proposal = get_object_or_404(Proposal, pk=pk)
    try:
        operations.refuse_proposal(
            proposal=proposal, reason=form.cleaned_data["reason"], at=clock.now()
        )
        messages.success(request, _("Proposition refusée ; la boutique lit votre motif."))
    except CordeeError:
        messages.error(request, _("Cette proposition a déjà été décidée."))
    return redirect("desk:proposals")


def _page(
    request: HttpRequest,
    pk: int,
    *,
    accept: AcceptProposalForm | None = None,
    refuse: RefuseProposalForm | None = None,
) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.select_related("trader"), pk=pk)
    guess = {"family": proposal.content.get("family")}
    context = {
        "proposal": proposal,
        "accept_form": accept or AcceptProposalForm(initial=guess),
        "refuse_form": refuse or RefuseProposalForm(),
    }
    return render(request, "desk/proposal.html", context, status=422 if accept or refuse else 200)
