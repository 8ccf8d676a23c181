"""Who may enter the operators' desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache

from marketplace.core.scopes import house_scope

View = Callable[..., HttpResponse]


def operator_view(view: View) -> View:
    """Only for operators; for anyone else there is nothing here."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        with house_scope():
            return view(request, *args, **kwargs)

    return guarded
