"""Who makes what a trader sells: asked once a brand, and what is said already."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.technical import gate, makers
from marketplace.technical.models import Brand, MakerChange
from sellers.portal import brands
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.maker_form import RESPONSIBLE, MakerForm
from sellers.portal.wording import MAKER_FIELDS

PER_PAGE = 50


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    """Brands whose maker is to be said, one's own first; then those that one has said."""
    found = brands.lacking(request.trader)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    open_ = {each.brand.pk for each in found}
    said = [each for each in brands.said_by(request.trader) if each.pk not in open_]
    context = {"page": page, "rows": page.object_list, "said": said}
    return render(request, "portal/makers.html", context)


@seller_view
def detail(request: SellerRequest, slug: str) -> HttpResponse:
    """One brand's maker: what is settled is shown, the rest asked."""
    brand = brands.find(request.trader, slug)
    if brand is None:
        raise Http404
    settled = makers.settled(brand, trader=request.trader) if brand.pk else {}
    data = request.POST if request.method == "POST" else None
    form = MakerForm(data, brand=brand, settled=settled)
    if request.method == "POST" and _late(request, settled):
        messages.error(request, str(makers.MakerSettled.message))
        return redirect("portal:maker", slug)
    if request.method == "POST" and form.is_valid() and form.fields:
        return _kept(request, brand, form.cleaned_data)
    context = {"brand": brand, "form": form, "told": _told(brand, settled)}
    return render(request, "portal/maker.html", context, status=422 if form.is_bound else 200)


def _late(request: SellerRequest, settled: Mapping[str, object]) -> bool:
    """Whether something was sent that has been settled since the page was read."""
    return any(name in request.POST for name in settled)


def _kept(request: SellerRequest, brand: Brand, said: Mapping[str, Any]) -> HttpResponse:
    try:
        makers.say(brand=brand, said=said, trader=request.trader, user=request.user, at=clock.now())
    except makers.MakerSettled as error:
        messages.error(request, str(error.message))
        return redirect("portal:maker", brand.slug)
    trusted = request.trader.trusted_to_publish and makers.is_own(brand.slug, request.trader)
    after = (
        _("Ce qui n’attendait que cela est publié dans un instant.")
        if trusted
        else _("Il ne manque plus aux produits de cette marque.")
    )
    kept = _("Fabricant de %(brand)s enregistré, pour toute la marque.") % {"brand": brand.name}
    messages.success(request, f"{kept} {after}")
    return redirect("portal:makers")


def _told(brand: Brand, settled: Mapping[str, MakerChange | None]) -> list[dict[str, Any]]:
    """What is not asked: its name, what it holds, who said it and when."""
    return [
        {
            "label": MAKER_FIELDS[name],
            "value": getattr(brand, name),
            "by": _who(brand, settled[name]),
            "at": change.at if (change := settled[name]) else None,
        }
        for name in gate.MAKER_FIELDS
        if name in settled and (name not in RESPONSIBLE or brand.maker_abroad)
    ]


def _who(brand: Brand, change: MakerChange | None) -> str:
    """Of another seller only what it is."""
    if change is None or change.trader is None:
        return "Cordée"
    return _("la marque") if makers.is_own(brand.slug, change.trader) else _("une autre boutique")
