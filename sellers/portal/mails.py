"""E-mails to a trader: something waits for it, or waits no more. In French, as sellers work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from marketplace.care.models import Case, CaseMessage
from marketplace.core import mail
from marketplace.core.idempotency import fingerprint
from marketplace.fulfilment import queries as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments import queries as payments
from marketplace.traders.models import Trader
from sellers.feeds import brake, runs
from sellers.feeds import queries as feeds
from sellers.feeds.models import FeedRun
from sellers.portal import requirements, wording

LANGUAGE = "fr"
ASKING = (FeedRun.Status.WAITING, FeedRun.Status.UNMAPPED)
# What a seller did itself it need not be told.
NEWS = (ConsignmentLine.Status.CANCELLED, ConsignmentLine.Status.EXPIRED)


def _send(trader: Trader, name: str, key: str, at: datetime, **context: Any) -> None:
    mail.send_once(
        key=key,
        to=trader.email,
        template=f"portal/mails/{name}.txt",
        context=context,
        language=LANGUAGE,
        at=at,
    )


def _link(view: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(view, args=args)}"


def on_to_accept(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """A paid consignment waits to be accepted."""
    rows = fulfilment.with_lines(Consignment.objects.all())
    for payload in payloads:
        parcel = rows.get(pk=payload["consignment_id"])
        link = _link("portal:consignment", parcel.number)
        key = f"to_accept:{parcel.number}"
        _send(parcel.trader, "to_accept", key, at, parcel=parcel, link=link)


def on_lines_withdrawn(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """The shopper took a line back, or the seller's time is over: it must not be sent."""
    for payload in payloads:
        ids = payload["consignment_line_ids"]
        rows = ConsignmentLine.objects.filter(pk__in=ids, status__in=NEWS)
        lines = list(rows.select_related("order_line", "consignment__trader").order_by("pk"))
        if not lines:
            continue
        parcel = lines[0].consignment
        link = _link("portal:consignment", parcel.number)
        key = f"seller_withdrawn:{'-'.join(map(str, sorted(ids)))}"
        _send(parcel.trader, "withdrawn", key, at, parcel=parcel, lines=lines, link=link)


def on_case(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """A shopper wrote, the house wrote, or the house decided; one e-mail for each message."""
    for payload in payloads:
        case = Case.objects.select_related("order", "order_line", "trader").get(
            pk=payload["case_id"]
        )
        messages = list(case.messages.all())
        last = messages[-1]
        if last.author == CaseMessage.Author.TRADER:
            continue
        link = _link("portal:case", case.pk)
        key = f"seller_case:{case.pk}:{len(messages)}"
        _send(case.trader, "case", key, at, case=case, last=last, link=link)


def on_address_failing(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """A feed's address does not answer any more, or is asked no more; one e-mail for each."""
    for payload in payloads:
        row = feeds.address(payload["address_id"])
        if row is None or not row.failures:
            continue  # it went or came back meanwhile
        state, _label = wording.state(row)
        key = f"feed_address:{row.pk}:{row.failing_since:%Y%m%d%H%M%S}:{state}"
        with translation.override(LANGUAGE):
            told = {"row": row, "remedy": wording.remedy(row.outcome)}
        link = _link("portal:address", row.pk)
        _send(row.trader, "address_failing", key, at, **told, link=link)


def on_feed_asks(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """An import that came by itself waits for an answer; one e-mail for each question."""
    for payload in payloads:
        run = feeds.run(payload["run_id"])
        if run is None or run.status not in ASKING:
            continue  # it is answered, or a later file came
        with translation.override(LANGUAGE):
            told = {"run": run, "reasons": [brake.told(reason) for reason in run.reasons]}
        key = f"feed_asks:{run.pk}:{run.status}"
        _send(run.trader, "feed_asks", key, at, **told, link=_link("portal:feed", run.pk))


def on_feed_given_up(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """An import stopped dead each time: nothing of its file will come in by itself."""
    for payload in payloads:
        run = feeds.run(payload["run_id"])
        if run is None or not runs.is_given_up(run):
            continue  # the boutique has it imported again
        key = f"feed_given_up:{run.pk}:{run.finished_at:%Y%m%d%H%M%S}"
        _send(run.trader, "feed_given_up", key, at, run=run, link=_link("portal:feed", run.pk))


def on_account_changed(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Stripe asks a seller for something, has stopped its account, or can pay it now.

    Nobody is written to before Stripe was told anything: they are still on its page.
    """
    for payload in payloads:
        account = payments.account(payload["trader_id"])
        if account is None or not account.details_submitted:
            continue
        due = requirements.due(account)
        reason = account.requirements.get("disabled_reason", "")
        if not account.is_ready and not due and not reason.startswith("rejected"):
            continue  # Stripe checks: there is nothing to do
        said = fingerprint([account.is_ready, due, reason])[:16]
        _send(
            account.trader,
            "account",
            f"seller_account:{account.pk}:{said}",
            at,
            seller=account.trader,
            ready=account.is_ready,
            due=requirements.in_words(due),
            stopped=requirements.why_stopped(reason),
            deadline=requirements.deadline(account),
            link=_link("portal:payments"),
        )
