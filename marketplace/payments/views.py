import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.core import clock
from marketplace.core.errors import PermanentError
from marketplace.core.scopes import house_scope
from marketplace.payments import gateway, operations

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def stripe_events(request: HttpRequest) -> HttpResponse:
    """Stripe's webhook of the house's own account."""
    return _received(request, connect=False)


@csrf_exempt
@require_POST
def account_events(request: HttpRequest) -> HttpResponse:
    """Stripe's webhook of the sellers' accounts (Connect), with a secret of its own."""
    return _received(request, connect=True)


def _received(request: HttpRequest, *, connect: bool) -> HttpResponse:
    """Checked, kept, answered at once; the work follows through the outbox."""
    at = clock.now()
    try:
        event = gateway.read_event(
            payload=request.body,
            signature=request.headers.get("Stripe-Signature", ""),
            at=at,
            connect=connect,
        )
        with house_scope():
            operations.receive_event(event=event, at=at)
    except PermanentError as error:
        logger.warning("webhook refused: %s", error)
        return HttpResponse(status=400)
    return HttpResponse(status=200)
