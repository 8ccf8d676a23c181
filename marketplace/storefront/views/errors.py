"""What a person sees when something is not there, not allowed, or went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from marketplace.core.errors import CordeeError


def page(request: HttpRequest, *, status: int, title: str, text: str = "") -> HttpResponse:
    """A page that says what happened and what to do next."""
    return render(request, "error.html", {"title": title, "text": text}, status=status)


def of(request: HttpRequest, error: CordeeError) -> HttpResponse:
    """An expected error as a page, with its own status and sentence."""
    return page(
        request, status=error.status, title=_("Cela n’a pas abouti"), text=str(error.message)
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        status=400,
        title=_("Cette demande ne peut pas être lue"),
        text=_("Revenez à la page précédente et recommencez."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, status=403, title=_("Cette page ne vous est pas ouverte"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are refused."""
    return page(
        request,
        status=403,
        title=_("Ce formulaire n’est plus valable"),
        text=_("Revenez en arrière, rechargez la page et envoyez-le de nouveau. "
               "Les cookies de ce site doivent être acceptés."),
    )  # fmt: skip


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        status=404,
        title=_("Cette page n’existe pas"),
        text=_("L’adresse a changé, ou le produit n’est plus au catalogue."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without anything that might be the cause."""
    return render(None, "500.html", status=500)
