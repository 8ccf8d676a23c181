"""The product's own settings, on throw-away data."""

import os
import tempfile

os.environ.setdefault("CORDEE_ENV", "test")
os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="cordee-test-"))
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("STRIPE_API_KEY", "sk_test_cordee")
os.environ.setdefault("STRIPE_WEBHOOK_SECRET", "whsec_test")

from marketplace.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "marketplace.core.mail.StoredBackend"
