"""The last look before money leaves: what was opened since it was asked for keeps it here.

Between a row and its call lies whatever holds a worker up. A transfer is of one parcel: it waits.
A payout is of many: what is contested leaves it with its lines, and the rest goes. Once Stripe may
know its key it can no longer be lowered: then all of it waits.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _

from marketplace.core.money import Money
from marketplace.payments import operations as payments
from marketplace.payments.models import Payout, Transfer
from marketplace.settlement import maturity, payouts
from marketplace.settlement.models import Due, PayoutTerms, Statement, StatementLine


def waits(row: Transfer | Payout) -> str:
    """Why a row must not be asked for now; "" where it may. Called right before the call."""
    if isinstance(row, Payout):
        return _payout_waits(row)
    dues = maturity.contested(Due.objects.filter(consignment=row.consignment_id))
    if not dues:
        return ""
    return _(
        "Un dossier, un litige ou un remboursement est ouvert sur ce colis :"
        " le virement attend sa fin."
    )


@transaction.atomic
def _payout_waits(payout: Payout) -> str:
    """Take the contested lines out of a payout that Stripe has not heard of; all of it where too
    little is left, or where what is left is more than was found on the account.

    One that Stripe may have heard of keeps key and amount, and waits.
    """
    list(PayoutTerms.objects.select_for_update().filter(pk=payout.trader_id))
    statement = Statement.objects.filter(payout_id=payout.pk).first()
    if statement is None or not (contested := _contested(statement)):
        return ""
    rest = _rest(statement, contested)
    why = _("Ce qui était listé est contesté : cela attend le prochain versement.")
    if not payments.lower(payout=payout, amount=Money(rest, statement.currency), why=why):
        return _("Une partie de ce versement est contestée : il attend que ce soit décidé.")
    StatementLine.objects.filter(pk__in=contested).update(statement=None)
    if rest:
        Statement.objects.filter(pk=statement.pk).update(amount_minor=rest)
        return ""
    payouts.undo([statement])
    return why


def _contested(statement: Statement) -> list[int]:
    """Lines of a statement, by key, of parcels that something is open against now."""
    dues = maturity.contested(Due.objects.filter(pk=OuterRef("due_id")))
    rows = StatementLine.objects.filter(Exists(dues), statement=statement)
    return list(rows.values_list("pk", flat=True))


def _rest(statement: Statement, contested: list[int]) -> int:
    """What is still paid, in cents; 0 where nothing is."""
    rows = statement.lines.exclude(pk__in=contested).order_by()
    rest: int = rows.aggregate(sum=Sum("total_minor"))["sum"] or 0
    terms = PayoutTerms.objects.get(pk=statement.trader_id)
    may = payouts.is_enough(rest, terms) and rest <= statement.amount_minor
    return rest if may else 0
