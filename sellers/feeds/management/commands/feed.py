"""``manage.py feed inspect SOURCE [--json]`` and ``manage.py feed import SOURCE --seller SLUG``.

``feed confirm RUN`` and ``feed reject RUN`` answer for a run that the safety brake holds, ``feed
cancel RUN`` stops one that is running. ``feed corrected RUN --to FILE`` writes the file of a run
with what is suggested in its cells.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import CordeeError, IllegalMove
from marketplace.core.scopes import house
from marketplace.core.sentences import Sentence
from marketplace.traders.models import Trader
from sellers.feeds import brake, correcting, errors, operations, queries
from sellers.feeds.faults import RowError, Severity
from sellers.feeds.mapping import LABELS, Mapping
from sellers.feeds.models import FeedRun
from sellers.feeds.operations import Report
from sellers.feeds.reading import Feed
from sellers.feeds.settings import Settings
from sellers.feeds.sources import opened_together


class Command(BaseCommand):
    help = "Reads a seller's product export, or imports it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        inspect = actions.add_parser("inspect", help="what the file is; changes nothing")
        bring = actions.add_parser("import", help="bring a seller's offers in line with the file")
        for each in (inspect, bring):
            each.add_argument(
                "source",
                nargs="+",
                help="a file or an http(s) address; two where "
                "they belong together (PrestaShop's products and combinations)",
            )
            each.add_argument("--json", action="store_true", help="one JSON object on one line")
            each.add_argument("--currency", help="of the prices, when the file does not say (EUR)")
            each.add_argument("--map", metavar="FILE", help="what the columns of a table that no "
                              "known shop wrote contain (JSON; see docs/feeds)")  # fmt: skip
        bring.add_argument("--tax", metavar="PERCENT", help="of prices without tax (20)")
        bring.add_argument("--in-stock", type=int, metavar="UNITS",
                           help="what « in stock » without a count is worth (1)")  # fmt: skip
        for name, told in (
            ("confirm", "import a run that waits for the boutique's yes"),
            ("reject", "say no to a run that waits"),
            ("cancel", "stop a run after the chunk it is at"),
        ):
            each = actions.add_parser(name, help=told)
            each.add_argument("run", type=int, help="its number")
            each.add_argument("--json", action="store_true", help="one JSON object on one line")
        back = actions.add_parser("corrected", help="the file of a run, its faults mended where a "
                                  "value is suggested")  # fmt: skip
        back.add_argument("run", type=int, help="its number")
        back.add_argument("--to", required=True, metavar="FILE", help="where it is written")
        back.add_argument("--as-sent", action="store_true", help="without what is suggested")
        back.add_argument("--json", action="store_true", help="one JSON object on one line")
        bring.add_argument("--stock", action="store_true", default=None,
                           help="the file says stock and price of known SKUs")  # fmt: skip
        bring.add_argument("--yes", action="store_true",
                           help="import it even if it does much at once")  # fmt: skip
        bring.add_argument("--seller", required=True, metavar="SLUG")
        bring.add_argument("--dry-run", action="store_true", help="say what would change")
        bring.add_argument("--point", help="code of the shop or warehouse whose stock it is")
        bring.add_argument("--source", dest="name", help="name of the feed, when there are several")
        bring.add_argument("--pictures", metavar="URL", help="what pictures' paths hang on")
        bring.add_argument("--brand", help="of lines that name none")
        bring.add_argument("--family", help="of products whose family nobody can tell")
        bring.add_argument(
            "--lead-days", type=int, help="working days until the parcel leaves (0 to 90)"
        )
        whole = bring.add_mutually_exclusive_group()
        whole.add_argument("--delta", action="store_true", default=None,
                           help="the file leaves out what has not changed")  # fmt: skip
        whole.add_argument("--full", dest="delta", action="store_false", default=None,
                           help="what the file leaves out has no stock")  # fmt: skip

    @house
    def handle(self, *_args: Any, **options: Any) -> None:
        action = {"inspect": _inspect, "import": _import, "confirm": _confirm}.get(
            options["action"]
        )
        try:
            if action is None:
                done = _corrected if options["action"] == "corrected" else _decided
                self.stdout.write(done(options))
                return
            with action(options) as report:
                if options["json"]:
                    self._say_json(report, options)
                else:
                    self._say(report, options)
                nothing_taken = _is_all_refused(report)
        except CordeeError as error:
            if options["json"]:
                self.stdout.write(json.dumps(_failure(error), ensure_ascii=False))
            raise CommandError(_because(error.code, str(error.message))) from error
        if nothing_taken:
            raise SystemExit(1)  # the report has said why; scripts look at the status

    def _say(self, report: Report, options: dict[str, Any]) -> None:
        for line in _told(report, dry_run=options.get("dry_run", False)):
            self.stdout.write(line)

    def _say_json(self, report: Report, options: dict[str, Any]) -> None:
        """One object, its faults written as they are read: there may be very many."""
        head = json.dumps(_head(report, options), ensure_ascii=False)
        self.stdout.write(f'{head[:-1]}, "faults": [', ending="")
        for number, fault in enumerate(report.faults()):
            file, line = report.feed.place(fault.line)
            said = {name: str(getattr(fault, name)) for name in FAULT}
            told = json.dumps(said | {"file": file, "line": line}, ensure_ascii=False)
            self.stdout.write(f"{', ' if number else ''}{told}", ending="")
        self.stdout.write("]}")


def _inspect(options: dict[str, Any]) -> Report:
    with opened_together(options["source"]) as source:
        currency = (options["currency"] or "EUR").upper()
        said = _mapping(options["map"])
        mapping = Mapping.of_json(said) if said is not None else None
        return operations.inspect(source=source, currency=currency, at=clock.now(), mapping=mapping)


def _mapping(path: str | None) -> dict[str, Any] | None:
    """:raises BadMapping: no such file, or no JSON in it."""
    if path is None:
        return None
    try:
        said: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise errors.BadMapping(
            Sentence("« %(path)s » n’est pas un fichier JSON qui se lit.") % {"path": path[:200]}
        ) from error
    return said


def _import(options: dict[str, Any]) -> Report:
    trader = _trader(options["seller"])
    settings = Settings(
        name=options["name"],
        point=options["point"],
        currency=options["currency"],
        pictures=options["pictures"],
        delta=options["delta"],
        brand=options["brand"],
        family=options["family"],
        lead_days=options["lead_days"],
        tax=options["tax"],
        in_stock=options["in_stock"],
        stock_only=options["stock"],
        mapping=_mapping(options["map"]),
    )
    with opened_together(options["source"]) as source:
        return operations.import_feed(
            trader=trader,
            source=source,
            settings=settings,
            at=clock.now(),
            dry_run=options["dry_run"],
            sure=options["yes"],
        )


def _confirm(options: dict[str, Any]) -> Report:
    run = _run(options["run"])
    options |= {"seller": run.trader.slug, "dry_run": False}
    return operations.confirm_run(run=run, at=clock.now())


def _decided(options: dict[str, Any]) -> str:
    """Reject or cancel; returns what has become of the run."""
    run = _run(options["run"])
    if options["action"] == "reject":
        operations.reject_run(run=run, at=clock.now())
    elif not operations.cancel_run(run=run, at=clock.now()):
        raise IllegalMove(f"FeedRun {run.pk}: {run.status} -> {FeedRun.Status.CANCELLED}")
    run.refresh_from_db()
    said = {"run": run.pk, "status": run.status}
    return json.dumps(said) if options["json"] else f"{run} : {run.get_status_display()}"


def _corrected(options: dict[str, Any]) -> str:
    """Write the file of a run; returns what was written.

    :raises UnknownRun, FileGone: there is none. :raises NoSuchSource: it cannot be written there.
    """
    run = _run(options["run"])
    with closing(correcting.corrected(run=run, mend=not options["as_sent"])) as file:
        try:
            with Path(options["to"]).open("wb") as out:
                out.writelines(file)
        except OSError as error:
            raise errors.NoSuchSource(
                Sentence("« %(path)s » ne peut pas être écrit : vérifiez le chemin.")
                % {"path": options["to"][:200]}
            ) from error
    said = {"run": run.pk, "file": options["to"], "mended": file.mended, "left": run.left_cells}
    if options["json"]:
        return json.dumps(said, ensure_ascii=False)
    return _("%(file)s : %(mended)d cellules corrigées, %(left)d restent à remplir.") % said


def _run(pk: int) -> FeedRun:
    """:raises UnknownRun: there is none of that number."""
    run = queries.run(pk)
    if run is None:
        raise errors.UnknownRun
    return cast(FeedRun, run)


def _trader(slug: str) -> Trader:
    """:raises UnknownSeller: with the nearest names."""
    trader = Trader.objects.filter(slug=slug).first()
    if trader is not None:
        return trader
    slugs = list(Trader.objects.values_list("slug", flat=True))
    near = get_close_matches(slug, slugs, n=3, cutoff=0.4) or slugs[:5]
    if not near:
        raise errors.UnknownSeller(
            Sentence(
                "Il n’y a encore aucun vendeur : créez d’abord le vendeur « %(slug)s » et son "
                "point de vente."
            )
            % {"slug": slug}
        )
    raise errors.UnknownSeller(
        Sentence("Il n’y a pas de vendeur « %(slug)s ». Peut-être : %(near)s.")
        % {"slug": slug, "near": ", ".join(near)}
    )


def _is_all_refused(report: Report) -> bool:
    """An import that took in no line, though the file has some."""
    counts = report.counts
    is_import = report.settings is not None
    return is_import and 0 < counts["rejected"] == counts["read"] - counts["context"]


def _failure(error: CordeeError) -> dict[str, Any]:
    place = {name: value for name, value in error.details.items() if name in {"line", "column"}}
    return {"error": error.code, "message": str(error.message)} | place


def _head(report: Report, options: dict[str, Any]) -> dict[str, Any]:
    settings = report.settings
    return {
        "source": report.origin,
        "dialect": report.dialect.key,
        "format": report.dialect.label,
        "encoding": report.feed.encoding,
        "delimiter": report.feed.delimiter,
        "bytes": report.feed.size,
        "sha256": report.feed.digest,
        "mapping": report.mapped.shown,
        **_guess_head(report),
        "unmapped": report.mapped.unmapped,
        "unused": report.mapped.unused,
        **report.counts,
        "fault_count": sum(report.staging.rules().values()),
        "rules": report.staging.rules(),
        "warning_count": sum(report.staging.rules(Severity.WARNING).values()),
        "warned": report.staging.rules(Severity.WARNING),
        **(
            {
                "seller": options["seller"],
                "dry_run": options["dry_run"],
                "run": report.run_id,
                "status": report.status,
                "reasons": report.reasons,
                "settings": {
                    "source": settings.name,
                    "currency": settings.currency,
                    "pictures": settings.picture_base,
                    "delta": settings.delta,
                    "tax": str(settings.tax_percent),
                    "in_stock": settings.units_in_stock,
                },
            }
            if settings
            else {}
        ),
        "seconds": report.seconds,
    }


FAULT = ("line", "column", "value", "rule", "message", "fix", "severity")


def _guess_head(report: Report) -> dict[str, Any]:
    """The guess as ``--map`` takes it, and how sure each of its fields is."""
    if report.guess is None:
        return {}
    return {"guess": report.guess.mapping.as_json(), "confidence": {**report.guess.confidence}}


# --- for people ------------------------------------------------------------------------------
def _told(report: Report, *, dry_run: bool) -> Iterator[str]:
    feed, mapped = report.feed, report.mapped
    yield _("Fichier : %(name)s, %(size)s ko") % {
        "name": report.origin, "size": f"{feed.size / 1000:,.1f}".replace(",", " "),
    }  # fmt: skip
    yield _format_told(report)
    if report.settings is None:
        yield from _mapping_told(report)
        for name, why in mapped.unused.items():
            yield _("Colonne « %(name)s » : %(why)s") % {"name": name, "why": why}
        yield _("Colonnes non lues : %(names)s") % {"names": ", ".join(mapped.unmapped) or "–"}
    else:
        yield from _settings_told(report, dry_run=dry_run)
    lines = _("Ce que deviendraient ses lignes : %(counts)s")
    yield (lines if report.reasons else _("Lignes : %(counts)s")) % {
        "counts": ", ".join(f"{count} {_words()[name]}" for name, count in report.counts.items())
    }
    yield from (_fault_told(fault, feed) for fault in report.staging.faults(Severity.ERROR))
    if warned := sum(report.staging.rules(Severity.WARNING).values()):
        yield _("Avertissements, de lignes qui sont prises : %(count)d") % {"count": warned}
        yield from (_fault_told(each, feed) for each in report.staging.faults(Severity.WARNING))
    yield _("%(seconds)s s") % {"seconds": f"{report.seconds:.2f}".replace(".", ",")}


def _format_told(report: Report) -> str:
    feed = report.feed
    told = {"label": _(report.dialect.label), "encoding": feed.encoding}
    if not feed.delimiter:
        return _("Format : %(label)s, %(encoding)s") % told
    sign = _("tabulation") if feed.delimiter == "\t" else feed.delimiter
    told["delimiter"] = sign
    return _("Format : %(label)s, %(encoding)s, séparateur « %(delimiter)s »") % told


def _mapping_told(report: Report) -> Iterator[str]:
    if report.guess is None:
        yield _("Colonnes lues :")
        yield from (f"  {name} → {ours}" for ours, name in report.mapped.shown.items())
        return
    yield _("Colonnes lues, telles qu’on les devine (à confirmer avec --map) :")
    for ours, names in report.guess.mapping.columns.items():
        sure = round(100 * report.guess.confidence[ours])
        yield f"  {', '.join(names)} → {ours} ({_(LABELS[ours])}, {sure} %)"
    for column, attribute in report.guess.mapping.attributes.items():
        yield f"  {column} → {attribute} ({_('caractéristique')})"


def _settings_told(report: Report, *, dry_run: bool) -> Iterator[str]:
    settings = report.settings
    assert settings is not None
    if report.dialect.untaxed:
        yield _("Prix hors taxes : TVA de %(percent)s %% ajoutée") % {
            "percent": f"{settings.tax_percent.normalize():f}".replace(".", ","),
        }  # fmt: skip
    told = _("Réglages : flux « %(name)s », prix en %(currency)s, images %(pictures)s, %(whole)s")
    yield told % {
        "name": settings.name,
        "currency": settings.currency,
        "pictures": settings.picture_base or _("sans site"),
        "whole": _("partiel") if settings.delta else _("complet"),
    }  # fmt: skip
    if dry_run:
        yield _("Essai : rien n’a été changé.")
    if report.reasons:
        yield _("Rien n’a été changé : ce flux fait beaucoup à la fois.")
        yield from (f"  {brake.told(reason)}" for reason in report.reasons)
        yield _("Pour l’importer : manage.py feed confirm %(run)s ; pour l’écarter : "
                "manage.py feed reject %(run)s.") % {"run": report.run_id}  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "read": _("lues"),
        "variants": _("à vendre"),
        "created": _("créées"),
        "updated": _("modifiées"),
        "unchanged": _("inchangées"),
        "proposed": _("proposées"),
        "rejected": _("refusées"),
        "context": _("de contexte"),
        "withdrawn": _("offres retirées"),
        "followed": _("fiches mises à jour"),
    }


def _fault_told(fault: RowError, feed: Feed) -> str:
    file, line = feed.place(fault.line)
    where = _("ligne %(line)d") % {"line": line}
    if file:
        where = f"{file}, {where}"
    if fault.column:
        where += _(", colonne « %(column)s »") % {"column": fault.column}
    if fault.value:
        where += _(", valeur « %(value)s »") % {"value": fault.value}
    fix = _(" Mettez : %(fix)s") % {"fix": fault.fix} if fault.fix else ""
    return f"  {_because(where, str(fault.message))}{fix} [{fault.rule}]"


def _because(what: str, why: str) -> str:
    return _("%(what)s : %(why)s") % {"what": what, "why": why}
