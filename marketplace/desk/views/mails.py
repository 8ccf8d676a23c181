"""E-mails that were kept instead of being sent."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from marketplace.core.models import StoredEmail
from marketplace.desk import queries
from marketplace.desk.access import operator_view

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:80]
    page = Paginator(queries.mails(search=search), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "search": search}
    return render(request, "desk/mails.html", context)


@csp_update({"frame-src": [SELF]})
@operator_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The text, and the letter as its reader sees it, in a frame."""
    return render(request, "desk/mail.html", {"mail": get_object_or_404(StoredEmail, pk=pk)})


@csp(
    {
        "sandbox": ["allow-popups"],
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],  # its own looks; it loads nothing all the same
        "form-action": [NONE],
        "frame-ancestors": [SELF],
    }
)
@xframe_options_sameorigin
@operator_view
def letter(_request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part as it left, as a document of nobody: no script, no form, no cookie."""
    return HttpResponse(get_object_or_404(StoredEmail, pk=pk).html)
