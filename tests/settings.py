"""The product's own settings, on throw-away data. Nothing here reaches a real service.

``TEST_ON=postgres`` runs the tests on PostgreSQL (``TEST_DATABASE_URL``) instead of SQLite.
"""

import os

from tests import databases, services

if os.environ.get("TEST_ON") == "postgres":
    os.environ["DATABASE_URL"] = services.DATABASE_URL
os.environ.update(
    CORDEE_ENV="test",
    VAR=str(databases.own_folder()),
    SECRET_KEY="only-for-tests",
    SITE_URL="http://127.0.0.1:8000",
    BROKER_URL="memory://",
    CACHE_URL="locmem://",
    EMAIL_URL="stored://",
    STRIPE_API_KEY="sk_test_cordee",
    STRIPE_WEBHOOK_SECRET="whsec_test",
    STRIPE_CONNECT_WEBHOOK_SECRET="whsec_test_connect",
)

from marketplace.config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing folder
WHITENOISE_AUTOREFRESH = True  # finds a file when it is asked for, not all of them for each client
SEARCHES_WRITTEN_EVERY = 0  # only when a test says so
