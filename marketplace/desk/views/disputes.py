"""Disputes: what must be defended by when, what we can say, and handing it over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.desk import evidence
from marketplace.desk.access import operator_view
from marketplace.payments import queries
from marketplace.payments.models import Dispute
from marketplace.payments.operations import disputes

PER_PAGE = 50
LABELS = {
    "product_description": gettext_lazy("Ce qui a été vendu"),
    "customer_name": gettext_lazy("Nom du client"),
    "customer_email_address": gettext_lazy("Adresse e-mail du client"),
    "shipping_address": gettext_lazy("Adresse de livraison"),
    "shipping_carrier": gettext_lazy("Transporteur"),
    "shipping_tracking_number": gettext_lazy("Numéros de suivi"),
    "shipping_date": gettext_lazy("Date d’envoi"),
    "refund_policy_disclosure": gettext_lazy("Conditions acceptées"),
    "uncategorized_text": gettext_lazy("Ce qui s’est passé"),
}
REASONS = {
    "fraudulent": gettext_lazy("Le client dit ne pas avoir payé lui-même"),
    "product_not_received": gettext_lazy("Le client dit n’avoir rien reçu"),
    "product_unacceptable": gettext_lazy("Le produit serait défectueux ou différent"),
    "credit_not_processed": gettext_lazy("Un remboursement n’aurait pas été fait"),
    "duplicate": gettext_lazy("Le paiement aurait été pris deux fois"),
    "unrecognized": gettext_lazy("Le client ne reconnaît pas ce paiement"),
    "subscription_canceled": gettext_lazy("Un abonnement aurait été résilié"),
    "general": gettext_lazy("Sans motif précis"),
}


class EvidenceForm(forms.Form):
    """The evidence, field by field, as our rows tell it; what is emptied is not sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in evidence.FIELDS:
            long = name in {"product_description", "uncategorized_text", "refund_policy_disclosure"}
            kind = forms.EmailField if name == "customer_email_address" else forms.CharField
            self.fields[name] = kind(
                label=LABELS[name],
                required=False,
                max_length=disputes.LONGEST_EVIDENCE,
                widget=forms.Textarea(attrs={"rows": 6}) if long else forms.TextInput(),
            )


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    """Disputes, those that must be defended first, by their deadline."""
    page = Paginator(queries.disputes(), PER_PAGE).get_page(request.GET.get("page"))
    at = clock.now()
    rows = [
        {"dispute": row, "why": _why(row), "to_defend": row.awaits_evidence(at)}
        for row in page.object_list
    ]
    return render(request, "desk/disputes.html", {"page": page, "rows": rows, "now": at})


@operator_view
def detail(request: Any, pk: int) -> HttpResponse:
    """One dispute and what we can say of it; said yes to, it is handed to the bank, once."""
    dispute = get_object_or_404(queries.disputes(), pk=pk)
    if request.method != "POST":
        return _page(request, dispute, None)
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return _page(request, dispute, form)
    if "yes" not in request.POST and dispute.awaits_evidence(clock.now()):
        return _confirm(request, dispute, form)
    try:
        disputes.submit(
            dispute=dispute, evidence=form.cleaned_data, user=request.user, at=clock.now()
        )
    except CordeeError as error:
        form.add_error(None, str(error.message))
        return _page(request, dispute, form)
    messages.success(request, _("Le dossier est remis à la banque du client."))
    return redirect("desk:dispute", pk=pk)


def _confirm(request: HttpRequest, dispute: Dispute, form: EvidenceForm) -> HttpResponse:
    """What the bank will read, and what it will miss: nothing can be added later."""
    said = {name: form.cleaned_data[name] for name in evidence.FIELDS}
    if "back" in request.POST:
        return _page(request, dispute, EvidenceForm(initial=said))
    if not any(said.values()):
        form.add_error(None, _("Écrivez au moins une pièce du dossier."))
        return _page(request, dispute, form)
    context = {
        "dispute": dispute,
        "order": dispute.payment.order,
        "handed": [(LABELS[name], text) for name, text in said.items() if text],
        "empty": [LABELS[name] for name, text in said.items() if not text],
        "sent": said.items(),
    }
    return render(request, "desk/dispute_confirm.html", context)


def _page(request: HttpRequest, dispute: Dispute, form: EvidenceForm | None) -> HttpResponse:
    at = clock.now()
    open_to_say = dispute.awaits_evidence(at)
    if form is None and open_to_say:
        form = EvidenceForm(initial=evidence.gather(dispute=dispute))
    context = {
        "dispute": dispute,
        "order": dispute.payment.order,
        "why": _why(dispute),
        "form": form if open_to_say else None,
        "problems": form.non_field_errors() if form is not None and not open_to_say else (),
        "handed": [(LABELS.get(name, name), text) for name, text in dispute.evidence.items()],
        "now": at,
    }
    sent = form is not None and form.is_bound
    return render(request, "desk/dispute.html", context, status=422 if sent else 200)


def _why(dispute: Dispute) -> str:
    return str(REASONS.get(dispute.reason, dispute.reason))
