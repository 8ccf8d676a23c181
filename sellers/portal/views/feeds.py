"""A trader's imports: what came, what became of each line, what to mend."""

import csv
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import IllegalMove
from marketplace.core.money import Money
from marketplace.technical.pictures import dead_links
from sellers.feeds import brake, operations, queries, uploads
from sellers.feeds.models import FeedRun
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.forms import UploadForm
from sellers.portal.wording import rule

RUNS_PER_PAGE = 30
FAULTS_PER_PAGE = 50


@seller_view
def index(request: SellerRequest) -> HttpResponse:
    page = Paginator(queries.runs(), RUNS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "now": clock.now(),
        "dead_links": dead_links.count(),
        "failing": queries.failing(),
    }
    return render(request, "portal/feeds.html", context)


@seller_view
def upload(request: SellerRequest) -> HttpResponse:
    """Take an export; a worker imports it, at once or when it is known what would change."""
    points = queries.points(request.trader)
    if request.method != "POST":
        form = UploadForm(points=points)
        return render(request, "portal/upload.html", {"form": form, "points": points})
    form = UploadForm(request.POST, request.FILES, points=points)
    if not points or not form.is_valid():
        return render(request, "portal/upload.html", {"form": form, "points": points}, status=422)
    run = uploads.queue(
        trader=request.trader,
        files=[(file.name or "export", file) for file in form.cleaned_data["export"]],
        settings=form.settings,
        ask_first=request.POST.get("how") != "import",
        at=clock.now(),
    )
    return redirect("portal:feed", run.pk)


@seller_view
def confirm(request: SellerRequest, pk: int) -> HttpResponse:
    """The boutique says yes to a run that waits."""
    return _decide(
        request, pk, uploads.say_yes, _("C’est noté : l’import commence dans un instant.")
    )


@seller_view
def reject(request: SellerRequest, pk: int) -> HttpResponse:
    """The boutique says no to a run that waits."""
    return _decide(request, pk, operations.reject_run, _("Import écarté : rien n’a changé."))


@seller_view
def cancel(request: SellerRequest, pk: int) -> HttpResponse:
    """Stop a run that is queued, or after the chunk it is at."""
    return _decide(
        request, pk, operations.cancel_run, _("L’import s’arrête : ce qui est fait reste fait.")
    )


def _decide(
    request: SellerRequest, pk: int, decide: Callable[..., object], said: str
) -> HttpResponse:
    """Do it once; a GET, as after signing in again, shows the run and does nothing."""
    run = _run(pk)
    if request.method == "POST":
        try:
            done = decide(run=run, at=clock.now())
            if done is not False:
                messages.success(request, said)
        except IllegalMove:
            messages.error(request, _("Trop tard : cet import est déjà décidé."))
    return redirect("portal:feed", pk)


@seller_view
def detail(request: SellerRequest, pk: int) -> HttpResponse:
    """The report of one import, its faults line by line; ``?regle=`` keeps those of one rule."""
    run = _run(pk)
    if run.status == FeedRun.Status.UNMAPPED:
        return redirect("portal:columns", pk)
    wanted = request.GET.get("regle", "")
    rows = queries.faults(run=run)
    if wanted:
        rows = rows.filter(rule=wanted)
    page = Paginator(rows, FAULTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "share": _share(run),
        "reasons": [brake.told(reason) for reason in run.reasons],
        "touched": any(run.foreseen.get(name) for name in TOUCHED),
        "largest": [_change(told) for told in run.foreseen.get("largest", [])],
        "page": page,
        "rows": [(fault, rule(fault.rule)) for fault in page.object_list],
        "rules": [(code, rule(code), count) for code, count in _by_count(run.rules)],
        "wanted": wanted,
        "dead_links": dead_links.count(),
    }
    return render(request, "portal/feed.html", context)


@seller_view
def faults(_request: SellerRequest, pk: int) -> HttpResponse:
    """The same faults as a file that a spreadsheet opens: UTF-8 with its mark, semicolons."""
    run = _run(pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="flux-{run.pk}-fautes.csv"'
    response.write("\ufeff")
    sheet = csv.writer(response, delimiter=";")
    sheet.writerow(
        [_("ligne"), _("colonne"), _("valeur"), _("règle"), _("explication"), _("correction")]
    )
    for fault in queries.faults(run=run):
        cells = (fault.column, fault.value, fault.rule, fault.message, fault.fix)
        sheet.writerow([fault.line, *map(_inert, cells)])
    return response


@seller_view
def report(_request: SellerRequest, pk: int) -> HttpResponse:
    """The same report for programs: counts, rules and the faults that were kept."""
    run = _run(pk)
    names = ("line", "column", "value", "rule", "message", "fix")
    said = {name: getattr(run, name) for name in REPORTED}
    faults = list(queries.faults(run=run).values(*names))
    return JsonResponse({"run": run.pk, **said, "faults": faults})


TOUCHED = ("up", "down", "sold_out", "back", "withdrawn", "largest")
REPORTED = (
    "status", "origin", "started_at", "finished_at", "seconds", "digest", "dialect", "encoding",
    "delimiter", "read", "created", "updated", "unchanged", "proposed", "rejected", "context",
    "withdrawn", "fault_count", "rules", "reasons", "foreseen", "error_code", "error",
)  # fmt: skip


def _share(run: FeedRun) -> int | None:
    """Percent of the present phase that is done; None while nobody can tell."""
    if not run.progress_total:
        return None
    return min(100 * run.progress // run.progress_total, 100)


def _change(told: dict[str, Any]) -> dict[str, Any]:
    """One foreseen change as a row of the table."""
    before, after = told["price"]
    return told | {
        "before": None if before is None else Money(before),
        "after": Money(after),
        "percent": round(100 * (after - before) / before) if before else None,
    }


def _run(pk: int) -> Any:
    run = queries.run(pk)
    if run is None:
        raise Http404
    return run


def _by_count(rules: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(rules.items(), key=lambda item: (-item[1], item[0]))


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: its content came from somebody's file."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
