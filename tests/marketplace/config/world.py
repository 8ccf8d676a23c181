"""A small world in which every address has something to show, of two sellers and one shopper."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import connection, models
from django.test import Client
from oscar.core.loading import get_model

from marketplace.alerts.models import Alert
from marketplace.buying import queries as buying_queries
from marketplace.buying.acceptance import Accepted
from marketplace.care import operations as care
from marketplace.care.models import Case
from marketplace.core import clock
from marketplace.core.models import OutboxDelivery, OutboxEvent, StoredEmail, User
from marketplace.core.scopes import house_scope
from marketplace.core.sentences import Sentence
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.offers import queries as offers
from marketplace.offers.models import Promotion
from marketplace.payments.models import Refund
from marketplace.settlement.models import Discrepancy, Statement
from marketplace.storefront import legal, links, papers
from marketplace.storefront.machines import merchant, sitemaps
from marketplace.technical.models import Proposal, ReferenceSheet, TextChange, ValueQuestion
from marketplace.traders.models import SpecialDays, Trader
from search import indexing
from search.asked.models import AskedQuery
from search.models import Steer
from search.steering import operations as steering
from search.synonyms import operations as synonyms
from sellers.feeds.models import (
    FeedAddress,
    FeedFault,
    FeedLine,
    FeedRun,
    FeedSource,
    FeedTable,
)
from tests import factories, shop, stripe_accounts

BROWSER = "b" * 32  # the secret of everybody's, so that the rules tell people apart
ROLES = ("anonymous", "shopper", "other", "seller", "operator")
BasketLine = get_model("basket", "Line")
Order = get_model("order", "Order")
Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")


@dataclass
class Stall:
    """One seller's rows, one of each kind; ``marks`` are words that only they contain."""

    trader: Trader
    member: User
    consignment: Any  # accepted, waits to be shipped
    waiting: Any  # waits to be accepted
    case: Any
    proposal: Any
    refused: Any
    run: Any
    held: Any  # a run that waits for a yes
    queued: Any  # a run that waits for a worker
    unmapped: Any  # a run whose columns are to be said
    address: Any  # that a feed is fetched from
    line: Any  # of a feed, matched
    picture: Any  # that could not be fetched
    days: Any  # on which its shop keeps other hours
    statement: Any  # of a payout
    promotion: Any
    consignment_line: int

    @property
    def marks(self) -> list[str]:
        return [
            self.consignment.number,
            self.waiting.number,
            self.proposal.title,
            self.refused.title,
            self.days.note,
            self.statement.number,
            self.promotion.name,
            self.run.origin,
            self.picture.address.url,
            self.address.shown,
            f"Question {self.trader.pk} du client",
        ]


@dataclass
class World:
    clients: dict[str, Client]
    people: dict[str, User]
    stall: Stall  # the seller's
    other: Stall
    order: Any  # the shopper's: a parcel of each seller, to ship
    line: Any  # of the order, the seller's
    sheet: Any
    record: Any
    basket_line: Any
    refund: Any
    dispute: Any
    mail: Any
    question: Any
    rewritten: Any
    asked: Any
    synonym: Any
    steer: Any
    delivery: Any
    discrepancy: Any
    alert: Any  # the shopper's, and not yet said yes to
    voucher: Any  # with one code for all
    series: Any  # of another voucher, whose codes were not downloaded

    @property
    def token(self) -> str:
        return links.token(self.order)

    @property
    def key(self) -> str:
        """What opens the pages after the payment."""
        return links._return_key(self.order.number)


def build() -> World:
    """Made by the product's own operations, as far as these exist."""
    shopper = shop.user("client@exemple.fr")
    points = [shop.point("Cordier Montagne"), shop.point("Ravel Sports")]
    records = [shop.offer(point=point, minor=9000) for point in points]
    waiting = shop.paid_order(*records, user=shopper)
    order = shop.paid_order(*records, user=shopper)
    with house_scope():
        for parcel in Consignment.objects.filter(order=order):
            fulfilment.accept(consignment=parcel, actor=None, at=clock.now())
        stalls = [_stall(point.trader, order, waiting) for point in points]
    people = {
        "shopper": shopper,
        "other": stalls[1].member,
        "seller": stalls[0].member,
        "operator": shop.operator(),
    }
    basket = shop.basket(records[0], owner=shopper)
    indexing.rebuild()
    with house_scope():
        sitemaps.make(at=clock.now())
        merchant.make(at=clock.now())
    event = OutboxEvent.objects.create(
        topic="order.placed", payload={"order_id": order.pk}, created_at=clock.now()
    )
    return World(
        clients={role: _client(people.get(role)) for role in ROLES},
        people=people,
        stall=stalls[0],
        other=stalls[1],
        order=order,
        line=order.lines.get(partner_id=points[0].pk),
        sheet=ReferenceSheet.objects.select_related("family__sport").first(),
        record=records[0],
        basket_line=BasketLine.objects.get(basket=basket),
        refund=Refund.objects.create(
            payment=order.payment,
            key="line:0",
            reason="refused",
            amount_minor=100,
            status=Refund.Status.FAILED,
            created_at=clock.now(),
            due_at=clock.now(),
        ),
        dispute=stripe_accounts.dispute(order, evidence_due_at=clock.now() + timedelta(days=9)),
        mail=StoredEmail.objects.create(
            to="client@exemple.fr",
            sender="bonjour@cordee.test",
            subject="Bonjour",
            text="Bonjour",
            html="<p>Bonjour</p>",
            created_at=clock.now(),
        ),
        asked=AskedQuery.objects.create(text="licorne", answered=False),
        question=ValueQuestion.objects.create(
            product_id=ReferenceSheet.objects.values_list("pk", flat=True)[0],
            key="weight",
            said="2 kg",
            value=2000,
            source="seller",
            why="high",
            at=clock.now(),
        ),
        rewritten=_rewritten(points[0].trader),
        steer=_steer(),
        synonym=synonyms.add(
            phrases=["doudoune", "puffer"], one_way=False, user=None, at=clock.now()
        ),
        delivery=OutboxDelivery.objects.create(
            event=event, subscriber="mail.paid", due_at=clock.now(), last_error="RuntimeError: no"
        ),
        discrepancy=Discrepancy.objects.create(
            kind=Discrepancy.Kind.MISSING,
            day=clock.today(),
            reference="txn_1",
            stripe_minor=-200,
            stripe_side={"type": "stripe_fee"},
            opened_at=clock.now(),
        ),
        alert=_alert(shopper, records[0]),
        voucher=shop.voucher("MATRICE"),
        series=shop.voucher(series=2).series.get(),
    )


def _alert(shopper: User, record: Any) -> Alert:
    """For an address that is proven to be the shopper's."""
    EmailAddress.objects.update_or_create(
        user=shopper, email=shopper.email, defaults={"verified": True, "primary": True}
    )
    return Alert.objects.create(
        kind=Alert.Kind.PRICE,
        email=shopper.email,
        language="fr",
        reference_id=record.product.parent_id,
        ceiling_minor=5000,
        asked_at=clock.now(),
    )


def _stall(trader: Trader, order: Any, waiting: Any) -> Stall:
    parcel = Consignment.objects.get(order=order, trader=trader)
    case = care.open_case(
        order=order,
        order_line_id=parcel.lines.get().order_line_id,
        topic=Case.Topic.SIZE,
        text=f"Question {trader.pk} du client",
        key=f"case:{trader.pk}",
        at=clock.now(),
    )
    source = FeedSource.objects.create(
        trader=trader, name="shopify", partner_id=trader.points.get().pk
    )
    run = FeedRun.objects.create(
        trader=trader,
        source=source,
        status=FeedRun.Status.DONE,
        started_at=clock.now(),
        finished_at=clock.now(),
        origin=f"export-{trader.slug}.csv",
        read=1,
        rejected=1,
        fault_count=1,
        rules={"price": 1},
    )
    FeedFault.objects.create(
        run=run, line=2, column="Price", value="12,5O", rule="price",
        message=Sentence("Un prix illisible"),
    )  # fmt: skip
    return Stall(
        trader=trader,
        member=shop.member(trader),
        consignment=parcel,
        waiting=Consignment.objects.get(order=waiting, trader=trader),
        case=case,
        proposal=_proposal(trader, "Piolet inconnu"),
        refused=_proposal(trader, "Ficelle", status="refused", reason="Pas du sport."),
        run=run,
        held=_run_in(trader, FeedRun.Status.WAITING),
        queued=_run_in(trader, FeedRun.Status.QUEUED),
        unmapped=_unmapped(trader),
        address=FeedAddress.objects.create(
            trader=trader,
            address=f"https://{trader.slug}.exemple/export.csv?jeton=secret",
            due_at=clock.now(),
        ),
        line=FeedLine.objects.create(
            source=source,
            key=f"L-{trader.pk}",
            group="g",
            match=FeedLine.Match.GTIN,
            stockrecord=StockRecord.objects.filter(partner=source.partner).first(),
        ),
        picture=factories.PictureFactory(
            product_id=parcel.lines.get().order_line.product.parent_id,
            trader=trader,
            address__dead=True,
            address__url=f"https://{trader.slug}.test/1.jpg",
        ),
        days=SpecialDays.objects.create(
            point=trader.points.get(),
            first=clock.today(),
            last=clock.today(),
            note=f"inventaire {trader.slug}",
        ),
        statement=Statement.objects.create(trader=trader, amount_minor=9000, made_at=clock.now()),
        promotion=Promotion.objects.create(
            trader=trader,
            name=f"promotion {trader.slug}",
            kind=Promotion.Kind.PERCENT,
            value=10,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=7),
            most_minor=100,
            offers_count=0,
            created_at=clock.now(),
        ),
        consignment_line=parcel.lines.get().pk,
    )


def _run_in(trader: Trader, status: FeedRun.Status) -> FeedRun:
    run: FeedRun = FeedRun.objects.create(
        trader=trader, status=status, started_at=clock.now(), origin=f"{status}-{trader.slug}.csv"
    )
    return run


def _unmapped(trader: Trader) -> FeedRun:
    run = _run_in(trader, FeedRun.Status.UNMAPPED)
    columns = ["Code", "Nom", "Prix", "Stock"]
    run.table = FeedTable.objects.create(
        trader=trader, name="tableau", fingerprint=str(trader.pk), columns=columns,
        lines=[[2, ["A", "Piolet", "80", "1"]]], values=[[["A", 1]], None, None, None],
        container="csv", origin=run.origin, seen_at=clock.now(),
    )  # fmt: skip
    run.save()
    return run


def _client(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    client.cookies[settings.CSRF_COOKIE_NAME] = BROWSER
    return client


def checkout_form(world: World) -> dict[str, Any]:
    """The shopper's checkout, as their page would send it, with nothing filled in."""
    basket = world.basket_line.basket
    terms = legal.current("cgv", on=clock.today()).isoformat()
    quote = buying_queries.quote(basket=basket, at=clock.now())
    figures = Accepted.of(quote, basket=basket.pk, terms=terms)
    return {"accepted": papers.accepted(figures, browser=BROWSER)}


def moves_form(world: World) -> dict[str, Any]:
    """The shopper's basket line, to be taken from where it comes from."""
    line = world.basket_line
    offer = offers.offer(line.stockrecord_id)
    assert offer is not None
    return {"moves": papers.moves(line.basket_id, {line.pk: offer})}


def reset_password_keys(world: World) -> dict[str, str]:
    person = world.people["shopper"]
    return {
        "uidb36": user_pk_to_url_str(person),
        "key": default_token_generator.make_token(person),
    }


WATCHED = [
    "asked.AskedQuery",
    "alerts.Alert",
    "basket.Basket",
    "basket.Line",
    "buying.Voucher",
    "buying.VoucherChange",
    "buying.VoucherCode",
    "buying.VoucherEntry",
    "buying.VoucherUse",
    "care.Case",
    "care.CaseMessage",
    "core.OutboxEvent",
    "core.User",
    "feeds.FeedMapping",
    "feeds.FeedAddress",
    "feeds.FeedRun",
    "fulfilment.Consignment",
    "fulfilment.ConsignmentLine",
    "offers.OfferTerms",
    "offers.Promotion",
    "order.Order",
    "partner.StockRecord",
    "payments.Dispute",
    "payments.Payment",
    "payments.Refund",
    "payments.StripeAccount",
    "payments.WebhookEvent",
    "search.Steer",
    "settlement.Discrepancy",
    "settlement.Due",
    "settlement.PayoutTerms",
    "settlement.Statement",
    "settlement.StatementLine",
    "search.Synonym",
    "search.SynonymChange",
    "technical.AttributeEdit",
    "technical.PictureAddress",
    "technical.ValueQuestion",
    "technical.Brand",
    "technical.MakerChange",
    "technical.Proposal",
    "traders.Point",
    "traders.SpecialDays",
]
MOVING = {"last_login", "date_updated"}


@contextmanager
def writing() -> Iterator[list[str]]:
    """The statements that touched rows of any table but those of sessions."""
    statements: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        verb = sql.lstrip().partition(" ")[0].upper()
        if verb in {"INSERT", "UPDATE", "DELETE"} and "django_session" not in sql:
            statements.append(sql)
        return result

    with connection.execute_wrapper(watch):
        yield statements


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """What must not change when somebody may not change it."""
    return {name: _rows(get_model(*name.split("."))) for name in WATCHED}


def _rows(model: type[models.Model]) -> list[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.name not in MOVING]
    rows = model._base_manager.order_by("pk").values_list(*names)
    return [tuple(map(repr, row)) for row in rows]


def _steer() -> Steer:
    now, sheet = clock.now(), ReferenceSheet.objects.first()
    return steering.add(
        text="chaussure", kind="pin", reference=f"/produit/x_{sheet and sheet.pk}/", percent=None,
        until=now + timedelta(days=9), reason="Semaine du trail", user=None, at=now,
    )  # fmt: skip


def _rewritten(trader: Trader) -> TextChange:
    sheet = ReferenceSheet.objects.select_related("product").earliest("pk")
    product: Any = sheet.product
    change: TextChange = TextChange.objects.create(
        product=product,
        trader=trader,
        field="description",
        old="Une chaussure.",
        new=product.description,
        at=clock.now(),
    )
    return change


def _proposal(trader: Trader, title: str, **decided: str) -> Proposal:
    proposal: Proposal = Proposal.objects.create(
        trader=trader,
        partner_id=trader.points.get().pk,
        key=title,
        created_at=clock.now(),
        title=f"{title} {trader.pk}",
        brand_name="Altavia",
        content={
            "model_name": title,
            "variants": [{"key": title, "size": "Taille unique", "gtin": ""}],
        },
        **decided,
    )
    return proposal
