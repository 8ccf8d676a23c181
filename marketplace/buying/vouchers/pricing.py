"""What a voucher takes off a basket, line by line, to the cent. Pure: rows in, amounts out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from marketplace.buying.vouchers.models import Voucher
from marketplace.core.money import Money, total

LEAST_CHARGE = 50  # cents: Stripe charges no card less than 0.50 €


@dataclass(frozen=True)
class Article:
    """What a voucher looks at in a line: the price of all its units, and what it is of whom."""

    line_id: int
    total: Money
    sport_id: int
    family_id: int
    trader_id: int


@dataclass(frozen=True)
class Worth:
    """``shares``: line → what is taken off it; ``limited``: less than the terms say, because a card
    is charged 0.50 € or nothing."""

    shares: Mapping[int, Money]
    limited: bool = False

    @property
    def discount(self) -> Money:
        return total(list(self.shares.values()))


def concerned(voucher: Voucher, articles: Sequence[Article]) -> list[Article]:
    """Those that the voucher is for."""
    return [each for each in articles if _is_for(voucher, each)]


def _is_for(voucher: Voucher, article: Article) -> bool:
    by_kind = bool(voucher.sport_ids or voucher.family_ids)
    return (
        not by_kind
        or article.sport_id in voucher.sport_ids
        or article.family_id in voucher.family_ids
    ) and _any_or(article.trader_id, voucher.trader_ids)


def _any_or(one: int, these: Collection[int]) -> bool:
    return not these or one in these


def worth(voucher: Voucher, articles: Sequence[Article], *, to_pay: Money) -> Worth:
    """What it takes off the ``articles`` that it is for; ``to_pay`` is the whole basket, delivery
    and all, without it.

    The shares sum to the discount by largest remainder, and none exceeds its line. What is left to
    pay is 0, or enough for a card.
    """
    goods = total([each.total for each in articles])
    said = _said(voucher, goods)
    given = _payable(said, to_pay)
    if not given:
        return Worth({}, limited=bool(said))
    shares = given.share([each.total.minor for each in articles])
    return Worth(
        {each.line_id: share for each, share in zip(articles, shares, strict=True)},
        limited=given != said,
    )


def _said(voucher: Voucher, goods: Money) -> Money:
    """As the terms say: half a cent rounds up, and never more than the goods cost."""
    if voucher.kind == Voucher.Kind.AMOUNT:
        wanted = voucher.amount_minor or 0
    else:
        wanted = (goods.minor * (voucher.percent or 0) + 50) // 100
        wanted = wanted if voucher.cap_minor is None else min(wanted, voucher.cap_minor)
    return Money(min(wanted, goods.minor), goods.currency)


def _payable(said: Money, to_pay: Money) -> Money:
    left = to_pay.minor - said.minor
    if left == 0 or left >= LEAST_CHARGE:
        return said
    return Money(max(0, to_pay.minor - LEAST_CHARGE), said.currency)
