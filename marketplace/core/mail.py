"""E-mails leave once per key; in the demo they are kept and read at ``/regie/courriels/``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from marketplace.core import clock
from marketplace.core.models import SentMail, StoredEmail


@transaction.atomic
def send_once(
    *,
    key: str,
    to: str,
    template: str,
    context: dict[str, Any],
    language: str,
    at: datetime,
    headers: Mapping[str, str] | None = None,
    papers: Sequence[tuple[str, str]] = (),
) -> bool:
    """Send the text ``template``, whose first line is the subject; its HTML is made from the text.

    ``papers``: name and text of each file that goes with it, to be kept by whoever gets it.
    Returns whether it left now; False when ``key`` had been sent before.
    """
    _row, created = SentMail.objects.get_or_create(key=key, defaults={"sent_at": at})
    if not created:
        return False
    with translation.override(language):
        written = render_to_string(template, context)
        subject, _newline, text = written.strip().partition("\n")
        letter = {"subject": subject, "text": text.strip(), "language": language}
        html = render_to_string("core/letter.html", letter)
    message = EmailMultiAlternatives(
        subject.strip(),
        text.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={"Content-Language": language, **(headers or {})},
    )
    message.attach_alternative(html, "text/html")
    for name, content in papers:
        message.attach(name, content, "text/plain")
    message.send()
    return True


class StoredBackend(BaseEmailBackend):
    """Keeps every message as a row instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        StoredEmail.objects.bulk_create(_stored(message) for message in email_messages)
        return len(email_messages)


def _stored(message: EmailMessage) -> StoredEmail:
    alternatives = getattr(message, "alternatives", [])
    html = next((str(part[0]) for part in alternatives if part[1] == "text/html"), "")
    return StoredEmail(
        to=", ".join(message.to),
        sender=message.from_email,
        subject=str(message.subject),
        text=str(message.body),
        html=html,
        language=message.extra_headers.get("Content-Language", ""),
        papers=[[str(name), str(text)] for name, text, _type in message.attachments],
        created_at=clock.now(),
    )
