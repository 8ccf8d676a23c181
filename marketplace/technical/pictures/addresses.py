"""Which pictures feeds name for which references, and wanting one to be tried again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.core import fetching
from marketplace.core.given import batches
from marketplace.technical.models import Picture, PictureAddress
from marketplace.technical.pictures import covers, dead_links

CHUNK: Final = 1000
AT_ONCE: Final = 20_000  # addresses that are locked in one statement, more than a chunk has
Fault, State = PictureAddress.Fault, PictureAddress.State


@transaction.atomic(savepoint=False)
def name(*, named: Mapping[int, Sequence[str]], trader_id: int | None, at: datetime) -> None:
    """Note which pictures references show: reference id → addresses, in the order to be shown.

    An address that is known already is not fetched once more, whoever named it; its reference
    keeps the picture that it has of it. A fixed number of queries per thousand addresses.
    """
    known = _add(named, trader_id=trader_id, at=at)
    covers.choose(
        [pk for pk, each in named.items() if any(known[bounded(u)].file_id for u in each)]
    )


def _add(
    named: Mapping[int, Sequence[str]], *, trader_id: int | None, at: datetime
) -> dict[str, PictureAddress]:
    """Note which pictures references show; returns the addresses, which are locked."""
    known = _known([url for each in named.values() for url in each], at=at)
    Picture.objects.bulk_create(
        [
            Picture(product_id=pk, address=known[url], trader_id=trader_id, position=position)
            for pk, each in named.items()
            for position, url in enumerate(dict.fromkeys(map(bounded, each)))
        ],
        CHUNK,
        ignore_conflicts=True,
    )
    return known


def _known(urls: Sequence[str], *, at: datetime) -> dict[str, PictureAddress]:
    """Address → its row, made where there was none; locked, in the order of their keys, so that
    whoever fetches one of them at this moment sees all that name it, or is seen."""
    wanted = {bounded(url): _address(url, at=at) for url in sorted(urls)}
    found: dict[str, PictureAddress] = {}
    while len(found) < len(wanted):  # once, unless one was swept between being made and locked
        PictureAddress.objects.bulk_create(wanted.values(), CHUNK, ignore_conflicts=True)
        locked = PictureAddress.objects.select_for_update().order_by("pk")
        found = {
            row.url: row
            for some in batches(list(wanted), AT_ONCE)
            for row in locked.filter(url__in=some)
        }
    return found


def _address(url: str, *, at: datetime) -> PictureAddress:
    """An address to fetch; one that cannot be one never will be, and says so."""
    row = PictureAddress(url=bounded(url), due_at=at)
    if row.url != url:
        row.fault = Fault.TOO_LONG
    elif not fetching.names_a_site(url):
        row.fault = Fault.NO_SITE
    if row.fault:
        row.state, row.tried_at = State.UNREACHABLE, at
    return row


def bounded(url: str) -> str:
    """As much of an address as is kept: all of it, unless it is absurd."""
    return url.encode()[: PictureAddress.LONGEST].decode(errors="ignore")


@transaction.atomic(savepoint=False)
def name_again(
    *, named: Mapping[int, Sequence[str]], trader_id: int, at: datetime, part: bool = False
) -> None:
    """What a trader's feed names today: variant id → addresses, of all that has any.

    It is heard where one that the trader named before is dead. That one goes if it is not named
    any more, and is tried again, once a day, if it is; new ones are fetched. Every other reference
    keeps what it has. ``part``: the feed does not name all that there is, and none goes. One query
    where nothing is dead.
    """
    if not named:
        return
    own = Picture.objects.filter(trader_id=trader_id, product__children__in=list(named))
    dead = own.exclude(address__fault="").values_list(
        "product_id", "product__children", "pk", "address_id", "address__url"
    )
    wanted: dict[int, dict[str, None]] = {}
    for reference, variant, *_rest in dead:
        wanted.setdefault(reference, {}).update(dict.fromkeys(map(bounded, named[variant])))
    if not wanted:
        return
    gone = {pk for reference, _variant, pk, _id, url in dead if url not in wanted[reference]}
    again = {pk for reference, _variant, _pk, pk, url in dead if url in wanted[reference]}
    if gone and not part:
        Picture.objects.filter(pk__in=gone).delete()
    if new := _with_new(wanted):
        name(named=new, trader_id=trader_id, at=at)
    stale = PictureAddress.objects.filter(dead_links.tried_before(at.date()), pk__in=again)
    _put_back(stale, at=at)
    stale.filter(fault__in=dead_links.HOPELESS).update(tried_at=at)


@transaction.atomic(savepoint=False)
def follow(
    *, named: Mapping[int, Sequence[str]], whole: Collection[int], trader_id: int, at: datetime
) -> list[int]:
    """What a trader's feed names today for its own references: id → addresses, in their order.

    New ones are fetched. Of the references in ``whole``, what the trader named before and names no
    more goes, as soon as one that it names can be shown. Returns the references that this changes;
    their covers are for the caller to choose. A fixed number of queries.
    """
    if not named:
        return []
    new = _with_new(named)
    _add(named, trader_id=trader_id, at=at)  # all: whoever fetches one sees what leaves for it
    found = _pictures(named)
    changed = [
        row
        for pk, rows in found.items()
        for row in _ordered(rows, named[pk], leaves=trader_id if pk in whole else None)
    ]
    Picture.objects.bulk_update(changed, ["position", "leaving"], CHUNK)
    gone = let_go([row.product_id for row in changed])
    return sorted({*new, *gone, *(row.product_id for row in changed)})


def _pictures(reference_ids: Iterable[int]) -> dict[int, list[Picture]]:
    """Reference → its pictures in their order; one query."""
    rows = Picture.objects.filter(product_id__in=list(reference_ids)).select_related("address")
    found: dict[int, list[Picture]] = {}
    for row in rows.order_by("product_id", "position", "pk"):
        found.setdefault(row.product_id, []).append(row)
    return found


def _ordered(rows: Sequence[Picture], urls: Sequence[str], *, leaves: int | None) -> list[Picture]:
    """Those rows that change: what is named comes first, in its order; ``leaves``: the trader of
    whom the others leave."""
    order = {url: place for place, url in enumerate(dict.fromkeys(map(bounded, urls)))}
    later = count(len(order))
    changed = []
    for row in rows:
        is_named = row.address.url in order
        place = order[row.address.url] if is_named else next(later)
        leaving = not is_named and (row.leaving or (leaves == row.trader_id and leaves is not None))
        if (place, leaving) != (row.position, row.leaving):
            row.position, row.leaving = place, leaving
            changed.append(row)
    return changed


def let_go(reference_ids: Iterable[int]) -> list[int]:
    """Take away pictures that leave, where another one can be shown or they never could; returns
    the references that had any."""
    others = Picture.objects.filter(
        product=OuterRef("product"), leaving=False, address__file__isnull=False
    )
    leaving = Picture.objects.filter(product_id__in=set(reference_ids), leaving=True)
    gone = dict(
        leaving.filter(Q(address__file=None) | Exists(others)).values_list("pk", "product_id")
    )
    if gone:
        Picture.objects.filter(pk__in=gone).delete()
    return sorted(set(gone.values()))


def _with_new(wanted: Mapping[int, Iterable[str]]) -> dict[int, list[str]]:
    """Those references for which an address is named that they do not have."""
    rows = Picture.objects.filter(product_id__in=wanted)
    known = set(rows.values_list("product_id", "address__url"))
    return {
        pk: list(each)
        for pk, each in wanted.items()
        if any((pk, bounded(url)) not in known for url in each)
    }


def retry(*, at: datetime) -> int:
    """Put dead addresses of the present trader back to be fetched, each at most once an hour;
    returns how many."""
    free = dead_links.addresses().filter(dead_links.retriable(at=at))
    return _put_back(free, at=at, asked_at=at)


@transaction.atomic
def _put_back(rows: QuerySet[PictureAddress], *, at: datetime, **fields: Any) -> int:
    """Their fault stays until they are fetched; locked in the order in which everybody locks."""
    locked = rows.filter(dead_links.WORTH_A_TRY).select_for_update(of=("self",)).order_by("pk")
    ids = list(locked.values_list("pk", flat=True))
    back = {"state": State.PENDING, "due_at": at, "attempts": 0, **fields}
    return sum(
        PictureAddress.objects.filter(pk__in=some).update(**back) for some in batches(ids, CHUNK)
    )
