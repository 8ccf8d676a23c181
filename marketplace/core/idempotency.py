"""Asking twice does it once: a key, the fingerprint of what was asked, the stored result."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from marketplace.core.errors import CordeeError
from marketplace.core.models import IdempotencyKey


class KeyReused(CordeeError):
    """The same key came with different content."""

    code = "idempotency_key_reused"
    status = 409
    message = gettext_lazy(
        "Ce formulaire a déjà été envoyé avec un autre contenu : rechargez la page et recommencez."
    )


def fingerprint(content: Any) -> str:
    """A digest of JSON-like content that does not depend on the order of its keys."""
    written = json.dumps(content, sort_keys=True, default=str).encode()
    return hashlib.sha256(written).hexdigest()


@transaction.atomic
def once(
    *, scope: str, key: str, content: Any, work: Callable[[], Any], at: datetime
) -> tuple[Any, bool]:
    """Do ``work`` unless ``key`` was used before; returns (its JSON-like result, whether it ran).

    The key, the work and its result commit together; a second caller waits for the first.

    :raises KeyReused: the key was used with other content.
    """
    asked = fingerprint(content)
    row, created = IdempotencyKey.objects.get_or_create(
        scope=scope, key=key, defaults={"fingerprint": asked, "created_at": at}
    )
    if row.fingerprint != asked:
        raise KeyReused(scope=scope, key=key)
    if not created:
        return row.result, False
    row.result = work()
    row.save(update_fields=["result"])
    return row.result, True
