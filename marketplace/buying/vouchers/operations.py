"""A voucher is made, handed out, held for an order, used or given back, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from marketplace.buying.vouchers import codes, queries
from marketplace.buying.vouchers.models import (
    Voucher,
    VoucherChange,
    VoucherCode,
    VoucherEntry,
    VoucherSeries,
    VoucherUse,
)
from marketplace.buying.vouchers.queries import Applied, Person
from marketplace.buying.vouchers.states import USE_MOVES, VOUCHER_MOVES
from marketplace.core.days import PARIS
from marketplace.core.errors import CordeeError, IllegalMove
from marketplace.core.money import Money
from marketplace.core.states import guarded_move

MOST_CODES = 5000  # of one series
LONGEST_NAME = 60
LONGEST_REASON = 300
LONGEST = timedelta(days=800)
OFFERED_FOR = timedelta(days=365)
MOST_BUDGET = 10_000_000_00  # cents
MOST_USES = 1_000_000
What = VoucherChange.What


class VoucherRefused(CordeeError):
    """It cannot be used for this basket; the message says why, and what would help."""

    code = "voucher_refused"
    status = 422


class VoucherGone(CordeeError):
    """It was used up, stopped, or had by the same person, in the moment in which it was wanted."""

    code = "voucher_gone"
    status = 409


class BadVoucher(CordeeError):
    """``field``: which of what was said is wrong; the message says what to write instead."""

    code = "bad_voucher"
    status = 422

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class SeriesHandedOut(CordeeError):
    """Its codes were downloaded before: the house no longer knows them."""

    code = "series_handed_out"
    status = 409


@dataclass(frozen=True)
class Terms:
    """What an operator says of a voucher; amounts in cents, ids of what it is for ([] is all)."""

    name: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    budget_minor: int
    amount_minor: int | None = None
    percent: int | None = None
    cap_minor: int | None = None
    minimum_minor: int = 0
    uses_most: int | None = None
    uses_per_person: int | None = 1
    sport_ids: Sequence[int] = field(default_factory=tuple)
    family_ids: Sequence[int] = field(default_factory=tuple)
    trader_ids: Sequence[int] = field(default_factory=tuple)


# --- the desk --------------------------------------------------------------------------------
@transaction.atomic
def make(*, terms: Terms, code: str, series: int, reason: str, user: Any, at: datetime) -> Voucher:
    """A voucher with the ``code`` that everybody types, or with a ``series`` of so many codes that
    are each used once; one of the two.

    :raises BadVoucher: something said cannot be; nothing is made.
    """
    _check(terms, at=at)
    _check_reason(reason)
    named = codes.normalise(code)
    _check_codes(named, series)
    row = Voucher.objects.create(
        **{
            **vars(terms),
            "name": terms.name.strip(),
            **{name: list(vars(terms)[name]) for name in ("sport_ids", "family_ids", "trader_ids")},
        },
        made_at=at,
    )
    _journal(row, What.MADE, user=user, at=at, note=reason.strip())
    if named:
        _name(row, named)
    else:
        _generate(row, series, user=user, at=at)
    return row


def _name(voucher: Voucher, code: str) -> None:
    try:
        with transaction.atomic():
            VoucherCode.objects.create(
                voucher=voucher, key=codes.key(code), code=code, last=code[-codes.LAST :]
            )
    except IntegrityError:
        raise BadVoucher("code", _("Ce code existe déjà : choisissez-en un autre.")) from None


def offer(*, amount: Money, name: str, reason: str, user: Any, at: datetime) -> Voucher:
    """A voucher of ``amount`` for one person, with a code of its own: good once, for a year, to the
    end of its last day."""
    last = (at + OFFERED_FOR).astimezone(PARIS).date()
    terms = Terms(
        name=name,
        kind=Voucher.Kind.AMOUNT,
        amount_minor=amount.minor,
        starts_at=at,
        ends_at=datetime.combine(last, time.max, PARIS),
        budget_minor=amount.minor,
        uses_most=1,
    )
    (code,) = codes.make(1)
    return make(terms=terms, code=code, series=0, reason=reason, user=user, at=at)


@transaction.atomic
def generate(*, voucher: Voucher, count: int, user: Any, at: datetime) -> VoucherSeries:
    """So many more codes of a voucher that has series.

    :raises BadVoucher: too many, or it has one code for all, or is over.
    """
    _check_codes("", count)
    if queries.named_code(voucher) is not None:
        raise BadVoucher("series", _("Ce bon a un code pour tous : créez-en un autre."))
    if voucher.is_over(at):
        raise BadVoucher("series", _("Ce bon est terminé : créez-en un autre."))
    return _generate(voucher, count, user=user, at=at)


def _generate(voucher: Voucher, count: int, *, user: Any, at: datetime) -> VoucherSeries:
    """59 random bits each: that one of them exists already is not to be expected."""
    series: VoucherSeries = VoucherSeries.objects.create(voucher=voucher, size=count, made_at=at)
    VoucherCode.objects.bulk_create(
        [
            VoucherCode(
                voucher=voucher,
                series=series,
                key=codes.key(code),
                code=code,
                last=code[-codes.LAST :],
                uses_most=1,
            )
            for code in codes.make(count)
        ],
        batch_size=500,
    )
    _journal(voucher, What.SERIES, user=user, at=at, note=str(count))
    return series


@transaction.atomic
def hand_out(*, series: VoucherSeries, user: Any, at: datetime) -> list[str]:
    """The codes of a series, once: afterwards only their digests are kept.

    :raises SeriesHandedOut: somebody has downloaded them.
    """
    first = VoucherSeries.objects.filter(pk=series.pk, downloaded_at=None)
    if not first.update(downloaded_at=at):
        raise SeriesHandedOut(
            _("Ces codes ont déjà été téléchargés et ne peuvent plus être lus. Au besoin, générez "
              "une autre série.")
        )  # fmt: skip
    rows = VoucherCode.objects.filter(series=series)
    made = [codes.spaced(code) for code in rows.order_by("pk").values_list("code", flat=True)]
    rows.update(code="")
    _journal(series.voucher, What.DOWNLOADED, user=user, at=at, note=str(len(made)))
    return made


@transaction.atomic
def stop(*, voucher: Voucher, reason: str, user: Any, at: datetime) -> None:
    """No order can use it from now on; those that hold it keep it.

    :raises BadVoucher: without a reason. :raises IllegalMove: it was stopped before.
    """
    _check_reason(reason)
    guarded_move(voucher, Voucher.Status.STOPPED, moves=VOUCHER_MOVES)
    _journal(voucher, What.STOPPED, user=user, at=at, note=reason.strip())


def _journal(voucher: Voucher, what: What, *, user: Any, at: datetime, note: str) -> None:
    VoucherChange.objects.create(voucher=voucher, what=what, user=user, at=at, note=note)


def _check(terms: Terms, *, at: datetime) -> None:
    """:raises BadVoucher: the first of the terms that cannot be."""
    for field_name, is_wrong, said in _rules(terms, at):
        if is_wrong:
            raise BadVoucher(field_name, said)


def _rules(terms: Terms, at: datetime) -> list[tuple[str, bool, str]]:
    amount = terms.kind == Voucher.Kind.AMOUNT
    percent = terms.kind == Voucher.Kind.PERCENT
    most = {"most": Money(MOST_BUDGET)}
    return [
        ("name", not 0 < len(terms.name.strip()) <= LONGEST_NAME or "\0" in terms.name,
         _("Un nom que le client lira, en %(most)d caractères au plus.") % {"most": LONGEST_NAME}),
        ("kind", not (amount or percent), _("Choisissez un montant ou un pourcentage.")),
        ("amount", amount and not 0 < (terms.amount_minor or 0) <= MOST_BUDGET,
         _("Indiquez le montant, de 0,01 € à %(most)s.") % most),
        ("amount", percent and terms.amount_minor is not None,
         _("Un bon retire un montant ou un pourcentage : laissez l’un des deux vide.")),
        ("percent", percent and not 1 <= (terms.percent or 0) <= 100,
         _("Indiquez le pourcentage, de 1 à 100.")),
        ("percent", amount and terms.percent is not None,
         _("Un bon retire un montant ou un pourcentage : laissez l’un des deux vide.")),
        ("cap", amount and terms.cap_minor is not None,
         _("Seul un pourcentage a un plafond : laissez ce champ vide.")),
        ("cap", terms.cap_minor is not None and not 0 < terms.cap_minor <= MOST_BUDGET,
         _("Un plafond de 0,01 € à %(most)s, ou rien.") % most),
        ("minimum", not 0 <= terms.minimum_minor <= MOST_BUDGET,
         _("Un minimum de 0 à %(most)s.") % most),
        ("ends", terms.ends_at <= terms.starts_at, _("La fin vient après le début.")),
        ("ends", terms.ends_at <= at, _("Une date à venir.")),
        ("ends", terms.ends_at > terms.starts_at + LONGEST,
         _("%(days)d jours au plus.") % {"days": LONGEST.days}),
        ("uses", terms.uses_most is not None and not 1 <= terms.uses_most <= MOST_USES,
         _("De 1 à %(most)d utilisations, ou rien.") % {"most": MOST_USES}),
        ("per_person",
         terms.uses_per_person is not None and not 1 <= terms.uses_per_person <= MOST_USES,
         _("De 1 à %(most)d utilisations, ou rien.") % {"most": MOST_USES}),
        ("budget", not 0 < terms.budget_minor <= MOST_BUDGET,
         _("Le plus que ce bon peut coûter, de 0,01 € à %(most)s.") % most),
        ("budget", amount and terms.budget_minor < (terms.amount_minor or 0),
         _("Ce budget ne suffit pas à une seule utilisation.")),
    ]  # fmt: skip


def _check_reason(reason: str) -> None:
    if not 0 < len(reason.strip()) <= LONGEST_REASON or "\0" in reason:
        raise BadVoucher(
            "reason",
            _("Indiquez pourquoi, en %(most)d caractères au plus.") % {"most": LONGEST_REASON},
        )


def _check_codes(named: str, series: int) -> None:
    if bool(named) == bool(series):
        raise BadVoucher("code", _("Un code pour tous, ou un nombre de codes : l’un des deux."))
    if named and not codes.is_code(named):
        raise BadVoucher(
            "code", _("De %(least)d à %(most)d lettres et chiffres, sans autre signe.")
            % {"least": codes.SHORTEST, "most": codes.LONGEST},
        )  # fmt: skip
    if not 0 <= series <= MOST_CODES:
        raise BadVoucher("series", _("De 1 à %(most)d codes.") % {"most": MOST_CODES})


# --- a basket --------------------------------------------------------------------------------
def put(*, basket: Any, code: VoucherCode) -> None:
    """The code stands in the basket, in place of another."""
    VoucherEntry.objects.update_or_create(basket=basket, defaults={"code": code})


def take_out(*, basket: Any) -> bool:
    """Whether one stood there."""
    return bool(VoucherEntry.objects.filter(basket_id=basket.pk).delete()[0])


def carry(*, source: Any, into: Any) -> None:
    """A basket's code comes along into another that has none."""
    entry = VoucherEntry.objects.filter(basket_id=source.pk).first()
    if entry is not None:
        _put_first(into, entry.code_id)


def put_again(*, order_id: int, basket: Any) -> None:
    """The code of an order that has ended goes into a basket that has none."""
    use = VoucherUse.objects.filter(order_id=order_id).first()
    if use is not None:
        _put_first(basket, use.code_id)


def _put_first(basket: Any, code_id: int) -> None:
    VoucherEntry.objects.get_or_create(basket=basket, defaults={"code_id": code_id})


# --- an order --------------------------------------------------------------------------------
def hold(*, order: Any, applied: Applied, person: Person, at: datetime) -> VoucherUse:
    """Take one use and its amount, in the transaction that places the order.

    Uses and budget are taken by guarded UPDATEs. These also make others who want the same voucher
    wait, so that what the person has used is counted after them, and counted right.

    :raises VoucherGone: nothing of it is left; the caller's transaction must roll back.
    """
    code, amount = applied.code, applied.discount
    if not (_take(code.voucher_id, amount.minor, at=at) and _take_code(code.pk)):
        raise VoucherGone(_("Ce bon vient d’être épuisé ou arrêté."))
    most = code.voucher.uses_per_person
    if most is not None and queries.uses_of(voucher_id=code.voucher_id, person=person) >= most:
        raise VoucherGone(_("Vous avez déjà utilisé ce bon."))
    use: VoucherUse = VoucherUse.objects.create(
        order=order,
        voucher_id=code.voucher_id,
        code=code,
        email=person.email,
        user_id=person.user_id,
        amount_minor=amount.minor,
        at=at,
    )
    return use


def _take(voucher_id: int, minor: int, *, at: datetime) -> int:
    rows = Voucher.objects.filter(
        Q(uses_most=None) | Q(uses__lt=F("uses_most")),
        pk=voucher_id,
        status=Voucher.Status.ACTIVE,
        starts_at__lte=at,
        ends_at__gt=at,
        budget_minor__gte=F("spent_minor") + minor,
    )
    return rows.update(uses=F("uses") + 1, spent_minor=F("spent_minor") + minor)


def _take_code(code_id: int) -> int:
    rows = VoucherCode.objects.filter(Q(uses_most=None) | Q(uses__lt=F("uses_most")), pk=code_id)
    return rows.update(uses=F("uses") + 1)


@transaction.atomic
def settle(*, order_id: int, at: datetime) -> None:
    """The order is paid: what it holds is used. Without a voucher, or told twice, nothing."""
    _move(order_id, VoucherUse.Status.USED, at=at)


@transaction.atomic
def give_back(*, order_id: int, at: datetime) -> None:
    """The order will not be paid, or nothing of it is sent: its use and its amount are there for
    others, once.

    Before the order's stock, as when both are taken: so nobody waits for each other.
    """
    use = _move(order_id, VoucherUse.Status.RELEASED, at=at)
    if use is None:
        return
    Voucher.objects.filter(pk=use.voucher_id).update(
        uses=F("uses") - 1, spent_minor=F("spent_minor") - use.amount_minor
    )
    VoucherCode.objects.filter(pk=use.code_id).update(uses=F("uses") - 1)


def on_lines_withdrawn(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``lines.withdrawn``: of whose order nothing goes any more gets the use back."""
    ids = [pk for payload in payloads for pk in payload["consignment_line_ids"]]
    for order_id in queries.all_withdrawn(consignment_line_ids=ids):
        give_back(order_id=order_id, at=at)


def hold_again(*, order_id: int, at: datetime) -> None:
    """The order is paid after all: the use that it gave back is taken once more, if it is there.

    :raises VoucherGone: it is not; the caller's transaction must roll back.
    """
    use = _move(order_id, VoucherUse.Status.HELD, at=at)
    if use is None:
        return
    if not (_take(use.voucher_id, use.amount_minor, at=at) and _take_code(use.code_id)):
        raise VoucherGone(_("Ce bon vient d’être épuisé ou arrêté."))
    most = use.voucher.uses_per_person
    person = Person(email=use.email, user_id=use.user_id)
    if most is not None and queries.uses_of(voucher_id=use.voucher_id, person=person) > most:
        raise VoucherGone(_("Vous avez déjà utilisé ce bon."))


def _move(order_id: int, to: VoucherUse.Status, *, at: datetime) -> VoucherUse | None:
    """The use that moved, None when there was none to move."""
    use = VoucherUse.objects.filter(order_id=order_id).first()
    if use is None:
        return None
    try:
        guarded_move(use, to, moves=USE_MOVES, moved_at=at)
    except IllegalMove:
        return None
    return use
