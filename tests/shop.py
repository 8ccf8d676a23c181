"""A small shop for tests, made by the product's own operations: offers, baskets, orders.

What no operation makes, people and traders, comes from ``tests.factories``.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from oscar.core.loading import get_class, get_model

from marketplace.buying import baskets, choices
from marketplace.buying import operations as buying
from marketplace.buying import queries as quotes
from marketplace.buying.operations import AddressData, Buyer
from marketplace.buying.queries import Choice
from marketplace.buying.vouchers import operations as vouchers
from marketplace.buying.vouchers.models import Voucher
from marketplace.buying.vouchers.operations import Terms
from marketplace.core import clock
from marketplace.core.models import User
from marketplace.core.money import Money
from marketplace.delivery.models import Method
from marketplace.fulfilment import operations as fulfilment
from marketplace.offers import operations as offers
from marketplace.offers.operations import OfferRow
from marketplace.technical import classification, makers
from marketplace.technical import operations as technical
from marketplace.technical.makers import Maker
from marketplace.technical.models import Brand, Family
from marketplace.technical.operations import ReferenceDraft, VariantDraft
from marketplace.traders.models import Point, Trader
from tests.factories import (
    CountryFactory,
    MemberFactory,
    PointFactory,
    TariffFactory,
    TraderFactory,
    UserFactory,
)

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
Selector = get_class("partner.strategy", "Selector")

_numbers = count(1)
SHOES = "chaussures-running-route"
PASSWORD = "un-mot-de-passe"
ADDRESS = AddressData(
    first_name="Camille",
    last_name="Perrin",
    line1="24 quai Saint-Antoine",
    line2="",
    postcode="69002",
    town="Lyon",
    country="FR",
    phone="+33612345678",
)


def user(email: str = "", **fields: Any) -> User:
    """A person without a name, unless one is given."""
    given = {"email": email} | fields if email else fields
    return UserFactory(**{"password": PASSWORD, "first_name": "", "last_name": "", **given})


def operator() -> User:
    return user(is_staff=True)


def english(path: str) -> str:
    """The same page for an English reader."""
    return path if path.startswith("/en/") else f"/en{path}"  # a request leaves its language


def point(
    name: str = "", *, shipping: int = 490, free_from: int | None = None, **trader: Any
) -> Point:
    """A trader with one shop and a tariff for home delivery, in cents."""
    named = {"name": name} if name else {}
    tariff = {"tariff__minor": shipping, "tariff__free_from_minor": free_from}
    seller = TraderFactory(**{"siren": "552100554", **tariff, **named, **trader})
    return PointFactory(
        trader=seller,
        partner__code=seller.slug,
        partner__name=seller.name,
        line1=seller.line1,
        postcode=seller.postcode,
        town=seller.town,
    )


def counter(shop: Point | None = None, *, hours: int | None = 2) -> Point:
    """A shop that hands over what is bought there, ready after ``hours`` of opening."""
    row = shop or point()
    row.pickup, row.pickup_hours = True, hours
    row.save()
    return row


def relayed(shop: Point, *, minor: int = 350, **tariff: Any) -> Point:
    """The shop's trader sends to pick-up points, too."""
    TariffFactory(
        trader=shop.trader, method=Method.RELAY, minor=minor, **{"transit_days": 3, **tariff}
    )
    return shop


def member(trader: Trader) -> User:
    """A person who works for ``trader``."""
    return MemberFactory(trader=trader, user=user()).user


def family(slug: str = SHOES) -> Family:
    """One family of the real taxonomy; loading all of it takes half a second."""
    known = Family.objects.filter(slug=slug).first()
    if known is not None:
        return known
    classification.load(only={slug})
    return Family.objects.get(slug=slug)


def maker(brand: str) -> Brand:
    """A brand whose maker is known, as publishing wants it."""
    (row,) = technical.ensure_brands([brand]).values()
    known = Maker(f"{brand} SAS", "1 rue du Port, 74000 Annecy, FR", "fabricant@exemple.fr")
    makers.keep(brand=row, maker=known, user=None, at=clock.now())
    return row


def reference(
    *, sizes: Sequence[str] = ("42",), of: str = SHOES, brand: str = "Altavia", **fields: Any
) -> list[int]:
    """A published reference; returns its variants' ids in the order of ``sizes``."""
    n = next(_numbers)
    draft = ReferenceDraft(
        brand=brand,
        family=family(of).slug,
        variants=[VariantDraft(f"{n}:{size}", size) for size in sizes],
        **{"model_name": f"Cadence {n}", **fields},
    )
    ids = technical.create_references(drafts=[draft], at=clock.now())
    return [ids[variant.key] for variant in draft.variants]


def offer(
    *, point: Point | None = None, variant: int | None = None, minor: int = 10000, stock: int = 5
) -> Any:
    """A stock record that can be bought: one unit costs ``minor`` cents."""
    shop = point or globals()["point"]()
    (record,) = put_on_sale([(shop, variant or reference()[0], minor)], stock=stock)
    return record


def put_on_sale(told: Sequence[tuple[Point, int, int]], *, stock: int = 5) -> list[Any]:
    """Stock records of many (point, variant's id, cents), written at once as a feed's are."""
    rows = [
        OfferRow(shop.pk, variant, f"SKU-{next(_numbers)}", minor, stock)
        for shop, variant, minor in told
    ]
    offers.upsert(rows=rows, at=clock.now())
    skus = [row.sku for row in rows]
    return list(StockRecord.objects.filter(partner_sku__in=skus).order_by("pk"))


def restate(
    stockrecord_id: int,
    *,
    minor: int | None = None,
    stock: int | None = None,
    at: datetime | None = None,
) -> None:
    """Its seller says another price (cents) or stock of one offer, as a feed would."""
    record = StockRecord.objects.select_related("terms").get(pk=stockrecord_id)
    row = OfferRow(
        partner_id=record.partner_id,
        product_id=record.product_id,
        sku=record.partner_sku,
        minor=Money.from_decimal(record.price).minor if minor is None else minor,
        stock=record.num_in_stock - record.num_allocated if stock is None else stock,
        lead_days=record.terms.lead_days,
    )
    offers.upsert(rows=[row], at=at or clock.now())


def basket(*records: Any, quantity: int = 1, owner: User | None = None) -> Any:
    """An open basket with ``quantity`` of each offer."""
    row = Basket.objects.create(owner=owner)
    row.strategy = Selector().strategy()
    for record in records:
        row.add_offer(record, quantity)
    return row


def voucher(
    code: str = "BIENVENUE",
    *,
    minor: int | None = 1000,
    percent: int | None = None,
    series: int = 0,
    at: datetime | None = None,
    **terms: Any,
) -> Voucher:
    """A voucher of ``minor`` cents, or of ``percent``; it counts from a day ago on, for a month."""
    at = at or clock.now()
    said: dict[str, Any] = {
        "name": "Bienvenue",
        "kind": "percent" if percent else "amount",
        "amount_minor": None if percent else minor,
        "percent": percent,
        "starts_at": at - timedelta(days=1),
        "ends_at": at + timedelta(days=30),
        "budget_minor": 100_000,
    }
    return vouchers.make(
        terms=Terms(**{**said, **terms}),
        code="" if series else code,
        series=series,
        reason="Semaine du trail",
        user=None,
        at=at,
    )


def order(
    *records: Any,
    quantity: int = 1,
    user: User | None = None,
    email: str = "camille@exemple.fr",
    at: datetime | None = None,
    language: str = "fr",
    choice: Choice | None = None,
    code: str = "",
) -> Any:
    """An order that awaits its payment, of the given offers (two boutiques' by default), each of
    its parcels sent home unless there is a ``choice``; ``code`` is of a voucher."""
    CountryFactory()
    at = at or clock.now()
    row = basket(*(records or (offer(), offer())), quantity=quantity)
    if code:
        baskets.enter_voucher(basket=row, text=code, email="", at=at)
    quote = quotes.quote(basket=row, at=at)
    if choice is not None:
        wishes = {parcel.partner_id: choice for parcel in quote.parcels}
        choices.choose(basket=row, quote=quote, wishes=wishes)
        quote = quotes.quote(basket=row, at=at)
    return buying.place(
        basket=row,
        quote=quote,
        buyer=Buyer(email=user.email if user else email, language=language, user=user),
        address=ADDRESS,
        terms_version="2026-11-01",
        accepted_total=quote.total,
        at=at,
    )


def paid_order(*records: Any, **options: Any) -> Any:
    """An order whose parcels wait to be accepted, without asking Stripe.

    Its payment is as Stripe would have left it; refunds need the twin and a real payment.
    """
    at = options.get("at") or clock.now()
    row = order(*records, **options)
    payment = row.payment
    if payment.amount_minor:
        payment.status = payment.Status.SUCCEEDED
        payment.intent_id, payment.succeeded_at = f"pi_{next(_numbers)}", at
        payment.save()
    buying.confirm(order=row, at=at)
    from marketplace.core.scopes import house_scope

    with house_scope():
        fulfilment.open_for_acceptance(order_id=row.pk, at=at)
    row.refresh_from_db()
    return row
