"""A seller's own offers: whether each is put forward, and what it would take."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.money import Money
from marketplace.offers import history, standing
from marketplace.offers import operations as offering
from marketplace.offers.standing import Which
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.promotion_form import ConditionForm

PER_PAGE = 50
MOST_PRICES = 30  # of the last ninety days


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    """All of them, or those that lose or win; ``?q`` finds some by reference or title."""
    asked = request.GET.get("voir", "")
    which = Which(asked) if asked in list(Which) else Which.ALL
    search = request.GET.get("q", "").strip()[:80]
    rows = standing.rows(trader_id=request.trader.pk, which=which, search=search)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": standing.standings(list(page), at=clock.now()),
        "which": which,
        "asked": search,
        "tabs": [
            (Which.ALL, _("Toutes")), (Which.LOST, _("Perdues")), (Which.WON, _("Mises en avant")),
        ],
    }  # fmt: skip
    return render(request, "portal/offers.html", context)


@seller_view
def detail(request: SellerRequest, pk: int) -> HttpResponse:
    """One of them: where it stands, what it has cost of late, and in which condition it is sold."""
    record = standing.rows(trader_id=request.trader.pk).filter(pk=pk).first()
    if record is None:
        raise Http404
    at = clock.now()
    (row,) = standing.standings([record], at=at)
    form = ConditionForm(
        request.POST if request.method == "POST" else None, initial={"condition": row.condition}
    )
    if form.is_valid():
        offering.describe(stockrecord_ids=[pk], condition=form.cleaned_data["condition"])
        messages.success(request, _("C’est noté : votre page le dit, et l’offre est recomptée."))
        return redirect("portal:offer", pk)
    known = history.since(stockrecord_ids=[pk], start=at - 3 * history.DAYS).get(pk, [])
    context = {
        "row": row,
        "form": form,
        "history": [(when, Money(minor)) for when, minor in reversed(known)][:MOST_PRICES],
    }
    return render(request, "portal/offer.html", context, status=422 if form.is_bound else 200)
