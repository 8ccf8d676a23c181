"""Whether a voucher counts, what it takes off, and how much it has cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.buying.vouchers import codes, pricing
from marketplace.buying.vouchers.models import Voucher, VoucherCode, VoucherSeries, VoucherUse
from marketplace.buying.vouchers.pricing import Article
from marketplace.core import dates
from marketplace.core.money import Money, total
from marketplace.fulfilment.models import ConsignmentLine
from marketplace.ledger.models import EntryLine, Kind
from marketplace.technical.models import Family, Sport
from marketplace.traders.models import Trader

Status = VoucherUse.Status
COUNTED = (Status.HELD, Status.USED)


@dataclass(frozen=True)
class Person:
    """Who wants to use it, as far as is known: a lower-case address, an account."""

    email: str = ""
    user_id: int | None = None


NOBODY = Person()


@dataclass(frozen=True)
class Applied:
    """A voucher as it stands in a basket now.

    ``shares``: basket line → what is taken off it; ``refusal``: why it takes nothing off, in words
    for the shopper; ``note``: what else there is to say.
    """

    code: VoucherCode = field(compare=False)
    shares: Mapping[int, Money] = field(default_factory=dict)
    refusal: str = ""
    note: str = ""

    @property
    def voucher(self) -> Voucher:
        return self.code.voucher

    @property
    def name(self) -> str:
        return self.voucher.name

    @property
    def discount(self) -> Money:
        return total(list(self.shares.values()))


def find(text: str) -> VoucherCode | None:
    """The code that was typed, however it was written; None when there is none."""
    code = codes.normalise(text)
    if not codes.is_code(code):
        return None
    return VoucherCode.objects.select_related("voucher").filter(key=codes.key(code)).first()


def applied(
    *,
    code: VoucherCode,
    articles: Sequence[Article],
    to_pay: Money,
    person: Person,
    at: datetime,
) -> Applied:
    """The voucher of ``code`` on a basket that would cost ``to_pay``; one query at most where it
    counts, and only if it limits the uses of a person."""
    voucher = code.voucher
    concerned = pricing.concerned(voucher, articles)
    if said := _over(code, at) or _unmet(voucher, concerned):
        return Applied(code, refusal=said)
    worth = pricing.worth(voucher, concerned, to_pay=to_pay)
    if not worth.discount:
        return Applied(code, refusal=_takes_nothing())
    if voucher.spent_minor + worth.discount.minor > voucher.budget_minor:
        return Applied(code, refusal=_used_up())
    if _had_by(voucher, person):
        return Applied(code, refusal=_("Vous avez déjà utilisé ce bon."))
    return Applied(code, shares=worth.shares, note=_limit() if worth.limited else "")


def _over(code: VoucherCode, at: datetime) -> str:
    """Why it counts for nobody now, "" when it does."""
    voucher = code.voucher
    if voucher.status != Voucher.Status.ACTIVE:
        return _("Ce bon n’est plus valable : il a été arrêté.")
    if voucher.ends_at <= at:
        return _("Ce bon n’est plus valable : il a pris fin le %(day)s.") % {
            "day": _day(voucher.ends_at)
        }
    if not voucher.has_begun(at):
        return _("Ce bon ne vaut qu’à partir du %(day)s.") % {"day": _day(voucher.starts_at)}
    used_up = [row.uses_most is not None and row.uses >= row.uses_most for row in (code, voucher)]
    return _used_up() if any(used_up) else ""


def _unmet(voucher: Voucher, concerned: Sequence[Article]) -> str:
    """Which condition the basket does not meet, "" when it meets all."""
    if not concerned:
        return _("Ce bon ne vaut pour aucun article de votre panier. Il est pour : %(what)s.") % {
            "what": ", ".join(restrictions(voucher)) or _("tous les articles en vente")
        }
    goods = total([each.total for each in concerned])
    missing = voucher.minimum_minor - goods.minor
    if missing <= 0:
        return ""
    words = (
        _("Ce bon vaut dès %(least)s d’articles concernés : il en manque pour %(missing)s.")
        if is_restricted(voucher)
        else _("Ce bon vaut dès %(least)s d’articles : il en manque pour %(missing)s.")
    )
    return words % {
        "least": _said(voucher.minimum_minor),
        "missing": _said(missing),
    }


def _used_up() -> str:
    return _("Ce bon est épuisé : il a servi autant de fois qu’il le pouvait.")


def _takes_nothing() -> str:
    return _(
        "Ce bon ne peut rien retirer de ce panier : un paiement par carte est d’au moins %(least)s."
    ) % {"least": _said(pricing.LEAST_CHARGE)}


def _limit() -> str:
    return _(
        "Le bon est réduit de quelques centimes : un paiement par carte est d’au moins %(least)s."
    ) % {"least": _said(pricing.LEAST_CHARGE)}


def _said(minor: int) -> str:
    return Money(minor).format(get_language() or "fr")


def _day(moment: datetime) -> str:
    return dates.said(timezone.localtime(moment).date())


def _had_by(voucher: Voucher, person: Person) -> bool:
    most = voucher.uses_per_person
    if most is None or person == NOBODY:
        return False
    return uses_of(voucher_id=voucher.pk, person=person) >= most


def uses_of(*, voucher_id: int, person: Person) -> int:
    """How often somebody has used it or is about to, by account or by address."""
    theirs = Q(email=person.email) if person.email else Q(pk__in=[])
    if person.user_id is not None:
        theirs |= Q(user_id=person.user_id)
    rows = VoucherUse.objects.filter(theirs, voucher_id=voucher_id, status__in=COUNTED)
    return rows.count()


# --- what it is for --------------------------------------------------------------------------
def is_restricted(voucher: Voucher) -> bool:
    return bool(voucher.sport_ids or voucher.family_ids or voucher.trader_ids)


def restrictions(voucher: Voucher) -> list[str]:
    """Names of the sports, families and boutiques that it is for, in the reader's language."""
    found: list[str] = []
    for model, ids in (
        (Sport, voucher.sport_ids),
        (Family, voucher.family_ids),
        (Trader, voucher.trader_ids),
    ):
        if ids:
            rows: Any = model._default_manager.filter(pk__in=ids).order_by("pk")
            found += [row.name if isinstance(row, Trader) else str(row) for row in rows]
    return found


# --- what was taken off ----------------------------------------------------------------------
def amounts(*, order_ids: Iterable[int]) -> dict[int, Money]:
    """Order → what a voucher took off it when it was placed, whatever became of it since: the same
    each time it is asked. Orders without one are not in it; one query."""
    rows = VoucherUse.objects.filter(order_id__in=list(order_ids))
    return {pk: Money(minor) for pk, minor in rows.values_list("order_id", "amount_minor")}


def all_withdrawn(*, consignment_line_ids: Iterable[int]) -> list[int]:
    """Orders of these lines of which nothing is sent, in the end; one query."""
    lines = ConsignmentLine.objects.filter(pk__in=list(consignment_line_ids))
    going = ConsignmentLine.objects.filter(
        consignment__order_id=OuterRef("consignment__order_id"),
        status=ConsignmentLine.Status.GOING,
    )
    rows = lines.filter(~Exists(going)).values_list("consignment__order_id", flat=True)
    return sorted(set(rows))


def use_of(order: Any) -> VoucherUse | None:
    """The use that an order made of a voucher, whatever became of it; None without one."""
    use: VoucherUse | None = getattr(order, "voucher_use", None)
    return use


# --- the desk --------------------------------------------------------------------------------
def listed(*, over: bool, at: datetime) -> QuerySet[Voucher]:
    """Vouchers that count or will, or with ``over`` those that no longer do; the newest first,
    with ``held`` and ``used``, how many uses stand there, ``named``, the code that was chosen for
    it if one was, and its series; three queries."""
    past = ~Q(status=Voucher.Status.ACTIVE) | Q(ends_at__lte=at)
    rows = Voucher.objects.filter(past if over else ~past).order_by("-made_at", "-pk")
    chosen = VoucherCode.objects.filter(series=None)
    return with_uses(rows).prefetch_related(
        Prefetch("codes", queryset=chosen, to_attr="named"), "series"
    )


def with_uses(rows: QuerySet[Voucher]) -> QuerySet[Voucher]:
    """With ``held`` and ``used``, how many of its uses stand there."""
    return rows.annotate(
        held=Count("uses_made", filter=Q(uses_made__status=Status.HELD)),
        used=Count("uses_made", filter=Q(uses_made__status=Status.USED)),
    )


def costs(*, voucher_ids: Iterable[int]) -> dict[int, Money]:
    """Voucher → what it has cost the house by its journal: what it paid of orders, less what came
    back of what was refused, cancelled or returned. Those that nobody has used are not in it; one
    query."""
    uses = VoucherUse.objects.filter(voucher_id__in=list(voucher_ids))
    of_entry = uses.filter(order_id=OuterRef("entry__order_id")).values("voucher_id")
    rows = (
        EntryLine.objects.filter(
            account__kind=Kind.VOUCHERS, entry__order_id__in=uses.values("order_id")
        )
        .order_by()
        .annotate(voucher=Subquery(of_entry))
        .values_list("voucher")
        .annotate(cost=Sum("minor"))
    )
    return {pk: Money(cost) for pk, cost in rows}


def named_code(voucher: Voucher) -> VoucherCode | None:
    """The code that was chosen for it, None when its codes were generated."""
    return voucher.codes.filter(series=None).first()


def latest_uses(voucher: Voucher) -> QuerySet[VoucherUse]:
    """Its uses with their orders, the newest first."""
    rows = VoucherUse.objects.filter(voucher=voucher).select_related("order", "code")
    return rows.order_by("-at", "-order_id")


def series_of(voucher: Voucher) -> QuerySet[VoucherSeries]:
    """Its series, the oldest first, with ``used``: how many of its codes were used."""
    rows = VoucherSeries.objects.filter(voucher=voucher)
    return rows.annotate(used=Count("codes", filter=Q(codes__uses__gt=0)))
