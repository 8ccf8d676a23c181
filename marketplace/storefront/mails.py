"""E-mails to the shopper, each sent once when the outbox tells of its step."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.alerts.models import Alert
from marketplace.buying.vouchers import queries as vouchers
from marketplace.buying.vouchers.models import Voucher, VoucherUse
from marketplace.care import queries as care
from marketplace.care.models import Case
from marketplace.core import mail
from marketplace.core.money import Money
from marketplace.fulfilment import queries as fulfilment
from marketplace.fulfilment import tracking
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.offers import history
from marketplace.payments.models import Refund
from marketplace.storefront import legal, links, parcels
from marketplace.storefront.product.asking import SIZE
from marketplace.technical.models import VariantSheet, Withdrawal

Order = get_model("order", "Order")
Handler = Callable[[Sequence[dict[str, Any]], datetime], None]


def _send(
    order: Any,
    name: str,
    key: str,
    at: datetime,
    papers: Sequence[tuple[str, str]] = (),
    **context: Any,
) -> None:
    mail.send_once(
        key=f"{name}:{key}",
        to=order.sheet.email,
        template=f"mails/{name}.txt",
        context={
            "order": order,
            "link": links.order_url(order),
            "site": settings.SITE_URL,
            "withdrawal": _legal("retractation", order),
            **context,
        },
        language=order.sheet.language,
        at=at,
        papers=papers,
    )


def _legal(page: str, order: Any) -> str:
    return links.address("storefront:legal", page, language=order.sheet.language)


def _order(pk: int) -> Any:
    return Order.objects.select_related("sheet").get(pk=pk)


def on_order_paid(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """The contract's e-mail, to be kept: what was bought from whom, when it comes, the terms as
    they were accepted, the form to withdraw (consumer code, L221-13 and annex to R221-1)."""
    for payload in payloads:
        order = _order(payload["order_id"])
        rows = fulfilment.with_lines(Consignment.objects.filter(order=order).order_by("number"))
        terms = f"{_legal('cgv', order)}?version={order.sheet.terms_version}"
        voucher = vouchers.use_of(order)
        off = Money(voucher.amount_minor).decimal if voucher else 0
        _send(
            order,
            "order_paid",
            order.number,
            at,
            papers=_papers(order, at),
            parcels=rows,
            voucher=voucher,
            terms=terms,
            operator=legal.operator(),
            goods=order.total_incl_tax - order.shipping_incl_tax + off,
        )


def _papers(order: Any, at: datetime) -> list[tuple[str, str]]:
    """A link may show another text one day: what was accepted goes along whole."""
    language = order.sheet.language
    on = timezone.localdate(at)
    versions = (
        ("cgv", order.sheet.terms_date),
        ("retractation", legal.current("retractation", on=on)),
    )
    return [
        (f"{slug}-{version.isoformat()}.txt", legal.plain(slug, version, language))
        for slug, version in versions
    ]


def on_order_expired(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """It was not paid in time, or one of its references was taken from sale."""
    for payload in payloads:
        order = _order(payload["order_id"])
        name = "order_withdrawn" if payload.get("withdrawn") else "order_expired"
        lines = [_withdrawn(line) for line in payload.get("withdrawn", ())]
        _send(order, name, order.number, at, lines=lines)


def _withdrawn(line: dict[str, str]) -> dict[str, Any]:
    return {**line, "reason": Withdrawal.Reason(line["reason"]).label}


def on_link_asked(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Somebody who knows the order's number and address has lost the link."""
    for payload in payloads:
        order = _order(payload["order_id"])
        _send(order, "order_link", f"{order.number}:{payload['turn']}", at)


def _parcel(name: str) -> Handler:
    """A mail about one parcel's step."""

    def handler(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
        rows = fulfilment.with_lines(Consignment.objects.all())
        for payload in payloads:
            parcel = rows.get(pk=payload["consignment_id"])
            page = tracking.page(carrier=parcel.carrier, number=parcel.tracking)
            if parcel.is_fetched and name == "parcel_shipped":
                continue  # handed over at the counter: that it has arrived is told
            order = _order(parcel.order_id)
            going = [line for line in parcel.lines.all() if line.status == line.Status.GOING]
            key = f"{parcel.number}:{payload['turn']}" if "turn" in payload else parcel.number
            place = parcels.counters([parcel], at=at).get(parcel.pk)
            _send(
                order,
                name,
                key,
                at,
                parcel=parcel,
                lines=going,
                tracking_page=page,
                place=place,
            )

    return handler


on_accepted = _parcel("parcel_accepted")
on_unlocked = _parcel("parcel_unlocked")
on_shipped = _parcel("parcel_shipped")
on_delivered = _parcel("parcel_delivered")


def on_lines_withdrawn(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Lines were refused, ran out of time or were cancelled: what goes back is said here, once."""
    for payload in payloads:
        ids = payload["consignment_line_ids"]
        rows = ConsignmentLine.objects.filter(pk__in=ids).select_related(
            "order_line", "consignment__trader"
        )
        lines = list(rows.order_by("pk"))
        order = _order(lines[0].consignment.order_id)
        is_all = bool(vouchers.all_withdrawn(consignment_line_ids=ids))
        _send(
            order,
            "lines_withdrawn",
            "-".join(map(str, ids)),
            at,
            lines=lines,
            is_all=is_all,
            voucher=_usable_again(order, at) if is_all else None,
            refunded=payload["refunded_minor"],
            shipping=payload["shipping_minor"],
        )


def _usable_again(order: Any, at: datetime) -> Voucher | None:
    """The voucher of an order of which nothing is sent, once given back, where it still counts."""
    use = vouchers.use_of(order)
    if use is None or use.status != VoucherUse.Status.RELEASED or use.voucher.is_over(at):
        return None
    return use.voucher


def on_refund_succeeded(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """A refund that no other e-mail has told of."""
    for payload in payloads:
        refund = Refund.objects.select_related("payment").get(pk=payload["refund_id"])
        if fulfilment.told_with_withdrawal(refund):
            continue
        _send(_order(refund.payment.order_id), "refund", refund.key, at, refund=refund)


def _case(name: str) -> Handler:
    """A mail about a case; one per message, so the key counts them."""

    def handler(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
        for payload in payloads:
            case = Case.objects.select_related("order_line", "trader", "voucher").get(
                pk=payload["case_id"]
            )
            messages = list(case.messages.all())
            _send(
                _order(case.order_id),
                name,
                f"{case.pk}:{len(messages)}",
                at,
                case=case,
                last=messages[-1],
                code=care.code_of(case),
            )

    return handler


on_case_opened = _case("case_opened")
on_case_answered = _case("case_answered")
on_case_closed = _case("case_closed")


# --- alerts ----------------------------------------------------------------------------------
def on_alert_asked(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """The yes of an address is asked for; nobody else's e-mail can be signed up."""
    for payload in payloads:
        alert = _alerts([payload["alert_id"]]).first()
        if alert is not None and alert.state == Alert.State.ASKED:
            yes = links.alert_url(alert.pk, "confirm", language=alert.language)
            _send_alert(alert, "alert_asked", at, confirm=yes)


def on_alerts_met(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """What was waited for is there: said once, with what it has cost in the last thirty days."""
    ids = [id for payload in payloads for id in payload["alert_ids"]]
    alerts = list(_alerts(ids))
    offers = {alert.offer_id for alert in alerts if alert.offer_id}
    start = at - 2 * history.DAYS  # the present price may itself be weeks old
    prices = history.since(stockrecord_ids=offers, start=start)
    for alert in alerts:
        before = history.lowest_before_present(prices.get(alert.offer_id or 0, ()))
        _send_alert(
            alert,
            "alert_met",
            at,
            seller=alert.offer.partner.point.trader.name if alert.offer else "",
            before=None if before is None else Money(before),
            lower=before is not None and (alert.found_minor or 0) < before,
        )


def _alerts(ids: Sequence[int]) -> QuerySet[Alert]:
    rows = Alert.objects.filter(pk__in=ids).order_by("pk")
    return rows.select_related(
        "reference__sheet__brand", "variant__variant", "offer__partner__point__trader",
        "offer__product__variant",
    )  # fmt: skip


def _size(alert: Alert) -> str:
    """That is waited for; where any will do, that of the offer that was met."""
    variant = alert.variant or (alert.offer.product if alert.offer else None)
    return str(variant.variant.size) if variant else ""


def _page(alert: Alert, size: str) -> str:
    """Of the product, on a size where there is one."""
    keys = (alert.reference.slug, alert.reference.pk)
    page = links.address("catalogue:detail", *keys, language=alert.language)
    return f"{page}?{urlencode({SIZE: size})}" if size else page


def _send_alert(alert: Alert, name: str, at: datetime, **context: Any) -> None:
    """With the way to stop it, which mail programs show as a button (RFC 8058)."""
    stop = links.alert_url(alert.pk, "stop", language=alert.language)
    sheet = alert.reference.sheet
    colour = sheet.colour_name
    size = _size(alert)
    mail.send_once(
        key=f"{name}:{alert.pk}",
        to=alert.email,
        template=f"mails/{name}.txt",
        context={
            "alert": alert,
            "name": f"{sheet.brand} {sheet.model_name}" + (colour and f", {colour}"),
            "size": size,
            "sized": "" if size == VariantSheet.ONE_SIZE else size,
            "page": _page(alert, size),
            "stop": stop,
            **context,
        },
        language=alert.language,
        at=at,
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
