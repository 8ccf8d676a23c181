"""The whole shop on one machine: ``make demo`` and ``make demo-reset``.

Everything it makes lives in ``.venv/`` and ``var/``. What is done is not done again; what was
interrupted is made anew. Needs nothing but the standard library until ``.venv`` is there.
"""

import argparse
import errno
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scripts import environment, fingerprint
from scripts.supervisor import Supervisor
from scripts.terminal import LOGS, ROOT, VAR, Trouble, need_space, one_line, run, say, shown, step

HOST = "127.0.0.1"
SECRETS = VAR / "demo.env"
ACCOUNTS = VAR / "demo.json"
DONE = VAR / "done"  # one small file for each step that was done to its end
LOCK = VAR / "demo.lock"
SPACE_MIB = 400
START_S = 60.0

# All that the shop's own processes write; what ``make demo-reset`` forgets.
STATE = [
    "cordee.sqlite3*",
    "stripe_twin.sqlite3*",
    "search",
    "broker",
    "cache",
    "media",
    "beat*",
    "demo.json",
    "done/migrate",
    "done/world",
]


@dataclass(frozen=True)
class Wish:
    """What the person asked for."""

    port: int
    references: int
    seed: int


def main(arguments: list[str]) -> int:
    """Run the demo until Ctrl-C, or forget what it holds; returns the exit status."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        asked = _parse(arguments)
        with _alone():
            if asked.command == "reset":
                _forget(STATE)
                say("The demo starts afresh the next time: make demo")
            else:
                _run(_wish(asked))
    except Trouble as trouble:
        return one_line(trouble)
    except BrokenPipeError:  # nobody reads any more
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return one_line(Trouble(f"The disk is full: make room at {ROOT} and try again."))
    except KeyboardInterrupt:
        return 0
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("command", choices=["run", "reset"])
    parser.add_argument("--port", default="8000")
    parser.add_argument("--references", default="3000")
    parser.add_argument("--seed", default="1")
    return parser.parse_args(arguments)


def _wish(asked: argparse.Namespace) -> Wish:
    """:raises Trouble: a number is none, or is out of bounds."""
    return Wish(
        port=_number("PORT", asked.port, 65535),
        references=_number("REFERENCES", asked.references, 1_000_000),
        seed=_number("SEED", asked.seed, 2**31 - 1),
    )


def _number(name: str, text: str, most: int) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= most:
        raise Trouble(f"{name}={text} will not do: a number from 1 to {most} is needed.")
    return int(text)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _alone() -> Iterator[None]:
    """One demo at a time in this checkout.

    :raises Trouble: another one runs.
    """
    VAR.mkdir(exist_ok=True)
    with LOCK.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Trouble(
                f"The demo of this folder already runs (process {lock.read().strip()}):"
                " stop it with Ctrl-C where it runs."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _run(wish: Wish) -> None:
    if not free(wish.port):
        raise Trouble(f"Port {wish.port} is taken; another one: make demo PORT={_next(wish.port)}")
    _same_world(wish)
    need_space(SPACE_MIB, at=ROOT)
    say("Cordée, the demo")
    python = str(environment.ensure("base"))
    env = _environment(wish.port)
    supervisor = Supervisor(logs=LOGS)
    running = False
    try:
        _prepare(python, env, wish, supervisor)
        _start(python, env, wish, supervisor)
        running = True
        supervisor.watch()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if running:
            say("\nStopping …")
        supervisor.stop()
        if running:
            say("Stopped. What the shop holds is kept: make demo starts it again.")


# --- what is made once -----------------------------------------------------------------------
def _prepare(python: str, env: dict[str, str], wish: Wish, supervisor: Supervisor) -> None:
    """Tables, static files, the world of the demo: whatever is not there yet.

    The world is made with the payment twin running, which must know the world's payments.
    """
    if not _done("world"):
        _forget(STATE)  # a half-made world is no world
    migrated, collected = fingerprint.schema(), fingerprint.static()
    todo = []
    if not _done("migrate", migrated):
        todo.append([python, "manage.py", "migrate", "--verbosity", "0"])
    if not _done("static", collected):
        todo.append([python, "manage.py", "collectstatic", "--noinput", "--clear", "-v", "0"])
    run([python, "-m", "scripts.messages", "compile"], name="messages", env=env)
    if todo:
        with step("making the database and the static files"):
            run(*todo, name="prepare", env=env)
    _note("migrate", migrated)
    _note("static", collected)
    supervisor.start("stripe-twin", _twin(python, env), env=env)
    if not _done("world"):
        _wait(supervisor, "stripe-twin", port=int(env["STRIPE_TWIN_PORT"]))
        command = [python, "manage.py", "world"]
        command += ["--references", str(wish.references), "--seed", str(wish.seed)]
        with step(f"making a world of {wish.references} references"):
            run(command, name="world", env=env)
        _note("world", json.dumps([wish.references, wish.seed]))


def _same_world(wish: Wish) -> None:
    """:raises Trouble: another world than the one asked for is already there."""
    there = DONE / "world"
    if there.exists() and json.loads(there.read_text()) != [wish.references, wish.seed]:
        references, seed = json.loads(there.read_text())
        raise Trouble(
            f"The demo holds a world of {references} references (seed {seed}):"
            f" make demo REFERENCES={references} SEED={seed} starts it, make demo-reset forgets it."
        )


def _done(name: str, what: str | None = None) -> bool:
    path = DONE / name
    return path.exists() and what in (None, path.read_text())


def _note(name: str, what: str) -> None:
    DONE.mkdir(exist_ok=True)
    (DONE / name).write_text(what)


def _forget(patterns: list[str]) -> None:
    for path in (path for pattern in patterns for path in VAR.glob(pattern)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


# --- the processes ---------------------------------------------------------------------------
def _start(python: str, env: dict[str, str], wish: Wish, supervisor: Supervisor) -> None:
    celery = [python, "-m", "celery", "--app", "marketplace.config", "--quiet"]
    supervisor.start("web", _web(python, wish.port), env=env)
    supervisor.start(
        "worker",
        [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"],
        env=env,
    )
    supervisor.start("beat", [*celery, "beat", "--schedule", str(VAR / "beat")], env=env)
    with step("starting"):
        _wait(supervisor, "web", url=f"{env['SITE_URL']}/readyz")
    _welcome(env["SITE_URL"])


def _web(python: str, port: int) -> list[str]:
    return [
        python, "-m", "granian", "marketplace.config.wsgi:application",
        "--interface", "wsgi", "--no-ws", "--host", HOST, "--port", str(port),
        "--workers", "1", "--blocking-threads", "4",
    ]  # fmt: skip


def _twin(python: str, env: dict[str, str]) -> list[str]:
    return [
        python, "-m", "tests.stripe_twin",
        "--port", env["STRIPE_TWIN_PORT"],
        "--state", str(VAR / "stripe_twin.sqlite3"),
        "--api-key", env["STRIPE_API_KEY"],
        "--webhook-url", f"{env['SITE_URL']}/stripe/evenements/",
        "--webhook-secret", env["STRIPE_WEBHOOK_SECRET"],
    ]  # fmt: skip


def _wait(supervisor: Supervisor, name: str, *, port: int = 0, url: str = "") -> None:
    """:raises Trouble: ``name`` does not answer in time."""

    def ready() -> bool:
        return _answers(url) if url else not free(port)

    if not supervisor.wait_until(ready, seconds=START_S):
        log = LOGS / f"{name}.log"
        words = log.read_text(errors="replace").strip().splitlines() or ["nothing"]
        raise Trouble(f"{name} does not answer; it said: {words[-1][:300]} (all: {shown(log)})")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free(port: int) -> bool:
    """Whether nobody listens on a port of the loopback address.

    :raises Trouble: this person may not open it at all.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except PermissionError:
            raise Trouble(f"Port {port} is root's; another one: make demo PORT=8000") from None
        except OSError:
            return False
    return True


def _next(port: int) -> int:
    return next((each for each in range(port + 1, 65536) if free(each)), port)


# --- what the processes are told -------------------------------------------------------------
def _environment(port: int) -> dict[str, str]:
    """The environment of all processes, also kept in ``var/demo.env`` for ``manage.py``."""
    kept = _kept()
    twin = kept.get("STRIPE_TWIN_PORT", "")
    if not twin or not free(int(twin)) or int(twin) == port:
        twin = str(_next(port))
    settings = {
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings",
        "CORDEE_ENV": "demo",
        "SITE_URL": f"http://{HOST}:{port}",
        "DATABASE_URL": f"sqlite:///{VAR}/cordee.sqlite3",
        "SEARCH_URL": f"tantivy://{VAR}/search",
        "BROKER_URL": f"filesystem://{VAR}/broker",
        "CACHE_URL": f"file://{VAR}/cache",
        "EMAIL_URL": "stored://",
        "VAR": str(VAR),
        "MEDIA_ROOT": str(VAR / "media"),
        "STATIC_ROOT": str(VAR / "static"),
        "STRIPE_TWIN_PORT": twin,
        "STRIPE_API_BASE": f"http://{HOST}:{twin}",
        "STRIPE_CHECKOUT_ORIGIN": f"http://{HOST}:{twin}",
    }
    fresh = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "STRIPE_API_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(24)}",
        "DEMO_PASSWORD": f"cordee-{secrets.token_hex(4)}",
    }
    settings |= {name: kept.get(name) or value for name, value in fresh.items()}
    _keep(settings)
    return {**os.environ, **settings, "PYTHONUNBUFFERED": "1", "DEBUG": "0"}


def _kept() -> dict[str, str]:
    if not SECRETS.exists():
        return {}
    pairs = (line.partition("=") for line in SECRETS.read_text().splitlines() if "=" in line)
    return {name: value for name, _equals, value in pairs}


def _keep(settings: dict[str, str]) -> None:
    SECRETS.touch(mode=0o600)
    SECRETS.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))


def _welcome(site: str) -> None:
    say()
    say(f"  The shop          {site}/")
    say(f"  A seller's portal {site}/vendeur/")
    say(f"  The desk          {site}/regie/        e-mails: {site}/regie/courriels/")
    say()
    held = json.loads(ACCOUNTS.read_text())
    for account in held["accounts"]:
        say(f"  {account:<24} password: {held['password']}")
    say()
    say("  Ctrl-C stops all of it; make demo-reset starts afresh.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
