"""Addresses written by others: private ones are refused, whatever dress they wear."""

import logging
import socket
import threading
import time
import tracemalloc
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from marketplace.core import fetching
from marketplace.core.errors import TransientError
from marketplace.core.fetching import AddressRefused, Marks, NotThere, TooLarge, fetch
from marketplace.core.wires import TooSlow


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.8/a",
        "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/",
        "http://0x7f000001/", "http://127.1/", "http://100.64.0.1/",
        "http://[::ffff:a9fe:a9fe]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/", "http://[fec0::1]/", "http://[fe80::1]/", "http://[fd00::1]/",
        "http://[::]/", "http://192.0.0.8/", "http://192.88.99.1/", "http://198.18.0.1/", "http://224.0.0.1/",
        "http://255.255.255.255/", "http://LOCALHOST/", "http://shop.localhost/",
        "http://exemple.fr@127.0.0.1/", "http://[2001:db8::1]/", "http://[::1/", "http://a..é/",
        "file:///etc/passwd", "ftp://example.org/", "gopher://x/", "http://", "//host/x",
        "http://user:secret@example.org/", "http://example.org:notaport/", "",
    ],
)  # fmt: skip
def test_private_and_strange_addresses_are_refused(url):
    with pytest.raises(AddressRefused) as refused:
        fetch(url, max_bytes=1000, seconds=1)
    assert refused.value.details["why"] in {"private", "address", "credentials"}


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14",
                "64:ff9b::5db8:d70e"],
)  # fmt: skip
def test_public_addresses_are_not(address):
    assert fetching._is_public(address)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.fr/x.csv?jeton=secret", "https://a.fr/x.csv"),
        ("https://moi:secret@a.fr:8443/x.csv#secret", "https://a.fr:8443/x.csv"),
        ("https://[::1/x.csv?jeton=secret", "https://[::1/x.csv"),
        ("a.fr/x.csv?jeton=secret", "a.fr/x.csv"),
    ],
)
def test_what_may_be_a_secret_is_not_shown(url, shown):
    assert fetching.shown(url) == shown


ETAG, MODIFIED = 'W/"a-1"', "Mon, 02 Mar 2026 02:00:00 GMT"
UNPACKED = 60_000_000  # bytes


def packed_zeros():
    """What unfolds to a thousand times its size, made without ever being that large."""
    packer = zlib.compressobj(wbits=31)
    return b"".join(packer.compress(bytes(1_000_000)) for _n in range(60)) + packer.flush()


BOMB = packed_zeros()
OK = "HTTP/1.1 200 OK\r\n"
PACKED = f"{OK}Content-Encoding: gzip\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n\r\n"
ANSWERS = {
    "/feed.csv": f"{OK}Content-Type: text/csv\r\n\r\n".encode() + b"x" * 5000,
    "/inside": b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/secret\r\n\r\n",
    "/loop": b"HTTP/1.1 302 Found\r\nLocation: /loop\r\n\r\n",
    "/nowhere": b"HTTP/1.1 302 Found\r\nLocation: http://[oops/\r\n\r\n",
    "/unasked": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "/missing": b"HTTP/1.1 404 Not Found\r\n\r\n",
    "/broken": b"HTTP/1.1 503 Unavailable\r\n\r\n",
    "/cut": f"{OK}Content-Length: 1000\r\n\r\n".encode() + b"x" * 10,
    "/packed": f"{PACKED}\r\n".encode() + BOMB,
    "/packed-in-chunks": f"{PACKED}{CHUNKED}{len(BOMB):x}\r\n".encode() + BOMB
    + b"\r\n0\r\n\r\n",
}  # fmt: skip
DRIPPING = {
    "/slow": f"{OK}\r\n",
    "/slow-head": f"{OK}X-A: ",
    "/slow-chunk": f"{OK}{CHUNKED}1;",
}


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        path = self.path.partition("?")[0]
        if path == "/marked":
            self.send_response(304 if self.headers.get("If-None-Match") == ETAG else 200)
            self.send_header("ETag", ETAG)
            self.send_header("Last-Modified", MODIFIED)
            self.end_headers()
        elif path in DRIPPING:
            self.wfile.write(DRIPPING[path].encode())
            self.drip()
        else:
            self.wfile.write(ANSWERS.get(path, ANSWERS["/feed.csv"]))

    def drip(self):
        """One byte now and then, until nobody listens."""
        for _turn in range(200):
            try:
                self.wfile.write(b"x")
            except OSError:
                return
            time.sleep(0.05)
        raise AssertionError("nobody has cut it")

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
def asked():
    """What the server was asked: paths and headers."""
    return []


@pytest.fixture
def shop(monkeypatch, asked):
    """A server on loopback that counts as public for this test alone."""
    server = HTTPServer(("127.0.0.1", 0), Shop)
    server.asked = asked
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


def test_a_redirect_to_no_address_is_refused(shop):
    with pytest.raises(AddressRefused, match="oops"):
        fetch(f"{shop}/nowhere", max_bytes=1000, seconds=2)


@pytest.mark.parametrize("answers", [["93.184.215.14", "127.0.0.1"], ["::1", "93.184.215.14"]])
def test_a_name_with_one_private_address_is_refused(monkeypatch, asked, answers, shop):
    monkeypatch.setattr(fetching, "_is_public", lambda address: address == "93.184.215.14")
    found = [(2, 1, 6, "", (address, 80)) for address in answers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)

    with pytest.raises(AddressRefused, match="adresse privée"):
        fetch("http://exemple.test/", max_bytes=1000, seconds=1)
    assert asked == []


def test_a_name_that_changes_its_mind_is_not_asked_again(monkeypatch, asked, shop):
    """The address that was checked is the one that is connected to."""
    port, real, names = int(shop.rpartition(":")[2]), socket.getaddrinfo, []

    def resolve(host, *args, **options):
        if host != "exemple.test":
            return real(host, *args, **options)
        names.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(names) == 1 else "127.0.0.2", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    fetched = fetch(f"http://exemple.test:{port}/feed.csv", max_bytes=10_000, seconds=2)

    assert (len(fetched.body), names) == (5000, ["exemple.test"])
    assert asked[0][1]["Host"] == f"exemple.test:{port}"


def test_a_host_is_asked_in_ascii(monkeypatch, asked, shop):
    port, real = int(shop.rpartition(":")[2]), socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **options: real("127.0.0.1", *args, **options)
    )
    fetch(f"http://épicerie.test:{port}/é?x=ü", max_bytes=10_000, seconds=2)
    path, headers = asked[0]
    assert (path, headers["Host"]) == ("/%C3%A9?x=%C3%BC", f"xn--picerie-9xa.test:{port}")


def test_what_is_the_same_is_not_sent_again(shop, asked):
    with fetching.opened(f"{shop}/marked", seconds=2, marks=Marks()) as (_url, first):
        marks = Marks.of(first)
    assert (first.status, marks) == (200, Marks(etag=ETAG, modified=MODIFIED))
    with fetching.opened(f"{shop}/marked", seconds=2, marks=marks) as (_url, again):
        assert (again.status, again.read()) == (304, b"")
    assert asked[1][1]["If-Modified-Since"] == MODIFIED
    assert "If-None-Match" not in asked[0][1]


def test_a_mark_that_cannot_be_sent_back_is_none():
    assert fetching._mark("é") == fetching._mark("a\n b") == fetching._mark("a" * 201) == ""


def test_nothing_new_of_what_was_never_seen_is_an_error(shop):
    with pytest.raises(NotThere, match="304"):
        fetch(f"{shop}/unasked", max_bytes=1000, seconds=2)


def test_redirects_end(shop):
    with pytest.raises(AddressRefused, match="redirections"):
        fetch(f"{shop}/loop", max_bytes=1000, seconds=2)


@pytest.mark.parametrize("path", ["feed.csv", "packed"])
def test_too_large_stops_early(shop, path):
    with pytest.raises(TooLarge):
        fetch(f"{shop}/{path}", max_bytes=4999, seconds=2)


@pytest.mark.parametrize("path", ["packed", "packed-in-chunks"])
def test_a_packed_body_is_unpacked_block_by_block(shop, path):
    tracemalloc.start()
    with fetching.opened(f"{shop}/{path}", seconds=5) as (_url, response):
        size = sum(len(block) for block in fetching.blocks(response, fetching.CHUNK))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size == UNPACKED
    assert peak < UNPACKED / 20


@pytest.mark.parametrize("path", ["slow", "slow-head", "slow-chunk"])
def test_who_sends_a_byte_now_and_then_is_cut(shop, path):
    began = time.monotonic()
    with (
        pytest.raises(TooSlow, match="au bout de") as slow,
        fetching.opened(f"{shop}/{path}", seconds=5, in_all=0.3) as (_url, response),
    ):
        assert response.read() is not None  # a body without a length just ends
    assert time.monotonic() - began < 3
    assert slow.value.details == {"why": "timed_out"}


def test_a_handshake_that_never_ends_is_cut(monkeypatch):
    monkeypatch.setattr(fetching, "_is_public", lambda address: True)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(TooSlow), fetching.opened(url, seconds=5, in_all=0.3):
            pass


def test_a_body_that_breaks_off_is_no_body(shop):
    with pytest.raises(TransientError) as broken:
        fetch(f"{shop}/cut", max_bytes=10_000, seconds=2)
    assert broken.value.details == {"why": "broken_off"}


def test_no_secret_is_told(shop, caplog):
    caplog.set_level(logging.DEBUG)
    for path in ("missing", "broken", "inside", "loop"):
        with pytest.raises((NotThere, TransientError, AddressRefused)) as told:
            fetch(f"{shop}/{path}?jeton=secret", max_bytes=9000, seconds=2)
        assert "secret" not in str(told.value).replace("/secret", "")
    assert "secret" not in caplog.text.replace("/secret", "")


def test_a_missing_file_is_for_good_and_a_broken_server_is_not(shop):
    with pytest.raises(NotThere) as missing:
        fetch(f"{shop}/missing", max_bytes=1000, seconds=2)
    with pytest.raises(TransientError) as broken:
        fetch(f"{shop}/broken", max_bytes=1000, seconds=2)
    told = [missing.value.details, broken.value.details]
    assert told == [{"why": "status", "status": 404}, {"why": "status", "status": 503}]


def test_nobody_listens(shop):
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    with pytest.raises(TransientError):
        fetch(f"http://127.0.0.1:{free.getsockname()[1]}/", max_bytes=10, seconds=1)
    free.close()
