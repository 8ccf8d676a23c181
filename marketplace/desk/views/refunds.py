"""Money on its way back to shoppers, and what Stripe could not pay back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import CordeeError, IllegalMove
from marketplace.desk import queries
from marketplace.desk.access import operator_view
from marketplace.payments import operations
from marketplace.payments.models import Refund

PER_PAGE = 50


@operator_view
def index(request: HttpRequest, tab: str) -> HttpResponse:
    if tab not in queries.REFUND_TABS:
        raise Http404
    page = Paginator(queries.refunds(tab), PER_PAGE).get_page(request.GET.get("page"))
    refunds = list(page.object_list)
    context = {
        "page": page,
        "rows": queries.refund_rows(refunds, queries.parcels_of(refunds)),
        "tab": tab,
        "tabs": [(key, label) for key, (label, _statuses) in queries.REFUND_TABS.items()],
    }
    return render(request, "desk/refunds.html", context)


@operator_view
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a refund anew. A GET does nothing."""
    refund = get_object_or_404(Refund.objects.select_related("payment__order"), pk=pk)
    if request.method == "POST":
        try:
            operations.refund_again(refund=refund, at=clock.now())
            messages.success(request, _("Remboursement redemandé à Stripe."))
        except IllegalMove:
            words = _("Ce remboursement n’a pas échoué : il est « %(state)s ».")
            messages.warning(request, words % {"state": refund.get_status_display()})
        except CordeeError as error:
            messages.error(request, str(error.message))
    return redirect("desk:order", number=refund.payment.order.number)
