"""Addresses written by others: private ones are refused, whatever dress they wear."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from marketplace.core import fetching
from marketplace.core.errors import TransientError
from marketplace.core.fetching import AddressRefused, NotThere, TooLarge, fetch


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.8/a",
        "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/",
        "file:///etc/passwd", "ftp://example.org/", "gopher://x/", "http://", "//host/x",
        "http://user:secret@example.org/", "http://example.org:notaport/", "",
    ],
)  # fmt: skip
def test_private_and_strange_addresses_are_refused(url):
    with pytest.raises(AddressRefused):
        fetch(url, max_bytes=1000, seconds=1)


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://10.0.0.1/secret")
            self.end_headers()
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404)
        elif self.path == "/broken":
            self.send_error(503)
        else:
            body = b"x" * 5000
            self.send_response(200)
            self.send_header("Content-Type", "text/csv")
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.mark.parametrize(
    ("address", "names_one"),
    [
        ("https://a.fr/1.jpg", True),
        ("http://a.fr/1.jpg", True),
        ("/media/1.jpg", False),
        ("1.jpg", False),
        ("//a.fr/1.jpg", False),
        ("ftp://a.fr/1.jpg", False),
        ("", False),
    ],
)
def test_an_address_names_its_site_or_does_not(address, names_one):
    assert fetching.names_a_site(address) is names_one


@pytest.fixture
def shop(monkeypatch):
    """A server on loopback that counts as public for this test alone."""
    server = HTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    public = fetching._is_public
    monkeypatch.setattr(fetching, "_is_public", lambda a: a == "127.0.0.1" or public(a))
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_public_address_is_fetched(shop):
    fetched = fetch(f"{shop}/feed.csv", max_bytes=10_000, seconds=2)

    assert (len(fetched.body), fetched.content_type) == (5000, "text/csv")


def test_a_redirect_into_the_house_is_refused(shop):
    with pytest.raises(AddressRefused):
        fetch(f"{shop}/inside", max_bytes=1000, seconds=2)


def test_redirects_end(shop):
    with pytest.raises(AddressRefused, match="redirections"):
        fetch(f"{shop}/loop", max_bytes=1000, seconds=2)


def test_too_large_stops_early(shop):
    with pytest.raises(TooLarge):
        fetch(f"{shop}/feed.csv", max_bytes=4999, seconds=2)


def test_a_missing_file_is_for_good_and_a_broken_server_is_not(shop):
    with pytest.raises(NotThere):
        fetch(f"{shop}/missing", max_bytes=1000, seconds=2)
    with pytest.raises(TransientError):
        fetch(f"{shop}/broken", max_bytes=1000, seconds=2)


def test_nobody_listens(shop):
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    with pytest.raises(TransientError):
        fetch(f"http://127.0.0.1:{free.getsockname()[1]}/", max_bytes=10, seconds=1)
    free.close()
