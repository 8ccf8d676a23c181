"""Products that sellers propose and the catalogue does not know: decided one by one or several."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk import operations as desk
from marketplace.desk import queries
from marketplace.desk.access import operator_view
from marketplace.desk.forms import AcceptProposalForm, RefuseProposalForm
from marketplace.technical import candidates, curation, lacking, operations
from marketplace.technical import queries as technical
from marketplace.technical.gate import NotPublishable
from marketplace.technical.models import Gender, Proposal

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait, or with ``?decidees`` those that were decided."""
    return _index(request)


def _index(
    request: HttpRequest, *, accept: AcceptProposalForm | None = None,
    refuse: RefuseProposalForm | None = None, chosen: frozenset[str] = frozenset(),
) -> HttpResponse:  # fmt: skip
    decided = "decidees" in request.GET
    rows = queries.proposals(decided=decided)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "decided": decided,
        "now": clock.now(),
        "chosen": chosen,
        "accept_form": accept or AcceptProposalForm(),
        "refuse_form": refuse or RefuseProposalForm(initial={"usual": "0"}),
    }
    status = 422 if accept or refuse else 200
    return render(request, "desk/proposals.html", context, status=status)


@operator_view
def several(request: Any) -> HttpResponse:
    """Decide on all that are ticked. A GET shows the queue and does nothing."""
    if request.method != "POST":
        return redirect("desk:proposals")
    chosen = frozenset(request.POST.getlist("pk"))
    found = queries.proposals(decided=False).filter(pk__in=[pk for pk in chosen if pk.isdigit()])
    if request.POST.get("decision") == "refuse":
        return _refuse_all(request, list(found), chosen)
    return _accept_all(request, list(found), chosen)


def _accept_all(request: Any, found: list[Proposal], chosen: frozenset[str]) -> HttpResponse:
    form = AcceptProposalForm(request.POST)
    if not form.is_valid():
        return _index(request, accept=form, chosen=chosen)
    family = form.cleaned_data["family"].slug
    decided = desk.decide_all(
        proposals=found,
        decide=lambda each: operations.accept_proposal(
            proposal=each, family=family, user=request.user, at=clock.now()
        ),
    )
    return _said(request, decided)


def _refuse_all(request: Any, found: list[Proposal], chosen: frozenset[str]) -> HttpResponse:
    form = RefuseProposalForm(request.POST)
    if not form.is_valid():
        return _index(request, refuse=form, chosen=chosen)
    reason = form.cleaned_data["reason"]
    decided = desk.decide_all(
        proposals=found,
        decide=lambda each: operations.refuse_proposal(
            proposal=each, reason=reason, user=request.user, at=clock.now()
        ),
    )
    return _said(request, decided)


def _said(request: HttpRequest, decided: desk.Decided) -> HttpResponse:
    words = ngettext("%(count)s proposition décidée.", "%(count)s propositions décidées.",
                     decided.done)  # fmt: skip
    messages.success(request, words % {"count": decided.done})
    for proposal, error in decided.left:
        messages.warning(request, f"{proposal.title} : {error.message}")
    return redirect("desk:proposals")


@operator_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal beside the reference that it may be; ``?avec`` chooses another candidate."""
    return _page(request, _proposal(pk))


@operator_view
def skip(_request: HttpRequest, pk: int) -> HttpResponse:
    """The next one in the queue."""
    return _next(_proposal(pk))


@operator_view
def accept(request: Any, pk: int) -> HttpResponse:
    """Publish the product in the chosen family. A GET shows it and does nothing."""
    proposal = _proposal(pk)
    if request.method != "POST":
        return redirect("desk:proposal", pk=pk)
    form = AcceptProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, accept=form)
    try:
        operations.accept_proposal(
            proposal=proposal,
            family=form.cleaned_data["family"].slug,
            maker=form.maker,
            manufacturer_ref=form.cleaned_data["manufacturer_ref"],
            user=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Produit publié ; l’offre de la boutique y est rattachée."))
    except NotPublishable as error:
        for reason in error.reasons:
            form.add_error(None, str(reason.sentence))
        return _page(request, _proposal(pk), accept=form)
    except CordeeError:
        return _decided_before(request, proposal)
    return _next(proposal)


@operator_view
def merge(request: Any, pk: int, reference: int) -> HttpResponse:
    """The product is a known reference. A GET shows it and does nothing."""
    proposal = _proposal(pk)
    if request.method != "POST":
        return redirect("desk:proposal", pk=pk)
    try:
        curation.merge_proposal(
            proposal=proposal, reference_id=reference, user=request.user, at=clock.now()
        )
        messages.success(request, _("Produit réuni ; l’offre de la boutique y est rattachée."))
    except curation.NoSuchReference as error:
        messages.warning(request, str(error.message))
        return redirect("desk:proposal", pk=pk)
    except CordeeError:
        return _decided_before(request, proposal)
    return _next(proposal)


@operator_view
def refuse(request: Any, pk: int) -> HttpResponse:
    """Refuse the product with a reason. A GET shows it and does nothing."""
    proposal = _proposal(pk)
    if request.method != "POST":
        return redirect("desk:proposal", pk=pk)
    form = RefuseProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, refuse=form)
    try:
        operations.refuse_proposal(
            proposal=proposal, reason=form.cleaned_data["reason"], user=request.user,
            at=clock.now(),
        )  # fmt: skip
        messages.success(request, _("Proposition refusée ; la boutique lit votre motif."))
    except CordeeError:
        return _decided_before(request, proposal)
    return _next(proposal)


def _proposal(pk: int) -> Proposal:
    rows = Proposal.objects.select_related("trader", "decided_by", "reference")
    return get_object_or_404(rows, pk=pk)


def _next(proposal: Proposal) -> HttpResponse:
    following = technical.next_proposal(proposal)
    return redirect("desk:proposal", pk=following) if following else redirect("desk:proposals")


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
    content = proposal.content
    guess = {name: content.get(name) for name in ("family", "manufacturer_ref")}
    gender = content.get("gender") or ""
    waits = proposal.status == Proposal.Status.OPEN
    near = candidates.candidates(proposal) if waits else []
    reasons = lacking.of_proposals([proposal])[proposal.pk] if waits else []
    shared = lacking.shared_gtins(each.get("gtin") or "" for each in content["variants"])
    context = {
        "proposal": proposal,
        "gender": Gender(gender).label if gender in Gender.values else gender,
        "accept_form": accept or AcceptProposalForm(initial=guess),
        "refuse_form": refuse or RefuseProposalForm(initial={"usual": "0"}),
        "candidates": near,
        "beside": _beside(request, near),
        "reasons": reasons,
        "maker_lacks": any(each.code.startswith("maker_") for each in reasons),
        "shared": sorted(shared),
        "worth": technical.worth_of(proposal),
        "said_family": technical.family(content.get("family") or ""),
    }
    return render(request, "desk/proposal.html", context, status=422 if accept or refuse else 200)


def _beside(request: HttpRequest, near: list[candidates.Candidate]) -> Any:
    asked = request.GET.get("avec", "")
    return next((each for each in near if str(each.sheet.pk) == asked), near[0] if near else None)
