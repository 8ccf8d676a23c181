import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.config.guard import MUST_BE_SAID, refuse_unsafe_production

SAFE = {
    "debug": False,
    "secret_key": "k" * 50,
    "demo_password": "",
    "stripe_api_key": "sk_live_x",
    "stripe_webhook_secret": "whsec_x",
    "stripe_connect_webhook_secret": "whsec_y",
    "site_url": "https://cordee.example",
    "database_url": "postgres://cordee:long-secret@db/cordee",
    "search_url": "https://search:secret@search/cordee",
    "search_api_key": "",
    "said": set(MUST_BE_SAID),
}


def test_a_safe_configuration_starts():
    refuse_unsafe_production(**SAFE)


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("debug", True, "DEBUG"),
        ("secret_key", "", "SECRET_KEY"),
        ("secret_key", "short", "SECRET_KEY"),
        ("demo_password", "demo", "DEMO_PASSWORD"),
        ("stripe_api_key", "", "STRIPE_API_KEY"),
        ("stripe_api_key", "sk_test_demo", "STRIPE_API_KEY"),
        ("stripe_webhook_secret", "  ", "STRIPE_WEBHOOK_SECRET"),
        ("stripe_connect_webhook_secret", " ", "STRIPE_CONNECT_WEBHOOK_SECRET"),
        ("stripe_connect_webhook_secret", "whsec_x", "STRIPE_CONNECT_WEBHOOK_SECRET"),
        ("site_url", "http://cordee.example", "SITE_URL"),
        ("database_url", "postgres://cordee:cordee@db/cordee", "DATABASE_URL"),
        ("search_url", "http://search:secret@search/cordee", "SEARCH_URL"),
    ],
)
def test_each_unsafe_setting_is_named(setting, value, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        refuse_unsafe_production(**{**SAFE, setting: value})


def test_a_search_key_is_not_sent_in_the_clear():
    keyless = {**SAFE, "search_url": "http://search:9200/cordee"}
    refuse_unsafe_production(**keyless)

    with pytest.raises(ImproperlyConfigured, match="SEARCH_URL must start with https://"):
        refuse_unsafe_production(**{**keyless, "search_api_key": "a-key"})


@pytest.mark.parametrize("name", MUST_BE_SAID)
def test_nothing_of_the_demo_is_taken_for_granted(name):
    with pytest.raises(ImproperlyConfigured, match=f"{name} must be set"):
        refuse_unsafe_production(**{**SAFE, "said": set(MUST_BE_SAID) - {name}})


def test_all_faults_are_said_at_once():
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_unsafe_production(**{**SAFE, "debug": True, "secret_key": ""})

    assert "DEBUG" in str(refused.value)
    assert "SECRET_KEY" in str(refused.value)


def test_production_with_nothing_set_does_not_start():
    environment = {"PATH": os.environ["PATH"], "CORDEE_ENV": "production"}
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert started.stderr.startswith("Production refuses to start: ")
    assert "STRIPE_WEBHOOK_SECRET must be set" in started.stderr
    assert "EMAIL_URL must be set" in started.stderr
    assert len(started.stderr.splitlines()) == 1
