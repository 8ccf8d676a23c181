"""The whole shop on one machine: ``make demo`` and ``make demo-reset``.

Everything it makes lives in ``.venv/`` and ``var/``. What is done is not done again; what was
interrupted is made anew. Needs nothing but the standard library until ``.venv`` is there.
"""

import argparse
import errno
import fcntl
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scripts import environment, fingerprint
from scripts.house import House, free, fresh_secrets, next_free
from scripts.supervisor import Supervisor
from scripts.terminal import LOGS, ROOT, VAR, Trouble, need_space, one_line, run, say, step

SECRETS = VAR / "demo.env"
ACCOUNTS = VAR / "demo.json"
DONE = VAR / "done"  # one small file for each step that was done to its end
LOCK = VAR / "demo.lock"
SPACE_MIB = 400
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

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
    "done/prepare",
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
    for number in ENDINGS:  # SIGINT too: a script that starts it in the background ignores that
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
        raise Trouble(
            f"Port {wish.port} is taken; another one: make demo PORT={next_free(wish.port)}"
        )
    _same_world(wish)
    need_space(SPACE_MIB, at=ROOT)
    say("Cordée, the demo")
    house = _house(wish.port, python=str(environment.ensure("base")))
    supervisor = Supervisor(logs=LOGS)
    running = False
    try:
        _prepare(house, wish, supervisor)
        with step("starting"):
            house.open(supervisor)
        _welcome(house.site)
        running = True
        supervisor.watch()
    finally:
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        if running:
            say("\nStopping …")
        supervisor.stop()
        if running:
            say("Stopped. What the shop holds is kept: make demo starts it again.")


# --- what is made once -----------------------------------------------------------------------
def _prepare(house: House, wish: Wish, supervisor: Supervisor) -> None:
    """Tables, static files, the world of the demo: whatever is not there yet."""
    if not _done("world"):
        _forget(STATE)  # a half-made world is no world
    migrated, collected = fingerprint.schema(), fingerprint.static()
    prepared = fingerprint.prepared()
    todo = []
    if not _done("migrate", migrated):
        todo.append(house.manage("migrate", "--verbosity", "0"))
    if not _done("static", collected):
        todo.append(house.manage("collectstatic", "--noinput", "--clear", "--verbosity", "0"))
    run([house.python, "-m", "scripts.messages", "compile"], name="messages", env=house.env)
    if todo:
        with step("making the database and the static files"):
            run(*todo, name="prepare", env=house.env)
    _note("migrate", migrated)
    _note("static", collected)
    house.start_twin(supervisor, awaited=not _done("world"))
    if not _done("world"):
        with step(f"making a world of {wish.references} references"):
            house.make_world(references=wish.references, seed=wish.seed)
        _note("world", json.dumps([wish.references, wish.seed]))
    elif not _done("prepare", prepared):
        with step("bringing what it holds up to this version"):
            run(house.manage("prepare"), name="prepare", env=house.env)
    _note("prepare", prepared)


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


# --- what the processes are told -------------------------------------------------------------
def _house(port: int, *, python: str) -> House:
    """The demo's house, what it is told also kept in ``var/demo.env`` for ``manage.py``."""
    kept = _kept()
    twin = kept.get("STRIPE_TWIN_PORT", "")
    if not twin or not free(int(twin)) or int(twin) == port:
        twin = str(next_free(port))
    house = House(
        python=python,
        var=VAR,
        port=port,
        twin_port=int(twin),
        secrets={name: kept.get(name) or value for name, value in fresh_secrets().items()},
    )
    _keep({**house.settings, "STRIPE_TWIN_PORT": twin})
    return house


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
