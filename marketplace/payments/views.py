import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.core import clock
from marketplace.core.errors import PermanentError
from marketplace.payments import gateway, operations

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def stripe_events(request: HttpRequest) -> HttpResponse:
    """Stripe's webhook: checked, kept, answered at once; the work follows through the outbox."""
    try:
        event = gateway.read_event(
            payload=request.body,
            signature=request.headers.get("Stripe-Signature", ""),
            at=clock.now(),
        )
    except PermanentError as error:
        logger.warning("webhook refused: %s", error)
        return HttpResponse(status=400)
    operations.receive_event(event=event, at=clock.now())
    return HttpResponse(status=200)
