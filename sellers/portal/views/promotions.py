"""A seller's promotions: what runs, what it has given off, a new one with what it would do."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.core import clock
from marketplace.core.errors import CordeeError
from marketplace.offers import promotions
from marketplace.offers.models import Promotion
from marketplace.offers.promotions import Preview
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.promotion_form import FIELD_OF, PromotionForm

PER_PAGE = 30
MOMENT = timedelta(seconds=1)  # before midnight it is the last day


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    """All of them, the latest first."""
    rows = promotions.of_trader(request.trader)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    told = [(each, *_standing(each, now), each.ends_at - MOMENT) for each in page.object_list]
    return render(request, "portal/promotions.html", {"page": page, "rows": told})


def _standing(promotion: Promotion, now: datetime) -> tuple[str, bool]:
    """Where it stands, in words, and whether it can be stopped."""
    if promotion.state != Promotion.State.OPEN:
        return promotion.get_state_display(), False
    if promotion.ends_at <= now:
        return _("terminée"), False
    return (_("à venir") if promotion.starts_at > now else _("en cours")), True


@seller_view
def create(request: SellerRequest) -> HttpResponse:
    """First what it would do, then, asked for again, it is done."""
    at = clock.now()
    form = PromotionForm(
        request.POST if request.method == "POST" else None,
        families=promotions.families(request.trader),
    )
    preview: Preview | None = None
    if form.is_valid():
        try:
            if "creer" in request.POST:
                made = promotions.create(trader=request.trader, wish=form.wish, at=at)
                said = ngettext(
                    "La promotion est créée sur %(n)d offre.",
                    "La promotion est créée sur %(n)d offres.",
                    made.offers_count,
                ) % {"n": made.offers_count}
                messages.success(request, said)
                return redirect("portal:promotions")
            preview = promotions.preview(trader=request.trader, wish=form.wish, at=at)
        except CordeeError as error:
            told = str(error.details.get("field", ""))
            name = FIELD_OF.get(told, told)
            form.add_error(name if name in form.fields else None, str(error.message))
    wrong = form.is_bound and not form.is_valid()
    context = {"form": form, "preview": preview}
    return render(request, "portal/promotion.html", context, status=422 if wrong else 200)


@seller_view
def stop(request: SellerRequest, pk: int) -> HttpResponse:
    """Its prices end now; stopped twice, it is stopped. A GET does nothing."""
    promotion = Promotion.objects.filter(pk=pk, trader=request.trader).first()
    if promotion is None:
        raise Http404
    if request.method == "POST":
        promotions.stop(promotion=promotion, at=clock.now())
        messages.success(request, _("La promotion est arrêtée : vos prix habituels valent."))
    return redirect("portal:promotions")
