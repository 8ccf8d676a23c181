"""What the house can say to a shopper's bank about a disputed order: gathered from its own rows.

Fields are Stripe's; an operator reads, corrects and hands them over, once.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.care.models import Case
from marketplace.core.models import SentMail
from marketplace.fulfilment import queries as fulfilment
from marketplace.fulfilment import tracking
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments.models import Dispute, Refund

Order = get_model("order", "Order")
# In the order in which they are read; Stripe's names.
FIELDS = (
    "product_description",
    "customer_name",
    "customer_email_address",
    "shipping_address",
    "shipping_carrier",
    "shipping_tracking_number",
    "shipping_date",
    "refund_policy_disclosure",
    "uncategorized_text",
)


def gather(*, dispute: Dispute) -> dict[str, str]:
    """Field → what our rows say of it, "" where they say nothing; a fixed number of queries."""
    order = Order.objects.select_related("sheet", "shipping_address").get(
        pk=dispute.payment.order_id
    )
    parcels = list(
        fulfilment.with_lines(Consignment.objects.filter(order=order).order_by("number"))
    )
    sent = [parcel for parcel in parcels if parcel.shipped_at]
    return {
        "product_description": "\n".join(_goods(parcels)),
        "customer_name": _name(order.shipping_address),
        "customer_email_address": order.sheet.email,
        "shipping_address": _address(order.shipping_address),
        "shipping_carrier": ", ".join(dict.fromkeys(each.carrier for each in sent if each.carrier)),
        "shipping_tracking_number": ", ".join(each.tracking for each in sent if each.tracking),
        "shipping_date": ", ".join(dict.fromkeys(_day(each.shipped_at) for each in sent)),
        "refund_policy_disclosure": _terms(order),
        "uncategorized_text": "\n".join(_story(order, parcels, dispute)),
    }


def _goods(parcels: Sequence[Consignment]) -> Iterator[str]:
    for parcel in parcels:
        for line in parcel.lines.all():
            if line.status == ConsignmentLine.Status.GOING:
                row = line.order_line
                words = _("%(units)d × %(title)s, vendu par %(trader)s")
                yield words % {
                    "units": row.quantity, "title": row.title, "trader": parcel.trader.legal_name,
                }  # fmt: skip


def _name(address: Any) -> str:
    return f"{address.first_name} {address.last_name}".strip() if address else ""


def _address(address: Any) -> str:
    if address is None:
        return ""
    lines = (address.line1, address.line2, f"{address.postcode} {address.line4}".strip())
    return ", ".join(filter(None, (*lines, address.country_id)))


def _terms(order: Any) -> str:
    page = settings.SITE_URL + reverse("storefront:legal", kwargs={"slug": "cgv"})
    words = _(
        "Avant de payer, le client a accepté les conditions de vente du %(version)s (%(page)s), "
        "qui disent le droit de rétractation de 14 jours et les remboursements ; elles lui ont été "
        "envoyées avec le formulaire de rétractation."
    )
    return words % {
        "version": _long(order.sheet.terms_date),
        "page": f"{page}?version={order.sheet.terms_version}",
    }


def _story(order: Any, parcels: Sequence[Consignment], dispute: Dispute) -> Iterator[str]:
    """What happened, line by line, oldest first."""
    told = [
        (order.date_placed, _("Commande %(number)s passée.") % {"number": order.number}),
        *_paid(dispute),
        *_mailed(order),
        *(step for parcel in parcels for step in _sent(parcel)),
        *_cases(order),
        *_back(dispute),
    ]
    for at, words in sorted(told, key=lambda step: step[0]):
        yield f"{_day(at)} : {words}"


Step = tuple[datetime, str]


def _paid(dispute: Dispute) -> Iterator[Step]:
    if dispute.payment.succeeded_at:
        words = _("Paiement de %(amount)s sur la page de Stripe, 3-D Secure proposé à la banque.")
        yield dispute.payment.succeeded_at, words % {"amount": dispute.payment.amount}


def _mailed(order: Any) -> Iterator[Step]:
    for mail in SentMail.objects.filter(key=f"order_paid:{order.number}"):
        words = _("Confirmation et conditions envoyées à %(email)s.")
        yield mail.sent_at, words % {"email": order.sheet.email}


def _sent(parcel: Consignment) -> Iterator[Step]:
    if parcel.is_fetched:
        if parcel.delivered_at:
            words = _("Colis %(parcel)s remis au comptoir contre son code.")
            yield parcel.delivered_at, words % {"parcel": parcel.number}
        return
    if parcel.shipped_at:
        page = tracking.page(carrier=parcel.carrier, number=parcel.tracking)
        words = _("Colis %(parcel)s remis à %(carrier)s sous le numéro %(tracking)s. %(page)s")
        yield parcel.shipped_at, (words % {
            "parcel": parcel.number, "carrier": parcel.carrier, "tracking": parcel.tracking,
            "page": page,
        }).strip()  # fmt: skip
    if parcel.delivered_at:
        words = _("Colis %(parcel)s livré.")
        yield parcel.delivered_at, words % {"parcel": parcel.number}


def _cases(order: Any) -> Iterator[Step]:
    for case in Case.objects.filter(order=order).select_related("order_line"):
        words = _("Le client a écrit au service client : %(topic)s (%(title)s).")
        yield case.opened_at, words % {
            "topic": case.get_topic_display(), "title": case.order_line.title,
        }  # fmt: skip
        if case.closed_at:
            words = _("Dossier clos : %(reason)s")
            yield case.closed_at, words % {"reason": case.closing_reason}


def _back(dispute: Dispute) -> Iterator[Step]:
    done = Refund.Status.SUCCEEDED
    for refund in dispute.payment.refunds.filter(status=done).select_related("payment"):
        words = _("Remboursement de %(amount)s sur la carte du client.")
        yield refund.created_at, words % {"amount": refund.amount}


def _day(at: datetime | None) -> str:
    return _long(localtime(at).date()) if at else ""


def _long(day: date) -> str:
    """``1er novembre 2026``; of a month's days only the first is an ordinal in French."""
    is_french = (get_language() or "").startswith("fr")
    return date_format(day, "\\1\\e\\r F Y" if day.day == 1 and is_french else "j F Y")
