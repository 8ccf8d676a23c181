"""What a trader asks for its parcels, method by method."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.delivery import operations
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.tariff_form import forms_of


@seller_view
def tariffs(request: SellerRequest) -> HttpResponse:
    """The tariffs and, on POST, other ones; all or none."""
    sent = request.method == "POST"
    rows = forms_of(request.trader.tariffs.all(), request.POST if sent else None)
    if sent and all(form.is_valid() for form in rows):  # each says its faults
        terms = {form.method.value: form.terms for form in rows if form.terms is not None}
        operations.set_tariffs(trader=request.trader, terms=terms)
        messages.success(request, _("C’est noté : les paniers comptent avec ces tarifs."))
        return redirect("portal:tariffs")
    return render(request, "portal/tariffs.html", {"rows": rows}, status=422 if sent else 200)
