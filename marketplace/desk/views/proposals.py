"""Products that sellers propose and the catalogue does not know: decided one by one or several."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk import operations as desk
from marketplace.desk.access import operator_view
from marketplace.desk.forms import (
    AcceptProposalForm,
    AcceptProposalsForm,
    ProposalFilterForm,
    RefuseProposalForm,
)
from marketplace.technical import candidates, curation, gate, lacking, operations, queue
from marketplace.technical import queries as technical
from marketplace.technical.gate import NotPublishable
from marketplace.technical.models import Gender, Proposal

PER_PAGE = 50
REFUSED = "refused_proposals"  # in the session: those that the next page offers to take back


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait, that were refused or that were decided, as far as they are asked for."""
    return _index(request)


def _index(
    request: HttpRequest, *, accept: AcceptProposalsForm | None = None,
    refuse: RefuseProposalForm | None = None, chosen: frozenset[str] = frozenset(),
) -> HttpResponse:  # fmt: skip
    asked = ProposalFilterForm(request.GET)
    state = asked.wanted.state
    page = Paginator(queue.ranks(asked.wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queue.shown(list(page.object_list)),
        "waits": state == queue.State.WAITING,
        "ticks": state in {queue.State.WAITING, queue.State.REFUSED},
        "refusals": state == queue.State.REFUSED,
        "asked": asked,
        "query": asked.query(),
        "here": asked.query(page=str(page.number) if page.number > 1 else ""),
        "everything": asked.query(q="", boutique="", famille="", attend=""),
        "tabs": [(label, asked.query(etat=each), each == state)
                 for each, label in queue.State.choices],
        "now": clock.now(),
        "chosen": chosen,
        "accept_form": accept or AcceptProposalsForm(),
        "refuse_form": refuse or RefuseProposalForm(),
        "refused": request.session.pop(REFUSED, []),
    }  # fmt: skip
    status = 422 if accept or refuse else 200
    return render(request, "desk/proposals.html", context, status=status)


def _list(request: HttpRequest) -> HttpResponse:
    """The page of the queue that one was on, as it was asked for; the last one where it is gone."""
    page = request.GET.get("page", "")
    asked = ProposalFilterForm(request.GET).query(page=page if page.isdigit() else "")
    return redirect(reverse("desk:proposals") + asked)


def _one(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal's page, among those that were asked for."""
    asked = ProposalFilterForm(request.GET).query()
    return redirect(reverse("desk:proposal", args=[pk]) + asked)


@operator_view
def several(request: Any) -> HttpResponse:
    """Decide on all that are ticked. A GET shows the queue and does nothing."""
    if request.method != "POST":
        return _list(request)
    chosen = frozenset(request.POST.getlist("pk"))
    found = list(technical.open_proposals().filter(pk__in=[pk for pk in chosen if pk.isdigit()]))
    refuses = request.POST.get("decision") == "refuse"
    accept = None if refuses else AcceptProposalsForm(request.POST, proposals=found)
    refuse = RefuseProposalForm(request.POST) if refuses else None
    if not found:
        messages.error(request, _("Aucun produit à décider n’est coché : cochez-en au moins un."))
    if refuse and refuse.is_valid() and found:
        return _refuse_all(request, found, refuse.cleaned_data["reason"])
    if accept and accept.is_valid() and found:
        return _accept_all(request, found, accept)
    return _index(request, accept=accept, refuse=refuse, chosen=chosen)


def _accept_all(request: Any, found: Sequence[Proposal], form: AcceptProposalsForm) -> HttpResponse:
    family_of = {each.pk: form.family_of(each) for each in found}
    decided = desk.decide_all(
        proposals=found,
        decide=lambda each: operations.accept_proposal(
            proposal=each, family=family_of[each.pk].slug, user=request.user, at=clock.now()
        ),
    )
    left = {proposal.pk for proposal, _error in decided.left}
    _published(request, [str(family) for pk, family in family_of.items() if pk not in left])
    return _left(request, decided)


def _published(request: HttpRequest, families: Sequence[str]) -> None:
    """Say how many were published, in which families: one for each product."""
    if not families:
        return
    words = ngettext("%(count)s produit publié : %(families)s.",
                     "%(count)s produits publiés : %(families)s.", len(families))  # fmt: skip
    each = _("%(count)s en « %(family)s »")
    told = [each % {"count": n, "family": name} for name, n in sorted(Counter(families).items())]
    messages.success(request, words % {"count": len(families), "families": ", ".join(told)})


def _refuse_all(request: Any, found: Sequence[Proposal], reason: str) -> HttpResponse:
    decided = desk.decide_all(
        proposals=found,
        decide=lambda each: operations.refuse_proposal(
            proposal=each, reason=reason, user=request.user, at=clock.now()
        ),
    )
    left = {proposal.pk for proposal, _error in decided.left}
    _refused(request, [each.pk for each in found if each.pk not in left], reason)
    return _left(request, decided)


def _refused(request: HttpRequest, pks: Sequence[int], reason: str) -> None:
    """Say what the boutiques read; the next page offers to take it back."""
    if not pks:
        return
    words = ngettext("%(count)s proposition refusée ; la boutique lit : « %(reason)s »",
                     "%(count)s propositions refusées ; les boutiques lisent : « %(reason)s »",
                     len(pks))  # fmt: skip
    messages.success(request, words % {"count": len(pks), "reason": _short(reason)})
    request.session[REFUSED] = list(pks)


def _short(reason: str) -> str:
    """A message travels in a cookie: what is long is read on the proposal's page."""
    return Truncator(reason).chars(240)


def _left(request: HttpRequest, decided: desk.Decided) -> HttpResponse:
    for proposal, error in decided.left:
        messages.warning(request, f"{proposal.title} : {error.message}")
    return _list(request)


@operator_view
def reopen(request: Any) -> HttpResponse:
    """Take refusals back: those proposals wait again. A GET shows the queue and does nothing."""
    if request.method != "POST":
        return _list(request)
    pks = [pk for pk in request.POST.getlist("pk") if pk.isdigit()]
    found = list(Proposal.objects.filter(pk__in=pks))
    if not found:
        messages.error(request, _("Aucun produit n’est coché : cochez-en au moins un."))
    decided = desk.decide_all(
        proposals=found,
        decide=lambda each: curation.reopen(proposal=each, user=request.user, at=clock.now()),
    )
    if decided.done:
        words = ngettext("%(count)s proposition à décider de nouveau.",
                         "%(count)s propositions à décider de nouveau.", decided.done)  # fmt: skip
        messages.success(request, words % {"count": decided.done})
    for proposal, _error in decided.left:
        words = _("%(title)s n’est plus refusée : rien n’a changé.")
        messages.warning(request, words % {"title": proposal.title})
    return _one(request, found[0].pk) if len(found) == 1 else _list(request)


@operator_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal beside the reference that it may be; ``?avec`` chooses another candidate."""
    return _page(request, _proposal(pk))


@operator_view
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """The next one in the queue."""
    return _next(request, _proposal(pk))


@operator_view
def accept(request: Any, pk: int) -> HttpResponse:
    """Publish the product in the chosen family. A GET shows it and does nothing."""
    proposal = _proposal(pk)
    if request.method != "POST":
        return _one(request, pk)
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
    return _next(request, proposal)


@operator_view
def merge(request: Any, pk: int, reference: int) -> HttpResponse:
    """The product is a known reference. A GET shows it and does nothing."""
    proposal = _proposal(pk)
    if request.method != "POST":
        return _one(request, pk)
    try:
        curation.merge_proposal(
            proposal=proposal, reference_id=reference, user=request.user, at=clock.now()
        )
        messages.success(request, _("Produit réuni ; l’offre de la boutique y est rattachée."))
    except curation.NoSuchReference as error:
        messages.warning(request, str(error.message))
        return _one(request, pk)
    except CordeeError:
        return _decided_before(request, proposal)
    return _next(request, proposal)


@operator_view
def refuse(request: Any, pk: int) -> HttpResponse:
    """Refuse the product with a reason. A GET shows it and does nothing."""
    proposal = _proposal(pk)
    if request.method != "POST":
        return _one(request, pk)
    form = RefuseProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, refuse=form)
    reason = form.cleaned_data["reason"]
    try:
        operations.refuse_proposal(
            proposal=proposal, reason=reason, user=request.user, at=clock.now()
        )
        _refused(request, [proposal.pk], reason)
    except CordeeError:
        return _decided_before(request, proposal)
    return _next(request, proposal)


def _proposal(pk: int) -> Proposal:
    rows = Proposal.objects.select_related("trader", "decided_by", "reference")
    return get_object_or_404(rows, pk=pk)


def _next(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The next that waits of those that are asked for, their list when there is none."""
    asked = ProposalFilterForm(request.GET)
    following = queue.following(proposal, replace(asked.wanted, state=queue.State.WAITING))
    return _one(request, following) if following else _list(request)


def _decided_before(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    proposal.refresh_from_db(fields=["status"])
    words = _("Cette proposition était déjà %(state)s : rien n’a changé.")
    messages.warning(request, words % {"state": proposal.get_status_display()})
    return _one(request, proposal.pk)


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
        "brand": technical.brand(proposal.brand_slug),
        "gender": Gender(gender).label if gender in Gender.values else gender,
        "accept_form": accept or AcceptProposalForm(initial=guess),
        "refuse_form": refuse or RefuseProposalForm(),
        "candidates": near,
        "beside": _beside(request, near),
        "reasons": reasons,
        "maker_lacks": gate.lacks_maker(reasons),
        "shared": sorted(shared),
        "worth": queue.worth_of(proposal),
        "query": ProposalFilterForm(request.GET).query(),
        "said_family": technical.family(content.get("family") or ""),
        "history": technical.history(proposal),
        "refused": request.session.pop(REFUSED, []),
    }
    return render(request, "desk/proposal.html", context, status=422 if accept or refuse else 200)


def _beside(request: HttpRequest, near: list[candidates.Candidate]) -> Any:
    asked = request.GET.get("avec", "")
    return next((each for each in near if str(each.sheet.pk) == asked), near[0] if near else None)
