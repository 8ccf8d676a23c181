"""What every page carries, and what production adds when it starts."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.urls import reverse

from tests import shop
from tests.databases import ROOT
from tests.marketplace.config import world as worlds
from tests.marketplace.config.test_matrix import closed, mounted, whole_url

PASSWORD = "un-mot-de-passe"
PRODUCTION = {
    "CORDEE_ENV": "production",
    "SITE_URL": "https://cordee.example",
    "ALLOWED_HOSTS": "cordee.example",
    "CSRF_TRUSTED_ORIGINS": "https://cordee.example",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-only-for-this-test",
    "STRIPE_API_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "STRIPE_CONNECT_WEBHOOK_SECRET": "whsec_y",
    "DATABASE_URL": "sqlite:///:memory:",
    "SEARCH_URL": "http://search.example:9200/cordee",
    "BROKER_URL": "memory://",
    "CACHE_URL": "locmem://",
    "EMAIL_URL": "smtp://mail.example:25",
    "DEFAULT_FROM_EMAIL": "bonjour@cordee.example",
    "OPERATOR_FILE": str(ROOT / "marketplace/storefront/legal/operator.toml"),
}
LOADED = re.compile(
    rb"<(?:script|img|link|iframe|source|video|object|form)\b[^>]*[\"'](?:https?:)?//[^>]*>"
)
INLINE = re.compile(
    rb"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)
DATA = re.compile(rb'<script type="application/ld\+json">[^<]*</script>')  # which nobody runs


def policy(response):
    return dict(
        part.strip().partition(" ")[::2]
        for part in response["Content-Security-Policy"].split(";")
        if part.strip()
    )


# --- pages -------------------------------------------------------------------------------------
@pytest.fixture
def pages(db):
    """Every HTML page that a role can see, errors and redirects left out; name → response."""
    world, found = worlds.build(), {}
    for name in mounted():
        cache.clear()
        for role in ("anonymous", "shopper", "seller", "operator"):
            answer = closed(world.clients[role].get(whole_url(name, world)))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found[name, role] = answer
    return found


def expected_policy(name):
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self' "
        f"{django_settings.STRIPE_CHECKOUT_ORIGIN} {django_settings.STRIPE_CONNECT_ORIGIN}",
    }
    if name == "desk:mail":
        return policy | {"frame-src": "'self'"}
    if name == "desk:letter":  # a stored e-mail: a document of nobody, whatever is in it
        return {
            "sandbox": "allow-popups",
            "default-src": "'none'",
            "style-src": "'unsafe-inline'",
            "form-action": "'none'",
            "frame-ancestors": "'self'",
        }
    return policy


@pytest.mark.any_database
def test_every_page_runs_and_loads_what_is_ours_alone(pages):
    """Links may lead away; what a page runs, loads or sends its forms to may not."""
    assert len(pages) > 80
    policies = {key: policy(page) for key, page in pages.items()}
    assert {k: v for k, v in policies.items() if v != expected_policy(k[0])} == {}

    ours = {
        key: DATA.sub(b"", page.content) for key, page in pages.items() if key[0] != "desk:letter"
    }
    assert {key: found for key, text in ours.items() if (found := INLINE.findall(text))} == {}
    assert {
        (name, tag)
        for (name, _role), text in ours.items()
        for tag in LOADED.findall(text)
        if not any(named in tag for named in (b'rel="canonical"', b'rel="alternate"'))
    } == set()

    for (name, _role), page in pages.items():
        assert page["X-Content-Type-Options"] == "nosniff", name
        assert page["X-Frame-Options"] == ("SAMEORIGIN" if name == "desk:letter" else "DENY"), name
        assert page["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin"}, name


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (INLINE, b"<script>alert(1)</script>"),
        (INLINE, b'<p style="color:red">'),
        (INLINE, b'<a onclick="x()">'),
        (LOADED, b'<script src="https://cdn.example/x.js"></script>'),
        (LOADED, b'<img alt="" src="//cdn.example/x.png">'),
    ],
)
def test_control_what_is_looked_for_would_be_found(pattern, text):
    assert pattern.findall(text)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/n-existe-pas/", "/vendeur/colis/detail/C1-A/"])
def test_error_pages_too(client, path):
    answer = client.get(path, follow=True)

    assert policy(answer)["script-src"] == "'self'"
    assert INLINE.findall(answer.content) == []


def test_static_files_load_nothing_from_elsewhere():
    folders = [ROOT / "marketplace" / "storefront" / "static", ROOT / "sellers"]
    files = [
        path
        for folder in folders
        for kind in ("*.css", "*.js", "*.svg")
        for path in folder.rglob(kind)
    ]
    assert files
    foreign = {
        (path.name, url)
        for path in files
        for url in re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", path.read_text())
        if not url.startswith(("http://www.w3.org/", "https://www.w3.org/"))
    }

    assert foreign == set()


# --- signing in --------------------------------------------------------------------------------
@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    person = shop.user("lea@exemple.fr")
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.cookies.pop("messages", None)
    client.post(reverse("basket:add"), {"stockrecord": shop.offer().pk})

    assert {"csrftoken", "sessionid"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name


@pytest.mark.django_db
def test_a_guests_basket_is_named_by_a_cookie_that_cannot_be_forged(client):
    client.post(reverse("basket:add"), {"stockrecord": shop.offer().pk})
    cookie = client.cookies[django_settings.OSCAR_BASKET_COOKIE_OPEN]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(client.get(reverse("basket:summary")).context["quote"].lines) == 1

    client.cookies[django_settings.OSCAR_BASKET_COOKIE_OPEN] = cookie.value.partition(":")[0]

    assert client.get(reverse("basket:summary")).context["quote"].lines == []


@pytest.mark.django_db
def test_passwords_are_not_tried_out(client):
    """Five wrong ones for one account, then not even the right one is looked at."""
    person = shop.user("lea@exemple.fr")

    def sign_in(password):
        return client.post(reverse("account_login"), {"login": person.email, "password": password})

    for _ in range(5):
        assert sign_in("faux").status_code == 200
    stopped = sign_in(PASSWORD)

    assert "_auth_user_id" not in client.session
    assert stopped.status_code == 200, "the page says that there were too many"
    cache.clear()
    assert sign_in(PASSWORD).status_code == 302, "once the time is over"
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_a_machine_that_tries_many_accounts_is_stopped(client):
    people = [shop.user(f"p{n}@exemple.fr") for n in range(9)]

    answers = [
        client.post(reverse("account_login"), {"login": person.email, "password": "faux"})
        for person in people
    ]
    last = client.post(reverse("account_login"), {"login": people[8].email, "password": PASSWORD})

    assert {answer.status_code for answer in answers[:8]} == {200}
    assert last.status_code != 302
    assert "_auth_user_id" not in client.session


# --- production --------------------------------------------------------------------------------
def run(*command, **changed):
    """A process with the real settings, in production's environment."""
    environment = {**PRODUCTION, **changed, "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"DEMO_PASSWORD": "cordee-1234"}, "DEMO_PASSWORD must not be set"),
        ({"STRIPE_WEBHOOK_SECRET": " "}, "STRIPE_WEBHOOK_SECRET must be set"),
        ({"STRIPE_CONNECT_WEBHOOK_SECRET": " "}, "STRIPE_CONNECT_WEBHOOK_SECRET must be set"),
    ],
)
def test_the_real_settings_refuse_to_start(tmp_path, changed, said):
    started = run("-c", "import marketplace.config.settings", VAR=str(tmp_path), **changed)

    assert started.returncode != 0
    assert said in started.stderr
    assert started.stderr.count("must") == 1, "and nothing else is at fault"


def test_production_s_own_check_is_clean(tmp_path):
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", VAR=str(tmp_path))

    assert (checked.returncode, checked.stdout.strip()) == (
        0, "System check identified no issues (1 silenced).",
    ), checked.stderr  # fmt: skip


def test_production_s_answers_over_https(tmp_path):
    """HSTS, secure cookies, and http sent on to https, as a browser sees them."""
    told = run("-c", ASK, VAR=str(tmp_path))
    assert told.returncode == 0, told.stderr
    answers = json.loads(told.stdout)

    assert answers["plain"] == [301, "https://cordee.example/healthz"]
    assert answers["hsts"] == "max-age=31536000; includeSubDomains"
    for name in ("session", "csrf", "language", "basket"):
        assert answers["secure"][name] is True, name
    assert answers["form-action"] == "'self' https://checkout.stripe.com https://connect.stripe.com"


ASK = Path(__file__).with_name("ask_production.py").read_text()
