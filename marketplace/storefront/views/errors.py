"""What a person sees when something is not there, not allowed, or went wrong."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.core.errors import CordeeError
from marketplace.storefront.machines import moved

View = Callable[..., HttpResponse]
SERVICE_UNAVAILABLE = 503
RETRY_SECONDS = 30
A_QUARTER_OF_AN_HOUR = 15 * 60


def page(
    request: HttpRequest,
    *,
    status: int,
    title: str,
    text: str = "",
    back: str = "",
    way_on: str = "",
    way_on_label: str = "",
) -> HttpResponse:
    """A page that says what happened and what to do next; ``back``: where to begin again;
    ``way_on``: where what can be read is kept, and how the way there is called.
    """
    context = {
        "title": title,
        "text": text,
        "back": back,
        "way_on": way_on,
        "way_on_label": way_on_label or _("Continuer sans cela"),
    }
    return render(request, "error.html", context, status=status)


def of(request: HttpRequest, error: CordeeError) -> HttpResponse:
    """An expected error as a page, with its own status and sentence."""
    if error.status != SERVICE_UNAVAILABLE:
        return page(
            request,
            status=error.status,
            title=_("Cela n’a pas abouti"),
            text=str(error.message),
            back=request.path if request.method == "GET" and request.GET else "",
            way_on=str(error.details.get("way_on", "")),
            way_on_label=str(error.details.get("way_on_label", "")),
        )
    answer = page(
        request,
        status=error.status,
        title=_("Un instant, s’il vous plaît"),
        text=f"{error.message} " + _("Réessayez dans une minute : rien n’est perdu."),
    )
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def expected(view: View) -> View:
    """A view whose expected errors become pages."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except CordeeError as error:
            return of(request, error)

    return guarded


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception  # Django passes it by this name
    return page(
        request,
        status=400,
        title=_("Cette demande ne peut pas être lue"),
        text=_("Revenez à la page précédente et recommencez."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception  # Django passes it by this name
    return page(
        request,
        status=403,
        title=_("Cette page ne vous est pas ouverte"),
        text=_("Connectez-vous avec le compte qui y a droit, ou revenez à l’accueil."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are refused."""
    del reason  # for developers, not for people
    return page(
        request,
        status=403,
        title=_("Ce formulaire n’est plus valable"),
        text=_("Revenez en arrière, rechargez la page et envoyez-le de nouveau. "
               "Les cookies de ce site doivent être acceptés."),
    )  # fmt: skip


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was renamed is sent on, what is gone says so, and anything else never was."""
    del exception  # Django passes it by this name
    found = moved.answer(request) if request.method in {"GET", "HEAD"} else None
    if isinstance(found, str):
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{found}?{query}" if query else found, permanent=True)
    if found is not None:
        return render(request, "shop/gone.html", {"gone": found}, status=410)
    return page(
        request,
        status=404,
        title=_("Cette page n’existe pas"),
        text=_("L’adresse a changé, ou le produit n’est plus au catalogue."),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody sends a form again and again."""
    return _too_many(
        request,
        text=_("Attendez un quart d’heure, puis recommencez."),
        seconds=A_QUARTER_OF_AN_HOUR,
    )


def too_many_searches(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """A network asks faster than its people could read."""
    return _too_many(
        request,
        text=_("Votre réseau fait plus de recherches que des personnes ne peuvent en lire. "
               "Attendez une minute, puis recommencez ; les rayons et les fiches restent ouverts."),
        seconds=seconds,
    )  # fmt: skip


def _too_many(request: HttpRequest, *, text: str, seconds: int) -> HttpResponse:
    answer = page(request, status=429, title=_("Trop de demandes"), text=text)
    answer["Retry-After"] = str(seconds)
    return answer


def server_error(_request: HttpRequest) -> HttpResponse:
    """Rendered without anything that might be the cause."""
    return render(None, "500.html", status=500)
