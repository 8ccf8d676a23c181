"""Terms of sale, notices, privacy, withdrawal, ranking: the present version and earlier ones."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from marketplace.core import clock
from marketplace.storefront import legal
from marketplace.storefront.machines.caching import revisited


@revisited
def page(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in legal.SLUGS:
        raise Http404
    today = timezone.localdate(clock.now())
    current = legal.current(slug, on=today)
    version = _asked(request, slug) or current
    context = {
        "slug": slug,
        "text": legal.text(slug, version, get_language() or "fr"),
        "version": version,
        "current": current,
        "versions": legal.versions(slug),
        "today": today,
        "demonstration": legal.is_demonstration(),
    }
    return render(request, "legal/page.html", context)


def _asked(request: HttpRequest, slug: str) -> date | None:
    """The version in the address, None without one; 404 for one that never was."""
    name = request.GET.get("version")
    if name is None:
        return None
    for version in legal.versions(slug):
        if version.isoformat() == name:
            return version
    raise Http404
