"""Rows for tests, each complete enough to be bought, shipped and shown.

``OfferFactory(price=Decimal("89.90"), stock=3)`` makes the point, the trader with its tariff, the
variant and its reference as well; ``BasketFactory(offers=[(offer, 2)])`` is ready to be ordered.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory
from oscar.core.loading import get_model

from marketplace.core.models import User
from marketplace.delivery.models import Method, RelayPoint, Tariff
from marketplace.offers.models import OfferChoice, OfferTerms, PriceChange
from marketplace.technical.models import (
    Attribute,
    Brand,
    ColourFamily,
    Family,
    Gender,
    Picture,
    PictureAddress,
    PictureFile,
    ReferenceSheet,
    Sport,
    VariantSheet,
)
from marketplace.technical.sizes import normalise
from marketplace.traders.models import Point, Trader, TraderMember

Basket = get_model("basket", "Basket")
Category = get_model("catalogue", "Category")
Country = get_model("address", "Country")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductClass = get_model("catalogue", "ProductClass")
StockRecord = get_model("partner", "StockRecord")

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
EVERY_DAY = {str(day): ["10:00", "19:00"] for day in range(7)}


# --- people ----------------------------------------------------------------------------------
class UserFactory(DjangoModelFactory[User]):
    """A shopper; ``is_staff=True`` is an operator. The password is ``"secret"``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    first_name = "Camille"
    last_name = "Perrin"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> User:
        fields.setdefault("password", "secret")
        return User.objects.create_user(**fields)


class TraderFactory(DjangoModelFactory[Trader]):
    """A boutique that may sell and be paid; it delivers for 4,90 € (``tariff=False``: not)."""

    class Meta:
        model = Trader
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"boutique-{n}")
    name = factory.Sequence(lambda n: f"Boutique {n}")
    legal_name = factory.LazyAttribute(lambda o: f"{o.name} SARL")
    siren = factory.Sequence(lambda n: f"{820000000 + n}")
    vat_number = factory.LazyAttribute(lambda o: f"FR00{o.siren}")
    line1 = "12 rue Royale"
    postcode = "74000"
    town = "Annecy"
    email = factory.LazyAttribute(lambda o: f"bonjour@{o.slug}.test")
    phone = "+33450000000"
    payable = True

    @factory.post_generation
    def tariff(self: Any, create: bool, extracted: Any, **fields: Any) -> None:
        if create and extracted is not False:
            TariffFactory(trader=self, **fields)


class TariffFactory(DjangoModelFactory[Tariff]):
    class Meta:
        model = Tariff
        django_get_or_create = ("trader", "method")

    trader = factory.SubFactory(TraderFactory, tariff=False)
    method = Method.HOME
    minor = 490
    free_from_minor = None
    transit_days = 2


class RelayPointFactory(DjangoModelFactory[RelayPoint]):
    """A pick-up point in Lyon's first district, unless it is said where."""

    class Meta:
        model = RelayPoint

    code = factory.Sequence(lambda n: f"PR{n:05d}")
    name = factory.Sequence(lambda n: f"Tabac {n}")
    line1 = "3 rue Basse"
    postcode = "69001"
    town = "Lyon"
    latitude = 45.769
    longitude = 4.829


class MemberFactory(DjangoModelFactory[TraderMember]):
    """Somebody who works for a trader: ``MemberFactory(trader=…).user`` signs in."""

    class Meta:
        model = TraderMember

    trader = factory.SubFactory(TraderFactory)
    user = factory.SubFactory(UserFactory)


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Point {n}")
    code = factory.Sequence(lambda n: f"point-{n}")


class PointFactory(DjangoModelFactory[Point]):
    """A shop of a trader; its key is its Oscar partner's."""

    class Meta:
        model = Point

    partner = factory.SubFactory(PartnerFactory)
    trader = factory.SubFactory(TraderFactory)
    line1 = "12 rue Royale"
    postcode = "74000"
    town = "Annecy"
    hours = factory.LazyFunction(lambda: dict(EVERY_DAY))


# --- the catalogue ---------------------------------------------------------------------------
class BrandFactory(DjangoModelFactory[Brand]):
    class Meta:
        model = Brand
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"marque-{n}")
    name = factory.Sequence(lambda n: f"Marque {n}")


class SportFactory(DjangoModelFactory[Sport]):
    class Meta:
        model = Sport
        django_get_or_create = ("slug",)

    slug = "running"
    name = "Running"
    name_en = "Running"


class CategoryFactory(DjangoModelFactory):
    """A category at the root of Oscar's tree."""

    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Catégorie {n}")
    slug = factory.Sequence(lambda n: f"categorie-{n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        return Category.add_root(**fields)


class FamilyFactory(DjangoModelFactory[Family]):
    class Meta:
        model = Family
        django_get_or_create = ("slug",)

    slug = "chaussures-running-route"
    name = "Chaussures de running route"
    name_en = "Road running shoes"
    sport = factory.SubFactory(SportFactory)
    category = factory.SubFactory(
        CategoryFactory, name="Chaussures de running route", slug="chaussures-running-route"
    )
    drawing = "running_shoe"
    size_guide = Family.SizeGuide.SHOE

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Family:
        known = Family.objects.filter(slug=fields["slug"]).first()
        return known or super()._create(model_class, *args, **fields)


class AttributeFactory(DjangoModelFactory[Attribute]):
    class Meta:
        model = Attribute
        django_get_or_create = ("family", "key")

    family = factory.SubFactory(FamilyFactory)
    key = factory.Sequence(lambda n: f"attribut-{n}")
    label = factory.Sequence(lambda n: f"Attribut {n}")
    label_en = factory.Sequence(lambda n: f"Attribute {n}")


class ProductClassFactory(DjangoModelFactory):
    class Meta:
        model = ProductClass
        django_get_or_create = ("slug",)

    slug = "article"
    name = "Article"
    track_stock = True


class ReferenceSheetFactory(DjangoModelFactory[ReferenceSheet]):
    class Meta:
        model = ReferenceSheet

    product = None
    brand = factory.SubFactory(BrandFactory)
    family = factory.SubFactory(FamilyFactory)
    model_name = factory.LazyAttribute(lambda o: o.product.title if o.product else "Cadence 3")
    gender = Gender.UNISEX
    colour_name = "Bleu lac"
    colour_family = ColourFamily.BLUE
    colours = factory.LazyFunction(lambda: ["#2f6f9f"])
    published_at = LONG_AGO


class ReferenceFactory(DjangoModelFactory):
    """A reference: Oscar's parent product with its sheet (``sheet__brand=…``, ``sheet__values=…``).

    It has no size yet: a ``VariantFactory(parent=reference)`` adds one.
    """

    class Meta:
        model = Product
        skip_postgeneration_save = True

    structure = Product.PARENT
    product_class = factory.SubFactory(ProductClassFactory)
    title = factory.Sequence(lambda n: f"Cadence {n}")
    slug = factory.Sequence(lambda n: f"cadence-{n}")
    sheet = factory.RelatedFactory(ReferenceSheetFactory, factory_related_name="product")

    @factory.post_generation
    def category(self: Any, create: bool, extracted: Any, **fields: Any) -> None:
        """In its family's category, as every published reference is."""
        if create and getattr(self, "sheet", None) and self.sheet.family.category_id:
            ProductCategory.objects.create(product=self, category_id=self.sheet.family.category_id)


class VariantSheetFactory(DjangoModelFactory[VariantSheet]):
    class Meta:
        model = VariantSheet

    product = None
    size_raw = "42"
    size = factory.LazyAttribute(lambda o: normalise(o.size_raw).label)
    size_system = factory.LazyAttribute(lambda o: normalise(o.size_raw).system)
    size_rank = factory.LazyAttribute(lambda o: normalise(o.size_raw).rank)
    gtin = factory.Sequence(lambda n: f"{3700000000000 + n:014d}")


class VariantFactory(DjangoModelFactory):
    """A size of a reference: Oscar's child product; ``variant__size_raw="41,5"`` is its sheet."""

    class Meta:
        model = Product
        skip_postgeneration_save = True

    structure = Product.CHILD
    parent = factory.SubFactory(ReferenceFactory)
    title = ""
    slug = ""
    variant = factory.RelatedFactory(VariantSheetFactory, factory_related_name="product")


# --- pictures --------------------------------------------------------------------------------
class PictureFileFactory(DjangoModelFactory[PictureFile]):
    """A file that is said to be kept; nothing is written."""

    class Meta:
        model = PictureFile

    digest = factory.Sequence(lambda n: f"{n:064x}")
    stem = factory.Sequence(lambda n: f"pictures/aa/{n}")
    width, height = 1200, 800
    widths = factory.LazyFunction(lambda: [160, 320, 720, 1120])


class PictureFactory(DjangoModelFactory[Picture]):
    """A picture that a feed names; ``address__state``, ``address__fault`` … say what became of it,
    ``address__file`` what was fetched."""

    class Meta:
        model = Picture

    product = factory.SubFactory(ReferenceFactory)
    address = factory.SubFactory("tests.factories.PictureAddressFactory")


class PictureAddressFactory(DjangoModelFactory[PictureAddress]):
    class Meta:
        model = PictureAddress

    class Params:
        fetched = factory.Trait(state="fetched", file=factory.SubFactory(PictureFileFactory))
        dead = factory.Trait(
            state="unreachable", fault="not_there", detail="404", tried_at=LONG_AGO
        )

    url = factory.Sequence(lambda n: f"https://boutique.test/p/{n}.jpg")
    due_at = LONG_AGO


# --- offers ----------------------------------------------------------------------------------
class OfferFactory(DjangoModelFactory):
    """One point's offer of one variant: Oscar's stock record with its terms and first price.

    ``OfferFactory(point=…, product=…, price=Decimal("120.00"), stock=5, terms__lead_days=2)``.
    The first offer of a variant is its chosen one; no outbox event is written.
    """

    class Meta:
        model = StockRecord
        skip_postgeneration_save = True
        exclude = ("point", "stock")

    class Params:
        point = factory.SubFactory(PointFactory)
        stock = 5

    partner = factory.LazyAttribute(lambda o: o.point.partner)
    product = factory.SubFactory(VariantFactory)
    partner_sku = factory.Sequence(lambda n: f"SKU-{n}")
    price_currency = "EUR"
    price = Decimal("100.00")
    num_in_stock = factory.LazyAttribute(lambda o: o.stock)
    num_allocated = 0

    @factory.post_generation
    def terms(self: Any, create: bool, extracted: Any, **fields: Any) -> None:
        self.price = Decimal(self.price)
        OfferTerms.objects.create(stockrecord=self, **fields)
        PriceChange.objects.create(stockrecord=self, minor=int(self.price.scaleb(2)), at=LONG_AGO)
        OfferChoice.objects.get_or_create(
            product_id=self.product_id, defaults={"stockrecord": self}
        )


# --- baskets ---------------------------------------------------------------------------------
class CountryFactory(DjangoModelFactory):
    class Meta:
        model = Country
        django_get_or_create = ("iso_3166_1_a2",)

    iso_3166_1_a2 = "FR"
    printable_name = "France"
    name = "France"
    is_shipping_country = True


class BasketFactory(DjangoModelFactory):
    """A guest's open basket: ``BasketFactory(offers=[offer, (other, 2)])``, ``owner=…`` if any."""

    class Meta:
        model = Basket
        skip_postgeneration_save = True

    owner = None

    @factory.post_generation
    def offers(self: Any, create: bool, extracted: Any, **fields: Any) -> None:
        CountryFactory()
        for each in extracted or ():
            offer, quantity = each if isinstance(each, tuple) else (each, 1)
            put(self, offer, quantity)


def put(basket: Any, offer: Any, quantity: int = 1) -> Any:
    """Put ``quantity`` of an offer into a basket, at the price it has now; returns the line."""
    return basket.lines.create(
        line_reference=f"{offer.product_id}_{offer.pk}",
        product_id=offer.product_id,
        stockrecord=offer,
        quantity=quantity,
        price_currency=offer.price_currency,
        price_excl_tax=offer.price,
        price_incl_tax=offer.price,
    )
