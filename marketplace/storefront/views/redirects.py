"""Where to go after a form."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


class SeeOther(HttpResponseRedirect):
    """303: what follows is read, whatever was sent."""

    status_code = 303


def safe_next(request: HttpRequest, default: str) -> str:
    """The ``next`` of the form when it is an address of this site, else ``default``."""
    wanted = str(request.POST.get("next", ""))
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else default
