from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DEMO_DOMAIN = "@cordee.test"


class Backend(AuthenticationBackend):
    """allauth's, which alone signs people in; the demo's accounts open nothing elsewhere."""

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        email = str(credentials.get("email") or credentials.get("username") or "")
        if email.lower().endswith(DEMO_DOMAIN) and settings.PRODUCTION:
            return None
        return super().authenticate(request, **credentials)
