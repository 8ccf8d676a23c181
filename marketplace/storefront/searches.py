"""Which searches are counted."""

import re

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from marketplace.storefront.listing.page import Listing
from search.asked import noting

MACHINES = re.compile(r"bot|crawl|spider|preview|curl|wget|python|headless", re.IGNORECASE)


def note(request: HttpRequest, listing: Listing) -> None:
    """Count a search as it was typed: not its further pages nor its filters, not a machine's, and
    not that of somebody whose browser asks not to be followed."""
    asked = listing.asked
    if not asked.text or asked.chosen or asked.page > 1 or _unwilling(request):
        return
    noting.note(
        asked.text,
        visitor=get_adapter().get_client_ip(request),
        answered=bool(listing.total) and not listing.relaxed,
    )


def _unwilling(request: HttpRequest) -> bool:
    said = request.headers
    if "1" in (said.get("Sec-GPC"), said.get("DNT")):
        return True
    agent = said.get("User-Agent", "")
    return not agent or bool(MACHINES.search(agent))
