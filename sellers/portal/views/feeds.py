"""A trader's imports: what came, what became of each line, what to mend."""

import csv
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import IllegalMove
from marketplace.core.money import Money
from marketplace.technical.pictures import dead_links
from sellers.feeds import (
    brake,
    correcting,
    errors,
    inert,
    keeping,
    operations,
    queries,
    runs,
    uploads,
)
from sellers.feeds.faults import Severity
from sellers.feeds.models import FeedRun
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.forms import UploadForm
from sellers.portal.wording import SEVERITIES, rule

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
        "halves": queries.halves(),
    }
    return render(request, "portal/feeds.html", context)


@seller_view
def upload(request: SellerRequest) -> HttpResponse:
    """Take an export; a worker imports it, at once or when it is known what would change."""
    points = queries.points(request.trader)
    if request.method != "POST":
        form = UploadForm(points=points, initial={"whole": request.GET.get("contient", "")})
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
    """The report of one import, its faults line by line; ``?regle=`` keeps those of one rule,
    ``?gravite=avertissements`` shows the warnings."""
    run = _run(pk)
    if run.status == FeedRun.Status.UNMAPPED:
        return redirect("portal:columns", pk)
    wanted = request.GET.get("regle", "")
    severity = _severity(run, request.GET.get("gravite", ""))
    rows = queries.faults(run=run, severity=severity)
    if wanted:
        rows = rows.filter(rule=wanted)
    page = Paginator(rows, FAULTS_PER_PAGE).get_page(request.GET.get("page"))
    counted = run.warned if severity == Severity.WARNING else run.rules
    context = {
        "run": run,
        "share": _share(run),
        "ahead": queries.ahead(run, at=clock.now()) if run.status == FeedRun.Status.QUEUED else "",
        "reasons": [brake.told(reason) for reason in run.reasons],
        "touched": any(run.foreseen.get(name) for name in TOUCHED),
        "largest": [_change(told) for told in run.foreseen.get("largest", [])],
        "page": page,
        "rows": [(fault, rule(fault.rule), *run.place(fault.line)) for fault in page.object_list],
        "rules": [(code, rule(code), count) for code, count in _by_count(counted)],
        "wanted": wanted,
        "dead_links": dead_links.count(),
        "severity": severity,
        "shown": run.warning_count if severity == Severity.WARNING else run.fault_count,
        "most": runs.KEPT_FAULTS,
        "reported": runs.KEPT_RUNS,
        "mendable": keeping.is_worth_it(run),
        "kept_days": keeping.KEPT_FOR.days,
        "kept_runs": keeping.OF_SOURCE,
    }
    return render(request, "portal/feed.html", context)


def _severity(run: FeedRun, asked: str) -> Severity:
    """Errors, unless warnings are asked for or there is nothing else."""
    if asked == "avertissements" or (not asked and run.warning_count and not run.fault_count):
        return Severity.WARNING
    return Severity.ERROR


@seller_view
def corrected(request: SellerRequest, pk: int) -> HttpResponseBase:
    """The file as it came, text whatever it was; ``?corrections=oui``: with what is suggested,
    ``?lignes=refusees``: without the lines that were taken."""
    run = _run(pk)
    mend = request.GET.get("corrections") == "oui"
    refused = request.GET.get("lignes") == "refusees"
    try:
        file = correcting.corrected(run=run, mend=mend, refused=refused)
    except errors.FeedError as error:
        messages.error(request, str(error.message))
        return redirect("portal:feed", pk)
    which = "refusees" if refused else "corrige" if mend else "original"
    name = f"flux-{run.pk}-{which}.{file.extension}"
    kind = "application/zip" if file.extension == "zip" else "text/csv; charset=utf-8"
    response = StreamingHttpResponse(file, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@seller_view
def faults(_request: SellerRequest, pk: int) -> HttpResponse:
    """The same faults as a file that a spreadsheet opens: UTF-8 with its mark, semicolons."""
    run = _run(pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="flux-{run.pk}-fautes.csv"'
    response.write("\ufeff")
    sheet = csv.writer(response, delimiter=";")
    sheet.writerow(
        [_("gravité"), _("fichier"), _("ligne"), _("colonne"), _("valeur"), _("règle"),
         _("explication"), _("correction")]
    )  # fmt: skip
    for fault in queries.faults(run=run):
        file, line = run.place(fault.line)
        cells = (fault.column, fault.value, fault.rule, str(fault.message), fault.fix)
        severity = str(SEVERITIES[fault.severity])
        sheet.writerow([severity, inert.marked(file), line, *map(inert.marked, cells)])
    return response


@seller_view
def report(_request: SellerRequest, pk: int) -> HttpResponse:
    """The same report for programs: counts, rules and the faults that were kept."""
    run = _run(pk)
    names = ("severity", "line", "column", "value", "rule", "message", "fix")
    said = {name: getattr(run, name) for name in REPORTED}
    faults = [_placed(run, told) for told in queries.faults(run=run).values(*names)]
    if largest := run.foreseen.get("largest"):
        said["foreseen"] = run.foreseen | {"largest": [_placed(run, told) for told in largest]}
    return JsonResponse({"run": run.pk, **said, "faults": faults})


def _placed(run: FeedRun, told: dict[str, Any]) -> dict[str, Any]:
    """The same with the file, "" when there was but one, and the line in it."""
    file, line = run.place(told["line"])
    return told | {"file": file, "line": line}


TOUCHED = ("up", "down", "sold_out", "back", "withdrawn", "largest")
REPORTED = (
    "status", "origin", "arrived_at", "started_at", "finished_at", "seconds", "digest", "dialect",
    "encoding", "delimiter", "read", "created", "updated", "unchanged", "proposed", "rejected",
    "context", "withdrawn", "followed", "fault_count", "rules", "warning_count", "warned",
    "fixed_cells", "left_cells", "reasons", "foreseen", "error_code", "error",
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
