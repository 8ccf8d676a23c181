"""Products that sellers propose and the catalogue does not know."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk import queries
from marketplace.desk.access import operator_view
from marketplace.desk.forms import AcceptProposalForm, RefuseProposalForm
from marketplace.technical import operations
from marketplace.technical.models import Gender, Proposal

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait, or with ``?decidees`` those that were decided."""
    decided = "decidees" in request.GET
    rows = queries.proposals(decided=decided)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "decided": decided, "now": clock.now()}
    return render(request, "desk/proposals.html", context)


@operator_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _proposal(pk))


@operator_view
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the product in the chosen family. A GET shows it and does nothing."""
    proposal = _proposal(pk)
    if request.method != "POST":
        return redirect("desk:proposal", pk=pk)
    form = AcceptProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, accept=form)
    try:
        operations.accept_proposal(
            proposal=proposal, family=form.cleaned_data["family"].slug, at=clock.now()
        )
        messages.success(request, _("Produit publié ; l’offre de la boutique y est rattachée."))
    except CordeeError:
        return _decided_before(request, proposal)
    return redirect("desk:proposals")


@operator_view
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse the product with a reason. A GET shows it and does nothing."""
    proposal = _proposal(pk)
    if request.method != "POST":
        return redirect("desk:proposal", pk=pk)
    form = RefuseProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, refuse=form)
    try:
        operations.refuse_proposal(
            proposal=proposal, reason=form.cleaned_data["reason"], at=clock.now()
        )
        messages.success(request, _("Proposition refusée ; la boutique lit votre motif."))
    except CordeeError:
        return _decided_before(request, proposal)
    return redirect("desk:proposals")


def _proposal(pk: int) -> Proposal:
    return get_object_or_404(Proposal.objects.select_related("trader"), pk=pk)


def _decided_before(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    proposal.refresh_from_db(fields=["status"])
    words = _("Cette proposition était déjà %(state)s : rien n’a changé.")
    messages.warning(request, words % {"state": proposal.get_status_display()})
    return redirect("desk:proposal", pk=proposal.pk)


def _page(
    request: HttpRequest,
    proposal: Proposal,
    *,
    accept: AcceptProposalForm | None = None,
    refuse: RefuseProposalForm | None = None,
) -> HttpResponse:
    guess = {"family": proposal.content.get("family")}
    gender = proposal.content.get("gender") or ""
    context = {
        "proposal": proposal,
        "gender": Gender(gender).label if gender in Gender.values else gender,
        "accept_form": accept or AcceptProposalForm(initial=guess),
        "refuse_form": refuse or RefuseProposalForm(),
    }
    return render(request, "desk/proposal.html", context, status=422 if accept or refuse else 200)
