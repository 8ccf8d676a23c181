"""Writing the journal: once for each source, all of an entry or nothing of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.core import bulk
from marketplace.core.errors import CordeeError
from marketplace.core.given import batches
from marketplace.ledger.legs import AccountName, Leg, Posting
from marketplace.ledger.models import OF_TRADERS, Account, Entry, EntryLine, Kind

__all__ = [
    "AccountName",
    "Leg",
    "Malformed",
    "Posting",
    "SourceConflict",
    "Unbalanced",
    "post",
    "post_many",
]

CHUNK = 2000  # entries at a time
LINE_FIELDS = (
    "entry_id",
    "position",
    "account_id",
    "minor",
    "currency",
    "order_line_id",
    "consignment_id",
    "vat_rate_bp",
    "vat_minor",
)
Wanted = tuple[AccountName, str]  # an account and its currency


class SourceConflict(CordeeError):
    """The source was told before, with other figures: one of the two tellings is wrong."""

    code = "ledger_source_conflict"
    status = 409


class Unbalanced(CordeeError):
    """What is debited is not what is credited, in at least one currency."""

    code = "ledger_unbalanced"


class Malformed(CordeeError):
    """An entry of fewer than two lines, a line of nothing, an account without its trader …"""

    code = "ledger_malformed"


def post(
    *, source: str, kind: str, at: datetime, legs: Sequence[Leg], order_id: int | None = None
) -> Entry:
    """Write one entry, or return the one that ``source`` wrote before; about eight queries.

    ``source`` names the event ("sale:12"); ``at`` is when it happened, and does not tell two
    tellings apart. Amounts are cents, debit above zero, credit below.

    :raises Malformed: no entry can be made of this. :raises Unbalanced: the legs sum to something.
    :raises SourceConflict: ``source`` is written with another kind, order or legs.
    """
    posting = Posting(source=source, kind=kind, at=at, legs=legs, order_id=order_id)
    return post_many(postings=[posting])[0]


def post_many(*, postings: Sequence[Posting]) -> list[Entry]:
    """Write entries, all or none, those that are written already left as they are.

    They are written, and returned, in the order given. The number of queries does not depend on how
    many legs there are, and grows with the entries by the thousand.

    :raises Malformed, Unbalanced, SourceConflict: as ``post``; nothing is written.
    """
    for posting in postings:
        _must_stand(posting)
    wanted = _by_source(postings)
    with transaction.atomic():
        entries = {
            entry.source: entry
            for chunk in batches(list(wanted), CHUNK)
            for entry in _kept([wanted[source] for source in chunk])
        }
    return [entries[posting.source] for posting in postings]


def _must_stand(posting: Posting) -> None:
    """Everything that the database would refuse, said in words before it is asked."""
    name = posting.source
    if not name or len(name) > 100:
        raise Malformed(_("La source d’une écriture compte 1 à 100 signes : « %s ».") % name)
    if len(posting.legs) < 2:
        raise Malformed(_("L’écriture %s doit avoir au moins deux lignes.") % name)
    for leg in posting.legs:
        _leg_must_stand(name, leg)
    sums: dict[str, int] = {}
    for leg in posting.legs:
        sums[leg.amount.currency] = sums.get(leg.amount.currency, 0) + leg.amount.minor
    for currency, left in sums.items():
        if left:
            raise Unbalanced(
                _("L’écriture %(source)s ne s’équilibre pas : il reste %(left)s %(currency)s.")
                % {"source": name, "left": left, "currency": currency},
                source=name,
            )


def _leg_must_stand(name: str, leg: Leg) -> None:
    if leg.amount.minor == 0:
        raise Malformed(
            _("Une ligne de l’écriture %(source)s est nulle : %(account)s.")
            % {"source": name, "account": leg.account}
        )
    if (leg.account.kind in OF_TRADERS) != (leg.account.trader_id is not None):
        raise Malformed(
            _("Compte mal nommé dans l’écriture %(source)s : %(account)s.")
            % {"source": name, "account": leg.account}
        )
    if not _vat_is_a_part(leg):
        raise Malformed(
            _("La TVA n’est pas une part du montant dans l’écriture %(source)s : %(account)s.")
            % {"source": name, "account": leg.account}
        )


def _vat_is_a_part(leg: Leg) -> bool:
    if leg.vat_minor is None or leg.vat_rate_bp is None:
        return leg.vat_minor is None and leg.vat_rate_bp is None
    whole, part = leg.amount.minor, leg.vat_minor
    return leg.vat_rate_bp >= 0 and (0 <= part <= whole or whole <= part <= 0)


def _by_source(postings: Iterable[Posting]) -> dict[str, Posting]:
    found: dict[str, Posting] = {}
    for posting in postings:
        first = found.setdefault(posting.source, posting)
        if first.fingerprint != posting.fingerprint:
            raise _conflict(posting.source)
    return found


def _kept(postings: Sequence[Posting]) -> list[Entry]:
    """The entries of these, written where they are not."""
    known = _known(postings)
    new = [posting for posting in postings if posting.source not in known]
    if not new:
        return list(known.values())
    try:
        with transaction.atomic():
            return [*known.values(), *_write(new)]
    except IntegrityError:
        if len(_known(postings)) == len(known):
            raise
    return _kept(postings)  # somebody wrote one of them in the same moment: theirs is compared


def _known(postings: Sequence[Posting]) -> dict[str, Entry]:
    """:raises SourceConflict: one of them is not what is written."""
    rows = Entry.objects.filter(source__in=[posting.source for posting in postings])
    known = {entry.source: entry for entry in rows}
    for posting in postings:
        entry = known.get(posting.source)
        if entry is not None and entry.fingerprint != posting.fingerprint:
            raise _conflict(posting.source)
    return known


def _conflict(source: str) -> SourceConflict:
    return SourceConflict(
        _("« %s » est déjà dans le journal, avec d’autres montants.") % source, source=source
    )


def _write(postings: Sequence[Posting]) -> list[Entry]:
    """Lines, then the entries that seal them."""
    accounts = _accounts(postings)
    numbered = list(zip(bulk.keys(Entry, len(postings)), postings, strict=True))
    bulk.insert(
        EntryLine,
        LINE_FIELDS,
        [
            (
                number,
                position,
                accounts[leg.account, leg.amount.currency],
                leg.amount.minor,
                leg.amount.currency,
                leg.order_line_id,
                leg.consignment_id,
                leg.vat_rate_bp,
                leg.vat_minor,
            )
            for number, posting in numbered
            for position, leg in enumerate(posting.legs, start=1)
        ],
    )
    return Entry.objects.bulk_create(
        Entry(
            pk=number,
            source=posting.source,
            kind=posting.kind,
            at=posting.at,
            order_id=posting.order_id,
            line_count=len(posting.legs),
            fingerprint=posting.fingerprint,
        )
        for number, posting in numbered
    )


def _accounts(postings: Sequence[Posting]) -> dict[Wanted, int]:
    """Account and currency → its row, opened where there was none."""
    wanted = {(leg.account, leg.amount.currency) for each in postings for leg in each.legs}
    found = _opened(wanted)
    if missing := wanted - found.keys():
        Account.objects.bulk_create(
            [
                Account(kind=name.kind, trader_id=name.trader_id, currency=currency)
                for name, currency in sorted(missing, key=str)
            ],
            ignore_conflicts=True,
        )
        found = _opened(wanted)
    return found


def _opened(wanted: Iterable[Wanted]) -> dict[Wanted, int]:
    kinds = {name.kind for name, _currency in wanted}
    traders = {name.trader_id for name, _currency in wanted}
    rows = Account.objects.filter(kind__in=kinds)
    if traders == {None}:
        rows = rows.filter(trader=None)
    else:
        rows = rows.filter(Q(trader=None) | Q(trader_id__in=traders - {None}))
    return {(AccountName(Kind(row.kind), row.trader_id), row.currency): row.pk for row in rows}
