"""Who may enter the sellers' portal, and what they see of it: their own trader's rows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.core.models import User
from marketplace.core.scopes import trader_scope
from marketplace.traders.models import Trader, TraderMember

View = Callable[..., HttpResponseBase]


class SellerRequest(HttpRequest):
    """A request of a signed-in member of ``trader``."""

    user: User
    trader: Trader


def seller_view(view: View) -> View:
    """Only for members of a trader; everything read inside is that trader's alone.

    Anyone else is told that there is nothing here, which is what there is for them.
    """

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        member = TraderMember.objects.filter(user=request.user).select_related("trader").first()
        if member is None:
            raise Http404(_("Ce compte n’est rattaché à aucune boutique."))
        request.trader = member.trader
        with trader_scope(member.trader):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):  # lazy templates must read inside the scope
                response.render()
            return response

    return guarded
