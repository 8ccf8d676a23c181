"""What stops a whole feed. Faults of single lines are in ``faults``."""

from marketplace.core.errors import CordeeError
from marketplace.core.sentences import Sentence
from marketplace.core.sentences import Sentence as _


class FeedError(CordeeError):
    """The feed cannot be read or imported; nothing of it was changed.

    ``details`` may hold ``line`` and ``column``. What it says is kept with the run that it ends.
    """

    code = "feed"
    status = 422
    message: Sentence = Sentence()

    def __init__(self, message: Sentence | None = None, **details: object) -> None:
        super().__init__(message or self.message, **details)


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
    message = _("Une cellule est démesurée : ce n’est pas un export de produits.")


class UnclosedQuote(FeedError):
    code = "unclosed_quote"


class TooManyColumns(FeedError):
    code = "too_many_columns"
    message = _("Ce fichier a plus de colonnes qu’un export de produits n’en a.")


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


class FileGone(FeedError):
    code = "file_gone"
    status = 410
    message = _(
        "Le fichier de cet import n’est plus là : il reste deux semaines, pour les cinq derniers "
        "imports de chaque flux où il y a quelque chose à corriger."
    )


class UnknownPoint(FeedError):
    code = "unknown_point"
    status = 404


class CatalogueNotReady(FeedError):
    code = "catalogue_not_ready"
    status = 409
    message = _("Le catalogue n’a pas encore de familles : chargez d’abord la taxonomie.")


# --- other containers than text ----------------------------------------------------------------
class BrokenArchive(FeedError):
    code = "broken_archive"
    message = _("Ce fichier compressé est abîmé : refaites-le et renvoyez-le.")


class ArchiveTooLarge(FeedError):
    """What it unpacks to is beyond any limit: a bomb."""

    code = "archive_too_large"
    status = 413
    message = _("Ce fichier compressé se déplie en bien plus de données qu’un catalogue n’en a.")


class ProtectedFile(FeedError):
    code = "protected_file"
    message = _("Ce fichier est protégé par un mot de passe : envoyez-le sans.")


class TooManyFiles(FeedError):
    code = "too_many_files"


class NoTable(FeedError):
    """Neither rows nor records are in it."""

    code = "no_table"


class NotTogether(FeedError):
    """Two files were sent together that do not belong together."""

    code = "not_together"
    message = _(
        "Ces deux fichiers ne vont pas ensemble : envoyez les produits et les déclinaisons d’une "
        "même boutique PrestaShop."
    )


class CombinationsAlone(FeedError):
    """PrestaShop's combinations without the products that they belong to."""

    code = "combinations_alone"
    message = _(
        "Ce fichier est celui des déclinaisons : envoyez-le avec celui des produits, qui dit leur "
        "nom et leur prix."
    )


class BrokenXml(FeedError):
    code = "broken_xml"


class ForbiddenXml(FeedError):
    """It declares a document type, which is how entities are brought in."""

    code = "forbidden_xml"
    message = _("Ce XML contient une déclaration DOCTYPE, qui n’est pas acceptée : retirez-la.")


class BrokenJson(FeedError):
    code = "broken_json"


class BrokenWorkbook(FeedError):
    code = "broken_workbook"
    message = _("Ce classeur Excel est abîmé : enregistrez-le à nouveau en .xlsx ou en CSV.")


class RecordTooLarge(FeedError):
    """One product of an XML or JSON file is larger than any product is."""

    code = "record_too_large"
    message = _("Un produit de ce fichier est démesuré : ce n’est pas un export de produits.")


class BadMapping(FeedError):
    """A mapping that cannot be applied; ``details["field"]`` may say where."""

    code = "bad_mapping"


# --- addresses that are fetched ------------------------------------------------------------------
class KnownAddress(FeedError):
    code = "known_address"
    status = 409
    message = _("Cette adresse est déjà relevée : modifiez celle qui est dans la liste.")


class TooManyAddresses(FeedError):
    code = "too_many_addresses"
    status = 409
    message = _("Dix adresses sont relevées au plus : supprimez celle qui ne sert plus.")
