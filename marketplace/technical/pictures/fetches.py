"""Fetching what feeds name, one address at a time, and what came of it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import QuerySet

from marketplace.core import fetching
from marketplace.core.errors import CordeeError, PermanentError
from marketplace.core.fetching import Fetched
from marketplace.technical.models import PictureAddress, PictureFile
from marketplace.technical.pictures import addresses, checks, covers, files
from marketplace.technical.pictures.checks import NotAPicture, TooManyPixels

MAX_BYTES: Final = 15_000_000
SECONDS: Final = 10
TRIES: Final = 3
AGAIN: Final = timedelta(minutes=30)
BATCH: Final = 40
AT_ONCE: Final = 1  # batches: other workers are left for imports, and for what shoppers wait for
LEASE: Final = timedelta(minutes=12)  # longer than a batch takes, each address as slow as may be
Fault, State = PictureAddress.Fault, PictureAddress.State
FAULTS: Final[Mapping[object, PictureAddress.Fault]] = {
    "address": Fault.BAD_ADDRESS,
    "credentials": Fault.BAD_ADDRESS,
    "private": Fault.PRIVATE,
    "redirects": Fault.REDIRECTS,
    "unknown_host": Fault.UNKNOWN_HOST,
    "certificate": Fault.CERTIFICATE,
    "timed_out": Fault.TIMED_OUT,
    "size": Fault.TOO_LARGE,
}
CLOSED: Final = (401, 402, 403, 407)  # answers that mean: not for everybody


def fetch_due(
    *, at: datetime, fetch: Callable[..., Fetched] = fetching.fetch, limit: int = BATCH
) -> int:
    """Fetch addresses whose time has come, unless enough are fetched; returns how many were tried.

    Of two batches that begin at once one goes on, and the other ends: the first address that
    somebody else takes, or fetches meanwhile, ends it.
    """
    waiting = PictureAddress.objects.filter(state=State.PENDING, due_at__lte=at)
    tried = 0
    for address in list(waiting.order_by("due_at", "pk")[:limit]):
        if is_busy(at=at):
            break
        if _given_up(address):
            continue
        if not _claim(address, at=at):
            break
        try:
            _try(address, fetch=fetch)
        except Exception:  # ours to mend: the others are fetched meanwhile
            PictureAddress.objects.filter(pk=address.pk).update(taken_until=None)
            raise
        tried += 1
    return tried


def is_busy(*, at: datetime) -> bool:
    """Whether as many batches fetch at this moment as may: each takes one address at a time."""
    return PictureAddress.objects.filter(taken_until__gt=at).count() >= AT_ONCE


def _given_up(address: PictureAddress) -> bool:
    """Whether workers died of it as often as it may be tried.

    Whoever died of it could not say what is wrong with it.
    """
    if address.attempts < TRIES:
        return False
    _as_it_was(address).update(
        state=State.UNREACHABLE, fault=Fault.NOT_A_PICTURE, detail="", taken_until=None
    )
    return True


def _as_it_was(address: PictureAddress) -> QuerySet[PictureAddress]:
    return PictureAddress.objects.filter(
        pk=address.pk, state=State.PENDING, due_at=address.due_at, attempts=address.attempts
    )


def _claim(address: PictureAddress, *, at: datetime) -> bool:
    """Put an address off before it is fetched; whether it is ours.

    Slow ones take longer than the clock's tick: the next worker must not fetch them as well. And
    one that this worker dies of is not the first again.
    """
    rows = _as_it_was(address)
    address.attempts += 1
    taken = {"due_at": at + AGAIN, "tried_at": at, "taken_until": at + LEASE}
    return bool(rows.update(attempts=address.attempts, **taken))


def _try(address: PictureAddress, *, fetch: Callable[..., Fetched]) -> None:
    kind = ""
    try:
        fetched = fetch(address.url, max_bytes=MAX_BYTES, seconds=SECONDS)
        kind = fetched.content_type
        image = checks.fitted(checks.opened(fetched.body))
    except CordeeError as error:
        _failed(address, error, kind=kind)
    else:
        files.keep(image, use=partial(_show, address))


def _show(address: PictureAddress, file: PictureFile) -> None:
    rows = PictureAddress.objects.filter(pk=address.pk)
    rows.update(state=State.FETCHED, file=file, fault="", detail="", taken_until=None)
    references = covers.named_by(address=address)
    addresses.let_go(references)
    covers.choose(references)


def _failed(address: PictureAddress, error: CordeeError, *, kind: str) -> None:
    final = isinstance(error, PermanentError) or address.attempts >= TRIES
    PictureAddress.objects.filter(pk=address.pk).update(
        state=State.UNREACHABLE if final else State.PENDING,
        fault=_fault(error),
        detail=_detail(error, kind=kind),
        taken_until=None,
    )


def _fault(error: CordeeError) -> PictureAddress.Fault:
    if isinstance(error, NotAPicture):
        pixels = isinstance(error, TooManyPixels)
        return Fault.TOO_MANY_PIXELS if pixels else Fault.NOT_A_PICTURE
    status = error.details.get("status")
    if status is None:
        return FAULTS.get(error.details.get("why"), Fault.SITE_BROKEN)
    if status in CLOSED:
        return Fault.LOGIN
    if status == 429:
        return Fault.BUSY
    return Fault.NOT_THERE if isinstance(error, PermanentError) else Fault.SITE_BROKEN


def _detail(error: CordeeError, *, kind: str) -> str:
    """The status that the site answered; for what is no picture, what its site called it."""
    if isinstance(error, NotAPicture):
        return kind.partition(";")[0].strip()[:100]
    return str(error.details.get("status", ""))
