"""How a cluster is reached: keys, authorities, several hosts."""

import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from search.backends.elasticsearch import ElasticsearchBackend
from search.backends.reach import Reach
from search.contract import Matching, Query, SearchUnavailable
from tests.search.elasticsearch_server import Server


@pytest.fixture
def server():
    with Server().running() as server:
        server.speaks.set()
        yield server


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of 127.0.0.1, signed by itself; with its key in one file."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    made = tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "rsa:2048"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    return made


def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


def ask(url: str, **reach) -> None:
    engine = ElasticsearchBackend.at(url, Reach(seconds=10, **reach))
    assert engine.search(Query()).matching is Matching.BROWSE


def test_the_key_is_shown(server):
    ask(server.url, api_key="aWQ6a2V5")

    assert server.shown == ["ApiKey aWQ6a2V5"]


def test_user_and_password_stand_in_the_address(server):
    ask(server.url.replace("//", "//shop:p%40ss%2Fword@"))

    assert server.shown == ["Basic c2hvcDpwQHNzL3dvcmQ="]


def test_a_host_that_is_down_is_made_up_for_by_another(server):
    for _ in range(4):
        ask(f"http://{nobody()},{server.host}/shop")

    assert server.asked == 4


def test_an_authority_of_ones_own_is_believed_when_it_is_named(certificate):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with Server(tls=tls).running() as server:
        server.speaks.set()
        ask(server.url, ca_certs=str(certificate))
        with pytest.raises(SearchUnavailable):
            ask(server.url)

    assert server.asked == 1
