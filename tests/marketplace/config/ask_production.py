"""Run with production's settings: what a browser would be told, as JSON."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

client = Client(SERVER_NAME="cordee.example", raise_request_exception=False)
plain = client.get("/healthz")
secure = client.get("/healthz", secure=True)
policy = dict(part.strip().partition(" ")[::2] for part in
              secure["Content-Security-Policy"].split(";"))  # fmt: skip
sys.stdout.write(
    json.dumps(
        {
            "plain": [plain.status_code, plain["Location"]],
            "hsts": secure["Strict-Transport-Security"],
            "form-action": policy["form-action"],
            "secure": {
                "session": settings.SESSION_COOKIE_SECURE,
                "csrf": settings.CSRF_COOKIE_SECURE,
                "language": settings.LANGUAGE_COOKIE_SECURE,
                "basket": settings.OSCAR_BASKET_COOKIE_SECURE,
            },
        }
    )
)
