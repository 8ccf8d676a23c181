"""E-mails to a trader: something waits for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from marketplace.care.models import Case
from marketplace.core import mail
from marketplace.fulfilment import queries as fulfilment
from marketplace.fulfilment.models import Consignment


def on_to_accept(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """A paid consignment waits to be accepted."""
    rows = fulfilment.with_lines(Consignment.objects.all())
    for payload in payloads:
        parcel = rows.get(pk=payload["consignment_id"])
        link = settings.SITE_URL + reverse("portal:consignment", args=[parcel.number])
        mail.send_once(
            key=f"to_accept:{parcel.number}",
            to=parcel.trader.email,
            template="portal/mails/to_accept.txt",
            context={"parcel": parcel, "link": link},
            language="fr",
            at=at,
        )


def on_case(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """A shopper wrote, or the house decided."""
    for payload in payloads:
        case = Case.objects.select_related("order", "order_line", "trader").get(
            pk=payload["case_id"]
        )
        messages = list(case.messages.all())
        link = settings.SITE_URL + reverse("portal:case", args=[case.pk])
        mail.send_once(
            key=f"seller_case:{case.pk}:{len(messages)}",
            to=case.trader.email,
            template="portal/mails/case.txt",
            context={"case": case, "last": messages[-1], "link": link},
            language="fr",
            at=at,
        )
