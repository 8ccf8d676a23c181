"""What stops a whole feed. Faults of single lines are in ``faults``."""

from django.utils.translation import gettext_lazy as _

from marketplace.core.errors import CordeeError


class FeedError(CordeeError):
    """The feed cannot be read or imported; nothing of it was changed.

    ``details`` may hold ``line`` and ``column``.
    """

    code = "feed"
    status = 422


class NoSuchSource(FeedError):
    code = "no_such_source"
    status = 404


class FeedTooLarge(FeedError):
    code = "feed_too_large"
    status = 413
    message = _("Le fichier dépasse la taille acceptée. Envoyez-le en plusieurs parties.")


class EmptyFeed(FeedError):
    code = "empty_feed"
    message = _("Le fichier est vide. Refaites l’export dans votre boutique et renvoyez-le.")


class NoRows(FeedError):
    code = "no_rows"
    message = _(
        "Le fichier n’a que la ligne des titres. Refaites l’export en choisissant tous les "
        "produits."
    )


class NotAFeed(FeedError):
    """A file of another kind; ``details["kind"]`` says which."""

    code = "not_a_feed"


class BrokenEncoding(FeedError):
    code = "broken_encoding"


class LineTooLong(FeedError):
    code = "line_too_long"


class CellTooLong(FeedError):
    code = "cell_too_long"


class UnclosedQuote(FeedError):
    code = "unclosed_quote"


class TooManyColumns(FeedError):
    code = "too_many_columns"


class RepeatedColumn(FeedError):
    code = "repeated_column"


class UnknownDialect(FeedError):
    """No known shop writes such a header."""

    code = "unknown_dialect"


class MissingColumns(FeedError):
    """The dialect is known, but a column without which nothing can be sold is not there."""

    code = "missing_columns"


class CurrencyNotSold(FeedError):
    code = "currency_not_sold"
    message = _("La place de marché vend en euros : exportez vos prix en euros (EUR).")


class BadSetting(FeedError):
    """A setting of the feed cannot be what was asked for."""

    code = "bad_setting"


class ImportRunning(FeedError):
    code = "import_running"
    status = 409
    message = _("Un autre import de ce vendeur a pris la suite de celui-ci.")


class UnknownSeller(FeedError):
    code = "unknown_seller"
    status = 404


class UnknownRun(FeedError):
    code = "unknown_run"
    status = 404
    message = _("Il n’y a pas d’import de ce numéro.")


class UnknownPoint(FeedError):
    code = "unknown_point"
    status = 404


class CatalogueNotReady(FeedError):
    code = "catalogue_not_ready"
    status = 409
    message = _("Le catalogue n’a pas encore de familles : chargez d’abord la taxonomie.")
