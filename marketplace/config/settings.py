"""Settings. Everything that differs between the demo and a large deployment is an address."""

from os import cpu_count
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from oscar.defaults import *

from marketplace.config.brokers import celery_transport, django_cache
from marketplace.config.guard import refuse_unsafe_production

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(env("VAR", default=str(BASE_DIR / "var")))

# --- which house this is ---------------------------------------------------------------------
CORDEE_ENV = env("CORDEE_ENV", default="development")  # development, test, demo, production
PRODUCTION = CORDEE_ENV == "production"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="" if PRODUCTION else "development-only")
DEMO_PASSWORD = env("DEMO_PASSWORD", default="")
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Who runs the shop, as the legal pages name it.
OPERATOR_FILE = env(
    "OPERATOR_FILE", default=str(BASE_DIR / "marketplace/storefront/legal/operator.toml")
)

# --- outside services ------------------------------------------------------------------------
DATABASE_URL = env("DATABASE_URL", default=f"sqlite:///{VAR}/cordee.sqlite3")
SEARCH_URL = env("SEARCH_URL", default=f"tantivy://{VAR}/search")
SEARCH_TIMEOUT = env.float("SEARCH_TIMEOUT", default=0.8)  # seconds that a search may take
SEARCH_API_KEY = env("SEARCH_API_KEY", default="")
SEARCH_CA_CERTS = env("SEARCH_CA_CERTS", default="")
SEARCH_SHARDS = env.int("SEARCH_SHARDS", default=1)
SEARCH_REPLICAS = env.int("SEARCH_REPLICAS", default=None)
BROKER_URL = env("BROKER_URL", default=f"filesystem://{VAR}/broker")
CACHE_URL = env("CACHE_URL", default="locmem://")
EMAIL_URL = env("EMAIL_URL", default="stored://")
STRIPE_API_KEY = env("STRIPE_API_KEY", default="")
STRIPE_API_BASE = env("STRIPE_API_BASE", default="https://api.stripe.com")
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", default="")
# Of the endpoint to which the events of sellers' accounts come (Connect).
STRIPE_CONNECT_WEBHOOK_SECRET = env("STRIPE_CONNECT_WEBHOOK_SECRET", default="")
# Hosted pages the browser is sent to, to pay and to open an account; the CSP must name them.
STRIPE_CHECKOUT_ORIGIN = env("STRIPE_CHECKOUT_ORIGIN", default="https://checkout.stripe.com")
STRIPE_CONNECT_ORIGIN = env("STRIPE_CONNECT_ORIGIN", default="https://connect.stripe.com")

if PRODUCTION:
    refuse_unsafe_production(
        debug=DEBUG,
        secret_key=SECRET_KEY,
        demo_password=DEMO_PASSWORD,
        stripe_api_key=STRIPE_API_KEY,
        stripe_webhook_secret=STRIPE_WEBHOOK_SECRET,
        stripe_connect_webhook_secret=STRIPE_CONNECT_WEBHOOK_SECRET,
        site_url=SITE_URL,
        database_url=DATABASE_URL,
        search_url=SEARCH_URL,
        search_api_key=SEARCH_API_KEY,
        said={name for name, value in env.ENVIRON.items() if value.strip()},
    )

# --- applications ----------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.flatpages",  # an empty table: a migration of the customer app names it
    "marketplace.core.apps.CoreConfig",
    "marketplace.storefront.apps.StorefrontConfig",  # before allauth, whose templates it replaces
    # Oscar's models; its pages and its dashboard are not mounted.
    "marketplace.shop.models_only.Address",
    "marketplace.shop.models_only.Analytics",
    "marketplace.shop.models_only.Catalogue",
    "marketplace.shop.models_only.Reviews",
    "marketplace.shop.models_only.Communication",
    "marketplace.shop.models_only.Customer",
    "marketplace.shop.models_only.Voucher",
    "marketplace.shop.basket.apps.BasketConfig",
    "marketplace.shop.offer.apps.OfferConfig",
    "marketplace.shop.order.apps.OrderConfig",
    "marketplace.shop.partner.apps.PartnerConfig",
    "search.apps.SearchConfig",
    "search.asked.apps.AskedConfig",
    "treebeard",
    "sorl.thumbnail",
    "phonenumber_field",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "marketplace.traders.apps.TradersConfig",
    "marketplace.delivery.apps.DeliveryConfig",
    "marketplace.technical.apps.TechnicalConfig",
    "marketplace.offers.apps.OffersConfig",
    "marketplace.alerts.apps.AlertsConfig",
    "marketplace.ledger.apps.LedgerConfig",
    "marketplace.payments.apps.PaymentsConfig",
    "marketplace.fulfilment.apps.FulfilmentConfig",
    "marketplace.buying.apps.BuyingConfig",
    "marketplace.care.apps.CareConfig",
    "marketplace.settlement.apps.SettlementConfig",
    "marketplace.storefront.machines.apps.MachinesConfig",
    "marketplace.desk.apps.DeskConfig",
    "marketplace.world.apps.WorldConfig",
    "sellers.feeds.apps.FeedsConfig",
    "sellers.payouts.apps.PayoutsConfig",
    "sellers.portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    # Forms' tokens are masked anew in each page, so that compressing one tells nothing of it.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "marketplace.storefront.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marketplace.storefront.middleware.BasketMiddleware",
]

ROOT_URLCONF = "marketplace.config.urls"
WSGI_APPLICATION = "marketplace.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "marketplace.storefront.context_processors.house",
            ],
            "builtins": ["marketplace.storefront.templatetags.cordee"],
        },
    }
]

# --- database --------------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock at once and waits for it, instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
            "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Oscar leaves server-side cursors half-read, which aborts a later transaction in psycopg 3.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    # What a connection asks for a third time is planned once (``core.prepared``). A pool before the
    # database has to know of it: PgBouncer does since 1.21 (``max_prepared_statements``).
    if env.bool("PREPARED_STATEMENTS", default=True):
        DATABASES["default"].setdefault("OPTIONS", {}).update(
            server_side_binding=True, prepare_threshold=2
        )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Forks without model changes use Oscar's own migrations.
MIGRATION_MODULES = {
    name: f"oscar.apps.{name}.migrations" for name in ("basket", "offer", "order", "partner")
}
CACHES = {"default": django_cache(CACHE_URL)}

# --- tasks -----------------------------------------------------------------------------------
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = celery_transport(BROKER_URL)
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 16
# An import and a fetch take one each for minutes; what shoppers wait for finds others.
CELERY_WORKER_CONCURRENCY = max(4, cpu_count() or 1)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")
CELERY_BEAT_SCHEDULE = {
    "relay": {"task": "core.relay", "schedule": 1.0, "options": {"expires": 5}},
    "index": {"task": "search.heal", "schedule": 2.0, "options": {"expires": 5}},
    "payments": {"task": "payments.sweep", "schedule": 5.0, "options": {"expires": 10}},
    "disputes": {"task": "payments.disputes", "schedule": 900.0, "options": {"expires": 900}},
    "unpaid": {"task": "buying.expire", "schedule": 15.0, "options": {"expires": 30}},
    "sales": {"task": "offers.turn", "schedule": 10.0, "options": {"expires": 20}},
    "deadlines": {"task": "fulfilment.sweep", "schedule": 30.0, "options": {"expires": 60}},
    "settlement": {"task": "settlement.settle", "schedule": 60.0, "options": {"expires": 120}},
    # Each trader has its own days; banks take orders in the morning.
    "payouts": {"task": "settlement.pay", "schedule": crontab(hour="6", minute="30")},
    "reconciliation": {"task": "settlement.reconcile", "schedule": crontab(hour="4", minute="50")},
    "feeds": {"task": "feeds.work", "schedule": 2.0, "options": {"expires": 5}},
    "addresses": {"task": "feeds.fetch", "schedule": 5.0, "options": {"expires": 10}},
    "pictures": {"task": "technical.pictures", "schedule": 20.0, "options": {"expires": 40}},
    "unshown": {"task": "technical.sweep_pictures", "schedule": crontab(hour="3", minute="40")},
    "kept-feeds": {"task": "feeds.sweep", "schedule": crontab(hour="3", minute="40")},
    # Search engines come once a day, price comparers every few hours.
    "sitemaps": {"task": "machines.sitemaps", "schedule": crontab(hour="4,16", minute="10")},
    "merchant": {"task": "machines.merchant", "schedule": crontab(minute="25")},
    "unserved": {"task": "machines.unserved", "schedule": 10.0, "options": {"expires": 20}},
    "replaced": {"task": "machines.sweep", "schedule": crontab(hour="3", minute="50")},
    "searches": {"task": "asked.prune", "schedule": crontab(hour="0", minute="10")},
    "alerts": {"task": "alerts.prune", "schedule": crontab(hour="3", minute="30")},
    "prune": {"task": "core.prune", "schedule": crontab(hour="3", minute="20")},
}
# Where boutiques lay their exports, by SFTP for one; nobody looks where it is not said.
FEED_DROP_FOLDER = env("FEED_DROP_FOLDER", default="")
FEED_DROP_QUIET = env.int("FEED_DROP_QUIET", default=60)  # seconds without a change: it is whole
if FEED_DROP_FOLDER:
    CELERY_BEAT_SCHEDULE["drops"] = {
        "task": "feeds.drops", "schedule": 10.0, "options": {"expires": 20}
    }  # fmt: skip
SEARCHES_WRITTEN_EVERY = 10.0  # seconds; what is searched for is counted apart from the pages
OUTBOX_SUBSCRIPTIONS = "marketplace.config.subscriptions.SUBSCRIPTIONS"

# --- e-mail ----------------------------------------------------------------------------------
if EMAIL_URL.startswith("stored:"):
    EMAIL_BACKEND = "marketplace.core.mail.StoredBackend"
else:
    vars().update(env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Cordée <bonjour@cordee.test>")

# --- Oscar -----------------------------------------------------------------------------------
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_DELETE_IMAGE_FILES = False
OFFER_POLICY = "marketplace.offers.queries.chosen_offer"
OFFER_PRICE = "marketplace.offers.queries.price_of"
# Looks once more, just before money leaves, whether something was opened against it.
LEAVING = "marketplace.settlement.leaving.waits"

# --- delivery --------------------------------------------------------------------------------
# Who keeps parcels at pick-up points: an adapter of ``delivery.relays``; none, and nobody is
# offered it. The embedded one knows the demo's points only.
RELAY_NETWORK = env(
    "RELAY_NETWORK", default="" if PRODUCTION else "marketplace.delivery.relays.Embedded"
)

# --- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["marketplace.core.auth.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "storefront:account"
LOGOUT_REDIRECT_URL = "storefront:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_FORMS = {
    name: f"marketplace.storefront.account_forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True  # one address, the new one once it is confirmed
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
# How many proxies stand in front: the address that limits count is the one they report. None is
# believed where there is none.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)
ACCOUNT_RATE_LIMITS = {"login_failed": "8/5m/ip,5/5m/key", "login": "30/m/ip"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SITE_ID = 1
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- languages -------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "FR"

# --- files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR / "static")))
MEDIA_URL = "/media/"
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=not PRODUCTION)
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What no address leads to.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR / "private")},
    },
    # What can be made again: previews, sitemaps, the feed for price comparers.
    "made": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR / "made")},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if CORDEE_ENV in {"production", "demo"}
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = CORDEE_ENV in {"development", "test"}

# --- security --------------------------------------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Browsers' own lists of https sites are hard to leave: whoever owns the domain asks to be on them.
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
OSCAR_BASKET_COOKIE_SECURE = HTTPS
OSCAR_BASKET_COOKIE_LIFETIME = 60 * 60 * 24 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "marketplace.storefront.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # The checkout's POST is redirected to the payment page, which form-action governs too.
        "form-action": [SELF, STRIPE_CHECKOUT_ORIGIN, STRIPE_CONNECT_ORIGIN],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    # It would tell whole addresses, and what follows the question mark of some is a secret.
    "loggers": {"urllib3": {"level": "WARNING"}},
}
