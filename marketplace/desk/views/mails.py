"""E-mails that were kept instead of being sent."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from marketplace.core.models import StoredEmail
from marketplace.desk.access import operator_view

PER_PAGE = 50


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    rows = StoredEmail.objects.defer("html", "text").order_by("-created_at", "-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/mails.html", {"page": page, "rows": page.object_list})


@operator_view
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "desk/mail.html", {"mail": get_object_or_404(StoredEmail, pk=pk)})
