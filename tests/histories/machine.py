"""Random histories of orders: what shoppers, sellers, Stripe, the worker and the clock do, in any
order, while answers get lost. Money and stock add up after each step, and in the end nothing waits.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import note, stateful
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition
from oscar.core.loading import get_model

from marketplace.buying import baskets, choices
from marketplace.buying import operations as buying
from marketplace.buying import queries as quotes
from marketplace.buying.operations import Buyer, QuoteChanged
from marketplace.buying.queries import Choice
from marketplace.care import operations as care
from marketplace.care import refunds as desk
from marketplace.core.errors import CordeeError, TransientError
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.delivery.models import Method
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.offers import promotions
from marketplace.offers.models import Promotion, StockReservation
from marketplace.offers.operations import OutOfStock
from marketplace.offers.promotions import Wish
from marketplace.payments import operations as payments
from marketplace.payments import queries as paid
from marketplace.payments.models import Payment, Payout, Refund
from marketplace.payments.operations import NotPayable
from marketplace.settlement import terms
from tests import factories, shop
from tests.histories import truths
from tests.histories.world import World
from tests.stripe_twin import cards
from tests.stripe_twin.process import TwinError, pay
from tests.stripe_twin.resources.disputes import OPEN

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")

NTH = st.integers(0, 11)  # which of those that there are
Wishes = list[tuple[int, int]]  # which offer, how many
CODES = st.sampled_from(["", "", "BIENVENUE", "TIERS", "OFFERT", "OFFERT", "LIGNE"])
WAYS = st.integers(0, 2)  # which of those that there are, the way home first
BUDGETS = st.none() | st.sampled_from([3000, 10_000])
TIGHT = st.none() | st.sampled_from(
    [700, 1000]
)  # of what 20 % off the first boutique's offers take
OWN_MONEY = 200_000  # cents
Trust = tuple[int, int]  # days after a delivery, basis points in reserve
TRUST = st.sampled_from([(0, 1000), (0, 3333), (2, 10_000), (terms.AS_EVERYBODY, 1000)])
EMAIL = "camille@exemple.fr"
BASKET = st.lists(st.tuples(NTH, st.integers(1, 2)), min_size=1, max_size=4)
PAYING_CARDS = st.sampled_from([
    cards.SUCCEEDS,
    "4000000000005126",  # its refunds bounce a minute later
    "4000000000007726",  # its refunds wait a minute
])  # fmt: skip
CARDS = PAYING_CARDS | st.sampled_from([cards.SUCCEEDS, cards.CHALLENGES, cards.DECLINED])
FAULTS = st.sampled_from(["commit_then_drop", "500_after_commit", "500_before", "500_saved", "429"])
WHERE = st.sampled_from([
    "", "POST /v1/checkout/sessions", "GET /v1/checkout/sessions", "POST /v1/refunds",
    "GET /v1/refunds", "POST /v1/transfers", "GET /v1/transfers", "POST /v1/payouts",
])  # fmt: skip
# Stripe tells these for days; that no one ever comes is for the daily reconciliation to find.
NEVER_LOST = (
    "refund.failed", "refund.updated", "charge.refund.updated", "payout.failed",
    "charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed",
)  # fmt: skip
JUMPS = (
    {"seconds": 50}, {"minutes": 6}, {"minutes": 36}, {"hours": 7}, {"hours": 25}, {"days": 17},
)  # fmt: skip
ENDS = (
    {"seconds": 61}, {"minutes": 11}, {"minutes": 40}, {"hours": 2}, {"hours": 25}, {"days": 4},
    {"days": 17},
)  # fmt: skip
PATIENCE = 6  # times through all of these


def rule(**chosen: Any) -> Callable[[Any], Any]:
    """Hypothesis's own; how often each was played is counted."""

    def counted(act: Any) -> Any:
        @wraps(act)
        def play(self: Any, *given: Any, **named: Any) -> Any:
            self.world.played[act.__name__] += 1
            return act(self, *given, **named)

        return stateful.rule(**chosen)(play)

    return counted


class History(RuleBasedStateMachine):
    """One history; ``world`` is set by whoever runs it."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self._house = house_scope()
        self._house.__enter__()
        self._room = transaction.atomic()
        self._room.__enter__()
        self.world.begin()
        self.counted = self.world.counted()
        self.forms = 0  # that the desk has sent
        self.sound = True  # nothing was found that does not hold
        self.there: set[str] = set()
        self.seen: set[str] = set()  # that was there at any time

    @initialize(
        baskets=st.lists(BASKET, min_size=2, max_size=4),
        cards=st.lists(PAYING_CARDS, min_size=4, max_size=4),
        codes=st.lists(CODES, min_size=4, max_size=4),
        way=WAYS,
        budget=TIGHT,
        heard=st.sampled_from(["", "paid", "delivered", "matured"]),
        trust=TRUST,
    )
    def opens(
        self,
        baskets: list[Wishes],
        cards: list[str],
        codes: list[str],
        way: int,
        budget: int | None,
        heard: str,
        trust: Trust,
    ) -> None:
        """A day on which people buy; the shop has not heard of their payments, or has and a
        boutique refuses a line, or all of it was delivered, days ago perhaps."""
        self.promote(0, 20, budget, 30)
        self.trust(0, trust)
        for wanted, card, code in zip(baskets, cards, codes, strict=False):
            self.buy(wanted, 1, card, code, way)
        if heard:
            self.work_again()
        if heard == "paid":
            self.refuse(0)
        if heard in ("delivered", "matured"):
            for parcel in Consignment.objects.filter(status="to_accept"):
                while step := STEPS.get(parcel.status):
                    step(parcel, self.world.at)
            self.world.work()
            self.work_again()  # what is held back now is not given back at once
        if heard == "matured":
            self.later({"days": 17}, worked=True)
        self._look()

    def _look(self) -> None:
        """Note what there is: a rule for which there is nothing is not played."""
        self.there = set(truths.ends())
        self.seen |= self.there

    # --- shoppers ----------------------------------------------------------------------------
    @rule(
        wanted=BASKET,
        windows=st.sampled_from([1, 1, 2]),
        card=CARDS | st.none(),
        code=CODES,
        way=WAYS,
    )
    def buy(self, wanted: Wishes, windows: int, card: str | None, code: str, way: int) -> None:
        """Fill a basket, order it with a voucher perhaps, in two windows perhaps, and pay,
        perhaps."""
        quantities = {self.world.records[n % len(self.world.records)]: q for n, q in wanted}
        rows = {row.pk: row for row in StockRecord.objects.filter(pk__in=quantities)}
        basket = factories.BasketFactory(offers=[(rows[pk], q) for pk, q in quantities.items()])
        quote = self._checkout(basket, code, way)
        enough = all(
            rows[pk].num_in_stock - rows[pk].num_allocated >= quantity
            for pk, quantity in quantities.items()
        )
        there = enough and _reaches(quote)
        placed = [self._place(basket, quote) for _ in range(windows)]
        if not there:
            assert placed == [None] * windows, "sold, and not there"
            return
        assert None not in placed, "there, and not sold"
        assert len({order.pk for order in placed}) == 1, "one basket, one order"
        page = self._page(placed[0])
        if page and card:
            pay(page, card)

    def _checkout(self, basket: Any, code: str, way: int) -> Any:
        """What the basket costs with its voucher, if that counts, each parcel going its way."""
        at = self.world.at
        if code:
            self._if_it_may(
                lambda: baskets.enter_voucher(basket=basket, text=code, email=EMAIL, at=at)
            )
        quote = quotes.quote(basket=basket, at=at, email=EMAIL)
        if not way:
            return quote
        wishes = {}
        for parcel in quote.parcels:
            method = parcel.ways[way % len(parcel.ways)].method
            relay = self.world.relay if method == Method.RELAY else ""
            wishes[parcel.partner_id] = Choice(method, relay)
        choices.choose(basket=basket, quote=quote, wishes=wishes)
        return quotes.quote(basket=basket, at=at, email=EMAIL)

    def _place(self, basket: Any, quote: Any) -> Any:
        """The order; None where stock or a promotion does not reach. A voucher that was counted
        in is there: nobody else buys at this moment."""
        try:
            return buying.place(
                basket=basket,
                quote=quote,
                buyer=Buyer(email=EMAIL, language="fr"),
                address=shop.ADDRESS,
                terms_version="2026-11-01",
                accepted_total=quote.total,
                at=self.world.at,
            )
        except (OutOfStock, QuoteChanged):
            return None

    def _page(self, order: Any) -> str:
        """The payment page, "" when Stripe does not answer or the order is over."""
        try:
            return buying.start_payment(
                order=order,
                success_url=f"http://127.0.0.1:8000/merci/{order.number}/",
                cancel_url=f"http://127.0.0.1:8000/retour/{order.number}/",
                at=self.world.at,
            )
        except (TransientError, NotPayable) as error:
            note(f"no page: {error!r}")
            return ""

    @precondition(lambda self: "order awaiting_payment" in self.there)
    @rule(nth=NTH, card=CARDS, three_d_secure=st.sampled_from(["accept", "accept", "refuse"]))
    def pay_later(self, nth: int, card: str, three_d_secure: str) -> None:
        """Go to the page of an order that was not paid, if there is one still, and pay there."""
        if order := _nth(Order.objects.filter(status="awaiting_payment"), nth):
            page = self._page(order)
            if page:
                pay(page, card, three_d_secure)

    @rule(nth=NTH)
    def pay_on_an_old_page(self, nth: int) -> None:
        """A tab that was left open."""
        if payment := _nth(Payment.objects.exclude(session_url=""), nth):
            pay(payment.session_url)

    @rule(nth=NTH)
    def return_page(self, nth: int) -> None:
        """The shopper waits for the shop to know."""
        if order := _nth(Order.objects.all(), nth):
            try:
                buying.look_again(order=order, at=self.world.at)
            except TransientError as error:
                note(f"{error!r}")

    @precondition(lambda self: "line going" in self.there)
    @rule(nth=NTH)
    def cancel(self, nth: int) -> None:
        if line := _nth(ConsignmentLine.objects.filter(status="going"), nth):
            self._if_it_may(
                lambda: buying.cancel_line(
                    order=line.consignment.order,
                    order_line_id=line.order_line_id,
                    actor=None,
                    at=self.world.at,
                )
            )

    # --- sellers -----------------------------------------------------------------------------
    @precondition(lambda self: self.there & {f"parcel {status}" for status in STEPS})
    @rule(nth=NTH, count=st.integers(1, 6), steps=st.integers(1, 3))
    def forward(self, nth: int, count: int, steps: int) -> None:
        """Some parcels make their next steps: accepted, sent, arrived."""
        parcels = list(Consignment.objects.filter(status__in=STEPS).order_by("pk"))
        for parcel in parcels[nth % len(parcels) :][:count]:
            for _step in range(steps):
                if step := STEPS.get(parcel.status):
                    step(parcel, self.world.at)

    @precondition(lambda self: "line going" in self.there)
    @rule(nth=NTH)
    def refuse(self, nth: int) -> None:
        if line := _nth(ConsignmentLine.objects.filter(status="going"), nth):
            self._if_it_may(
                lambda: fulfilment.refuse_line(
                    line=line, reason="Abîmé", actor=None, at=self.world.at
                )
            )

    @rule(nth=NTH, stock=st.integers(0, 4))
    def feed(self, nth: int, stock: int) -> None:
        """A seller says what it has counted, reserved units put aside."""
        pk = self.world.records[nth % len(self.world.records)]
        shop.restate(pk, stock=stock, at=self.world.at)
        gone = StockReservation.objects.filter(stockrecord_id=pk, state="consumed")
        units = sum(gone.values_list("quantity", flat=True))
        self.counted[pk] = StockRecord.objects.get(pk=pk).num_in_stock + units

    @rule(
        nth=NTH,
        percent=st.sampled_from([10, 33, 90]),
        budget=BUDGETS,
        days=st.sampled_from([1, 30]),
    )
    def promote(self, nth: int, percent: int, budget: int | None, days: int) -> None:
        """A seller gives so much off all its offers, until its budget is used up."""
        at = self.world.at
        wish = Wish("Soldes", "percent", percent, at, at + timedelta(days=days), budget)
        trader = self.world.traders[nth % len(self.world.traders)]
        self._if_it_may(lambda: promotions.create(trader=trader, wish=wish, at=at))

    @precondition(lambda self: "promotion open" in self.there)
    @rule(nth=NTH)
    def stop_promotion(self, nth: int) -> None:
        if promotion := _nth(Promotion.objects.filter(state="open"), nth):
            promotions.stop(promotion=promotion, at=self.world.at)

    # --- operators ---------------------------------------------------------------------------
    @precondition(lambda self: "line going" in self.there)
    @rule(nth=NTH, trust=TRUST)
    def trust(self, nth: int, trust: Trust) -> None:
        """A seller is paid sooner, or as everybody again; another part of it is held back."""
        trader = self.world.traders[nth % len(self.world.traders)]
        days, held = trust
        terms.agree(trader=trader, at=self.world.at, trusted_days=days, reserve_bp=held)

    @precondition(lambda self: "refund failed" in self.there)
    @rule(nth=NTH)
    def refund_again(self, nth: int) -> None:
        if refund := _nth(paid.unpaid_refunds(), nth):
            payments.refund_again(refund=refund, at=self.world.at)

    @precondition(lambda self: self.there & {"parcel shipped", "parcel delivered"})
    @rule(
        nth=NTH,
        units=st.integers(0, 2),
        delivery=st.booleans(),
        gesture=st.sampled_from([0, 0, 1, 500]),
        by=st.sampled_from(list(Refund.BorneBy)),
        twice=st.booleans(),
    )
    def give_back(
        self, nth: int, units: int, delivery: bool, gesture: int, by: Refund.BorneBy, twice: bool
    ) -> None:
        """Some units of a line, a delivery, a gesture; the form sent twice perhaps."""
        rows = ConsignmentLine.objects.filter(consignment__status__in=truths.GONE, status="going")
        if not (line := _nth(rows.select_related("consignment__order"), nth)):
            return
        self.forms += 1
        wanted = desk.Wanted(
            reason="Abîmé",
            units={line.order_line_id: units} if units else {},
            deliveries=[line.consignment_id] if delivery else [],
            gesture=Money(gesture),
            borne_by=by,
            gesture_borne_by=by,
        )
        for _time in range(1 + twice):
            self._if_it_may(
                lambda: desk.give_back(
                    order=line.consignment.order,
                    wanted=wanted,
                    key=f"form:{self.forms}",
                    user=self.world.operator,
                    at=self.world.at,
                )
            )

    @precondition(lambda self: self.there & {"parcel shipped", "parcel delivered"})
    @rule(nth=NTH, refund=st.booleans())
    def close_case(self, nth: int, refund: bool) -> None:
        """The shopper complains of a line, the house decides."""
        rows = ConsignmentLine.objects.filter(consignment__status__in=truths.GONE, status="going")
        if not (line := _nth(rows.select_related("consignment__order"), nth)):
            return
        self.forms += 1
        case = care.open_case(
            order=line.consignment.order,
            order_line_id=line.order_line_id,
            topic="damaged",
            text="Abîmé",
            key=f"case:{self.forms}",
            at=self.world.at,
        )
        for gives in (refund, False):  # where there is nothing left to give, it is closed without
            self._if_it_may(
                lambda gives=gives: care.close(
                    case=case,
                    reason="Entendu",
                    user=self.world.operator,
                    at=self.world.at,
                    refund=gives,
                )
            )

    @precondition(lambda self: "due there" in self.there)
    @rule()
    def pay_day(self) -> None:
        """What is on the sellers' accounts goes to their banks."""
        self.world.pay_day()

    # --- Stripe ------------------------------------------------------------------------------
    @rule(
        order=st.sampled_from(["created", "reversed"]),
        twice=st.booleans(),
        lost=st.sets(st.integers(0, 9), max_size=5),
    )
    def events(self, order: str, twice: bool, lost: set[int]) -> None:
        """Events come: in either order, twice, and some never."""
        taken = self.world.twin.take(order=order)
        came = [event for n, event in enumerate(taken) if n not in lost or event.type in NEVER_LOST]
        self.world.tell(came * 2 if twice else came)

    @precondition(lambda self: "refund succeeded" in self.there)
    @rule(nth=NTH)
    def refund_bounces(self, nth: int) -> None:
        """The shopper's bank sends it back, days after it "succeeded"."""
        if refund := _nth(Refund.objects.exclude(stripe_id=None), nth):
            self.world.twin.fail_refund(refund.stripe_id)

    @precondition(lambda self: self.there & {"payout begun", "payout paid"})
    @rule(nth=NTH)
    def payout_fails(self, nth: int) -> None:
        """The seller's bank sends it back, even days after it was "paid"."""
        if payout := _nth(Payout.objects.filter(status__in=["begun", "paid"]), nth):
            self.world.twin.fail_payout(payout.stripe_id)

    @precondition(lambda self: "payment succeeded" in self.there)
    @rule(
        nth=NTH,
        reason=st.sampled_from(["fraudulent", "product_not_received"]),
        part=st.sampled_from([1, 1, 2, 3, 50]),
    )
    def dispute(self, nth: int, reason: str, part: int) -> None:
        """A card's holder goes to the bank, over all that is left, or over a part of what was
        paid."""
        rows = Payment.objects.filter(status="succeeded").exclude(charge_id="")
        if payment := _nth(rows.exclude(charge_id=None), nth):
            try:
                amount = None if part == 1 else payment.amount_minor // part
                self.world.twin.dispute(payment.charge_id, reason=reason, amount=amount)
            except TwinError as error:  # of what was given back there is nothing to dispute
                note(f"{error!r}")

    @rule(nth=NTH, outcome=st.sampled_from(["won", "lost"]))
    def decide(self, nth: int, outcome: str) -> None:
        """The bank decides."""
        found = [one["id"] for one in self.world.stripe().of("dispute") if one["status"] in OPEN]
        if found:
            self.world.twin.decide_dispute(found[nth % len(found)], outcome)

    @rule(kind=FAULTS | st.none(), where=WHERE, count=st.integers(1, 5))
    def fault(self, kind: str | None, where: str, count: int) -> None:
        """Its next answers get lost, or are faults; or no more of that."""
        fault = kind and {"kind": kind, "match": where, "count": count}
        self.world.twin.switch(fault=fault)

    # --- time --------------------------------------------------------------------------------
    @rule()
    def work(self) -> None:
        self.world.work()

    @rule()
    def work_again(self) -> None:
        """What a minute ago went wrong is tried again."""
        self.world.later(seconds=65)
        self.world.work()

    @rule(jump=st.sampled_from(JUMPS), worked=st.booleans())
    def later(self, jump: dict[str, float], worked: bool) -> None:
        self.world.later(**jump)
        if worked:
            self.world.work()

    # --- what must hold ----------------------------------------------------------------------
    @invariant()
    def nothing_is_lost(self) -> None:
        self.world.steps += 1
        self._add_up()

    def _add_up(self) -> None:
        self._hold(truths.broken(self.world.stripe(), self.counted))
        self._hold(self.world.complaints.heard)
        self._look()

    def _hold(self, faults: list[str]) -> None:
        if faults:
            self.sound = False
            raise AssertionError("\n".join(faults))

    def teardown(self) -> None:
        try:
            if self.sound:
                self._come_to_rest()
        finally:
            transaction.set_rollback(True)
            self._room.__exit__(None, None, None)
            self._house.__exit__(None, None, None)

    def _come_to_rest(self) -> None:
        """Stripe answers again, the house puts in what its vouchers cost, somebody orders and never
        pays, and nobody does anything while time passes: all of it ends by itself."""
        self.world.twin.switch(fault=None)
        self.world.twin.top_up(OWN_MONEY)
        self.buy([(3, 1)], 1, None, "", 0)
        for _turn in range(PATIENCE):
            for jump in ENDS:
                self._hear_and_work()
                self.world.later(**jump)
            self._hear_and_work()  # of what came in the last of these days
            self.world.pay_day()
            self.world.work()
            if not truths.unfinished():
                break
        self._add_up()
        self._hold(truths.unfinished())
        self.world.compare()
        self._hold(truths.untrue(self.world.stripe()))
        self._look()
        self.world.ends.update(self.seen)

    def _hear_and_work(self) -> None:
        self.world.tell([e for e in self.world.twin.take() if e.type in NEVER_LOST])
        self.world.work()

    # --- ways of saying ----------------------------------------------------------------------
    def _if_it_may(self, act: Any) -> None:
        """Too late, or withdrawn already: said so, and nothing happens."""
        try:
            act()
        except CordeeError as error:
            note(f"{error!r}")


def _ship(parcel: Consignment, at: datetime) -> None:
    number = f"6A{parcel.pk}"
    fulfilment.ship(consignment=parcel, carrier="Colissimo", tracking=number, actor=None, at=at)


def _leave(parcel: Consignment, at: datetime) -> None:
    """By its carrier, or over the counter."""
    if parcel.is_fetched:
        code = parcel.pickup_code
        fulfilment.hand_over(consignment=parcel, code=code, actor=None, at=at)
    else:
        _ship(parcel, at)


STEPS: dict[str, Callable[[Consignment, datetime], None]] = {
    "to_accept": lambda parcel, at: fulfilment.accept(consignment=parcel, actor=None, at=at),
    "to_ship": _leave,
    "shipped": lambda parcel, at: fulfilment.deliver(consignment=parcel, actor=None, at=at),
}


def _nth(rows: Any, nth: int) -> Any:
    """One of those rows, None when there is none."""
    found = list(rows.order_by("pk"))
    return found[nth % len(found)] if found else None


def _reaches(quote: Any) -> bool:
    """Whether the budgets of promotions reach for what is quoted."""
    off: Counter[int] = Counter()
    for line in quote.lines:
        if line.offer.promotion_id is not None and line.offer.off:
            off[line.offer.promotion_id] += line.offer.off.minor * line.quantity
    rows = Promotion.objects.filter(pk__in=off, state=Promotion.State.OPEN)
    left = {row.pk: row.budget_minor - row.spent_minor for row in rows if row.budget_minor}
    ended = off.keys() - {row.pk for row in rows}
    return not ended and all(off[pk] <= most for pk, most in left.items())
