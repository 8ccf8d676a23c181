"""Building the world through the same operations that sellers and shoppers use."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from allauth.account.models import EmailAddress
from django.db import transaction
from oscar.core.loading import get_model
from stdnum import luhn
from stdnum.fr import siren

from marketplace.core.models import User
from marketplace.delivery import postcodes
from marketplace.delivery.models import Method, RelayPoint, Tariff
from marketplace.delivery.postcodes import Place
from marketplace.offers import operations as offers
from marketplace.offers.operations import OfferRow
from marketplace.settlement.models import Contract
from marketplace.technical import operations as technical
from marketplace.technical import sheets
from marketplace.technical.models import Brand, Family, ReferenceSheet, Source
from marketplace.traders import operations as traders
from marketplace.traders.models import Point, Trader, TraderMember
from marketplace.world import catalogue
from marketplace.world.catalogue import Made
from marketplace.world.people import (
    BOUTIQUES,
    BRANDS,
    BRANDS_ONLY,
    DIRECTIONS,
    NEWCOMERS,
    Seller,
)

Partner = get_model("partner", "Partner")
logger = logging.getLogger(__name__)

CHUNK = 250
LUNCH = ["10:00", "12:30", "14:00", "19:00"]
WEEKS = (
    {str(day): ["10:00", "19:00"] for day in range(1, 6)},
    {"0": ["14:00", "19:00"], **{str(day): LUNCH for day in range(1, 5)}, "5": ["10:00", "19:00"]},
    {**{str(day): ["09:30", "12:00", "14:00", "18:30"] for day in range(1, 6)},
     "6": ["10:00", "13:00"]},
)  # fmt: skip
PICKUP_HOURS = (2, 1, 4)
RELAY_LESS = 150  # cents that a parcel costs less at a pick-up point
KEEPERS = ("Tabac", "Librairie", "Épicerie", "Pressing", "Fleuriste", "Boulangerie", "Papeterie")
SIGNS = ("du Centre", "de la Gare", "des Halles", "du Pont", "de la Poste", "du Marché")
STREETS = ("rue de la République", "place de la Mairie", "avenue de la Gare", "Grande Rue",
           "rue du Moulin", "place du Marché")  # fmt: skip
YEAR = timedelta(days=300)
CONTRACTS_SINCE = timedelta(days=400)  # no order of the world is as old
BIKES = ("velos-route", "velos-gravel", "vtt", "velos-ville", "vae")
SHOPPER, SELLER, OPERATOR = "sportif@cordee.test", "boutique@cordee.test", "regie@cordee.test"
SELLS_FOR = "foulees-d-annecy"  # whose portal the demo's seller enters
# (family, what was measured of one of its references, how many days ago)
MEASURED = (
    ("chaussures-trail", ("lug_depth", "drop", "weight"), 3),
    ("chaussures-running-route", ("drop", "weight"), 8),
    ("tentes", ("weight",), 13),
    ("raquettes", ("weight", "balance"), 19),
    ("sacs-a-dos", ("volume", "weight"), 27),
    ("sacs-de-couchage", ("weight",), 34),
)
Progress = Callable[[str, int, int], None]


def people(*, password: str, at: datetime) -> dict[str, Point]:
    """Sellers with their points and tariffs, and the three demo accounts; slug → point."""
    points = {seller.slug: _seller(seller, index, at) for index, seller in enumerate(
        [*BOUTIQUES, *BRANDS])}  # fmt: skip
    _days(points[SELLS_FOR], at)
    for email, fields in (
        (SHOPPER, {"first_name": "Camille", "last_name": "Perrin"}),
        (SELLER, {"first_name": "Nadia", "last_name": "Belkacem"}),
        (OPERATOR, {"first_name": "Régie", "is_staff": True}),
    ):
        user = User.objects.filter(email=email).first()
        user = user or User.objects.create_user(email, password, **fields)
        EmailAddress.objects.get_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
    member = User.objects.get(email=SELLER)
    TraderMember.objects.get_or_create(user=member, defaults={"trader": points[SELLS_FOR].trader})
    return points


def _days(point: Point, at: datetime) -> None:
    """A shop that takes stock in two weeks, and opens the Sunday after."""
    today, monday = at.date(), at.date() + timedelta(days=14 - at.weekday())
    for day, hours, note in (
        (monday + timedelta(days=1), [], "inventaire"),
        (monday + timedelta(days=6), ["10:00", "18:00"], "ouverture du dimanche"),
    ):
        traders.announce(point=point, first=day, last=day, hours=hours, note=note, today=today)


def _seller(seller: Seller, index: int, at: datetime) -> Point:
    trader, _created = Trader.objects.update_or_create(
        slug=seller.slug,
        defaults={
            "name": seller.name,
            "kind": Trader.Kind.BRAND if seller.is_brand else Trader.Kind.BOUTIQUE,
            "story": seller.story,
            "since": (at - timedelta(days=NEWCOMERS.get(seller.slug, 400))).date(),
            "legal_name": seller.legal_name,
            "siren": _siren(index),
            "vat_number": f"FR{siren.to_tva(_siren(index))}".replace(" ", ""),
            "line1": seller.line1,
            "postcode": seller.postcode,
            "town": seller.town,
            "email": f"bonjour@{seller.slug}.test",
            "phone": f"+3345000{index:04d}",
            "trusted_to_publish": seller.is_brand,
            "score": seller.score,
            "sales_count": seller.sales,
            "payable": True,
        },
    )
    partner, _created = Partner.objects.get_or_create(
        code=seller.slug, defaults={"name": seller.name}
    )
    point, _created = Point.objects.update_or_create(
        partner=partner,
        defaults={
            "trader": trader,
            "kind": Point.Kind.WAREHOUSE if seller.is_brand else Point.Kind.SHOP,
            "line1": seller.line1,
            "postcode": seller.postcode,
            "town": seller.town,
            "hours": {} if seller.is_brand else WEEKS[index % len(WEEKS)],
            "directions": DIRECTIONS.get(seller.slug, ""),
            "cut_off": seller.cut_off,
            "pickup": seller.pickup,
            "pickup_hours": PICKUP_HOURS[index % len(PICKUP_HOURS)] if seller.pickup else None,
        },
    )
    Tariff.objects.update_or_create(
        trader=trader,
        method=Method.HOME,
        defaults={"minor": seller.shipping, "free_from_minor": seller.free_from},
    )
    Tariff.objects.update_or_create(
        trader=trader,
        method=Method.RELAY,
        defaults={
            "minor": max(seller.shipping - RELAY_LESS, 0),
            "free_from_minor": seller.free_from,
            "transit_days": 3,
        },
    )
    return point


def contracts(*, points: dict[str, Point], at: datetime) -> None:
    """What each seller has agreed to: brands less than boutiques, bikes less than shoes."""
    since = (at - CONTRACTS_SINCE).date()
    bikes = list(Family.objects.filter(slug__in=BIKES))
    rows = []
    for point in points.values():
        is_brand = point.trader.kind == Trader.Kind.BRAND
        terms = {"rate_bp": 1000} if is_brand else {"rate_bp": 1250, "minimum_minor": 80}
        rows.append(Contract(trader=point.trader, since=since, **terms))
        rows += [
            Contract(trader=point.trader, family=family, since=since, rate_bp=750, fixed_minor=500)
            for family in bikes
        ]
    Contract.objects.bulk_create(rows, ignore_conflicts=True)


def relay_points() -> int:
    """A shop that keeps parcels in most postcodes, the same each time; returns how many."""
    places = [place for place in postcodes.everywhere() if not place.rough]
    rows = [_relay_point(place) for place in places]
    RelayPoint.objects.bulk_create(rows, CHUNK, ignore_conflicts=True)
    return len(rows)


def _relay_point(place: Place) -> RelayPoint:
    dice = Random(f"relay/{place.postcode}")  # noqa: S311
    return RelayPoint(
        code=f"PR{place.postcode}",
        name=f"{dice.choice(KEEPERS)} {dice.choice(SIGNS)}",
        line1=f"{dice.randint(1, 60)} {dice.choice(STREETS)}",
        postcode=place.postcode,
        town=place.town,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _siren(index: int) -> str:
    """Nine digits with a right check digit, which no company is given: they begin with 00."""
    body = f"00{index + 1:06d}"
    return f"{body}{luhn.calc_check_digit(body)}"


def makers() -> None:
    """Say who makes each brand's products: product safety law wants it beside each of them."""
    known = {seller.name: f"{seller.line1}, {seller.postcode} {seller.town}" for seller in BRANDS}
    brands = list(Brand.objects.filter(name__in=[*known, *(name for name, _ in BRANDS_ONLY)]))
    for brand in brands:
        brand.maker_name = f"{brand.name} SAS"
        brand.maker_address = known.get(brand.name, "1 place du Marché, 38000 Grenoble")
        brand.maker_email = f"securite@{brand.slug}.test"
    Brand.objects.bulk_update(brands, ["maker_name", "maker_address", "maker_email"])


def measured(*, at: datetime) -> None:
    """What testers put on the scales and under the gauge of late: it is as the brands say."""
    for family, keys, days in MEASURED:
        rows = ReferenceSheet.objects.filter(family__slug=family).order_by("-pk")
        for sheet in rows[:1]:
            said = {key: sheet.value(key) for key in keys if sheet.value(key) is not None}
            day = at - timedelta(days=days)
            sheets.set_values(rows=[(sheet.pk, said)], source=Source.MEASURED, at=day)


def shelves(
    *, count: int, seed: int, points: dict[str, Point], at: datetime, progress: Progress
) -> None:
    """``count`` references with their variants and offers, the oldest first."""
    made = islice(catalogue.references(seed), count)
    done = 0
    while chunk := list(islice(made, CHUNK)):
        # Colours of one model come apart from each other, as they do from several sellers.
        Random(f"{seed}/shelf/{done}").shuffle(chunk)  # noqa: S311
        age = YEAR * (1 - (done + len(chunk)) / count)
        with transaction.atomic():
            ids = technical.create_references(drafts=[each.draft for each in chunk], at=at - age)
            rows = [row for each in chunk for row in offers_of(each, ids, seed=seed, points=points)]
            offers.upsert(rows=rows, at=at - age)
        done += len(chunk)
        progress("références", done, count)


def offers_of(
    made: Made, ids: dict[str, int], *, seed: int, points: dict[str, Point]
) -> list[OfferRow]:
    """Every seller's price and stock of each of its sizes; ``ids``: variant's key → id."""
    dice = Random(f"{seed}/offers/{made.number}")  # noqa: S311
    return [
        OfferRow(
            partner_id=points[seller.slug].pk,
            product_id=ids[variant.key],
            sku=f"{made.draft.manufacturer_ref}-{index:02d}",
            minor=price,
            stock=_stock(dice),
            lead_days=seller.lead_days,
        )
        for seller, price in _sellers(made, dice)
        for index, variant in enumerate(made.draft.variants)
    ]


def _sellers(made: Made, dice: Random) -> Sequence[tuple[Seller, int]]:
    own = [b for b in BRANDS if b.name == made.draft.brand and dice.random() < 0.8]
    near = [b for b in BOUTIQUES if made.sport in b.sports]
    wanted = dice.choices((0, 1, 2, 3, 4), (2, 5, 5, 3, 1))[0]
    picked = dice.sample(near, min(len(near), max(wanted, 0 if own else 1)))
    return [(seller, made.price) for seller in own] + [
        (seller, _boutique_price(made.price, dice)) for seller in picked
    ]


def _boutique_price(price: int, dice: Random) -> int:
    """Most keep the list price; some go a little lower."""
    if dice.random() < 0.6:
        return price
    return round(price * dice.uniform(0.86, 0.99) / 100) * 100 - 10


def _stock(dice: Random) -> int:
    return 0 if dice.random() < 0.22 else min(int(dice.expovariate(0.28)) + 1, 40)


def world_exists() -> bool:
    return Trader.objects.exists()
