"""Production refuses to start half-configured, and says which setting is at fault."""

from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured

# What has a default that suits the demo alone: production says each of them itself.
MUST_BE_SAID = (
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "SEARCH_URL",
    "BROKER_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "OPERATOR_FILE",
)
MIN_SECRET = 32
DEMO_STRIPE_KEY = "sk_test_demo"


def refuse_unsafe_production(
    *,
    debug: bool,
    secret_key: str,
    demo_password: str,
    stripe_api_key: str,
    stripe_webhook_secret: str,
    stripe_connect_webhook_secret: str,
    site_url: str,
    database_url: str,
    search_url: str,
    search_api_key: str,
    said: Iterable[str],
) -> None:
    """Name every unsafe setting at once; ``said``: the names that the environment gives.

    :raises ImproperlyConfigured: at least one is unsafe.
    """
    faults = {
        "DEBUG must be off": debug,
        f"SECRET_KEY must be set, at least {MIN_SECRET} characters": len(secret_key) < MIN_SECRET,
        "DEMO_PASSWORD must not be set": bool(demo_password),
        "STRIPE_API_KEY must be set, and not the demo's": stripe_api_key in {"", DEMO_STRIPE_KEY},
        "STRIPE_WEBHOOK_SECRET must be set": not stripe_webhook_secret.strip(),
        "STRIPE_CONNECT_WEBHOOK_SECRET must be set, and not be the other endpoint's": (
            stripe_connect_webhook_secret.strip() in {"", stripe_webhook_secret.strip()}
        ),
        "SITE_URL must start with https://": not site_url.startswith("https://"),
        "DATABASE_URL must not carry a demo password": ":cordee@" in database_url,
        "SEARCH_URL must start with https:// where a password or SEARCH_API_KEY is sent": (
            search_url.startswith("http://") and ("@" in search_url or bool(search_api_key))
        ),
    } | {f"{name} must be set": name not in said for name in MUST_BE_SAID}
    found = [rule for rule, broken in faults.items() if broken]
    if found:
        raise ImproperlyConfigured("Production refuses to start: " + "; ".join(found) + ".")
