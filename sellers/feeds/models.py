"""A trader's feeds: how each is read, what each run found, which line is which offer."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from marketplace.core import fetching, scopes
from marketplace.core.sentences import SentenceField
from marketplace.technical.models import Proposal
from marketplace.traders.models import Trader
from sellers.feeds.faults import Severity
from sellers.feeds.limits import place


def kept_files() -> Storage:
    """Where a feed lies while it waits or can be corrected: nobody's browser can reach it."""
    return storages["private"]


class FeedSource(models.Model):
    """One export of a trader that comes again and again, and what it does not say itself."""

    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="feed_sources")
    name = models.SlugField(max_length=40)  # the dialect's, unless the seller has two of a kind
    partner = models.ForeignKey("partner.Partner", on_delete=models.PROTECT)  # whose stock it is
    currency = models.CharField(max_length=3, default="EUR")
    picture_base = models.CharField(max_length=300, blank=True)  # what pictures' paths hang on
    # A full feed names all that is for sale: what it leaves out has no stock. A delta does not.
    delta = models.BooleanField(default=False)
    brand = models.CharField(max_length=80, blank=True)  # of lines that name none
    family = models.SlugField(max_length=50, blank=True)  # of products whose family nobody can tell
    lead_days = models.PositiveSmallIntegerField(null=True)  # None: leave what the offers say
    # Of exports whose prices are without tax, and of those that say « in stock » without a count.
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(20))
    units_in_stock = models.PositiveSmallIntegerField(default=1)

    objects = scopes.of_trader()
    excerpt = False  # this once it brings some lines of a file that came before

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trader", "name"], name="one_source_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def brings_part(self) -> bool:
        """Whether what it leaves out stays as it is."""
        return self.delta or self.excerpt


class FeedTable(models.Model):
    """A table of a trader that no known shop wrote: its columns and what stands in them.

    Known again by its columns (``fingerprint``); with others it is another table, to be asked
    about. The rest is what is shown while the boutique says what they contain.
    """

    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="feed_tables")
    name = models.SlugField(max_length=40)  # of its source
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField()  # names, as they are written
    lines = models.JSONField()  # the first: [number, [cell, …]]
    values = models.JSONField()  # of each column: [[value, lines], …], None where there are many
    container = models.CharField(max_length=10)
    origin = models.CharField(max_length=300)  # the file that showed it
    seen_at = models.DateTimeField()

    objects = scopes.of_trader()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trader", "fingerprint"], name="one_table_a_header")
        ]

    def __str__(self) -> str:
        return self.name


class FeedMapping(models.Model):
    """What a boutique says that the columns of its table contain; the latest version counts."""

    table = models.ForeignKey(FeedTable, on_delete=models.CASCADE, related_name="mappings")
    version = models.PositiveIntegerField()
    said = models.JSONField()  # see ``mapping.Mapping``
    brand = models.CharField(max_length=80, blank=True)  # of lines that name none
    family = models.SlugField(max_length=50, blank=True)  # of products whose family nobody can tell
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    objects = scopes.of_trader("table__trader")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "version"], name="one_mapping_a_version")
        ]
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.table_id}, {self.version}"


A_WHILE: Final = timedelta(minutes=5)


class FeedRun(models.Model):
    """One import: what came, what became of its lines, how long it took."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("en file d’attente")  # its file is here, a worker takes it
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("refusé")  # nothing of it was imported
        INTERRUPTED = "interrupted", _("interrompu")  # what it had done stays; start it again
        WAITING = "waiting", _("attend votre accord")  # the brake holds it, nothing was imported
        REJECTED = "rejected", _("écarté")  # the boutique said no, or a later file came
        CANCELLED = "cancelled", _("arrêté")  # on demand; what it had done stays
        UNMAPPED = "unmapped", _("colonnes à confirmer")  # no shop's export: what is in them?

    class Phase(models.TextChoices):
        READING = "reading", _("lecture")
        APPLYING = "applying", _("mise à jour des offres")
        WITHDRAWING = "withdrawing", _("retrait des offres absentes")

    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="feed_runs")
    # None: the file was refused before anyone knew what it was.
    source = models.ForeignKey(FeedSource, on_delete=models.CASCADE, null=True, related_name="runs")
    # Of a table that no known shop wrote: which, and what its columns were read by.
    table = models.ForeignKey(FeedTable, on_delete=models.SET_NULL, null=True, related_name="runs")
    mapping = models.ForeignKey(FeedMapping, on_delete=models.SET_NULL, null=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.RUNNING)
    origin = models.CharField(max_length=300)  # the file's name, or the address
    received_at = models.DateTimeField(null=True)  # None: it has been started once, then
    started_at = models.DateTimeField()  # the last time: by a worker, or by the boutique's yes
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the file
    size = models.PositiveBigIntegerField(default=0)  # bytes
    dialect = models.CharField(max_length=40, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)

    # How far it is, told at most once a second; the total is a guess while the file is read.
    phase = models.CharField(max_length=12, choices=Phase, blank=True)
    progress = models.PositiveIntegerField(default=0)  # lines
    progress_total = models.PositiveIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)  # when the seller counted the stock

    # Why it waits: [{"code": …, figures}], see ``brake``.
    reasons = models.JSONField(default=list, blank=True)
    asked = models.JSONField(default=dict, blank=True)  # the settings that it was started with
    ask_first = models.BooleanField(default=False)  # told what would change, then wait for a yes
    sure = models.BooleanField(default=False)  # the boutique said yes
    foreseen = models.JSONField(default=dict, blank=True)  # what would change, see ``foresight``
    tries = models.PositiveSmallIntegerField(default=0)  # by workers, some of which were killed
    # Kept until it is decided what becomes of it, and for a while when there is something to mend
    # in it: see ``keeping``.
    file = models.FileField(storage=kept_files, upload_to="feeds/%Y/%m/", blank=True)
    # Which file of the drop folder it is; two workers cannot take it twice.
    dropped_as = models.CharField(max_length=80, null=True, unique=True)
    # The names of the two files that make one feed; line numbers tell which, see ``place``.
    parts = models.JSONField(default=list, blank=True)

    # Lines: read = created + updated + unchanged + proposed + rejected + context.
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    context = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)  # offers that the feed no longer names
    followed = models.PositiveIntegerField(default=0)  # references of which it said something new

    # Errors and warnings, all; the first thousand of each are kept. Rule → how many.
    fault_count = models.PositiveIntegerField(default=0)
    rules = models.JSONField(default=dict, blank=True)
    warning_count = models.PositiveIntegerField(default=0)
    warned = models.JSONField(default=dict, blank=True)
    # Cells with an error: those with a value to put instead, those that the seller has to fill.
    fixed_cells = models.PositiveIntegerField(default=0)
    left_cells = models.PositiveIntegerField(default=0)
    # Why the whole file was refused: a stable code and a sentence.
    error_code = models.CharField(max_length=40, blank=True)
    error = SentenceField(blank=True)

    objects = scopes.of_trader()

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["trader", "-started_at"], name="runs_of_trader")]

    def __str__(self) -> str:
        return f"{self.origin}, {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def arrived_at(self) -> datetime:
        """When its file came, however often it was started since."""
        return self.received_at or self.started_at

    @property
    def applied_at(self) -> datetime | None:
        """When all that it says was in the shop; None while it is not."""
        return self.finished_at if self.status == self.Status.DONE else None

    @property
    def waited(self) -> bool:
        """Whether it lay here for a while before it was applied."""
        return self.applied_at is not None and self.started_at - self.arrived_at > A_WHILE

    def place(self, line: int) -> tuple[str, int]:
        """The file, "" when there was but one, and the line in it as an editor numbers it."""
        return place(line, self.parts)


class FeedFault(models.Model):
    """One fault of a run, as the seller reads it."""

    run = models.ForeignKey(FeedRun, on_delete=models.CASCADE, related_name="faults")
    severity = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in Severity], default="error"
    )
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=32)
    message = SentenceField()
    fix = models.CharField(max_length=80, blank=True)

    objects = scopes.of_trader("run__trader")

    class Meta:
        ordering = ["line", "id"]

    def __str__(self) -> str:
        return f"{self.line}: {self.rule}"


class FeedLine(models.Model):
    """The identity of a line, (trader, source, key), and what it became here."""

    class Match(models.TextChoices):
        """How the line was told to be this variant."""

        SKU = "sku", _("référence de l’offre")
        GTIN = "gtin", _("code-barres")
        MANUFACTURER = "manufacturer", _("marque, référence du fabricant et taille")
        PUBLISHED = "published", _("publié par la marque")
        PROPOSED = "proposed", _("proposé")
        DECIDED = "decided", _("décidé par un opérateur")
        UNDONE = "undone", _("rattachement défait")  # only a decision can match it again

    source = models.ForeignKey(FeedSource, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=200)  # SKU, else handle + options, else the dialect's id
    group = models.CharField(max_length=200)  # the seller's key of the reference: model + colour
    match = models.CharField(max_length=12, choices=Match)
    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.CASCADE, null=True, related_name="feed_lines"
    )
    # A line that waits for a decision keeps its price (cents) and stock for the day it is taken.
    proposal = models.ForeignKey(
        Proposal, on_delete=models.SET_NULL, null=True, related_name="feed_lines"
    )
    minor = models.PositiveIntegerField(null=True)
    stock = models.PositiveIntegerField(null=True)
    # What it said last besides its offer, see ``saying``; None: that was never noted.
    digest = models.BigIntegerField(null=True)

    objects = scopes.of_trader("source__trader")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_line_a_key")]
        indexes = [models.Index(fields=["source", "group"], name="lines_of_reference")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_undone(self) -> bool:
        """Whether an operator undid its match, and nobody decided since."""
        return self.stockrecord_id is None and self.match == self.Match.UNDONE


class FeedContext(models.Model):
    """What a feed said last of a product in lines that are no offer's: a parent, more pictures."""

    source = models.ForeignKey(FeedSource, on_delete=models.CASCADE, related_name="contexts")
    product = models.CharField(max_length=200)  # the seller's key of it
    digest = models.BigIntegerField()

    objects = scopes.of_trader("source__trader")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "product"], name="one_context_a_product")
        ]

    def __str__(self) -> str:
        return self.product


class MatchUndo(models.Model):
    """That an operator found a line to be another product than it was told to be."""

    line = models.ForeignKey(FeedLine, on_delete=models.CASCADE, related_name="undone")
    match = models.CharField(max_length=12, choices=FeedLine.Match)  # how it had been told
    # The variant, or its reference where the variant was of the match alone and went with it.
    product = models.ForeignKey("catalogue.Product", null=True, on_delete=models.SET_NULL)
    reason = models.CharField(max_length=300)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    objects = scopes.of_trader("line__source__trader")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.reason}"

    @property
    def reference(self) -> Any:
        """The sheet of what the line was taken for; None when it is not in the catalogue."""
        product: Any = self.product
        return product and (product.sheet if product.is_parent else product.parent.sheet)


class FeedLease(models.Model):
    """That a trader's import is running; worth nothing once its time is over."""

    trader = models.OneToOneField(
        Trader, on_delete=models.CASCADE, primary_key=True, related_name="feed_lease"
    )
    run = models.ForeignKey(FeedRun, on_delete=models.CASCADE, null=True)
    leased_until = models.DateTimeField()

    objects = scopes.of_trader()

    def __str__(self) -> str:
        return f"{self.run_id} until {self.leased_until}"


class FeedHalf(models.Model):
    """A file of the drop folder that waits, longer than its sender meant, for what goes with it."""

    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="feed_halves")
    name = models.CharField(max_length=200)
    other = models.CharField(max_length=200)  # the name that it waits for
    since = models.DateTimeField()

    objects = scopes.of_trader()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["trader", "name"], name="one_half_a_name")]

    def __str__(self) -> str:
        return self.name


PARIS: Final = ZoneInfo("Europe/Paris")


class FeedAddress(models.Model):
    """An address from which a trader's feed is fetched again and again, and how that went."""

    class Every(models.TextChoices):
        HOUR = "hour", _("toutes les heures")
        SIX_HOURS = "six_hours", _("toutes les six heures")
        DAY = "day", _("chaque jour")

    class Outcome(models.TextChoices):
        """How the last look ended, unless by an error, whose code stands there instead."""

        QUEUED = "queued", _("relevé")
        UNCHANGED = "unchanged", _("inchangé")

    trader = models.ForeignKey(Trader, on_delete=models.CASCADE, related_name="feed_addresses")
    # With what follows the question mark, which may be a secret: see ``shown``.
    address = models.CharField(max_length=2000)
    asked = models.JSONField(default=dict, blank=True)  # the settings that it is imported with
    every = models.CharField(max_length=12, choices=Every, default=Every.DAY)
    hour = models.PositiveSmallIntegerField(default=3)  # of a day, in Paris
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True)  # by a worker that fetches it

    # By what the file is told from the next one.
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=200, blank=True)  # as the server wrote it
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of what was imported last

    looked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)  # see ``Outcome``
    said = SentenceField(blank=True)  # what an error says
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    run = models.ForeignKey(FeedRun, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = scopes.of_trader()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(hour__lt=24), name="address_hour_of_a_day"),
            # Of what an index has room for, however long an address is.
            models.UniqueConstraint("trader", MD5("address"), name="one_address_a_trader"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(paused_at=None), name="addresses_by_due"
            )
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The address without what may be a secret."""
        return fetching.shown(self.address)

    @property
    def marks(self) -> fetching.Marks:
        return fetching.Marks(etag=self.etag, modified=self.modified)

    def due_after(self, at: datetime) -> datetime:
        """The next time by its rhythm, later than ``at``."""
        if self.every != self.Every.DAY:
            return at + timedelta(hours=1 if self.every == self.Every.HOUR else 6)
        day = at.astimezone(PARIS).date()
        times = (
            datetime.combine(day + timedelta(days=ahead), time(self.hour), PARIS)
            for ahead in range(2)
        )
        return next(each for each in times if each > at)
