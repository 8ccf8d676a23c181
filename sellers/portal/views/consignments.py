"""Parcels of a trader: to accept, to ship, done."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import clock
from marketplace.core.errors import CordeeError, IllegalMove
from marketplace.fulfilment import operations, queries
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.fulfilment.operations import CodeLocked, CodeWrong
from marketplace.payments import queries as payments
from sellers.portal import queries as portal
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.disclosure import recipient
from sellers.portal.forms import HandOverForm, RefuseForm, ShipForm

Status = Consignment.Status
TABS: dict[str, tuple[Any, list[Status]]] = {
    "a-accepter": (gettext_lazy("À accepter"), [Status.TO_ACCEPT]),
    "a-expedier": (gettext_lazy("À expédier"), [Status.TO_SHIP]),
    "termines": (gettext_lazy("Terminés"), [Status.SHIPPED, Status.DELIVERED, Status.CANCELLED]),
}
PER_PAGE = 30


@seller_view
def home(request: SellerRequest) -> HttpResponse:
    """What waits for the boutique today, most urgent first."""
    context = {
        "counts": portal.counts(),
        "tasks": portal.tasks(),
        "run": portal.last_run(),
        "now": clock.now(),
    }
    return render(request, "portal/home.html", context)


@seller_view
def index(request: SellerRequest, tab: str) -> HttpResponse:
    if tab not in TABS:
        raise Http404
    rows = queries.with_lines(queries.in_statuses(TABS[tab][1]))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.counts_by_status()
    tabs = [
        (key, label, sum(counts.get(status, 0) for status in statuses))
        for key, (label, statuses) in TABS.items()
    ]
    context = {"page": page, "rows": page.object_list, "tab": tab, "tabs": tabs}
    return render(request, "portal/consignments.html", context | {"now": clock.now()})


@seller_view
def detail(request: SellerRequest, number: str) -> HttpResponse:
    return _page(request, _consignment(number))


@seller_view
def accept(request: SellerRequest, number: str) -> HttpResponse:
    """Take the parcel on. A GET, as after signing in again, shows the parcel and does nothing."""
    consignment = _consignment(number)
    if request.method != "POST":
        return redirect("portal:consignment", number=number)
    try:
        operations.accept(consignment=consignment, actor=request.user, at=clock.now())
        if consignment.is_fetched:
            messages.success(request, _("Mis de côté : le client est prévenu, avec son code."))
        else:
            messages.success(request, _("Colis accepté. Expédiez-le avant l’échéance."))
    except IllegalMove:
        _too_late(request, consignment)
    return redirect("portal:consignment", number=number)


@seller_view
def refuse(request: SellerRequest, number: str, line: int) -> HttpResponse:
    """Refuse one article, with a reason that the shopper reads."""
    consignment = _consignment(number)
    row = get_object_or_404(ConsignmentLine, pk=line, consignment=consignment)
    if request.method != "POST":
        return redirect("portal:consignment", number=number)
    form = RefuseForm(request.POST, auto_id=f"line{row.pk}_%s")
    if not form.is_valid():
        return _page(request, consignment, refuse=(row.pk, form), status=422)
    try:
        operations.refuse_line(
            line=row, reason=form.cleaned_data["reason"], actor=request.user, at=clock.now()
        )
        messages.success(request, _("Article refusé : le client est remboursé et prévenu."))
    except IllegalMove:
        _too_late(request, consignment)
    return redirect("portal:consignment", number=number)


@seller_view
def ship(request: SellerRequest, number: str) -> HttpResponse:
    """Hand the parcel to its carrier."""
    consignment = _consignment(number)
    if request.method != "POST":
        return redirect("portal:consignment", number=number)
    form = ShipForm(request.POST)
    if not form.is_valid():
        return _page(request, consignment, ship=form, status=422)
    try:
        operations.ship(
            consignment=consignment, **form.cleaned_data, actor=request.user, at=clock.now()
        )
        messages.success(request, _("Colis expédié : le client reçoit son suivi."))
    except CordeeError:
        _too_late(request, consignment)
    return redirect("portal:consignment", number=number)


@seller_view
def hand_over(request: SellerRequest, number: str) -> HttpResponse:
    """Give the parcel to the shopper at the counter."""
    consignment = _consignment(number)
    if request.method != "POST":
        return redirect("portal:consignment", number=number)
    form = HandOverForm(request.POST)
    if form.is_valid():
        try:
            operations.hand_over(
                consignment=consignment, **form.cleaned_data, actor=request.user, at=clock.now()
            )
            messages.success(request, _("Remis au client : bonne journée à lui."))
            return redirect("portal:consignment", number=number)
        except (CodeWrong, CodeLocked) as error:
            form.add_error("code", str(error.message))
        except CordeeError:
            _too_late(request, consignment)
            return redirect("portal:consignment", number=number)
    return _page(request, consignment, hand_over=form, status=422)


def _consignment(number: str) -> Consignment:
    """A parcel of the present trader that has been paid for; 404 for any other."""
    return get_object_or_404(queries.with_lines(queries.proposed()), number=number)


def _too_late(request: SellerRequest, consignment: Consignment) -> None:
    """Somebody was faster, or the form was sent twice: say where the parcel stands."""
    consignment.refresh_from_db(fields=["status"])
    words = _("Ce colis a changé entre-temps : il est maintenant « %(state)s ».")
    messages.warning(request, words % {"state": consignment.get_status_display()})


def _page(
    request: SellerRequest,
    consignment: Consignment,
    *,
    ship: ShipForm | None = None,
    hand_over: HandOverForm | None = None,
    refuse: tuple[int, RefuseForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    refused, form = refuse or (0, RefuseForm())
    lines = [
        (line, form if line.pk == refused else RefuseForm(auto_id=f"line{line.pk}_%s"))
        for line in consignment.lines.all()
    ]
    context = {
        "consignment": consignment,
        "lines": lines,
        "going": sum(line.status == line.Status.GOING for line, _form in lines),
        "recipient": recipient(consignment, at=at),
        "history": portal.history(consignment, trader=request.trader),
        "ship_form": ship or ShipForm(initial={"carrier": portal.usual_carrier()}),
        "hand_over_form": hand_over or HandOverForm(),
        "disputed": payments.is_disputed(consignment.order_id),
        "withdrawable": consignment.status in operations.WITHDRAWABLE,
        "now": at,
    }
    return render(request, "portal/consignment.html", context, status=status)
