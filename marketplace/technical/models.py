"""The technical catalogue: sports, families, attributes, and the sheet of each reference.

Oscar's parent product is a reference (model × colour), its child a variant (reference × size).
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from marketplace.core import scopes
from marketplace.traders.models import Trader


def localised(row: Any, field: str) -> str:
    """``row.field`` in the reader's language; French when there is no other."""
    english = translation.get_language() == "en"
    return str((english and getattr(row, f"{field}_en")) or getattr(row, field))


def brand_slug(name: str) -> str:
    """By what a brand is known, however its name is written."""
    return slugify(name)[:50] or "sans-marque"


class Brand(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    # The maker's address, which product safety law wants beside each product (GPSR art. 19).
    maker_name = models.CharField(max_length=160, blank=True)
    maker_address = models.CharField(max_length=300, blank=True)
    maker_email = models.EmailField(blank=True)
    # Said to be outside the Union: someone in it answers for what is made there (art. 16).
    maker_abroad = models.BooleanField(default=False)
    responsible_name = models.CharField(max_length=160, blank=True)
    responsible_address = models.CharField(max_length=300, blank=True)
    responsible_email = models.EmailField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MakerChange(models.Model):
    """The journal: who said what of a brand's maker, and when.

    The house's, as the brand is: a trader reads what was said by another, and not by whom.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="maker_changes")
    said = models.JSONField()  # field of ``Brand`` → what it holds from then on
    # Who said it; None: an operator did.
    trader = models.ForeignKey(Trader, on_delete=models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.brand_id}: {', '.join(self.said)}"


class Sport(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    fedas = models.JSONField(default=list, blank=True)  # two-digit activities that mean it
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return localised(self, "name")


class Family(models.Model):
    """A kind of product that is chosen by the same figures: road running shoe, racket, tent."""

    class SizeGuide(models.TextChoices):
        SHOE = "shoe", _("Pointure")
        CLOTHING = "clothing", _("Taille")
        SKI_BOOT = "ski_boot", _("Pointure Mondopoint")
        HELMET = "helmet", _("Tour de tête")
        GLOVE = "glove", _("Taille de gants")
        BIKE = "bike", _("Taille de cadre")
        SOCK = "sock", _("Pointures")
        BRA = "bra", _("Taille et bonnet")
        LENGTH = "length", _("Longueur")
        BALL = "ball", _("Taille de ballon")
        NONE = "none", _("Format")

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)  # plural, as a heading: "Chaussures de running route"
    name_en = models.CharField(max_length=80)
    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="families")
    category = models.OneToOneField(
        "catalogue.Category", on_delete=models.PROTECT, related_name="family", null=True
    )
    drawing = models.CharField(max_length=40)
    size_guide = models.CharField(max_length=16, choices=SizeGuide, default=SizeGuide.NONE)
    google = models.JSONField(default=list, blank=True)  # ids of Google's categories that mean it
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return localised(self, "name")


class Attribute(models.Model):
    """What is known of each product of a family, with its unit and plausible range."""

    class Type(models.TextChoices):
        NUMBER = "number", _("nombre")
        CHOICE = "choice", _("choix")
        CHOICES = "choices", _("plusieurs choix")
        BOOL = "bool", _("oui ou non")
        TEXT = "text", _("texte")

    class Sought(models.TextChoices):
        """Which way one looks for: lighter shoes, brighter lamps, a drop either way."""

        LESS = "less", _("moins")
        MORE = "more", _("plus")
        EITHER = "either", _("l’un ou l’autre")

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="attributes")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80)
    type = models.CharField(max_length=8, choices=Type, default=Type.NUMBER)
    unit = models.CharField(max_length=16, blank=True)
    minimum = models.FloatField(null=True)
    maximum = models.FloatField(null=True)
    # [{"key": "firm", "label": "Ferme", "label_en": "Firm"}, …] for a choice.
    choices = models.JSONField(default=list, blank=True)
    is_facet = models.BooleanField(default=False)
    # 1 to 4 for the figures that decide, in the order in which cards show them.
    decider = models.PositiveSmallIntegerField(null=True)
    synonyms = models.JSONField(default=list, blank=True)  # what exports call it
    norm = models.CharField(max_length=60, blank=True)  # that defines the figure: "EN ISO 23537"
    # What a product with less, with more of it is: "plus légère", "plus lourde". "" has no such
    # direction: neither of two materials is more.
    less = models.CharField(max_length=60, blank=True)
    less_en = models.CharField(max_length=60, blank=True)
    more = models.CharField(max_length=60, blank=True)
    more_en = models.CharField(max_length=60, blank=True)
    sought = models.CharField(max_length=6, choices=Sought, blank=True)
    # Keys of a choice, from the least to the most; what is not in it is neither less nor more.
    scale = models.JSONField(default=list, blank=True)
    help = models.CharField(max_length=160, blank=True)  # one line that explains the figure
    help_en = models.CharField(max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["family", "key"], name="one_attribute_a_key")
        ]

    def __str__(self) -> str:
        return localised(self, "label")

    @property
    def is_chosen(self) -> bool:
        """Whether its values are keys of ``choices``: one, or a list of several."""
        return self.type in {self.Type.CHOICE, self.Type.CHOICES}


class AttributeEdit(models.Model):
    """What an operator changed of an attribute; the files never undo it."""

    class Field(models.TextChoices):
        FACET = "facet", _("filtre")
        CHOICE = "choice", _("choix ajouté")

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="edits")
    field = models.CharField(max_length=8, choices=Field)
    old = models.JSONField(null=True)
    new = models.JSONField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.attribute_id} {self.field}: {self.new}"


class Gender(models.TextChoices):
    MEN = "men", _("Homme")
    WOMEN = "women", _("Femme")
    UNISEX = "unisex", _("Mixte")
    KIDS = "kids", _("Enfant")


class ColourFamily(models.TextChoices):
    BLACK = "black", _("Noir")
    GREY = "grey", _("Gris")
    WHITE = "white", _("Blanc")
    BLUE = "blue", _("Bleu")
    GREEN = "green", _("Vert")
    YELLOW = "yellow", _("Jaune")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Rouge")
    PINK = "pink", _("Rose")
    PURPLE = "purple", _("Violet")
    BROWN = "brown", _("Brun")
    MULTI = "multi", _("Multicolore")


class Source(models.TextChoices):
    """Where a value comes from, the most trusted first."""

    MEASURED = "measured", _("mesuré par nos testeurs")
    HOUSE = "house", _("vérifié par Cordée")
    BRAND = "brand", _("marque")
    SELLER = "seller", _("vendeur")
    TEXT = "text", _("déduit du texte")


class ReferenceSheetQuerySet(models.QuerySet["ReferenceSheet"]):
    def published(self) -> "ReferenceSheetQuerySet":
        """What anybody may see: neither waiting, nor taken from sale, nor hidden by an operator."""
        return self.filter(published_at__isnull=False, product__is_public=True)


class ReferenceSheet(models.Model):
    """The side table of a reference (Oscar's parent product)."""

    product = models.OneToOneField(
        "catalogue.Product", on_delete=models.CASCADE, primary_key=True, related_name="sheet"
    )
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="references")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="references")
    model_name = models.CharField(max_length=120)
    manufacturer_ref = models.CharField(max_length=64, blank=True)
    gender = models.CharField(max_length=8, choices=Gender, default=Gender.UNISEX)
    season = models.CharField(max_length=16, blank=True)
    colour_name = models.CharField(max_length=60, blank=True)
    colour_family = models.CharField(max_length=8, choices=ColourFamily, blank=True)
    # One to three "#rrggbb", what the drawing is tinted with.
    colours = models.JSONField(default=list, blank=True)
    # key → {"value": number in the attribute's unit | choice key | [choice keys] | bool | text,
    #        "source": Source, "at": ISO date}
    values = models.JSONField(default=dict, blank=True)
    # The last day on which our testers measured one of its values; None: they measured none.
    measured_on = models.DateField(null=True)
    # The picture that stands for it in lists, as ``PictureFile.shown``; {}: its drawing does.
    cover = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(null=True, db_index=True)
    description_en = models.TextField(blank=True)  # HTML, as Oscar's ``description`` is in French

    objects = ReferenceSheetQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(  # of which PostgreSQL reads what begins with the name of a line
                fields=["brand", "model_name"],
                name="sheet_model",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
            models.Index(fields=["brand", "manufacturer_ref"], name="sheet_manufacturer_ref"),
            models.Index(
                fields=["-measured_on", "-product"],
                name="sheet_measured",
                condition=models.Q(measured_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.model_name} {self.colour_name}".strip()

    def value(self, key: str) -> Any:
        """The plain value under ``key``, None when it is not known."""
        return self.values.get(key, {}).get("value")

    @property
    def plain_values(self) -> dict[str, Any]:
        return {key: entry["value"] for key, entry in self.values.items()}

    @property
    def description(self) -> str:
        """HTML that others wrote, in ``description_language``; of a sheet read with its product."""
        english = self.description_language == "en"
        return self.description_en if english else self.product.description

    @property
    def description_language(self) -> str:
        """The reader's, French when there is no other."""
        return "en" if self.description_en and translation.get_language() == "en" else "fr"


class Authorship(models.Model):
    """Whose feed describes a reference: the trader that it was published from.

    ``title`` and ``description``: digests of these texts as the feed left them, see
    ``following.digest``. A text that is another by now is the house's, and no feed changes it.
    """

    product = models.OneToOneField(
        "catalogue.Product", on_delete=models.CASCADE, primary_key=True, related_name="authorship"
    )
    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="authorships")
    title = models.CharField(max_length=16)
    description = models.CharField(max_length=16)

    objects = scopes.of_trader()

    def __str__(self) -> str:
        return f"{self.product_id} of {self.trader_id}"


class TextChange(models.Model):
    """The journal: what the feed of a reference put in place of which text, and when; and which
    text an operator (``user``) put back."""

    class Field(models.TextChoices):
        TITLE = "title", _("titre")
        DESCRIPTION = "description", _("description")

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="text_changes"
    )
    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="text_changes")
    field = models.CharField(max_length=12, choices=Field)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    objects = scopes.of_trader()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="latest_text_changes")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.field}"


class Doubt(models.TextChoices):
    """Why a value that was said is not believed."""

    LOW = "low", _("en dessous du plausible")
    HIGH = "high", _("au-dessus du plausible")


class ValueQuestion(models.Model):
    """A value that somebody said and nobody believes yet: an operator answers.

    Asked once for what was said of a reference: an answer stands whenever it is said again.
    """

    class Answer(models.TextChoices):
        RIGHT = "right", _("juste")
        REFUSED = "refused", _("refusée")

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="questions"
    )
    key = models.CharField(max_length=40)  # of the attribute
    said = models.CharField(max_length=120)
    value = models.JSONField()  # what was read, in the attribute's unit
    source = models.CharField(max_length=8, choices=Source)
    why = models.CharField(max_length=4, choices=Doubt)
    at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "key", "said"], name="one_question_a_value")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.said}"


class Withdrawal(models.Model):
    """Why a reference was taken from sale, as its address tells whoever comes to it."""

    class Reason(models.TextChoices):
        RECALL = "recall", _("rappelé")
        UNLAWFUL = "unlawful", _("non conforme")
        ENDED = "ended", _("arrêté")

    product = models.OneToOneField(
        "catalogue.Product", on_delete=models.CASCADE, primary_key=True, related_name="withdrawal"
    )
    reason = models.CharField(max_length=8, choices=Reason)
    said = models.TextField(blank=True)  # what to do now, in plain words, for everybody to read
    published_at = models.DateTimeField()  # what it was published at, to put it back
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.product_id} {self.reason}"


class VariantSheet(models.Model):
    """The side table of a variant (Oscar's child product)."""

    ONE_SIZE = "Taille unique"

    product = models.OneToOneField(
        "catalogue.Product", on_delete=models.CASCADE, primary_key=True, related_name="variant"
    )
    size = models.CharField(max_length=24, default=ONE_SIZE)
    size_raw = models.CharField(max_length=40, blank=True)
    size_system = models.CharField(max_length=8, blank=True)  # see ``sizes.Size``
    mondo = models.PositiveSmallIntegerField(null=True)  # length of the foot that it fits, in mm
    # Sorts sizes as a person would: XS before S, 39 before 39,5.
    size_rank = models.PositiveIntegerField(default=0)
    gtin = models.CharField(max_length=14, blank=True, db_index=True)  # GTIN-14

    def __str__(self) -> str:
        return self.size


class PictureFile(models.Model):
    """What was fetched, kept once whoever names it and wherever: WebP in the shop's widths.

    ``<stem>.webp`` is the largest, ``width`` × ``height`` pixels; ``<stem>-<w>.webp`` is as wide as
    each of ``widths``.
    """

    # Of its pixels; None: kept before there were several widths, see ``pictures.files.remake``.
    digest = models.CharField(max_length=64, unique=True, null=True)
    stem = models.CharField(max_length=100, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    widths = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.stem

    @property
    def shown(self) -> dict[str, Any]:
        """All that an ``<img>`` needs to know of it, JSON-like."""
        return {
            "stem": self.stem,
            "width": self.width,
            "height": self.height,
            "widths": self.widths,
        }


class PictureAddress(models.Model):
    """Where a feed says that a picture is: fetched once, whoever else names the same address."""

    class State(models.TextChoices):
        PENDING = "pending", _("à chercher")
        FETCHED = "fetched", _("reçue")
        UNREACHABLE = "unreachable", _("injoignable")

    class Fault(models.TextChoices):
        """Why it could not be fetched the last time; what to do: ``sellers.portal.wording``."""

        NO_SITE = "no_site", _("adresse sans site")
        TOO_LONG = "too_long", _("adresse trop longue")
        BAD_ADDRESS = "bad_address", _("adresse que nous ne suivons pas")
        PRIVATE = "private", _("adresse privée")
        UNKNOWN_HOST = "unknown_host", _("site introuvable")
        CERTIFICATE = "certificate", _("certificat du site refusé")
        REDIRECTS = "redirects", _("trop de redirections")
        NOT_THERE = "not_there", _("image absente")
        LOGIN = "login", _("accès réservé")
        TIMED_OUT = "timed_out", _("pas de réponse à temps")
        BUSY = "busy", _("site trop sollicité")
        SITE_BROKEN = "site_broken", _("site en panne")
        TOO_LARGE = "too_large", _("fichier trop lourd")
        TOO_MANY_PIXELS = "too_many_pixels", _("image trop grande")
        NOT_A_PICTURE = "not_a_picture", _("pas une image lisible")

    LONGEST = 2000  # bytes

    url = models.CharField(max_length=LONGEST, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    file = models.ForeignKey(
        PictureFile, on_delete=models.PROTECT, null=True, related_name="addresses"
    )
    # Said until it is fetched: one that waits to be fetched again still has the last one's.
    fault = models.CharField(max_length=16, choices=Fault, blank=True)
    detail = models.CharField(max_length=100, blank=True)  # what was met: a status, a kind of file
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True)  # by a worker that fetches it
    asked_at = models.DateTimeField(null=True)  # when somebody last wanted it to be tried again

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="fetched") | models.Q(file__isnull=False, fault=""),
                name="what_was_fetched_is_kept",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="pending"), name="pictures_due"
            ),
            models.Index(fields=["fault"], condition=~models.Q(fault=""), name="pictures_dead"),
            models.Index(
                fields=["taken_until"],
                condition=models.Q(taken_until__isnull=False),
                name="pictures_taken",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Picture(models.Model):
    """That a feed names a picture of a reference; until one could be fetched the family's drawing
    stands in."""

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="pictures"
    )
    address = models.ForeignKey(PictureAddress, on_delete=models.PROTECT, related_name="pictures")
    # Whose feed named it.
    trader = models.ForeignKey(
        Trader, on_delete=models.SET_NULL, null=True, related_name="pictures"
    )
    position = models.PositiveSmallIntegerField(default=0)
    # The feed names it no more: it goes as soon as one that it names can be shown.
    leaving = models.BooleanField(default=False)

    objects = models.Manager()  # the shop's: a picture is shown to everybody
    named = scopes.of_trader()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "address"], name="one_picture_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.position}"


def _said(key: str) -> Any:
    """What the content of a proposal has under ``key`` as text, kept by the database itself: a
    queue of thousands is searched without unpacking the content of each."""
    return models.GeneratedField(
        expression=Coalesce(KT(f"content__{key}"), Value(""), output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )


class Proposal(models.Model):
    """A product that a trader wants to sell and the catalogue does not know: operators decide."""

    class Status(models.TextChoices):
        OPEN = "open", _("à décider")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")
        MERGED = "merged", _("réunie à une référence")

    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="proposals")
    partner = models.ForeignKey("partner.Partner", on_delete=models.CASCADE)
    key = models.CharField(max_length=200)  # the seller's key of the product, all sizes together
    title = models.CharField(max_length=255)
    brand_name = models.CharField(max_length=80, blank=True)
    # What the feed said: see ``operations.accept_proposal``.
    content = models.JSONField()
    said_family = _said("family")
    said_model = _said("model_name")
    said_ref = _said("manufacturer_ref")
    said_variants = _said("variants")  # as JSON
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    # What it became: the reference that was published from it, or that it was merged with.
    reference = models.ForeignKey(
        "catalogue.Product", null=True, on_delete=models.SET_NULL, related_name="proposals"
    )

    objects = scopes.of_trader()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trader", "key"], name="one_proposal_a_key")]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(status="open"), name="proposals_that_wait"
            ),
            models.Index(
                fields=["-decided_at", "-id"],
                condition=~models.Q(status="open"),
                name="proposals_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def brand_slug(self) -> str:
        """Of the brand that it would be of: what names none is its trader's own."""
        return brand_slug(self.brand_name or self.trader.name)


class ProposalChange(models.Model):
    """The journal: who decided what of a proposal, or put it back, and when."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="changes")
    old = models.CharField(max_length=10)
    new = models.CharField(max_length=10, choices=Proposal.Status)
    reason = models.TextField(blank=True)  # of a refusal, as the seller read it
    # Variants (ids) that the catalogue did not have before this decision.
    added = models.JSONField(default=list, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    objects = scopes.of_trader("proposal__trader")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.old} -> {self.new}"

    def adds(self, variants: Iterable[int]) -> None:
        """Keep which variants the decision brought into the catalogue."""
        self.added = sorted(variants)
        self.save(update_fields=["added"])
