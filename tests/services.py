"""What else runs on this machine: asked once, within a third of a second.

``python -m tests.services`` prints what is reachable and how to start what is not.
"""

import http.client
import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://cordee:cordee@127.0.0.1:5432/cordee")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
ELASTICSEARCH_URL = os.environ.get("TEST_ELASTICSEARCH_URL", "http://127.0.0.1:9200")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_S = 0.3


@dataclass(frozen=True)
class Service:
    """Something a test may need: how to ask for it, how a person starts it."""

    answers: Callable[[], bool]
    start: str


def required() -> bool:
    """Whether a test must fail, rather than be skipped, for want of a service."""
    return os.environ.get("CORDEE_REQUIRE_SERVICES") == "1"


@cache
def reachable(name: str) -> bool:
    """Whether the service answers now.

    :raises KeyError: no test may need a service of that name.
    """
    try:
        return SERVICES[name].answers()
    except (OSError, http.client.HTTPException):
        return False


def why_not(name: str) -> str:
    """One line: what is missing and how to start it."""
    return f"{name} does not answer; to start it: {SERVICES[name].start}"


def browser() -> str:
    """The path of Chromium, or "" when there is none."""
    named = os.environ.get("TEST_CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, BROWSERS)), "")


def _postgres() -> bool:
    import psycopg

    _connect(DATABASE_URL, 5432).close()
    try:
        with psycopg.connect(DATABASE_URL, connect_timeout=2) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False  # another server, or no such role
    return bool(row and row[0])


def _redis() -> bool:
    with _connect(REDIS_URL, 6379) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")


def _elasticsearch() -> bool:
    address = urlsplit(ELASTICSEARCH_URL)
    asked = http.client.HTTPConnection(
        address.hostname or "127.0.0.1", address.port or 9200, timeout=PATIENCE_S
    )
    try:
        asked.request("GET", "/")
        answer = asked.getresponse()
        return answer.status == 200 and b'"lucene_version"' in answer.read()
    finally:
        asked.close()


def _connect(url: str, port: int) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection(
        (address.hostname or "127.0.0.1", address.port or port), timeout=PATIENCE_S
    )


IN_CONTAINERS = "docker compose -f tests/compose.yaml up -d --wait"
SERVICES = {
    "postgres": Service(
        _postgres,
        f"{IN_CONTAINERS} postgres; or apt install postgresql, then sudo -u postgres psql"
        " -c \"CREATE ROLE cordee LOGIN CREATEDB PASSWORD 'cordee'\""
        ' -c "CREATE DATABASE cordee OWNER cordee"; or set TEST_DATABASE_URL',
    ),
    "redis": Service(
        _redis, f"{IN_CONTAINERS} redis; or apt install redis-server; or set TEST_REDIS_URL"
    ),
    "elasticsearch": Service(
        _elasticsearch,
        f"{IN_CONTAINERS} elasticsearch; or .ci/elasticsearch.sh start;"
        " or set TEST_ELASTICSEARCH_URL",
    ),
    "chromium": Service(lambda: bool(browser()), "apt install chromium; or set TEST_CHROMIUM"),
}


if __name__ == "__main__":
    for each in SERVICES:
        answer = "answers" if reachable(each) else why_not(each)
        sys.stdout.write(f"{each}: {answer}\n")
